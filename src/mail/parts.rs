//! The parts of a message: text for people, the status part, the returned message. Here, and in `header`, the mail parser is met.

use std::borrow::Cow;
use std::panic::catch_unwind;
use std::sync::LazyLock;

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::header::charset_text;
use super::{Mail, Report, Returned, html, original, status};

/// As many media types are noted; no report has more parts.
const MOST_TYPES: usize = 100;

/// A message with more multiparts is an attack: it is read as a header block alone. A report with a returned newsletter has six.
const MOST_MULTIPARTS: usize = 100;

/// Only what the structure depends on is read by the parser; all other fields are read once, by `header`.
static PARSER: LazyLock<MessageParser> = LazyLock::new(|| MessageParser::new().with_mime_headers().default_header_ignore());

/// The texts that a person reads, in their order.
#[derive(Default)]
pub(super) struct Texts {
    pub texts: Vec<String>,
    /// Something of the message stands behind the last text, so it was seen to its end. (That all bytes were given does not say so:
    /// a server may have cut what it returned, or the message itself.)
    pub ended: bool,
}

/// Reads the parts into `mail`, and gives back the texts.
pub(super) fn read(bytes: &[u8], whole: bool, mail: &mut Mail) -> Texts {
    let Some(message) = parse(bytes) else { return Texts { texts: Vec::new(), ended: whole } };
    let root = message.parts.first();
    let split = root.is_some_and(|part| matches!(part.body, PartType::Multipart(_)));
    let body = root.map_or(bytes.len(), |part| part.raw_body_offset() as usize);
    if !split && let Some(mended) = with_boundary(bytes.get(body..).unwrap_or_default(), mail) {
        let kind = root.map(|part| media_type(part, true)).filter(|kind| kind.starts_with("multipart/"));
        note(mail, kind.unwrap_or_else(|| "multipart/mixed".to_owned()));
        mail.guessed = true;
        return match parse(&mended) {
            Some(message) => walk(&message, mended.len(), whole, mail),
            None => Texts { texts: Vec::new(), ended: whole },
        };
    }
    let declared = mail.field("content-type").unwrap_or_default().to_ascii_lowercase();
    let odd = parameter(&declared, "boundary").is_some_and(|boundary| boundary.contains('"'));
    mail.guessed = odd || !split && root.is_some_and(|part| media_type(part, true).starts_with("multipart/"));
    walk(&message, bytes.len(), whole, mail)
}

/// A body whose boundary is missing in the header block, or is another one there, under the header that it should have had.
fn with_boundary(body: &[u8], mail: &Mail) -> Option<Vec<u8>> {
    let declared = mail.field("content-type").is_some_and(|t| t.trim_start().to_ascii_lowercase().starts_with("multipart/"));
    let mut lines = body.split(|&b| b == b'\n').take(400).map(<[u8]>::trim_ascii_end);
    let mut boundary: &[u8] = b"";
    loop {
        let line = lines.next()?;
        if let Some(rest) = line.strip_prefix(b"--").filter(|rest| (1..=200).contains(&rest.len())) {
            boundary = rest;
            continue;
        }
        let lower = line.to_ascii_lowercase();
        let names_part = if declared { lower.starts_with(b"content-") } else { lower == b"content-type: message/delivery-status" };
        if names_part && !boundary.is_empty() {
            break;
        }
        // behind an empty line a part's header has begun without a Content-Type, or a text has
        if declared && !line.is_empty() {
            boundary = b"";
        }
    }
    let quoted: Vec<u8> = boundary.iter().copied().filter(|b| !matches!(b, b'"' | b'\\')).collect();
    Some([b"Content-Type: multipart/mixed; boundary=\"", quoted.as_slice(), b"\"\n\n", body].concat())
}

/// The structure, or nothing: where the parser trips over its own bookkeeping, the header block still tells.
fn parse(bytes: &[u8]) -> Option<Message<'_>> {
    // Each multipart whose boundary never comes costs the parser a look at all that follows.
    let slashes = bytes.iter().enumerate().filter(|&(_, &b)| b == b'/');
    let multiparts = slashes.filter(|&(at, _)| {
        let word = at.checked_sub(b"multipart".len()).and_then(|start| bytes.get(start..at));
        word.is_some_and(|w| w.eq_ignore_ascii_case(b"multipart"))
    });
    if multiparts.count() > MOST_MULTIPARTS {
        return None;
    }
    catch_unwind(|| PARSER.parse(bytes)).ok().flatten()
}

