//! Bytes to a [`Mail`]: the header block, then the parts, then what only the text tells.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::header::{self, Block};
use super::{LOOKED_AT, Mail, ReturnPath, original, parts, plain, split};

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
    let mut mail = head(&block);
    mail.whole = whole;
    if block.length < lines.len() {
        let parts = parts::read(&block, lines.get(block.length..).unwrap_or_default(), &mut mail);
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
fn head(block: &Block<'_>) -> Mail {
    let mut mail = Mail::default();
    let content_type = block.first("content-type").map(|v| header::decoded(v, None)).unwrap_or_default();
    let charset = split::parameter(&content_type, "charset");
    mail.fields.reserve(block.fields.len());
    for field in &block.fields {
        let value = header::decoded(field.value, charset);
        match field.name.as_str() {
            "return-path" if mail.return_path == ReturnPath::Absent => mail.return_path = return_path(&value),
            "from" if mail.from.is_empty() => (mail.from, mail.from_name) = header::addresses(field.value),
            "to" | "cc" => {
                let more = header::addresses(field.value).0;
                mail.to.extend(more);
            }
            "subject" if mail.subject.is_none() => mail.subject = Some(value.clone()),
            "date" if mail.date.is_none() => mail.date = header::date(&value),
            "in-reply-to" => original::add_ids(&mut mail.in_reply_to, header::ids(field.value)),
            "references" => original::add_ids(&mut mail.references, header::ids(field.value)),
            name if original::tells_id(name) => original::add_ids(&mut mail.ids, header::ids(field.value)),
            _ => {}
        }
        mail.fields.push((field.name.clone(), value));
    }
    mail
}

fn return_path(value: &str) -> ReturnPath {
    match super::Address::parse(value) {
        Some(address) => ReturnPath::Of(address),
        None if value.chars().all(|c| matches!(c, '<' | '>' | '"' | ' ')) => ReturnPath::Null,
        None => ReturnPath::Absent,
    }
}
