//! `backstop setup`: an account, from its address to its first preview. The password goes to the keyring, never into the settings file.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use secrecy::SecretString;
use tracing::level_filters::LevelFilter;

use super::alone::scan;
use super::asking::{ask_agent, paths, unexpected, wait_for_lock};
use super::logging;
use super::preview::preview;
use super::progress::Progress;
use super::providers::{Provider, provider};
use super::questions::Person;
use super::records::as_argument;
use super::screen::{Screen, print};
use super::switch::Mode;
use super::trouble::{Trouble, ended};
use crate::account::note::Reply;
use crate::account::{Failure, Request};
use crate::control::Instance;
use crate::desktop::keyring::{self, SecretTrouble};
use crate::mail::{Address, Pattern, shown};
use crate::settings::{self, Account, PasswordFrom, Paths, Settings, SettingsError};

/// A person may mistype; a server counts.
const TRIES: usize = 3;

/// Set up an account: where it is, its password, and what it may do
///
/// Asks for what is not given. Without a terminal, --address, --mode, and --server where it is not known must be given, and the
/// password by --password-command, or in a file that BACKSTOP_PASSWORD_FILE names.
#[derive(Args)]
#[command(after_help = "Example:\n  backstop setup\n  backstop setup --address me@example.org --server imap.example.org \\\n      \
    --password-command 'pass show mail' --mode observe")]
pub struct Setup {
    /// Your mail address
    #[arg(long, value_parser = address)]
    address: Option<Address>,
    /// What you call the account [default: the address]
    #[arg(long, value_parser = plain)]
    name: Option<String>,
    /// The IMAP server, which is asked over TLS; known for the big providers
    #[arg(long, value_name = "HOST[:PORT]", value_parser = server)]
    server: Option<(String, u16)>,
    /// The user name at the server [default: the address]
    #[arg(long, value_parser = plain)]
    user: Option<String>,
    /// Prints the password; without it the password is asked for, and kept in the keyring
    #[arg(long, value_name = "COMMAND", value_parser = plain)]
    password_command: Option<String>,
    /// The authorities of a server of your own, in place of the system's
    #[arg(long, value_name = "PEM", value_parser = authorities)]
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
        ended(Person::new().and_then(|mut person| self.set_up(&mut person)))
    }

    fn set_up(self, person: &mut Person) -> Result<(), Trouble> {
        if !person.is_there() {
            self.is_complete()?;
        }
        let paths = paths()?;
        let known = known(&paths)?;
        let address = match &self.address {
            Some(address) => address.clone(),
            None => person.line("Your mail address", None, address)?,
        };
        if let Some(there) = known.accounts.iter().find(|account| account.address == address) {
            say(&format!("{} is set up already, in {}; only its login is tried.", shown(&there.name, 60), paths.settings().display()));
            return renew(there, person);
        }
        let account = self.account(address, person)?;
        if known.accounts.iter().any(|other| other.name == account.name) {
            return Err(Trouble::Usage(format!("there is an account {} already: give this one another --name", account.name)));
        }
        let instance = person.waits(wait_for_lock(&paths))?;
        let login = log_in(&account, person)?;
        let mode = match self.preview(&paths, &instance, known, &account, person) {
            Ok(mode) => mode,
            Err(trouble) => {
                if login == Login::Kept {
                    // a password that cannot be taken out again is said where it matters: at the next login
                    let _ = person.waits(async { keyring::delete(&account).await.map_err(Trouble::failed) });
                }
                return Err(match trouble {
                    Trouble::Failed(why) => Trouble::Failed(format!("{why}\n{AGAIN}")),
                    other => other,
                });
            }
        };
        settings::add_account(&paths.settings(), &Account { mode, ..account.clone() }).map_err(Trouble::failed)?;
        say(&format!("\nWritten to {}.", paths.settings().display()));
        match mode {
            settings::Mode::File => say(FILES),
            settings::Mode::Observe => say(&format!(
                "Nothing is moved; `backstop log` shows what would be. To file: backstop mode {} file",
                as_argument(&account.name)
            )),
        }
        say(START);
        if keyring::is_in_file() && self.password_command.is_none() {
            say("It needs BACKSTOP_PASSWORD_FILE in its environment, too.");
        }
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
    fn account(&self, address: Address, person: &mut Person) -> Result<Account, Trouble> {
        let preset = provider(address.domain());
        let (host, port) = match (&self.server, preset) {
            (Some(server), _) => server.clone(),
            (None, Some(preset)) => (preset.server.to_owned(), settings::PORT),
            (None, None) => person.line("IMAP server", Some(&format!("imap.{}", address.domain())), server)?,
        };
        let asks = person.is_there();
        let preset = preset.or_else(|| provider(&host));
        if let (true, Some(Provider { name, before, .. })) = (asks, preset) {
            say(&format!("\n{name}: {host}\n{before}\n"));
        }
        let user = match &self.user {
            Some(user) => user.clone(),
            None if asks && preset.is_none() => person.line("User name", Some(address.as_str()), plain)?,
            None => address.to_string(),
        };
        let elsewhere = match self.elsewhere.as_slice() {
            [] if asks => elsewhere(&address, person)?,
            given => given.to_vec(),
        };
        let name = self.name.clone().unwrap_or_else(|| address.to_string());
        let password = self.password_command.clone().map_or(PasswordFrom::Keyring, PasswordFrom::Command);
        let mut account = Account::new(name, address, host);
        account.server.port = port;
        account.server.ca_file.clone_from(&self.ca_file);
        Ok(Account { user, password, elsewhere, ..account })
    }

    /// Reads Sent, shows what would be filed, and asks what the account may do. Nothing is written to the settings yet.
    fn preview(
        &self,
        paths: &Paths,
        ours: &Instance,
        known: Settings,
        new: &Account,
        person: &mut Person,
    ) -> Result<settings::Mode, Trouble> {
        say("\nNow your Sent folders are read, which is done once.");
        let mut settings = known;
        settings.accounts.push(new.clone());
        let request = Request::Scan { account: Some(new.name.clone()), dry: true };
        let mut progress = Progress::new("looking through the inbox");
        let answered = person.waits(scan(paths, ours, &settings, &request, |line| progress.line(line)));
        drop(progress);
        let Reply::Scanned(scanned) = answered? else { return Err(unexpected()) };
        say(&format!("\n{}\n", preview(&scanned, &format!("{} days", new.days)).join("\n")));
        Ok(match self.mode {
            Some(mode) => mode.into(),
            None if person.yes("File from now on?", None)? => settings::Mode::File,
            None => settings::Mode::Observe,
        })
    }
}

