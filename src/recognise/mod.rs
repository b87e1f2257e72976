//! Which kind of automatic mail is it, whose mail does it answer, and did the person send that?
//!
//! One pure function, [`recognise`]. Only here can [`Grounds`] be made, and so only from here can a filing come.

pub mod evidence;
mod formats;
mod formats_words;
pub mod kind;
pub mod reason;
pub mod verdict;

pub use evidence::{Evidence, Grounds, Sign};
pub use kind::{Kind, kind_of};
pub use reason::{Reason, reason_of};
pub use verdict::{Known, Outcome, Own, Verdict, Want, recognise};
