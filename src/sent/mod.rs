//! The Sent book: what the person sent, kept as keyed hashes, and how far it can be trusted.
//!
//! It answers two questions. *Did we send this?* [`Book::look_up`] compares the facts that a report gives of an original
//! with every Sent message of every account. *Would we know?* [`Book::covers`] says whether absence proves anything
//! for that time, and [`Book::coverage`] says how much of what the person sends is in Sent at all.

pub mod book;
pub mod coverage;
mod entries;
pub mod facts;
pub mod relays;
mod replies;

pub use book::{Agreement, Book, Gap, Span};
pub use coverage::{Coverage, Reply, by_person};
pub use facts::{Facts, Key, SENT_FIELDS, SentMail, Sought};
