//! UID FETCH: the items that the agent asks for, and nothing that would mark a message as read.

use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::fetch::{MacroOrMessageDataItemNames, MessageDataItemName, Section};

use super::Message;

/// The items of a FETCH; `None` when one of them is not for us: BAD.
pub fn items<'a>(wanted: &'a MacroOrMessageDataItemNames<'a>) -> Option<&'a [MessageDataItemName<'a>]> {
    let MacroOrMessageDataItemNames::MessageDataItemNames(items) = wanted else { return None };
    let known = |item: &MessageDataItemName<'_>| {
        matches!(
            item,
            MessageDataItemName::Uid
                | MessageDataItemName::Flags
                | MessageDataItemName::InternalDate
                | MessageDataItemName::Rfc822Size
                | MessageDataItemName::BodyExt {
                    section: None | Some(Section::Header(None) | Section::HeaderFields(None, _)),
                    peek: true,
                    ..
                }
        )
    };
    items.iter().all(known).then_some(items.as_slice())
}

/// One untagged FETCH response.
pub fn write(number: usize, message: &Message, items: &[MessageDataItemName<'_>], out: &mut Vec<u8>) {
    out.extend(format!("* {number} FETCH (UID {}", message.uid).bytes());
    for item in items {
        match item {
            MessageDataItemName::Flags => out.extend(format!(" FLAGS ({})", flags(message)).bytes()),
            MessageDataItemName::InternalDate => {
                out.extend(message.arrived.strftime(" INTERNALDATE \"%d-%b-%Y %H:%M:%S +0000\"").to_string().bytes());
            }
            MessageDataItemName::Rfc822Size => out.extend(format!(" RFC822.SIZE {}", message.bytes.len()).bytes()),
            MessageDataItemName::BodyExt { section, partial, .. } => body(message, section.as_ref(), *partial, out),
            // UID is always told; the rest is refused by `items`
            _ => {}
        }
    }
    out.extend(b")\r\n");
}

/// The flags as a list without brackets.
pub fn flags(message: &Message) -> String {
    message.flags.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The header fields of a message, whole, in their order.
fn fields(bytes: &[u8]) -> Vec<(&[u8], &[u8])> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in header(bytes).split_inclusive(|byte| *byte == b'\n') {
        let end = at + line.len();
        match (line.first(), found.last_mut()) {
            (Some(b' ' | b'\t'), Some(field)) => field.1 = end,
            (Some(b'\r' | b'\n'), _) => break,
            _ => found.push((at, end)),
        }
        at = end;
    }
    let whole = found.into_iter().filter_map(|(from, to)| bytes.get(from..to));
    whole.map(|field| (field.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii(), field)).collect()
}

fn body(message: &Message, section: Option<&Section<'_>>, partial: Option<(u32, std::num::NonZeroU32)>, out: &mut Vec<u8>) {
    let (name, text) = match section {
        Some(Section::HeaderFields(_, names)) => (named(names.as_ref()), chosen(&message.bytes, names.as_ref())),
        Some(_) => ("HEADER".to_owned(), header(&message.bytes).to_vec()),
        None => (String::new(), message.bytes.to_vec()),
    };
    let (origin, text) = match partial {
        Some((from, most)) => {
            let from_byte = (from as usize).min(text.len());
            let to_byte = from_byte.saturating_add(most.get() as usize).min(text.len());
            (format!("<{from}>"), text.get(from_byte..to_byte).unwrap_or_default())
        }
        None => (String::new(), text.as_slice()),
    };
    out.extend(format!(" BODY[{name}]{origin} {{{}}}\r\n", text.len()).bytes());
    out.extend(text);
}

fn named(names: &[AString<'_>]) -> String {
    let names: Vec<_> = names.iter().map(|name| String::from_utf8_lossy(name.as_ref()).to_uppercase()).collect();
    format!("HEADER.FIELDS ({})", names.join(" "))
}

/// The fields of these names and the empty line after them (RFC 3501, section 6.4.5).
fn chosen(bytes: &[u8], names: &[AString<'_>]) -> Vec<u8> {
    let wanted = |name: &[u8]| names.iter().any(|want| want.as_ref().eq_ignore_ascii_case(name));
    let mut text: Vec<u8> = fields(bytes).into_iter().filter(|(name, _)| wanted(name)).flat_map(|(_, field)| field.to_vec()).collect();
    text.extend(b"\r\n");
    text
}

/// The header block with the empty line that ends it, or all of a message that has none.
fn header(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    bytes.get(..end).unwrap_or_default()
}
