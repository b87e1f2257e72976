//! What is tested against a real IMAP server. One binary, so that nothing in the support is unused.

#[path = "../support/account.rs"]
mod account;
mod asked;
#[path = "../support/bus.rs"]
mod bus;
mod by_hand;
mod cuts;
#[path = "../support/cyrus.rs"]
mod cyrus;
#[path = "../support/dovecot.rs"]
mod dovecot;
#[path = "../support/exim.rs"]
mod exim;
mod fights;
mod heart;
mod hostile;
#[path = "../support/letters.rs"]
mod letters;
mod line;
#[path = "../support/maildir.rs"]
mod maildir;
#[path = "../support/mailserver.rs"]
mod mailserver;
mod makers;
mod on_cyrus;
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

impl mailserver::MailServer for dovecot::Dovecot {
    fn server(&self) -> backstop::settings::Server {
        Self::server(self)
    }

    fn deliver(&self, folder: &str, message: &[u8]) {
        Self::deliver(self, &as_maildir(folder), message);
    }

    fn contents(&self, folder: &str) -> Vec<Vec<u8>> {
        maildir::messages(&self.maildir(&as_maildir(folder)))
    }

    fn count(&self, folder: &str) -> usize {
        maildir::count(&self.maildir(&as_maildir(folder)))
    }
}

fn as_maildir(folder: &str) -> String {
    if folder == "INBOX" { String::new() } else { format!(".{folder}") }
}
