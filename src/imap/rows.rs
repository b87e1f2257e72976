//! What FETCH brings, read into heads. Only what was asked for is taken: a server may send anything at any time.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Included, Unbounded};

use async_imap::imap_proto::{AttributeValue, Response};
use jiff::Timestamp;
use jiff::fmt::strtime;

use crate::account::{Head, KEYWORD};

/// A message as far as its rows have told.
#[derive(Default)]
pub(super) struct Row {
    pub arrived: Option<Timestamp>,
    pub size: u32,
    pub flags: Vec<String>,
    /// Its last change, as CONDSTORE counts (RFC 7162, section 3.1).
    pub modseq: Option<u64>,
    /// The one body section that was asked for; NIL counts as empty.
    pub body: Option<Vec<u8>>,
}

/// Rows by UID. A server may tell of one message in several rows.
#[derive(Default)]
pub(super) struct Rows {
    rows: BTreeMap<u32, Row>,
    /// Bytes of header fields and bodies taken so far.
    pub bytes: usize,
}

impl Rows {
    /// Takes a FETCH response if it is of a message that was asked for; others are nobody's business.
    pub fn take(&mut self, response: &Response<'_>, asked: impl Fn(u32) -> bool) {
        let Response::Fetch(_, attributes) = response else { return };
        let uid = attributes.iter().find_map(|attribute| match attribute {
            AttributeValue::Uid(uid) => Some(*uid),
            _ => None,
        });
        let Some(uid) = uid.filter(|uid| asked(*uid)) else { return };
        let row = self.rows.entry(uid).or_default();
        for attribute in attributes {
            match attribute {
                AttributeValue::InternalDate(text) => row.arrived = internal_date(text),
                AttributeValue::Rfc822Size(size) => row.size = *size,
                AttributeValue::Flags(flags) => row.flags = flags.iter().map(|flag| flag.to_string()).collect(),
                AttributeValue::ModSeq(number) => row.modseq = Some(*number),
                AttributeValue::BodySection { data, .. } => {
                    let bytes = data.as_deref().unwrap_or_default();
                    self.bytes += bytes.len();
                    row.body = Some(bytes.to_vec());
                }
                _ => {}
            }
        }
    }

    /// By UID, ascending.
    pub fn into_rows(self) -> impl Iterator<Item = (u32, Row)> {
        self.rows.into_iter()
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many there are above `above` and up to `high`.
    pub fn count(&self, above: u32, high: u32) -> usize {
        self.rows.range((Excluded(above), Included(high))).count()
    }

    /// Its body has come, or never will.
    pub fn has_body(&self, uid: u32) -> bool {
        self.rows.get(&uid).is_some_and(|row| row.body.is_some())
    }

    /// What has not been told of it by now never will be.
    pub fn settle(&mut self, uid: u32) {
        self.rows.entry(uid).or_default().body.get_or_insert_default();
    }

    /// All above `above` and up to `high` arrived before `since`, and there are some.
    pub fn are_older(&self, above: u32, high: u32, since: Timestamp) -> bool {
        let mut window = self.rows.range((Excluded(above), Included(high))).peekable();
        window.peek().is_some() && window.all(|(_, row)| row.is_older(since))
    }

    /// Forgets those above `above` and up to `high`.
    pub fn forget(&mut self, above: u32, high: u32) {
        self.rows.retain(|uid, _| *uid <= above || *uid > high);
    }

    /// The first above `above` that did not arrive before.
    pub fn first_since(&self, above: u32, since: Timestamp) -> Option<u32> {
        self.rows.range((Excluded(above), Unbounded)).find(|(_, row)| !row.is_older(since)).map(|(uid, _)| *uid)
    }
}

impl Row {
    fn is_older(&self, since: Timestamp) -> bool {
        self.arrived.is_some_and(|arrived| arrived < since)
    }

    /// Our keyword stands on it.
    pub fn is_marked(&self) -> bool {
        self.flags.iter().any(|flag| flag.eq_ignore_ascii_case(KEYWORD))
    }

    /// A whole head. Without a readable INTERNALDATE the message counts as just arrived: nothing is filed sooner for it.
    pub fn into_head(self, uid: u32, now: Timestamp) -> Option<Head> {
        Some(Head {
            uid,
            arrived: self.arrived.unwrap_or(now),
            size: self.size,
            marked: self.is_marked(),
            deleted: self.flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Deleted")),
            fields: self.body?,
        })
    }
}

/// `17-Jul-1996 02:44:25 -0700`, the day with a space or not (RFC 3501, `date-time`).
fn internal_date(text: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim_start()).ok()?.to_timestamp().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_servers() {
        for (text, utc) in [
            ("17-Jul-1996 02:44:25 -0700", "1996-07-17T09:44:25Z"),
            (" 1-Feb-2026 00:00:00 +0000", "2026-02-01T00:00:00Z"),
            ("01-Feb-2026 00:00:00 +0530", "2026-01-31T18:30:00Z"),
        ] {
            assert_eq!(internal_date(text).unwrap().to_string(), utc);
        }
        for broken in ["", "yesterday", "32-Jul-1996 02:44:25 -0700", "17-Jul-1996"] {
            assert_eq!(internal_date(broken), None);
        }
    }
}
