//! The verdict, and the one function that gives it.

use jiff::Timestamp;

use super::{Evidence, Grounds, Kind, Reason};
use crate::mail::{Address, Mail, Pattern};
use crate::sent::{Book, Gap, Sought};

/// The person's addresses, as settings name them.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Addresses and whole domains that are the person's.
    pub addresses: Vec<Pattern>,
    /// Of these, the ones as which something else sends too (a shop, a newsletter service): nothing is filed for them.
    pub elsewhere: Vec<Pattern>,
}

/// All that is known when a message is judged. A value: nothing is looked up behind it.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub book: &'a Book,
    pub own: &'a Own,
    /// When the report arrived, by its server (INTERNALDATE).
    pub arrived: Timestamp,
    /// Now, for the 90 days over which coverage is measured.
    pub now: Timestamp,
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not automatic mail that answers somebody.
    Ordinary,
    /// It answers mail of the person's; `proved` when one Sent message agrees on enough facts to tell it as a failure.
    Ours { proved: bool },
    /// The only outcome that can be filed.
    Backscatter(Grounds),
    /// Everything else.
    Unsure,
}

/// What a verdict would need to be surer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// A look at Sent that begins after the report arrived.
    FresherSent(Gap),
}

/// The answer of [`recognise`].
#[derive(Clone, Debug)]
pub struct Verdict {
    pub kind: Kind,
    pub outcome: Outcome,
    /// What speaks for the outcome, and what was looked for; never empty but for `Ordinary`.
    pub evidence: Vec<Evidence>,
    /// What the report gives of its original: kept to look again later.
    pub sought: Sought,
    /// When the outcome could change by a fresher look.
    pub wants: Option<Want>,
    /// An independent sign speaks (returned hops all foreign, another filter's header, an address never used): no race with Sent is possible.
    pub independent: bool,
    /// When the original left, as far as the newest returned Received line tells.
    pub left: Option<Timestamp>,
    /// For a proved failure: the recipient that stands in Sent, and the reason.
    pub failed: Option<(Address, Reason)>,
}

/// Judges one message. Pure: the same mail and the same knowledge give the same verdict.
pub fn recognise(mail: &Mail, known: &Known<'_>) -> Verdict {
    let _ = (mail, known);
    Verdict {
        kind: Kind::Ordinary,
        outcome: Outcome::Ordinary,
        evidence: Vec::new(),
        sought: Sought::default(),
        wants: None,
        independent: false,
        left: None,
        failed: None,
    }
}
