//! The pure rooms of Backstop, built without the rest of the house: what they need is little, and is built in a minute.

/// What of the line is pure: it cuts what a server sends.
#[path = "../../src/imap/frame.rs"]
pub mod frame;
#[path = "../../src/mail/mod.rs"]
pub mod mail;
#[path = "../../src/recognise/mod.rs"]
pub mod recognise;
#[path = "../../src/sent/mod.rs"]
pub mod sent;

/// ... and reads the names of folders.
#[path = "../../src/imap/utf7.rs"]
pub mod utf7;
pub mod world;
