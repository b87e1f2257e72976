//! What a session starts from: all that the store remembers of one account.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Identity, Record, Step};
use crate::mail::place::Cursor;
use crate::sent::Span;

/// A plain value. `Default` is an account that is met for the first time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remembered {
    /// How far INBOX has been read.
    pub inbox: Option<Cursor>,
    /// When the last kept look at INBOX began, by the server's clock.
    pub looked: Option<Timestamp>,
    /// What of INBOX is passed over, by the same numbers: above the one and up to the other UID.
    pub passed: Vec<(u32, u32)>,
    /// Messages that somebody moved to INBOX: never touched.
    pub moved: BTreeSet<Identity>,
    /// Filing is stopped.
    pub pause: Option<Pause>,
    /// How far each folder with own messages (Sent, \All, Archive) has been read, by name.
    pub sent: BTreeMap<String, Cursor>,
    /// The folder for backscatter, and how far it is known what stands there.
    pub target: Option<(String, Cursor)>,
    /// The time over which the Sent folders have been read without a gap; `None` while the account has no book yet.
    pub span: Option<Span>,
    /// Filings and ways back that were begun and never closed ([`Step::is_open`]), oldest first: to be finished or taken back.
    pub open: Vec<Record>,
    /// Filed, and `watched_until` had not come when this was read, oldest first.
    pub watched: Vec<Record>,
    /// What became of every message in the journal that is not open; the watched ones are here too.
    pub settled: BTreeMap<Identity, Settled>,
    /// The messages that the person moved into that folder by hand, and the records of what they teach.
    pub taught: BTreeMap<Identity, i64>,
    /// When the person put messages back, in the 24 hours before this was read, and after filing was last resumed; oldest first.
    pub returns: Vec<Timestamp>,
}

/// Nothing is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// `None`: until somebody resumes.
    pub until: Option<Timestamp>,
    pub why: String,
}

/// The journal's last word on one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The record that says so; 0 where none does: somebody moved it here.
    pub record: i64,
    pub end: End,
}

/// How a record ended. Where several speak of one message, the later in this list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Judged, and left where it was.
    Left,
    /// Judged while the account observed: it may still be filed.
    WouldFile,
    /// Somebody else moved it first.
    Gone,
    /// Filed and proved. When it stands in INBOX again, the person put it there.
    Filed,
    /// Back in INBOX by us, or moved by the person, to INBOX or into the folder for backscatter: never touched again.
    Pinned,
}

impl End {
    /// `None` while the step is open.
    pub fn of(step: &Step) -> Option<Self> {
        match step {
            Step::Left => Some(Self::Left),
            Step::WouldFile => Some(Self::WouldFile),
            Step::Gone => Some(Self::Gone),
            Step::Filed { .. } => Some(Self::Filed),
            Step::Back { .. } | Step::Returned | Step::Learned { .. } | Step::Forgotten => Some(Self::Pinned),
            Step::Planned { .. } | Step::Copied { .. } | Step::BackPlanned { .. } | Step::BackCopied { .. } => None,
        }
    }
}

impl Step {
    /// The server was asked, or was about to be, and the answer is not written down yet.
    pub fn is_open(&self) -> bool {
        End::of(self).is_none()
    }
}
