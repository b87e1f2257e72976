//! One account, decided without touching: what to do next, given what happened.
//!
//! [`Session`](session::Session) is about the line, [`Case`](case::Case) about one report; a session owns its cases.
//! Events come in by `handle`, errands and notes go out by `poll_errand` and `poll_note`.
//! The words of that traffic are the other files here: what the edges are asked for and what they answer.

pub mod errand;
pub mod event;
pub mod failure;
pub mod folders;
pub mod note;
pub mod record;
pub mod remembered;
pub mod request;

pub use errand::{DeskErrand, Errand, LineErrand};
pub use event::{Answer, Event, Fetched, Head, SentBatch, Shifted, Survey, Written};
pub use failure::Failure;
pub use folders::{Folders, Hello, Means, Standing};
pub use note::Note;
pub use record::{Identity, Record, Step};
pub use remembered::{End, Remembered, Settled};
pub use request::{Request, Ticket};

/// What marks a message that a Backstop has taken, or had: set before the move, travels with it, is never taken off.
pub const KEYWORD: &str = "$Backscatter";
