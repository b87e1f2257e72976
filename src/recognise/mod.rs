//! Which kind of automatic mail is it, whose mail does it answer, and did the person send that?
//!
//! One pure function, [`recognise`]. Only here can [`Grounds`] be made, and so only from here can a filing come.

pub mod campaign;
mod delivery;
pub mod evidence;
mod formats;
mod formats_languages;
mod formats_words;
pub mod kind;
mod origin;
pub mod ours;
pub mod reason;
pub mod reasoning;
mod signs;
pub mod verdict;

pub use campaign::{Campaign, Campaigns, Proof};
pub use evidence::{Evidence, Grounds, Sign, shown};
pub use kind::{Kind, kind_of};
pub use ours::{Ours, agrees};
pub use reason::{Reason, reason_of};
pub use reasoning::{Need, Reasoning, why_not};
pub use verdict::{Known, Outcome, Own, Taught, Verdict, Want, recognise};
