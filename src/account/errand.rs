//! What a session asks for.

use std::hash::Hasher;

use jiff::Timestamp;
use siphasher::sip::SipHasher24;

use super::remembered::Pause;
use super::{Care, Identity, Record, Step};
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
    Survey { validity: u32, above: u32, since: Option<Timestamp>, most: u32, care: Care },
    /// The first 64 KiB of these messages, of any folder. INBOX is selected again. -> `Answer::Fetched`
    Fetch { from: Source, uids: Vec<u32> },
    /// STATUS of these folders, in one round trip, INBOX staying selected. -> `Answer::Status`
    Status { folders: Vec<String> },
    /// EXAMINE of a Sent folder, or of Junk, header fields above the cursor in pipelined batches until `bytes` or 5 seconds are spent, INBOX again.
    /// With no cursor it begins at what arrived `since`. -> `Answer::Sent`
    ReadSent { folder: String, cursor: Option<Cursor>, since: Timestamp, bytes: usize, care: Care },
    /// CREATE and SUBSCRIBE; being there already is success. -> `Answer::Made`
    Make { folder: String },
    /// Keyword where allowed, then UID MOVE. -> `Answer::Shifted`
    Move { from: Source, to: String, uids: Vec<u32>, mark: Mark },
    /// Keyword where allowed, then UID COPY and proof. -> `Answer::Shifted`
    Copy { from: Source, to: String, uids: Vec<u32>, mark: Mark },
    /// STORE \Deleted and UID EXPUNGE of exactly these, each of which was just copied. -> `Answer::Expunged`
    Expunge { from: Source, uids: Vec<u32> },
    /// Header fields of what stands at or above `uid_from`, a page of it, in any folder: to find what a crash left where. After the
    /// last page INBOX is selected again. -> `Answer::Located`
    Locate { folder: String, validity: u32, uid_from: u32 },
    /// IDLE, renewed every 5 minutes, or a poll where IDLE is missing, until something stirs or it is interrupted.
    /// -> `Answer::Watched`
    Watch { idle: bool },
    /// LOGOUT. -> `Answer::Bye`
    Logout,
}

/// What becomes of our keyword before a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It cannot be stored here, or the message goes back.
    No,
    /// It goes on; a message that bears it already is another Backstop's, and is left to it: `Shifted::Gone`.
    Claim,
    /// It goes on again: we may have set it ourselves before the line broke.
    Renew,
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
    /// Records that are there, judged again; one that says the same stays as it was. -> `Written::Stepped`
    Renew(Vec<Record>),
    /// A step of records that are there. -> `Written::Stepped`
    Step(Vec<(i64, Step)>),
    /// Entries and cursor of a Sent folder, together; the agent puts the same into the book, then answers. -> `Written::Sent`
    KeepSent(SentPage),
    /// What the person taught by hand, and how far the folder for backscatter is known. -> `Written::Opened`
    Learn { folder: String, cursor: Cursor, records: Vec<Record> },
    /// How far INBOX is read, and what of it is left alone. -> `Written::Inbox`
    KeepInbox(InboxPage),
    /// Filing is stopped, or goes on from now (`None`). -> `Written::Pause`
    KeepPause(Option<Pause>),
}

/// What looks at INBOX have found: the cursor, and which messages below it no pass may touch.
#[derive(Clone, Debug, PartialEq)]
pub struct InboxPage {
    pub cursor: Cursor,
    /// When the last whole look began, by the server's clock.
    pub looked: Timestamp,
    /// All that is passed over, each above the one and up to the other UID: takes the place of what was kept.
    pub passed: Vec<(u32, u32)>,
    /// Automatic messages that somebody moved here, met since the last page.
    pub moved: Vec<Identity>,
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
    let mut hasher = written(mail, key);
    hasher.write_i64(head.arrived.as_second());
    hasher.write_u32(head.size);
    Identity(hasher.finish())
}

/// What a message has in common with its copies that were delivered at other times; `None` where it has no Message-ID: two that
/// machines write in the same second may be alike.
pub(super) fn letter_of(mail: &Mail, key: &Key) -> Option<u64> {
    mail.field("message-id").filter(|id| !id.trim().is_empty()).map(|_| written(mail, key).finish())
}

fn written(mail: &Mail, key: &Key) -> SipHasher24 {
    let mut hasher = SipHasher24::new_with_key(&key.0);
    // each with its length, so that no two lists of values run together to the same bytes
    for name in ["message-id", "date", "from", "subject"] {
        let text = mail.field(name).unwrap_or_default();
        hasher.write_u64(u64::try_from(text.len()).unwrap_or(u64::MAX));
        hasher.write(text.as_bytes());
    }
    hasher
}
