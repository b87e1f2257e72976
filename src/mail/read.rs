//! Bytes to a [`Mail`]: the header block, then the parts, then what only the text tells.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::fields::Block;
use super::{Fields, LOOKED_AT, Mail, ReturnPath, header, original, parts, plain, split};

/// Reads a message, or its header block alone. Never fails: what cannot be read is a gap.
/// Nothing behind the first [`LOOKED_AT`] bytes is looked at; a longer message is not `whole`.
pub fn read(bytes: &[u8]) -> Mail {
    read_cut(bytes, bytes.len())
}

/// Reads the beginning of a message that is `size` bytes long.
pub fn read_cut(bytes: &[u8], size: usize) -> Mail {
    let seen = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let whole = size <= seen.len();
    // A parser of strangers' bytes may have a hole. A message that finds one says nothing, and is left alone.
    catch_unwind(AssertUnwindSafe(|| read_seen(seen, whole))).unwrap_or_default()
}

fn read_seen(seen: &[u8], whole: bool) -> Mail {
    let lines = with_line_feeds(seen);
    let block = Block::read(&lines);
    let mut mail = head(block.fields);
    mail.whole = whole;
    if block.length < lines.len() {
        let parts = parts::read(lines.get(block.length..).unwrap_or_default(), &mut mail);
        plain::read(parts, whole, &mut mail);
    }
    mail
}

/// The bytes from the first line that says something, with line feeds even where a Macintosh left carriage returns alone.
fn with_line_feeds(seen: &[u8]) -> Cow<'_, [u8]> {
    let seen = seen.strip_prefix(b"\xef\xbb\xbf").unwrap_or(seen);
    let blank = seen.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let seen = seen.get(blank..).unwrap_or_default();
    if seen.contains(&b'\n') || !seen.contains(&b'\r') {
        return Cow::Borrowed(seen);
    }
    Cow::Owned(seen.iter().map(|&b| if b == b'\r' { b'\n' } else { b }).collect())
}

/// What the header block says.
fn head(mut fields: Fields) -> Mail {
    let mut mail = Mail::default();
    let content_type = fields.first("content-type").map(|field| field.text());
    let charset = content_type.as_deref().and_then(|value| split::parameter(value, "charset")).map(str::to_owned);
    fields.set_charset(charset);
    for field in fields.iter() {
        match field.name {
            "return-path" if mail.return_path == ReturnPath::Absent => mail.return_path = return_path(&field.text()),
            "from" if mail.from.is_empty() => (mail.from, mail.from_name) = header::addresses(field.value),
            "to" | "cc" => {
                let more = header::addresses(field.value).0;
                mail.to.extend(more);
            }
            "subject" if mail.subject.is_none() => mail.subject = Some(field.text().into_owned()),
            "date" if mail.date.is_none() => mail.date = header::date(&field.text()),
            "in-reply-to" => original::add_ids(&mut mail.in_reply_to, header::ids(field.value)),
            "references" => original::add_ids(&mut mail.references, header::ids(field.value)),
            name if original::tells_id(name) => original::add_ids(&mut mail.ids, header::ids(field.value)),
            _ => {}
        }
    }
    mail.fields = fields;
    mail
}

fn return_path(value: &str) -> ReturnPath {
    match super::Address::parse(value) {
        Some(address) => ReturnPath::Of(address),
        None if value.chars().all(|c| matches!(c, '<' | '>' | '"' | ' ')) => ReturnPath::Null,
        None => ReturnPath::Absent,
    }
}
