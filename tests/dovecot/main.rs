//! What is tested against a real IMAP server. One binary, so that nothing in the support is unused.

#[path = "../support/account.rs"]
mod account;
mod asked;
#[path = "../support/bus.rs"]
mod bus;
mod by_hand;
mod cuts;
#[path = "../support/dovecot.rs"]
mod dovecot;
mod heart;
mod hostile;
#[path = "../support/letters.rs"]
mod letters;
mod line;
#[path = "../support/maildir.rs"]
mod maildir;
mod program;
#[path = "../support/recorder.rs"]
mod recorder;
#[path = "../support/running.rs"]
mod running;
mod sandbox;
mod shown;
#[path = "../support/talk.rs"]
mod talk;
#[path = "../support/terminal.rs"]
mod terminal;
mod two;

/// Configuration of a server that announces UIDPLUS and no MOVE, as iCloud does: what is filed is copied, then expunged.
const WITHOUT_MOVE: &str = "imap_capability = IMAP4rev1 SASL-IR LITERAL+ ID IDLE CHILDREN UNSELECT UIDPLUS CONDSTORE SPECIAL-USE";
