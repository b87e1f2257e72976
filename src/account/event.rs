//! What happens to a session.

use jiff::Timestamp;

use super::{Failure, Folders, Hello, Record, Request, Ticket};
use crate::mail::place::{Cursor, Place};

/// The only way in.
#[derive(Clone, Debug)]
pub enum Event {
    /// The agent has started, or the account was switched on.
    Start,
    /// The moment of `wakes_at` has come.
    Wake,
    /// The line errand is done; the line lives.
    Answer(Answer),
    /// The line errand failed; the line is gone.
    Failed(Failure),
    /// The desk errand is done, synced.
    Written(Written),
    /// The disk refused: nothing on the server is touched until it works again.
    NotWritten(String),
    /// A case of another account wants a look at our Sent that begins now.
    SentWanted,
    /// Facts or freshness of some account changed in the book.
    BookChanged,
    /// The network came or went, the machine slept: look at once.
    Stirred,
    /// Somebody asks.
    Ask(Ticket, Request),
    /// Somebody wants back what these records filed; the shell finds them in the journal, and gives each to its account.
    Undo(Ticket, Vec<Record>),
    /// Finish, log out, end.
    Quit,
}

/// What a line errand brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Hello(Hello),
    Survey(Survey),
    Fetched(Vec<Fetched>),
    /// For each folder its UIDVALIDITY and UIDNEXT; `began` is when the look began.
    Status {
        began: Timestamp,
        folders: Vec<FolderStatus>,
    },
    Sent(SentBatch),
    Made(Folders),
    Shifted(Vec<Shifted>),
    Expunged,
    Located(Located),
    /// Something stirred in INBOX, or it was interrupted: look.
    Watched,
    Bye,
}

/// STATUS of one folder (RFC 3501, section 6.3.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderStatus {
    pub folder: String,
    pub validity: u32,
    pub uid_next: u32,
}

/// One look at INBOX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    pub heads: Vec<Head>,
    /// The cursor after it.
    pub through: u32,
    /// There is more above.
    pub more: bool,
    /// When the look began.
    pub began: Timestamp,
}

/// A message as a survey shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub uid: u32,
    /// INTERNALDATE.
    pub arrived: Timestamp,
    /// RFC822.SIZE, bytes.
    pub size: u32,
    /// Our keyword stands on it.
    pub marked: bool,
    /// \Deleted stands on it.
    pub deleted: bool,
    /// The header fields of the survey table, as the server sent them; at most 16 KiB.
    pub fields: Vec<u8>,
}

/// The beginning of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    pub uid: u32,
    /// At most 64 KiB; `None` when the message broke the line twice, alone the second time: it is passed over.
    pub bytes: Option<Vec<u8>>,
}

/// A batch of a Sent folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBatch {
    pub folder: String,
    pub cursor: Cursor,
    pub heads: Vec<Head>,
    /// The folder goes on above the cursor.
    pub more: bool,
    /// When the look began: what was sent before it is in the batch, or in one before, unless `more`.
    pub began: Timestamp,
    /// UIDs still to read, for the progress bar.
    pub left: u32,
}

/// A page of what stands in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub heads: Vec<Head>,
    /// Every message up to here is in this page, or in one before.
    pub through: u32,
    /// There is more above.
    pub more: bool,
}

/// What became of one UID in a Move or Copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shifted {
    /// Proved: it stands at `to` now (where COPYUID or a look told the number).
    There { uid: u32, to: Place },
    /// Somebody else moved or deleted it first. No failure.
    Gone { uid: u32 },
}

/// What the desk has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// The numbers of the new records, in their order.
    Opened(Vec<i64>),
    Stepped,
    /// The numbers of the page's messages, in their order; one that is in the book already has its old number again. The agent puts
    /// the page into the book under these.
    Sent {
        numbers: Vec<u32>,
    },
    Inbox,
    Pause,
}
