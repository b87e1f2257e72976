//! `backstop setup`: an account, from its address to its first preview. The password goes to the keyring, never into the settings file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use secrecy::SecretString;
use tracing::level_filters::LevelFilter;

use super::alone::answer;
use super::asking::{ask_agent, paths, unexpected, wait_for_lock};
use super::preview::preview;
use super::progress::Progress;
use super::providers::{Provider, provider};
use super::screen::print;
use super::switch::Mode;
use super::trouble::{Trouble, ended};
use super::{logging, questions};
use crate::account::note::Reply;
use crate::account::{Failure, Request};
use crate::desktop::keyring;
use crate::mail::{Address, Pattern, shown};
use crate::settings::{self, Account, PasswordFrom, Paths, Settings, SettingsError};

/// A person may mistype; a server counts.
const TRIES: usize = 3;

/// Set up an account: where it is, its password, and what it may do
///
/// Asks for what is not given. Without a terminal, --address and --mode must be given, and the password by --password-command, or
/// in a file that BACKSTOP_PASSWORD_FILE names.
#[derive(Args)]
#[command(after_help = "Example:\n  backstop setup\n  backstop setup --address me@example.org --server imap.example.org \\\n      \
    --password-command 'pass show mail' --mode observe")]
pub struct Setup {
    /// Your mail address
    #[arg(long, value_parser = address)]
    address: Option<Address>,
    /// What you call the account [default: the address]
    #[arg(long)]
    name: Option<String>,
    /// The IMAP server, which is asked over TLS; known for the big providers
    #[arg(long, value_name = "HOST[:PORT]", value_parser = server)]
    server: Option<(String, u16)>,
    /// The user name at the server [default: the address]
    #[arg(long)]
    user: Option<String>,
    /// Prints the password; without it the password is asked for, and kept in the keyring
    #[arg(long, value_name = "COMMAND")]
    password_command: Option<String>,
    /// The authorities of a server of your own, in place of the system's
    #[arg(long, value_name = "PEM")]
    ca_file: Option<PathBuf>,
    /// An address, or *@example.org, as which something else sends too: nothing is filed for it
    #[arg(long, value_name = "ADDRESS", value_parser = pattern)]
    elsewhere: Vec<Pattern>,
    /// What it does with backscatter
    #[arg(long)]
    mode: Option<Mode>,
}

impl Setup {
    pub fn run(self) -> ExitCode {
        logging::begin(LevelFilter::ERROR);
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return ended(Err(Trouble::failed(error))),
        };
        ended(self.set_up(&runtime))
    }

    fn set_up(self, runtime: &tokio::runtime::Runtime) -> Result<(), Trouble> {
        let person = questions::somebody_is_there();
        if !person {
            self.is_complete()?;
        }
        let paths = paths()?;
        let known = known(&paths)?;
        let address = match &self.address {
            Some(address) => address.clone(),
            None => questions::line("Your mail address", None, address)?,
        };
        if let Some(there) = known.accounts.iter().find(|account| account.address == address) {
            print(&format!("{} is set up already, in {}; only its login is tried.\n", shown(&there.name, 60), paths.settings().display()));
            return renew(there, person, runtime);
        }
        let account = self.account(address, person)?;
        if known.accounts.iter().any(|other| other.name == account.name) {
            return Err(Trouble::Usage(format!("there is an account {} already: give this one another --name", account.name)));
        }
        let instance = runtime.block_on(wait_for_lock(&paths))?;
        log_in(&account, person, runtime)?;
        settings::add_account(&paths.settings(), &account).map_err(Trouble::failed)?;
        let name = &account.name;
        print(&format!("\nWritten to {}.\nNow your Sent folders are read, which is done once.\n", paths.settings().display()));

        let request = Request::Scan { account: Some(name.clone()), dry: true };
        let mut progress = Progress::new("looking through the inbox");
        let answered = runtime.block_on(answer(&paths, &instance, &request, |line| progress.line(line)));
        drop(progress);
        let Reply::Scanned(scanned) = answered? else { return Err(unexpected()) };
        print(&format!("\n{}\n\n", preview(&scanned, &format!("{} days", account.days)).join("\n")));

        let mode = match self.mode {
            Some(mode) => mode.into(),
            None if questions::yes("File from now on?", None)? => settings::Mode::File,
            None => settings::Mode::Observe,
        };
        settings::set_mode(&paths.settings(), name, mode).map_err(Trouble::failed)?;
        print(&match mode {
            settings::Mode::File => {
                format!("{FILES}{START}")
            }
            settings::Mode::Observe => {
                format!("Nothing is moved; `backstop log` shows what would be. To file: backstop mode {name} file\n{START}")
            }
        });
        Ok(())
    }

    /// With nobody to ask, everything must be said.
    fn is_complete(&self) -> Result<(), Trouble> {
        let mut missing = Vec::new();
        if self.address.is_none() {
            missing.push("--address ADDRESS");
        }
        let is_known = |address: &Address| provider(address.domain()).is_some();
        if self.server.is_none() && !self.address.as_ref().is_some_and(is_known) {
            missing.push("--server HOST");
        }
        if self.password_command.is_none() && !keyring::is_in_file() {
            missing.push("--password-command COMMAND (or BACKSTOP_PASSWORD_FILE=FILE in the environment)");
        }
        if self.mode.is_none() {
            missing.push("--mode observe|file");
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(Trouble::Usage(format!("there is no terminal to ask on, so these must be given:\n  {}", missing.join("\n  "))))
    }

    /// The account as it was given, and as the person answers.
    fn account(&self, address: Address, person: bool) -> Result<Account, Trouble> {
        let preset = provider(address.domain());
        let (host, port) = match (&self.server, preset) {
            (Some(server), _) => server.clone(),
            (None, Some(preset)) => (preset.server.to_owned(), settings::PORT),
            (None, None) => questions::line("IMAP server", Some(format!("imap.{}", address.domain())), server)?,
        };
        let preset = preset.or_else(|| provider(&host));
        if let (true, Some(Provider { name, before, .. })) = (person, preset) {
            print(&format!("\n{name}: {host}\n{before}\n\n"));
        }
        let user = match (&self.user, person) {
            (Some(user), _) => user.clone(),
            (None, true) if preset.is_none() => questions::line("User name", Some(address.to_string()), not_empty)?,
            (None, _) => address.to_string(),
        };
        let elsewhere = match (self.elsewhere.as_slice(), person) {
            ([], true) => elsewhere(&address)?,
            (given, _) => given.to_vec(),
        };
        let name = self.name.clone().unwrap_or_else(|| address.to_string());
        let password = self.password_command.clone().map_or(PasswordFrom::Keyring, PasswordFrom::Command);
        let mut account = Account::new(name, address, host);
        account.server.port = port;
        // the settings hold for every folder that a command is given in
        account.server.ca_file = self.ca_file.as_ref().map(std::path::absolute).transpose().map_err(Trouble::usage)?;
        Ok(Account { user, password, elsewhere, ..account })
    }
}

