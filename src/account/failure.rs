//! How an errand on the line can fail; each with its next step. After any of them the line is gone.

use std::time::Duration;

/// Whose fault it is, and so what is done next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The network, TLS, the name look-up, a deadline, EOF: try again with backoff. No credential byte was sent where the
    /// certificate did not hold.
    #[error("{0}")]
    Line(String),
    /// The server said NO, BAD or BYE, or something that cannot be read: try again with backoff, and say which command.
    #[error("the server answered {command} with: {text}")]
    Server { command: &'static str, text: String },
    /// Too many connections, throttled, over a limit: as long as the server asks, or with a longer backoff.
    #[error("the server asks us to slow down: {text}")]
    SlowDown { wait: Option<Duration>, text: String },
    /// The login was refused: no second try until a person acts.
    #[error("the server refused the login: {0}")]
    Refused(String),
    /// The password cannot be had now (keyring locked or absent, command failed): no network was touched.
    #[error("{0}")]
    Secret(String),
    /// A folder that was there is not any more: the next login lists them anew.
    #[error("the folder {folder} is not there any more")]
    Gone { folder: String },
    /// The folder's UIDVALIDITY is not the one that the errand named: every number that we hold of it is void.
    #[error("the server renumbered {folder}")]
    Renumbered { folder: String },
}
