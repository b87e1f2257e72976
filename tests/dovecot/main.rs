//! What is tested against a real IMAP server. One binary, so that nothing in the support is unused.

#[path = "../support/dovecot.rs"]
mod dovecot;
mod line;
#[path = "../support/recorder.rs"]
mod recorder;
mod sandbox;
#[path = "../support/talk.rs"]
mod talk;
