//! `backstop pause`, `resume` and `mode`: what a running agent may do.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::alone::settings_of;
use super::asking::{ask, ask_agent, paths, unexpected};
use super::screen::print;
use super::trouble::{Trouble, ended};
use crate::account::Request;
use crate::account::note::Reply;
use crate::settings;

/// File nothing more, until `resume`
#[derive(Args)]
#[command(after_help = "Example:\n  backstop pause\n  backstop pause home")]
pub struct Pause {
    /// Only this account
    account: Option<String>,
}

/// Go on after a pause, or after a login that was refused
#[derive(Args)]
#[command(after_help = "Example:\n  backstop resume\n  backstop resume home")]
pub struct Resume {
    /// Only this account
    account: Option<String>,
}

impl Pause {
    pub fn run(self) -> ExitCode {
        ended(done(&Request::Pause { account: self.account, until: None }, "Nothing is filed until you say: backstop resume\n"))
    }
}

impl Resume {
    pub fn run(self) -> ExitCode {
        ended(done(&Request::Resume { account: self.account }, "Going on.\n"))
    }
}

fn done(request: &Request, said: &str) -> Result<(), Trouble> {
    let Reply::Done = ask(request, |_| {})?.reply else { return Err(unexpected()) };
    print(said);
    Ok(())
}

/// The modes of an account, as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Say what would be filed, and move nothing
    Observe,
    /// File it
    File,
}

impl From<Mode> for settings::Mode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Observe => Self::Observe,
            Mode::File => Self::File,
        }
    }
}

/// Let an account file, or only observe
#[derive(Args)]
#[command(after_help = "Example:\n  backstop mode home file")]
pub struct SetMode {
    /// The account's name in the settings
    account: String,
    /// What it does with backscatter
    mode: Mode,
}

impl SetMode {
    pub fn run(self) -> ExitCode {
        ended(self.set())
    }

    /// The settings remember it; a running agent is told.
    fn set(self) -> Result<(), Trouble> {
        let mode = settings::Mode::from(self.mode);
        let paths = paths()?;
        let names: Vec<String> = settings_of(&paths)?.accounts.into_iter().map(|account| account.name).collect();
        if !names.contains(&self.account) {
            return Err(Trouble::Usage(format!("there is no account {}; the accounts are: {}", self.account, names.join(", "))));
        }
        settings::set_mode(&paths.settings(), &self.account, mode).map_err(Trouble::usage)?;
        let request = Request::Mode { account: self.account.clone(), mode };
        let told = ask_agent(&request)?.is_some();
        let does = if mode == settings::Mode::File { "files" } else { "only observes" };
        let when = if told { "now" } else { "when an agent runs" };
        print(&format!("{} {does}, {when}.\n", self.account));
        Ok(())
    }
}
