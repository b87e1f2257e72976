//! A message cut into its parts (RFC 2046, section 5.1): where each one stands, what it is, and how it is encoded.
//!
//! The MIME library goes over each byte several times to do this, over all that follows for every boundary that never comes, and asserts
//! its way out of broken nesting. Here a byte is looked at once for each level that it stands in, and there are few levels. Transfer
//! encodings, charsets and encoded words stay the library's.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use memchr::memmem;

use super::Fields;
use super::fields::Block;
use super::header::{self, charset_text};

/// Multiparts deeper than this are read as text. A report with a returned newsletter has four levels.
const DEEPEST: usize = 12;
/// Parts beyond these are not looked at.
const MOST_PARTS: usize = 500;

/// A part, or a multipart, which then stands before its parts.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    /// The media type in lower case.
    pub kind: String,
    /// Something of the message stands behind it: its end was seen.
    pub closed: bool,
    /// It is a multipart, and its parts follow.
    pub divided: bool,
    /// It stands in the multipart/alternative of this number.
    pub alternative: Option<usize>,
    charset: Option<String>,
    encoding: Option<String>,
    body: &'a [u8],
}

/// The parts of a message, in their order.
pub(super) fn parts<'a>(head: &Fields, body: &'a [u8]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    entity(head, body, Stretch { closed: false, unnamed: "text/plain", alternative: None, depth: 0 }, &mut parts);
    parts
}

/// The parts of a body whose boundary is known from elsewhere.
pub(super) fn parts_of<'a>(body: &'a [u8], boundary: &str) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for (bytes, closed) in between(body, boundary) {
        part(bytes, Stretch { closed, unnamed: "text/plain", alternative: None, depth: 1 }, &mut parts);
    }
    parts
}

/// Where a part stands among the others.
#[derive(Clone, Copy)]
struct Stretch {
    closed: bool,
    /// Its media type where it names none.
    unnamed: &'static str,
    alternative: Option<usize>,
    depth: usize,
}

/// A part whose header block has not been read yet.
fn part<'a>(bytes: &'a [u8], place: Stretch, parts: &mut Vec<Part<'a>>) {
    if parts.len() < MOST_PARTS {
        let block = Block::read(bytes);
        entity(&block.fields, bytes.get(block.length..).unwrap_or_default(), place, parts);
    }
}

fn entity<'a>(fields: &Fields, body: &'a [u8], place: Stretch, parts: &mut Vec<Part<'a>>) {
    let Stretch { closed, unnamed, alternative, depth } = place;
    let value = |name| fields.first(name).map(|field| header::decoded(field.value, None));
    let content_type = value("content-type").unwrap_or_default();
    let kind = content_type.split([';', ' ']).next().unwrap_or_default().trim().to_ascii_lowercase();
    let kind = if kind.contains('/') { kind } else { unnamed.to_owned() };
    let inner = match parameter(&content_type, "boundary") {
        Some(boundary) if kind.starts_with("multipart/") && depth < DEEPEST => between(body, boundary),
        _ => Vec::new(),
    };
    let number = parts.len();
    let alternative = if kind == "multipart/alternative" { Some(number) } else { alternative };
    let unnamed = if kind == "multipart/digest" { "message/rfc822" } else { "text/plain" };
    parts.push(Part {
        kind,
        closed,
        divided: !inner.is_empty(),
        alternative,
        charset: parameter(&content_type, "charset").map(str::to_owned),
        encoding: value("content-transfer-encoding").map(|encoding| encoding.to_ascii_lowercase()),
        body,
    });
    for (bytes, ended) in inner {
        part(bytes, Stretch { closed: ended || closed, unnamed, alternative, depth: depth + 1 }, parts);
    }
}

/// What stands between the delimiter lines of a body, and whether a delimiter stands behind it.
fn between<'a>(body: &'a [u8], boundary: &str) -> Vec<(&'a [u8], bool)> {
    let mut found = Vec::new();
    if boundary.is_empty() {
        return found;
    }
    let delimiter = format!("--{boundary}");
    let mut open: Option<usize> = None;
    for at in memmem::find_iter(body, delimiter.as_bytes()) {
        let begins_line = at == 0 || body.get(at - 1) == Some(&b'\n');
        let after = body.get(at + delimiter.len()..).unwrap_or_default();
        let line = after.iter().position(|&b| b == b'\n').map_or(after.len(), |n| n + 1);
        let rest = after.get(..line).unwrap_or_default();
        let closes = rest.starts_with(b"--");
        // "--b1" begins the delimiter of "b12" as well
        if !begins_line || !closes && !rest.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(start) = open.take() {
            let part = body.get(start..at).unwrap_or_default();
            let part = part.strip_suffix(b"\n").unwrap_or(part);
            found.push((part.strip_suffix(b"\r").unwrap_or(part), true));
        }
        if closes || found.len() >= MOST_PARTS {
            return found;
        }
        open = Some(at + delimiter.len() + line);
    }
    if let Some(rest) = open.and_then(|start| body.get(start..)) {
        found.push((rest, false));
    }
    found
}

