//! What a login finds: folders, and what the server can do.

use jiff::Timestamp;

use crate::mail::place::Cursor;

/// The folders that matter, by their decoded names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// All that hold what the person sent: \Sent, or by a table of localised names, or as settings name them.
    pub sent: Vec<String>,
    /// \All and \Archive: own messages there count as sent.
    pub kept: Vec<String>,
    /// \Junk, where the server puts what it takes for spam: only looked into, when somebody asks for a preview.
    pub junk: Option<String>,
    /// Where backscatter goes, beside Sent, and whether it is there yet.
    pub backscatter: String,
    pub backscatter_exists: bool,
}

/// How a message can be moved without losing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// UID MOVE (RFC 6851).
    Move,
    /// UID COPY, proof, STORE \Deleted, UID EXPUNGE of that UID (RFC 4315).
    Copy,
    /// Neither MOVE nor UIDPLUS: nothing is moved, only reported.
    Report,
}

/// A selected folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub validity: u32,
    pub uid_next: u32,
    /// PERMANENTFLAGS allows our keyword.
    pub keyword: bool,
}

impl Standing {
    /// The cursor of a folder that has been read to this standing.
    pub fn cursor(&self) -> Cursor {
        Cursor { validity: self.validity, uid: self.uid_next.saturating_sub(1) }
    }
}

/// A line that is logged in, with INBOX selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    pub folders: Folders,
    pub means: Means,
    pub idle: bool,
    pub inbox: Standing,
    /// The provider itself keeps the Sent copy (Gmail, Outlook): the race with Sent is short.
    pub keeps_sent: bool,
    /// When the login began.
    pub at: Timestamp,
}