/// Goes through the parts in their order.
fn walk(message: &Message<'_>, length: usize, whole: bool, mail: &mut Mail) -> Texts {
    let mut texts = Texts { texts: Vec::new(), ended: whole };
    let mut in_alternative: Vec<u32> = Vec::new();
    let mut plain_in_alternative = false;
    for (id, part) in (0_u32..).zip(&message.parts) {
        let kind = media_type(part, id == 0 || !matches!(part.body, PartType::Message(_)));
        if let PartType::Multipart(children) = &part.body {
            if kind == "multipart/alternative" {
                in_alternative.extend(children);
                plain_in_alternative = false;
            }
            note(mail, kind);
            continue;
        }
        let closed = (part.raw_end_offset() as usize) < length;
        match role(&kind) {
            Role::Status(report) => {
                mail.report = mail.report.or(Some(report));
                status::read(&content(part), mail);
            }
            Role::Returned { whole: all } => {
                if mail.returned == Returned::Nothing
                    && let Some(found) = returned(message, part, closed)
                {
                    mail.returned = if all { Returned::Whole(found) } else { Returned::Headers(found) };
                }
            }
            Role::Html if plain_in_alternative && in_alternative.contains(&id) => {}
            Role::Html => {
                texts.texts.push(html::to_text(&text(part)));
                texts.ended = closed;
            }
            Role::Text => {
                plain_in_alternative |= in_alternative.contains(&id);
                texts.texts.push(text(part).into_owned());
                texts.ended = closed;
            }
            Role::Other => {}
        }
        note(mail, kind);
    }
    if mail.report.is_none() {
        mail.report = claimed(mail.field("content-type").unwrap_or_default());
    }
    texts
}

fn note(mail: &mut Mail, kind: String) {
    if mail.types.len() < MOST_TYPES {
        mail.types.push(kind);
    }
}

/// What a part is for.
enum Role {
    Status(Report),
    Returned { whole: bool },
    Text,
    Html,
    Other,
}

fn role(kind: &str) -> Role {
    match kind {
        "message/delivery-status" | "message/global-delivery-status" | "message/xdelivery-status" | "text/delivery-status" => {
            Role::Status(Report::DeliveryStatus)
        }
        "message/disposition-notification" | "message/global-disposition-notification" => Role::Status(Report::Disposition),
        "message/feedback-report" => Role::Status(Report::Feedback),
        "message/rfc822" | "message/global" | "text/rfc822" | "message/partial" | "message/news" => Role::Returned { whole: true },
        "text/rfc822-headers" | "text/rfc822-header" | "message/rfc822-headers" | "message/global-headers" => {
            Role::Returned { whole: false }
        }
        "text/html" => Role::Html,
        // a multipart that could not be split is read as it stands
        _ if kind.starts_with("multipart/") || kind.starts_with("text/") && kind != "text/calendar" => Role::Text,
        _ => Role::Other,
    }
}

/// The media type in lower case; a part that names none is text.
fn media_type(part: &MessagePart<'_>, text: bool) -> String {
    match part.content_type() {
        Some(t) => format!("{}/{}", t.ctype(), t.subtype().unwrap_or_default()).to_ascii_lowercase(),
        None if text => "text/plain".to_owned(),
        None => "message/rfc822".to_owned(),
    }
}

/// The sort of report that a Content-Type value claims by its report-type.
fn claimed(content_type: &str) -> Option<Report> {
    let lower = content_type.to_ascii_lowercase();
    match parameter(&lower, "report-type")? {
        "delivery-status" => Some(Report::DeliveryStatus),
        "disposition-notification" => Some(Report::Disposition),
        "feedback-report" => Some(Report::Feedback),
        _ => None,
    }
}

/// The value of a parameter in a Content-Type value that is in lower case.
pub(super) fn parameter<'a>(content_type: &'a str, name: &str) -> Option<&'a str> {
    content_type.split(';').skip(1).find_map(|p| {
        let (key, value) = p.split_once('=')?;
        (key.trim() == name).then(|| value.trim().trim_matches('"').trim())
    })
}

/// The bytes of a part, its transfer encoding taken off.
fn content<'a>(part: &'a MessagePart<'_>) -> Cow<'a, [u8]> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Cow::Borrowed(text.as_bytes()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes.as_ref()),
        PartType::Message(_) | PartType::Multipart(_) => Cow::Borrowed(&[]),
    }
}

fn text<'a>(part: &'a MessagePart<'_>) -> Cow<'a, str> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Cow::Borrowed(text.as_ref()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => charset_text(bytes, None),
        PartType::Message(_) | PartType::Multipart(_) => Cow::Borrowed(""),
    }
}

/// The original in a part of its own. `closed`: something of the report stands behind the part.
fn returned(message: &Message<'_>, part: &MessagePart<'_>, closed: bool) -> Option<super::Original> {
    let own = match &part.body {
        PartType::Message(nested) if part.encoding == Encoding::None => {
            let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
            (message.raw_message.get(range).unwrap_or_default(), Some(nested))
        }
        PartType::Message(nested) => (nested.raw_message.as_ref(), Some(nested)),
        PartType::Text(text) => (text.as_bytes(), None),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => (bytes.as_ref(), None),
        PartType::Html(_) | PartType::Multipart(_) => return None,
    };
    let (bytes, nested) = own;
    let block = original::block(bytes.trim_ascii_start());
    if block.fields.is_empty() {
        return None;
    }
    let mut found = original::of(&block, block.ended || closed);
    found.calendar |= nested.is_some_and(|n| n.parts.iter().any(|p| media_type(p, true) == "text/calendar"));
    Some(found)
}
