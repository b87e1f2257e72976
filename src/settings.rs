//! Settings: one TOML file, checked whole, or a message that names the line and what to write instead.
//! It knows words of `mail` alone; no secret ever stands in it.

pub mod paths;
mod read;
mod write;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use paths::Paths;
pub use read::{Fault, PORT, SettingsError, load};
pub use write::{add_account, set_mode};

use crate::mail::{Address, Pattern};

/// The file, valid.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub accounts: Vec<Account>,
    pub notices: Notices,
}

/// One IMAP account.
#[derive(Clone, Debug)]
pub struct Account {
    /// What the person calls it; unique.
    pub name: String,
    /// The address that it receives.
    pub address: Address,
    pub server: Server,
    pub user: String,
    pub password: PasswordFrom,
    pub mode: Mode,
    /// Other addresses and whole domains (`*@example.org`) that are the person's.
    pub also: Vec<Pattern>,
    /// Addresses as which something else sends too: nothing is filed for them.
    pub elsewhere: Vec<Pattern>,
    /// Sent folders by name, where the server's own marks mislead; empty: found.
    pub sent: Vec<String>,
    /// The name of the folder for backscatter, without its parent.
    pub folder: String,
    /// How far back Sent is read at the first run, in days.
    pub days: u16,
}

impl Account {
    /// As the file leaves it when it says no more: it observes, and its password is in the keyring.
    pub fn new(name: String, address: Address, host: String) -> Self {
        Self {
            name,
            user: address.to_string(),
            address,
            server: Server { host, port: PORT, ca_file: None },
            password: PasswordFrom::Keyring,
            mode: Mode::default(),
            also: Vec::new(),
            elsewhere: Vec::new(),
            sent: Vec::new(),
            folder: read::FOLDER.to_owned(),
            days: read::DAYS,
        }
    }

    /// Every address and domain that is the person's, by this account.
    pub fn own(&self) -> impl Iterator<Item = Pattern> {
        std::iter::once(Pattern::One(self.address.clone())).chain(self.also.iter().cloned())
    }
}

/// Where to connect: implicit TLS, always (RFC 8314).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    /// A PEM file with the authorities of a self-hosted server, in place of the system's.
    pub ca_file: Option<PathBuf>,
}

/// Where the password is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordFrom {
    Keyring,
    /// The first line that this command prints, run by `sh -c`.
    Command(String),
}

/// What an account does with backscatter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Say what would be filed.
    #[default]
    Observe,
    /// File it.
    File,
}

/// What is said on the desktop.
#[derive(Clone, Debug)]
pub struct Notices {
    /// Counts only: no address.
    pub private: bool,
    /// At most one notice in this time.
    pub every: Duration,
}

impl Default for Notices {
    fn default() -> Self {
        Self { private: false, every: Duration::from_secs(60) }
    }
}
