//! One account, decided without touching: what to do next, given what happened.
//!
//! [`Session`](session::Session) is about the line, [`Case`](case::Case) about one report; a session owns its cases.
//! Events come in by `handle`, errands and notes go out by `poll_errand` and `poll_note`.
//! The words of that traffic are the other files here: what the edges are asked for and what they answer.

mod agenda;
mod answers;
mod backoff;
mod breaker;
mod case;
mod caution;
mod clock;
mod desk;
mod docket;
mod doubts;
pub mod errand;
pub mod event;
pub mod failure;
pub mod filing;
pub mod folders;
pub mod health;
pub mod hold;
mod inbox;
mod judging;
mod junk;
mod lessons;
mod moment;
pub mod note;
mod page;
mod reconcile;
pub mod record;
mod recovering;
pub mod remembered;
pub mod request;
mod requests;
mod scan;
mod sentwork;
pub mod session;
mod shelves;
mod survey;
mod undo;
pub mod waking;
mod written;

pub use caution::Care;
pub use errand::{DeskErrand, Errand, InboxPage, LineErrand, Mark, SentPage};
pub use event::{Answer, Event, Fetched, Head, Located, SentBatch, Shifted, Survey, Written};
pub use failure::Failure;
pub use folders::{Folders, Hello, Means, Standing};
pub use health::Health;
pub use note::Note;
pub use record::{Identity, Record, Step};
pub use remembered::{End, Pause, Remembered, Settled};
pub use request::{Request, Ticket};
pub use session::Session;
pub use waking::Wake;

/// What marks a message that a Backstop has taken, or had: set before the move, travels with it, is never taken off.
pub const KEYWORD: &str = "$Backscatter";

/// The one folder that is watched (RFC 3501, section 5.1); whatever its case on the server.
pub const INBOX: &str = "INBOX";
