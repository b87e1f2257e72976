//! The kinds of automatic mail.

use serde::{Deserialize, Serialize};

use crate::mail::{Mail, Report};

/// What a message is, whoever sent what it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A bounce: not delivered.
    Failure,
    /// Not delivered yet.
    Delay,
    /// Delivered, relayed or expanded.
    Success,
    /// A vacation notice or its like (RFC 3834).
    AutoReply,
    /// "Confirm that you are a person."
    Challenge,
    /// A virus or content notice.
    Notice,
    /// A read receipt (RFC 8098).
    Receipt,
    /// A complaint (RFC 5965).
    Complaint,
    /// Everything else.
    Ordinary,
}

impl Kind {
    /// It tells the fate of a delivery.
    pub fn is_bounce(self) -> bool {
        matches!(self, Self::Failure | Self::Delay | Self::Success)
    }
}

/// Which kind of automatic mail is it, or is it ordinary?
pub fn kind_of(mail: &Mail) -> Kind {
    match mail.report {
        Some(Report::Disposition) => Kind::Receipt,
        Some(Report::Feedback) => Kind::Complaint,
        Some(Report::DeliveryStatus) => by_action(mail),
        None if !mail.recipients.is_empty() && mail.field("x-failed-recipients").is_some() => Kind::Failure,
        None => Kind::Ordinary,
    }
}

/// One failed recipient makes a failure, else one delayed a delay; a report of deliveries alone is a success.
fn by_action(mail: &Mail) -> Kind {
    let any = |word: &[&str]| mail.recipients.iter().any(|r| r.action.as_deref().is_some_and(|a| word.contains(&a)));
    if any(&["failed", "error"]) {
        Kind::Failure
    } else if any(&["delayed"]) {
        Kind::Delay
    } else if any(&["delivered", "relayed", "expanded"]) {
        Kind::Success
    } else {
        Kind::Failure
    }
}
