//! A header block to its fields: one reader for a message's own block, a returned one, a status group, and one pasted into text.

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{DateTime, HeaderValue};

use super::{Address, MessageId, address};

/// More fields than this in one block are an attack; the rest is passed over.
const MOST_FIELDS: usize = 1_000;
/// Most blocks have no more.
const USUAL_FIELDS: usize = 16;
/// More addresses than this in one field tell nothing more.
const MOST_ADDRESSES: usize = 500;

/// One field as it stands: the name in lower case, the value folded and encoded.
#[derive(Clone, Debug)]
pub(super) struct RawField<'a> {
    pub name: String,
    pub value: &'a [u8],
}

/// The fields of one block.
#[derive(Clone, Debug, Default)]
pub(super) struct Block<'a> {
    pub fields: Vec<RawField<'a>>,
    /// An empty line stood behind the last field.
    pub ended: bool,
    /// As many bytes were read, the empty line included.
    pub length: usize,
}

impl<'a> Block<'a> {
    /// Reads fields up to the first empty line. Lines that are no field (an mbox `From ` line, a slip) are passed over.
    pub fn read(bytes: &'a [u8]) -> Self {
        let mut block = Self { fields: Vec::with_capacity(USUAL_FIELDS), ..Self::default() };
        // where the field that is being read begins, with its value
        let mut open: Option<(String, usize)> = None;
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let end = at + memchr::memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
            let line = bytes.get(at..end).unwrap_or_default();
            let blank = line.iter().all(u8::is_ascii_whitespace);
            let folded = line.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
            if blank || !folded {
                block.close(bytes, open.take(), at);
            }
            if blank {
                block.ended = true;
                block.length = end;
                return block;
            }
            if !folded && block.fields.len() < MOST_FIELDS {
                open = name_of(line).map(|(name, offset)| (name, at + offset));
            }
            at = end;
        }
        block.close(bytes, open, at);
        block.length = at;
        block
    }

    fn close(&mut self, bytes: &'a [u8], open: Option<(String, usize)>, end: usize) {
        if let Some((name, start)) = open {
            self.fields.push(RawField { name, value: bytes.get(start..end).unwrap_or_default() });
        }
    }

    pub fn first(&self, name: &str) -> Option<&'a [u8]> {
        self.fields.iter().find(|f| f.name == name).map(|f| f.value)
    }
}

/// The name of a line that opens a field, in lower case, and where its value begins.
fn name_of(line: &[u8]) -> Option<(String, usize)> {
    let colon = line.iter().take(128).position(|&b| b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let sound = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let name = sound.then(|| String::from_utf8(name.to_ascii_lowercase()).ok())??;
    Some((name, colon + 1))
}

/// A value as a person reads it: unfolded, encoded words decoded, 8-bit bytes by `charset` where they are not UTF-8.
pub(super) fn decoded(value: &[u8], charset: Option<&str>) -> String {
    let text = unfolded(&charset_text(value, charset));
    if !text.contains("=?") {
        return text;
    }
    let line = format!("{text}\n");
    match MessageStream::new(line.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => unfolded(&text),
        _ => text,
    }
}

/// Bytes as text: UTF-8, or the charset that is named, or Windows-1252, which has a letter for nearly every byte.
pub(super) fn charset_text<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let named = charset.filter(|c| !c.eq_ignore_ascii_case("utf-8") && !c.eq_ignore_ascii_case("us-ascii"));
    // these write every letter in seven bits
    let stateful = |c: &str| ["iso-2022", "utf-7", "hz-"].iter().any(|s| c.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)));
    if !named.is_some_and(stateful)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Cow::Borrowed(text);
    }
    match named.and_then(|c| charset_decoder(c.as_bytes())).or_else(|| charset_decoder(b"windows-1252")) {
        Some(decode) => Cow::Owned(decode(bytes)),
        None => String::from_utf8_lossy(bytes),
    }
}

/// Line ends and the space around them become one space, as RFC 5322, section 2.2.3, unfolds; control characters go.
fn unfolded(text: &str) -> String {
    let text = text.trim();
    if !text.bytes().any(|b| b.is_ascii_control() || b == 0xc2) {
        return text.to_owned();
    }
    let mut whole = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.extend(line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control()));
    }
    whole
}

