//! The book itself, in memory: entries in order, spans of the accounts, and the look-up.

use jiff::Timestamp;

use super::{Coverage, Facts, Key, Reply, Sought};
use crate::mail::Address;

/// How far one account's Sent folders have been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Everything sent since then is in the book.
    pub from: Timestamp,
    /// ... up to this moment: when the last look *began*.
    pub until: Timestamp,
}

/// One Sent message that agrees with a report on at least one fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    pub message: u32,
    pub id: bool,
    /// The ID agrees but for its domain.
    pub id_local: bool,
    pub recipient: bool,
    pub subject: bool,
    /// Within 26 hours.
    pub date: bool,
    /// It was met where only the person writes.
    pub proves: bool,
}

/// Why absence proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No Sent folder of any account has been read.
    NoSent,
    /// This account is off, paused, refused or still building, and may have sent as that address.
    Account { name: String, building: bool },
    /// The original is older than what was read.
    Before { name: String, from: Timestamp },
    /// Sent was last looked at before the report arrived: a fresher look may find it.
    Stale { name: String },
}

/// Everything that the person is known to have sent.
pub struct Book {
    key: Key,
}

impl Book {
    pub fn new(key: Key) -> Self {
        Self { key }
    }

    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Names an account, so that its absence counts; `span` is `None` while it has no book.
    pub fn set_account(&mut self, account: &str, span: Option<Span>) {
        let _ = (account, span);
    }

    /// Adds one sent message. `message` is its number, unique in the book; the same number again replaces nothing.
    pub fn add(&mut self, message: u32, account: &str, facts: &Facts) {
        let _ = (message, account, facts);
    }

    /// Adds what a person wrote to one of the person's addresses; coverage is measured from these.
    pub fn add_reply(&mut self, reply: Reply) {
        let _ = reply;
    }

    /// Takes out what was sent before `hour`.
    pub fn forget_before(&mut self, hour: i32) {
        let _ = hour;
    }

    /// Every Sent message that agrees with `sought` on an ID, a recipient or the subject. A date alone finds nothing.
    pub fn look_up(&self, sought: &Sought) -> Vec<Agreement> {
        let _ = sought;
        Vec::new()
    }

    /// Was it ever the From of a Sent message? (Plus-tags aside; what was met in INBOX teaches nothing.)
    pub fn wrote_as(&self, address: &Address) -> bool {
        let _ = address;
        false
    }

    /// Would a message from `author`, sent at `sent`, be in the book, if we look now at a report that arrived at `arrived`?
    pub fn covers(&self, author: &Address, sent: Timestamp, arrived: Timestamp) -> Result<(), Gap> {
        let _ = (author, sent, arrived);
        Err(Gap::NoSent)
    }

    /// How much of what `address` sends is in Sent, measured over the 90 days before `now`.
    pub fn coverage(&self, address: &Address, now: Timestamp) -> Coverage {
        let _ = (address, now);
        Coverage::Unknown { replies: 0 }
    }
}
