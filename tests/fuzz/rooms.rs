//! The pure rooms of Backstop, built without the rest of the house: what they need is little, and is built in a minute.

#[path = "../../src/mail/mod.rs"]
pub mod mail;
#[path = "../../src/recognise/mod.rs"]
pub mod recognise;
#[path = "../../src/sent/mod.rs"]
pub mod sent;
pub mod world;
