//! UID SEARCH: the keys that the agent uses.

use imap_codec::imap_types::search::SearchKey;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::view::View;
use super::{Folder, Message, fetch};

/// The UIDs that match every key, in order; `None` when a key is not for us: BAD.
pub fn search(view: &View, folder: &Folder, keys: &[SearchKey<'_>]) -> Option<Vec<u32>> {
    let messages = view.uids().iter().filter_map(|uid| folder.message(*uid));
    let mut found = Vec::new();
    // asked even of an empty folder, so that a key that is not for us never passes unseen
    keys.iter().all(known).then_some(())?;
    for message in messages {
        if keys.iter().all(|key| matches(view, message, key)) {
            found.push(message.uid);
        }
    }
    Some(found)
}

fn known(key: &SearchKey<'_>) -> bool {
    match key {
        SearchKey::All | SearchKey::Uid(_) | SearchKey::Header(..) | SearchKey::Keyword(_) | SearchKey::Deleted => true,
        SearchKey::Since(date) => day(date).is_some(),
        SearchKey::Not(key) => known(key),
        SearchKey::And(keys) => keys.as_ref().iter().all(known),
        _ => false,
    }
}

fn matches(view: &View, message: &Message, key: &SearchKey<'_>) -> bool {
    match key {
        SearchKey::All => true,
        SearchKey::Uid(set) => view.pick(set).binary_search(&message.uid).is_ok(),
        SearchKey::Header(name, text) => header(message, name.as_ref(), text.as_ref()),
        SearchKey::Keyword(word) => message.flags.contains(word.as_ref()),
        SearchKey::Deleted => message.flags.contains("\\Deleted"),
        // INTERNALDATE, without its time (RFC 3501, section 6.4.4)
        SearchKey::Since(date) => day(date).is_some_and(|day| TimeZone::UTC.to_datetime(message.arrived).date() >= day),
        SearchKey::Not(key) => !matches(view, message, key),
        SearchKey::And(keys) => keys.as_ref().iter().all(|key| matches(view, message, key)),
        _ => false,
    }
}

/// Some field of this name contains the text, in any case.
fn header(message: &Message, name: &[u8], text: &[u8]) -> bool {
    let wanted = text.to_ascii_lowercase();
    fetch::fields(&message.bytes).into_iter().filter(|(field, _)| field.eq_ignore_ascii_case(name)).any(|(field, whole)| {
        let value = whole.get(field.len() + 1..).unwrap_or_default().to_ascii_lowercase();
        wanted.is_empty() || value.windows(wanted.len()).any(|part| part == wanted)
    })
}

fn day(date: &imap_codec::imap_types::datetime::NaiveDate) -> Option<Date> {
    date.as_ref().to_string().parse().ok()
}
