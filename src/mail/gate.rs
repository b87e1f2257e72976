//! The gate: does a header block look like automatic mail? What fails here is never fetched.

use super::Mail;

/// The header fields that a survey asks for; the signs of the gate read no others.
pub const SURVEY_FIELDS: &[&str] = &[
    "Return-Path",
    "From",
    "Sender",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Content-Type",
    "Auto-Submitted",
    "Precedence",
];

/// Worth fetching: some sign of automatic mail stands in the header block. The same in the agent and in `check`.
pub fn looks_automatic(mail: &Mail) -> bool {
    mail.return_path == super::ReturnPath::Null
}
