//! What a session asks for.

use std::hash::Hasher;

use jiff::Timestamp;
use siphasher::sip::SipHasher24;

use super::{Identity, Record, Step};
use crate::mail::Mail;
use crate::mail::place::Cursor;
use crate::sent::{Facts, Key, Reply, Span};

/// Something to be done outside; each ends in exactly one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Errand {
    /// On the line: one at a time. Ends in `Event::Answer` or `Event::Failed`.
    Line(LineErrand),
    /// On the disk: beside the line. Ends in `Event::Written` or `Event::NotWritten`.
    Desk(DeskErrand),
}

/// One conversation with the server. None but `Watch` takes over 5 seconds: long work is many errands.
#[derive(Clone, Debug, PartialEq)]
pub enum LineErrand {
    /// Connect, log in, find the folders, select INBOX. -> `Answer::Hello`
    Connect,
    /// Header fields of INBOX messages above a UID, oldest first, at most `most`; `since` leaves out what arrived before that
    /// day (first run). -> `Answer::Survey`
    Survey { validity: u32, above: u32, since: Option<Timestamp>, most: u32 },
    /// The first 64 KiB of these INBOX messages. -> `Answer::Fetched`
    Fetch { validity: u32, uids: Vec<u32> },
    /// STATUS of these folders, in one round trip, INBOX staying selected. -> `Answer::Status`
    Status { folders: Vec<String> },
    /// EXAMINE, header fields above the cursor in pipelined batches until `bytes` or 5 seconds are spent, INBOX again.
    /// With no cursor it begins at what arrived `since`. -> `Answer::Sent`
    ReadSent { folder: String, cursor: Option<Cursor>, since: Timestamp, bytes: usize },
    /// CREATE and SUBSCRIBE; being there already is success. -> `Answer::Made`
    Make { folder: String },
    /// Keyword where allowed, then UID MOVE. -> `Answer::Shifted`
    Move { from: Source, to: String, uids: Vec<u32>, keyword: bool },
    /// Keyword where allowed, then UID COPY and proof. -> `Answer::Shifted`
    Copy { from: Source, to: String, uids: Vec<u32>, keyword: bool },
    /// STORE \Deleted and UID EXPUNGE of exactly these, each of which was just copied. -> `Answer::Expunged`
    Expunge { from: Source, uids: Vec<u32> },
    /// Header fields of everything at or above `uid_from`, in any folder: to find what a crash left where. INBOX is selected again.
    /// -> `Answer::Located`
    Locate { folder: String, validity: u32, uid_from: u32 },
    /// IDLE, renewed every 5 minutes, or a poll where IDLE is missing, until something stirs or it is interrupted.
    /// -> `Answer::Watched`
    Watch { idle: bool },
    /// LOGOUT. -> `Answer::Bye`
    Logout,
}

/// The folder that UIDs are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub folder: String,
    pub validity: u32,
}

/// One transaction, synced to the disk before it is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum DeskErrand {
    /// New records, in order; the answer gives their numbers. -> `Written::Opened`
    Open(Vec<Record>),
    /// A step of records that are there. -> `Written::Stepped`
    Step(Vec<(i64, Step)>),
    /// Entries and cursor of a Sent folder, together; the agent puts the same into the book, then answers. -> `Written::Sent`
    KeepSent(SentPage),
    /// INBOX is read up to there. -> `Written::Cursor`
    KeepCursor { cursor: Cursor, looked: Timestamp },
}

/// What one batch of a Sent folder, or own messages and replies met in INBOX, add to the book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SentPage {
    /// The folder and how far it is now read; `None` for what was met in INBOX.
    pub read: Option<(String, Cursor)>,
    pub messages: Vec<Facts>,
    pub replies: Vec<Reply>,
    /// Facts added to messages that are in the book: the relays that a returned copy names. See `Book::learn`.
    pub learned: Vec<(u32, Vec<u64>)>,
    /// Hashes, as authors, of own addresses to which a person wrote.
    pub written_to: Vec<u64>,
    /// The account's span, once every Sent folder has been read to its end; `None` leaves it as it was.
    pub span: Option<Span>,
}

/// What identifies a message across a move: a keyed hash of Message-ID, Date, From, Subject, arrival and size. A move keeps all
/// of them, and no two messages share them but one that was delivered twice within a second.
///
/// `mail` is what `head.fields` say.
pub fn identity_of(head: &super::Head, mail: &Mail, key: &Key) -> Identity {
    let mut hasher = SipHasher24::new_with_key(&key.0);
    // each with its length, so that no two lists of values run together to the same bytes
    let mut write = |text: &str| {
        hasher.write_u64(u64::try_from(text.len()).unwrap_or(u64::MAX));
        hasher.write(text.as_bytes());
    };
    for name in ["message-id", "date", "from", "subject"] {
        write(&mail.field(name).unwrap_or_default());
    }
    hasher.write_i64(head.arrived.as_second());
    hasher.write_u32(head.size);
    Identity(hasher.finish())
}
