//! The settings of one account, as the tests want them.

use backstop::mail::Address;
use backstop::settings::{Account, Mode, PasswordFrom, Server};

/// Alice, at this server.
pub fn at(server: Server) -> Account {
    Account {
        name: "mine".into(),
        address: Address::parse("alice@example.org").unwrap(),
        server,
        user: "alice".into(),
        password: PasswordFrom::Keyring,
        mode: Mode::File,
        also: Vec::new(),
        elsewhere: Vec::new(),
        sent: Vec::new(),
        folder: "Backscatter".into(),
        days: 90,
    }
}