const FILES: &str = "From now on what arrives and is not yours is filed. Nothing is deleted, and\n`backstop undo` puts it back. \
    For what is in the inbox already: backstop scan\n";
const START: &str = "Start it with: backstop run\n";

/// The settings so far; none yet is no trouble.
fn known(paths: &Paths) -> Result<Settings, Trouble> {
    match settings::load(&paths.settings()) {
        Ok(settings) => Ok(settings),
        Err(SettingsError::Missing(_)) => Ok(Settings::default()),
        Err(wrong) => Err(Trouble::usage(wrong)),
    }
}

/// What else sends as the person: Sent does not show it.
fn elsewhere(address: &Address) -> Result<Vec<Pattern>, Trouble> {
    print(
        "What sends as you and keeps no copy in Sent (a shop, a newsletter, a printer)\n\
        must be named, or bounces of its mail may look like strangers'.\n",
    );
    if !questions::yes("Does anything send as you?", Some(false))? {
        return Ok(Vec::new());
    }
    let read = |text: &str| text.split([',', ' ']).filter(|word| !word.is_empty()).map(pattern).collect::<Result<Vec<_>, _>>();
    questions::line("As which addresses (nothing is filed for them)", Some(address.to_string()), read)
}

/// An account that is there gets a new password, which is tried; a running agent goes on with it.
fn renew(account: &Account, person: bool, runtime: &tokio::runtime::Runtime) -> Result<(), Trouble> {
    log_in(account, person, runtime)?;
    let request = Request::Resume { account: Some(account.name.clone()) };
    print(if ask_agent(&request)?.is_some() { "The agent goes on with it.\n" } else { START });
    Ok(())
}

/// Logs in on the real server, with a password that is asked for where it is to go to the keyring; and then keeps it there.
fn log_in(account: &Account, person: bool, runtime: &tokio::runtime::Runtime) -> Result<(), Trouble> {
    let asked_for = person && account.password == PasswordFrom::Keyring && !keyring::is_in_file();
    if !asked_for {
        let password = runtime.block_on(keyring::password(account)).map_err(Trouble::failed)?;
        return runtime.block_on(try_login(account, &password)).map_err(Trouble::failed);
    }
    let mut tried = 1;
    loop {
        let password = questions::password(&format!("Password of {} at {}", account.user, account.server.host))?;
        match runtime.block_on(try_login(account, &password)) {
            Ok(()) => return runtime.block_on(keyring::store(account, &password)).map_err(Trouble::failed),
            // A person has acted, and may act again.
            Err(Failure::Refused(why)) if tried < TRIES => print(&format!("The server refused the login: {}\n", shown(&why, 200))),
            Err(why) => return Err(Trouble::failed(why)),
        }
        tried += 1;
    }
}

async fn try_login(account: &Account, password: &SecretString) -> Result<(), Failure> {
    let (line, hello) = crate::imap::connect(account, password, Timestamp::now()).await?;
    let sent = match hello.folders.sent.as_slice() {
        [] => "no Sent folder was found; name it in the settings, sent = [\"...\"]".to_owned(),
        folders => format!("what you sent is in {}", folders.iter().map(|name| shown(name, 40)).collect::<Vec<_>>().join(" and ")),
    };
    print(&format!("Logged in: {sent}; backscatter goes to {}.\n", shown(&hello.folders.backscatter, 40)));
    crate::imap::run(line, crate::account::LineErrand::Logout, Timestamp::now(), &tokio::sync::Notify::new()).await.map(drop)
}

fn address(text: &str) -> Result<Address, String> {
    Address::parse(text).ok_or_else(|| "this is no mail address".to_owned())
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::parse(text).ok_or_else(|| "neither an address nor *@ and a domain".to_owned())
}

fn not_empty(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
}

/// A host, and a port where it is not the usual one.
fn server(text: &str) -> Result<(String, u16), String> {
    let text = text.trim();
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| format!("'{port}' is no port"))?),
        None => (text, settings::PORT),
    };
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    if host.is_empty() || !host.chars().all(fits) { Err("this is no host name".to_owned()) } else { Ok((host.to_lowercase(), port)) }
}