impl<'a> Part<'a> {
    /// Its bytes, the transfer encoding taken off; as they stand where that cannot be done.
    pub fn content(&self) -> Cow<'a, [u8]> {
        let decoded = match self.encoding.as_deref() {
            Some("base64") => base64_decode(self.body),
            Some("quoted-printable") => quoted_printable_decode(self.body),
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }

    /// Do its first bytes open a header block? Some servers return a message as a file.
    pub fn opens_like_a_header(&self) -> bool {
        let head = self.body.trim_ascii_start();
        let line: Vec<u8> = if self.encoding.as_deref() == Some("base64") {
            head.get(..64).and_then(base64_decode).unwrap_or_default()
        } else {
            head.iter().take(64).copied().collect()
        };
        let name = line.split(|&b| b == b':').next().unwrap_or_default();
        (2..line.len().min(40)).contains(&name.len()) && name.iter().all(|b| b.is_ascii_alphabetic() || *b == b'-')
    }

    /// Its text, in the charset that it names.
    pub fn text(&self) -> Cow<'a, str> {
        match self.content() {
            Cow::Borrowed(bytes) => charset_text(bytes, self.charset.as_deref()),
            Cow::Owned(bytes) => Cow::Owned(charset_text(&bytes, self.charset.as_deref()).into_owned()),
        }
    }
}

/// The value of a parameter of a Content-Type, without its quotes; `name` in lower case.
pub(super) fn parameter<'a>(content_type: &'a str, name: &str) -> Option<&'a str> {
    parameters(content_type).find(|(key, ..)| key.eq_ignore_ascii_case(name)).map(|(_, value, _)| value)
}

/// Is the boundary of a Content-Type written so that readers differ about it: with words behind its closing quote?
pub(super) fn boundary_is_odd(content_type: &str) -> bool {
    parameters(content_type).any(|(key, _, odd)| odd && key.eq_ignore_ascii_case("boundary"))
}

/// Name, value, and whether words stand behind the closing quote.
fn parameters(content_type: &str) -> impl Iterator<Item = (&str, &str, bool)> {
    let mut rest = content_type.split_once(';').map_or("", |(_, rest)| rest);
    std::iter::from_fn(move || {
        let (key, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, behind) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        let (words, after) = behind.split_once(';').unwrap_or((behind, ""));
        rest = after;
        Some((key.trim_matches([' ', ';']), value.trim(), !words.trim().is_empty()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(message: &[u8]) -> Vec<Part<'_>> {
        let head = Block::read(message);
        parts(&head.fields, &message[head.length..])
    }

    fn shape(message: &str) -> Vec<String> {
        let shown = |p: Part<'_>| format!("{}{}{}", p.kind, if p.closed { "" } else { " open" }, if p.divided { " divided" } else { "" });
        all(message.as_bytes()).into_iter().map(shown).collect()
    }

    #[test]
    fn messages_are_cut_at_their_delimiters() {
        for (message, want) in [
            ("A: b\n\ntext", &["text/plain open"][..]),
            (
                "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\nx\n--b12\ny\n--b1\nContent-Type: TEXT/HTML; charset=x\n\nz\n--b1--\n",
                &["multipart/mixed open divided", "text/plain", "text/html"],
            ),
            (
                "Content-Type: multipart/report; boundary=\"a;b\"\n\n--a;b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n--a;b\n\ny",
                &["multipart/report open divided", "multipart/alternative divided", "text/plain", "text/plain open"],
            ),
            ("Content-Type: multipart/digest; boundary=d\n\n--d\n\nA: b\n--d--", &["multipart/digest open divided", "message/rfc822"]),
            ("Content-Type: multipart/mixed\n\n--b\n\nx", &["multipart/mixed open"]),
            ("Content-Type: multipart/mixed; boundary=never\n\nx", &["multipart/mixed open"]),
        ] {
            assert_eq!(shape(message), want, "{message}");
        }
    }

    #[test]
    fn encodings_and_charsets_are_taken_off() {
        for (part, want) in [
            ("Content-Transfer-Encoding: base64\n\nR3LDvMOfZQ==", "Grüße"),
            ("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: Quoted-Printable\n\nGr=FC=DFe", "Grüße"),
            ("Content-Type: text/plain; charset=\"ISO-2022-JP\"\n\n\u{1b}$B%F%9%H\u{1b}(B", "テスト"),
            ("Content-Transfer-Encoding: base64\n\n!!", "!!"),
        ] {
            assert_eq!(all(part.as_bytes()).first().map(Part::text).as_deref(), Some(want), "{part}");
        }
    }

    #[test]
    fn parameters_are_read_through_quotes() {
        let value = "multipart/report; Report-Type=x ; boundary=\"a;b\" ;charset = utf-8";
        let read = |name| parameter(value, name);
        assert_eq!([read("report-type"), read("boundary"), read("charset"), read("name")], [Some("x"), Some("a;b"), Some("utf-8"), None]);
        assert!(!boundary_is_odd(value));
        assert!(boundary_is_odd("multipart/report; boundary=\"a\" Message-Id: <x>"));
    }
}
