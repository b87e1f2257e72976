//! What a person asks of a running agent; the same for the command line, the tray and the window.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::settings::Mode;

/// Tells which answer belongs to which request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// One line of JSON on the agent's socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Request {
    /// How every account stands.
    Status,
    /// The newest records first.
    Log {
        most: u32,
    },
    /// One record, whole.
    Explain {
        id: i64,
    },
    /// Put back what these records filed.
    Undo(Which),
    /// File nothing more, until then or until `Resume`. `None`: all accounts.
    Pause {
        account: Option<String>,
        until: Option<Timestamp>,
    },
    Resume {
        account: Option<String>,
    },
    /// One pass over INBOX; `dry` only counts what would be done.
    Scan {
        account: Option<String>,
        dry: bool,
    },
    Mode {
        account: String,
        mode: Mode,
    },
}

/// Which filings to undo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "which")]
pub enum Which {
    Id { id: i64 },
    Last,
    Since { at: Timestamp },
}