const AGAIN: &str = "Nothing was set up. What was read of Sent is kept, so the next try is quicker.";
const FILES: &str = "From now on what arrives and is not yours is filed. Nothing is deleted, and `backstop undo` puts it back. \
    For what is in the inbox already: backstop scan";
const START: &str = "Start it with: backstop run";

/// Lines for the person, no longer than the terminal is wide.
fn say(text: &str) {
    print(&Screen::of_output().paragraphs(&format!("{text}\n")));
}

/// The settings so far; none yet is no trouble.
fn known(paths: &Paths) -> Result<Settings, Trouble> {
    match settings::load(&paths.settings()) {
        Ok(settings) => Ok(settings),
        Err(SettingsError::Missing(_)) => Ok(Settings::default()),
        Err(wrong) => Err(Trouble::usage(wrong)),
    }
}

/// What else sends as the person: Sent does not show it.
fn elsewhere(address: &Address, person: &mut Person) -> Result<Vec<Pattern>, Trouble> {
    say("\nA shop, a newsletter service, a printer, or a program that keeps no copies may send as you too. Bounces of its mail would \
        look like strangers', so nothing is filed for the addresses that you name here.");
    if !person.yes("Does anything else send as you?", Some(false))? {
        return Ok(Vec::new());
    }
    let read = |text: &str| text.split([',', ' ']).filter(|word| !word.is_empty()).map(pattern).collect::<Result<Vec<_>, _>>();
    person.line("As which addresses (with commas between them)", Some(address.as_str()), read)
}

/// An account that is there gets a new password, which is tried; a running agent goes on with it.
fn renew(account: &Account, person: &mut Person) -> Result<(), Trouble> {
    log_in(account, person)?;
    let request = Request::Resume { account: Some(account.name.clone()) };
    say(if ask_agent(&request)?.is_some() { "The agent goes on with it." } else { START });
    Ok(())
}

/// Where the password of a login that worked is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Login {
    /// Where it was already.
    AsItWas,
    /// In the keyring, where we have just put it.
    Kept,
}

