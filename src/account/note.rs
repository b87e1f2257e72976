//! What a session tells: for the notices, the log, and whoever asked.

use serde::{Deserialize, Serialize};

use super::{Failure, Health, Record, Ticket};
use crate::mail::Address;
use crate::recognise::Reason;

/// Something that a person may want to know. No text of a report in it but what the words of [`Record`] hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// Filed and proved.
    Filed(Record),
    /// Would be filed, but the account observes.
    WouldFile(Record),
    /// A proved failure of the person's own mail: a recipient that stands in Sent, and why.
    NotDelivered {
        record: i64,
        to: Address,
        reason: Reason,
    },
    /// Put back.
    PutBack(Record),
    /// The person put it back themselves.
    Returned {
        record: i64,
    },
    /// The person moved a report into the folder for backscatter: what answers the same forgery is filed from now on.
    Learned(Record),
    /// The person took that report back out.
    Forgot {
        record: i64,
    },
    /// Nothing is filed until a person acts, or until a moment: and why.
    Paused {
        why: String,
    },
    /// The disk refused: nothing on the server is touched until it works again. Said once for a row of failures.
    NotWritten {
        why: String,
    },
    /// The line is gone; said once for a row of failures.
    Offline {
        why: Failure,
    },
    Online,
    /// A message that broke the line twice is passed over.
    PassedOver {
        folder: String,
        uid: u32,
    },
    /// Another account's Sent must be looked at before a case can be decided; the agent hands it on.
    WantsSent {
        account: String,
    },
    /// First reading of Sent: UIDs read and still to read.
    Reading {
        folder: String,
        read: u32,
        left: u32,
    },
    /// The answer to a request.
    Answered(Ticket, Result<Reply, String>),
    /// The session has ended: nothing is open.
    Ended,
}

/// What a request brought.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reply")]
pub enum Reply {
    Done,
    Status {
        accounts: Vec<Health>,
    },
    /// So many messages were put back.
    PutBack {
        count: u32,
    },
    /// What a pass over INBOX found.
    Scanned(Scanned),
    /// The newest first.
    Records {
        records: Vec<Record>,
    },
    Record {
        record: Box<Record>,
    },
}

/// The preview of the design.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scanned {
    pub seen: u32,
    pub automatic: u32,
    pub backscatter: u32,
    pub ours: u32,
    pub proved_failures: u32,
    pub unsure: u32,
    pub filed: u32,
    /// Left alone, and not judged: the person moved them to INBOX, or back there.
    #[serde(default)]
    pub moved: u32,
    /// Left alone, and not judged: they could not be read.
    #[serde(default)]
    pub passed_over: u32,
    /// Replies measured and those whose original is in Sent.
    pub replies: u32,
    pub found: u32,
    /// Of the proved failures, those in Junk: no other count holds them.
    pub in_junk: u32,
    /// Accounts that could not be looked through.
    #[serde(default)]
    pub missing: Vec<Missing>,
}

/// An account that could not do what was asked, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    pub account: String,
    pub why: String,
}
