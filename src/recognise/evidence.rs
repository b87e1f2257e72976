//! Signs, and the sentences that show them.

use serde::{Deserialize, Serialize};

/// Every sign that can stand in a verdict. The names are stable: they are what `check --json` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// The original is in no Sent folder, and would be.
    SentAbsent,

    // -- which kind it is --
    /// It holds a status part: delivery status, disposition, or feedback.
    StatusPart,
    /// X-Failed-Recipients, or another field of bounces alone.
    FailedRecipients,
    /// Its text is written as a known program writes it.
    BounceFormat,
    /// The sender is a mail server.
    MachineSender,
    /// Its subject speaks of delivery.
    BounceSubject,
    /// Its text speaks of delivery.
    BounceWords,
    /// It asks for a confirmation.
    ChallengeWords,
    /// It speaks of a virus, or of something forbidden.
    NoticeWords,
    /// It says that mail was read.
    ReceiptWords,
    /// It passes on a complaint.
    ComplaintWords,
    /// Auto-Submitted: auto-replied, or its like.
    ReplyHeader,
    /// Its subject is that of an automatic reply.
    ReplySubject,
    /// It is written as automatic replies are.
    ReplyWords,
}

/// One sign, and the sentence that a person can check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub sign: Sign,
    pub says: String,
}

/// Why a message may be filed. Never empty; made only in `recognise`, so nothing else can ask for a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grounds(Vec<Evidence>);

impl Grounds {
    pub(super) fn new(first: Evidence, rest: Vec<Evidence>) -> Self {
        Self(std::iter::once(first).chain(rest).collect())
    }

    pub fn evidence(&self) -> &[Evidence] {
        &self.0
    }
}