/// Logs in on the real server, with a password that is asked for where it is to go to the keyring; and then keeps it there.
fn log_in(account: &Account, person: &mut Person) -> Result<Login, Trouble> {
    let asked_for = person.is_there() && account.password == PasswordFrom::Keyring && !keyring::is_in_file();
    if !asked_for {
        let password = person.waits(async { keyring::password(account).await.map_err(|trouble| no_password(&trouble)) })?;
        person.waits(async { try_login(account, &password).await.map_err(Trouble::failed) })?;
        return Ok(Login::AsItWas);
    }
    for tried in 1.. {
        let password = person.password(&format!("Password of {} at {}", account.user, account.server.host))?;
        match person.waits(async { Ok(try_login(account, &password).await) })? {
            Ok(()) => {
                person.waits(async { keyring::store(account, &password).await.map_err(|trouble| no_password(&trouble)) })?;
                break;
            }
            // A person has acted, and may act again.
            Err(Failure::Refused(why)) if tried < TRIES => say(&format!("The server refused the login: {}", shown(&why, 200))),
            Err(why) => return Err(Trouble::failed(why)),
        }
    }
    Ok(Login::Kept)
}

/// In the words of whoever sets up: by flags, where an agent names keys of the settings.
fn no_password(trouble: &SecretTrouble) -> Trouble {
    Trouble::Failed(match trouble {
        SecretTrouble::Absent => "this session has no keyring (Secret Service) to keep the password in: give a --password-command that \
            prints it, or name a file that holds it in BACKSTOP_PASSWORD_FILE"
            .to_owned(),
        other => other.to_string().replace("`password_command`", "--password-command"),
    })
}

async fn try_login(account: &Account, password: &SecretString) -> Result<(), Failure> {
    let (line, hello) = crate::imap::connect(account, password, Timestamp::now()).await?;
    let sent = match hello.folders.sent.as_slice() {
        [] => "no Sent folder was found; name it in the settings, sent = [\"...\"]".to_owned(),
        folders => format!("what you sent is in {}", folders.iter().map(|name| shown(name, 40)).collect::<Vec<_>>().join(" and ")),
    };
    say(&format!("Logged in: {sent}; backscatter goes to {}.", shown(&hello.folders.backscatter, 40)));
    crate::imap::run(line, crate::account::LineErrand::Logout, Timestamp::now(), &tokio::sync::Notify::new()).await.map(drop)
}

fn address(text: &str) -> Result<Address, String> {
    let whole = |address: &Address| !address.as_str().contains('*');
    Address::parse(text).filter(whole).ok_or_else(|| "this is no mail address; write one as in ann@example.org".to_owned())
}

fn pattern(text: &str) -> Result<Pattern, String> {
    // a star stands for a whole local part only
    let whole = |pattern: &Pattern| !pattern.to_string().trim_start_matches("*@").contains('*');
    let says = || format!("'{text}' is neither an address (ann@example.org) nor a whole domain (*@example.org)");
    Pattern::parse(text).filter(whole).ok_or_else(says)
}

/// A word of the person's that can stand in a line of the settings.
fn plain(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty".to_owned()),
        text if text.contains(char::is_control) => Err("it has line breaks or other control characters in it".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// A host, and a port where it is not the usual one.
fn server(text: &str) -> Result<(String, u16), String> {
    let text = text.trim();
    let (host, port) = match text.rsplit_once(':') {
        _ if text.contains("://") => return Err("write the name alone, as in imap.example.org".to_owned()),
        Some((host, port)) => (host, port.parse().map_err(|_| format!("'{port}' is no port"))?),
        None => (text, settings::PORT),
    };
    match port {
        0 => return Err("a port is a number from 1 to 65535; IMAP over TLS has 993".to_owned()),
        143 => return Err("port 143 begins without encryption: write the name alone, for port 993".to_owned()),
        _ => {}
    }
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    if host.is_empty() || host.len() > 253 || !host.chars().all(fits) {
        return Err("this is no name of a server; write it as in imap.example.org".to_owned());
    }
    Ok((host.to_lowercase(), port))
}

/// The whole path of a file that can be read: the settings hold for every folder that a command is given in.
fn authorities(text: &str) -> Result<PathBuf, String> {
    let path = std::path::absolute(text).map_err(|error| error.to_string())?;
    File::open(&path).map(|_| path).map_err(|error| format!("it cannot be read: {error}"))
}
