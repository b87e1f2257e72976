//! The kinds of automatic mail.

use serde::{Deserialize, Serialize};

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
