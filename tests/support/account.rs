//! The settings of one account, as the tests want them.

use backstop::mail::Address;
use backstop::settings::{Account, Mode, Server};

/// Alice, at this server.
pub fn at(server: Server) -> Account {
    let address = Address::parse("alice@example.org").unwrap();
    let named = Account::new("mine".into(), address, server.host.clone());
    Account { server, user: "alice".into(), mode: Mode::File, ..named }
}
