//! What is remembered of one report: the journal's row, and what `log` and `explain` show.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::mail::Place;
use crate::recognise::{Campaign, Evidence, Kind, Reasoning};
use crate::sent::Sought;

/// A message across moves and renumberings; see [`super::errand::identity_of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity(pub u64);

/// One automatic message that was judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its number, given by the journal; 0 until then.
    pub id: i64,
    pub account: String,
    /// Where it stood when it was judged.
    pub place: Place,
    pub identity: Identity,
    /// What it has in common with copies of it that were delivered at another time; absent where it has no Message-ID.
    #[serde(default)]
    pub letter: Option<u64>,
    pub kind: Kind,
    /// `ours`, `backscatter`, `unsure`: the words of `check`.
    pub verdict: String,
    pub proved: bool,
    pub evidence: Vec<Evidence>,
    /// The facts of the original, to look again when Sent grows.
    pub sought: Sought,
    /// The report's own subject and author, shortened, for the list.
    pub subject: String,
    pub from: String,
    /// INTERNALDATE.
    pub arrived: Timestamp,
    /// When it was judged.
    pub judged: Timestamp,
    pub step: Step,
    /// How the verdict came about; `None` for records that are older than it, and where only a list is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
}

/// How far its filing, or its way back, has come. Written and synced before the server is asked for the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "step")]
pub enum Step {
    /// It stays where it is.
    Left,
    /// It would be filed, but the account observes.
    WouldFile,
    /// About to go to `target`, whose next number was `uid_next`: a crash is looked for from there on.
    Planned { target: String, validity: u32, uid_next: u32 },
    /// Copied; the first one is about to be expunged.
    Copied { to: Place },
    /// Filed and proved. Looked at again when Sent grows, until `watched_until`.
    Filed { to: Place, watched_until: Timestamp },
    /// Gone before we could move it: somebody else did.
    Gone,
    /// About to go back to INBOX.
    BackPlanned { from: Place, why: Why, validity: u32, uid_next: u32 },
    /// Copied back; the one in the folder is about to be expunged.
    BackCopied { from: Place, to: Place, why: Why },
    /// Back in INBOX, by us. Never touched again.
    Back { to: Place, why: Why },
    /// The person put it back. Never touched again.
    Returned,
    /// The person moved it into the folder for backscatter: what answers the same forgery is filed from now on. The record keeps
    /// nothing of the report's text.
    Learned { campaign: Campaign },
    /// The person took that one back out of the folder: it teaches nothing any more.
    Forgotten,
}

/// Why a message goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The person said so.
    Asked,
    /// The original turned up in Sent.
    LateTruth,
}