/// The addresses of a From, To or Cc value, with the name that the first one shows.
pub(super) fn addresses(value: &[u8]) -> (Vec<Address>, Option<String>) {
    let mut line = value.trim_ascii().to_vec();
    line.push(b'\n');
    let HeaderValue::Address(list) = MessageStream::new(&line).parse_address() else { return (Vec::new(), None) };
    let name = list.iter().next().and_then(|a| a.name()).map(unfolded).filter(|n| !n.is_empty());
    let mut found: Vec<Address> = Vec::new();
    for one in list.iter().take(MOST_ADDRESSES) {
        // "ann@example.org <broken" and "Ann ann@example.org": the address stands in what was taken for a name
        let address = one.address().and_then(Address::parse).or_else(|| one.name().and_then(in_words));
        found.extend(address.filter(|a| !found.contains(a)));
    }
    (found, name)
}

/// The first address among words.
pub(super) fn in_words(text: &str) -> Option<Address> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"' | ';') || address::is_mark(c))
        .filter(|word| word.contains('@'))
        .find_map(Address::parse)
}

/// A date as RFC 5322, section 3.3, writes it, and as the careless do. `None` for what is no date.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let mut parsed = DateTime::parse_rfc822(&[text, "\n"].concat())?;
    if parsed.second == 60 {
        parsed.second = 59;
    }
    (parsed.is_valid() && parsed.year >= 1970).then(|| Timestamp::from_second(parsed.to_timestamp()).ok()).flatten()
}

/// Every Message-ID of a value.
pub(super) fn ids(value: &[u8]) -> Vec<MessageId> {
    let mut ids = MessageId::all(&unfolded(&String::from_utf8_lossy(value)));
    ids.truncate(200);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_at_its_first_empty_line() {
        let block = Block::read(b"From x\nA: 1\n 2\r\nno field\nB :3\n\nC: 4\n");
        let fields: Vec<_> = block.fields.iter().map(|f| (f.name.as_str(), decoded(f.value, None))).collect();
        assert_eq!(fields, [("a", "1 2".to_owned()), ("b", "3".to_owned())]);
        assert!(block.ended);
        assert!(!Block::read(b"A: 1\n").ended);
    }

    #[test]
    fn values_are_decoded() {
        for (value, charset, want) in [
            (&b" =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"[..], None, "Grüße"),
            (b" =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=", None, "テスト"),
            (b"a\r\n\tb", None, "a b"),
            (b"Gr\xfc\xdfe", None, "Grüße"),
            (b"\xf0\xd2\xc9\xd7\xc5\xd4", Some("koi8-r"), "Привет"),
            (b"nul\0led", None, "nulled"),
        ] {
            assert_eq!(decoded(value, charset), want);
        }
    }

    #[test]
    fn dates_are_read_as_mail_writes_them() {
        for (text, want) in [
            ("Mon, 2 Nov 2026 09:00:00 +0000", Some("2026-11-02T09:00:00Z")),
            ("02 Nov 2026 9:05 +0100 (CET)", Some("2026-11-02T08:05:00Z")),
            ("Mon, 2 Nov 2026 09:00:60 GMT", Some("2026-11-02T09:00:59Z")),
            ("Mon, 2 Nov 26 09:00:00 -0500", Some("2026-11-02T14:00:00Z")),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(date(text).map(|t| t.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn addresses_are_found_in_careless_lists() {
        let all = |text: &str| addresses(text.as_bytes()).0.iter().map(|a| a.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(all("Ann <ann@example.org>, \"B, C\" <bc@example.org>"), ["ann@example.org", "bc@example.org"]);
        assert_eq!(all("ann@example.org (Ann)"), ["ann@example.org"]);
        assert_eq!(all("group: a@example.org, b@example.org;"), ["a@example.org", "b@example.org"]);
        assert!(all("undisclosed-recipients:;").is_empty());
        assert!(all("").is_empty());
    }
}
