//! What is tested against a real IMAP server. One binary, so that nothing in the support is unused.

#[path = "../support/account.rs"]
mod account;
#[path = "../support/dovecot.rs"]
mod dovecot;
mod line;
#[path = "../support/maildir.rs"]
mod maildir;
#[path = "../support/recorder.rs"]
mod recorder;
