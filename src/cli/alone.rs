//! What a command does itself when no agent is running: from the store alone where it can, else with an agent that lives for one
//! question.

use jiff::Timestamp;

use super::trouble::{Trouble, say};
use crate::account::health::{self, Measured};
use crate::account::note::Reply;
use crate::account::request::Which;
use crate::account::{Health, Remembered, Request, Session};
use crate::agent::{once, remembered};
use crate::control::{Instance, Line};
use crate::recognise::Own;
use crate::sent::Coverage;
use crate::settings::{self, Account, Mode, Paths, Settings, SettingsError};
use crate::store::{Found, Store};

/// Answers the request; the lock proves that nobody else works on the same data.
pub async fn answer(paths: &Paths, _ours: &Instance, request: &Request, progress: impl FnMut(&Line)) -> Result<Reply, Trouble> {
    // Before the settings: where it was damaged, it changes them.
    let store = open_store(paths).await?;
    match request {
        Request::Log { .. } | Request::Explain { .. } => remembered(&store, request).await.map_err(Trouble::Failed),
        Request::Status => Ok(Reply::Status { accounts: left_behind(&settings_of(paths)?, &store).await? }),
        _ => once(&settings_of(paths)?, store, request.clone(), progress).await.map_err(Trouble::Failed),
    }
}

/// What is asked where nothing was ever written: no file is made for it. `None` where there is something to look into.
pub fn unwritten(paths: &Paths, request: &Request) -> Result<Option<Reply>, Trouble> {
    if paths.store().exists() {
        return Ok(None);
    }
    let settings = settings_of(paths)?;
    match request {
        Request::Log { .. } => Ok(Some(Reply::Records { records: Vec::new() })),
        Request::Explain { id } | Request::Undo(Which::Id { id }) => {
            Err(Trouble::Failed(format!("there is no message {id}: see backstop log")))
        }
        Request::Status => Ok(Some(Reply::Status { accounts: settings.accounts.iter().map(never_run).collect() })),
        Request::Undo(_) => Ok(Some(Reply::PutBack { count: 0 })),
        Request::Pause { .. } | Request::Resume { .. } | Request::Mode { .. } | Request::Scan { .. } => Ok(None),
    }
}

/// One pass over INBOX for accounts that need not be in the settings yet.
pub async fn scan(
    paths: &Paths,
    _ours: &Instance,
    settings: &Settings,
    request: &Request,
    progress: impl FnMut(&Line),
) -> Result<Reply, Trouble> {
    let store = open_store(paths).await?;
    once(settings, store, request.clone(), progress).await.map_err(Trouble::Failed)
}

/// Opens the store. Where a damaged one had to be replaced, what the person put back is forgotten: every account observes, in the
/// settings too, until the person says otherwise.
pub async fn open_store(paths: &Paths) -> Result<Store, Trouble> {
    let (store, found) = Store::open(&paths.store()).map_err(Trouble::failed)?;
    if let Found::Replaced { aside } = found {
        say(&format!(
            "the store was damaged and stands aside as {}. Sent is read again, and every account only observes until you say: backstop \
             mode ACCOUNT file",
            aside.display()
        ));
        let settings = match settings::load(&paths.settings()) {
            Err(SettingsError::Missing(_)) => Settings::default(),
            loaded => loaded.map_err(Trouble::usage)?,
        };
        for account in settings.accounts {
            settings::set_mode(&paths.settings(), &account.name, Mode::Observe).map_err(Trouble::failed)?;
        }
        store.all_observe().await.map_err(Trouble::failed)?;
    }
    Ok(store)
}

/// The settings, with an account in them.
pub fn settings_of(paths: &Paths) -> Result<Settings, Trouble> {
    match settings::load(&paths.settings()) {
        Ok(settings) if !settings.accounts.is_empty() => Ok(settings),
        Ok(_) | Err(SettingsError::Missing(_)) => Err(Trouble::usage("no account is set up: backstop setup")),
        Err(wrong) => Err(Trouble::usage(wrong)),
    }
}

/// How the accounts stand, as far as the disk knows: no server is asked.
async fn left_behind(settings: &Settings, store: &Store) -> Result<Vec<Health>, Trouble> {
    let now = Timestamp::now();
    let mut book = store.load_book().await.map_err(Trouble::failed)?;
    book.leave_out_all_but(&settings.accounts.iter().map(|a| a.name.as_str()).collect::<Vec<_>>());
    let mut accounts = Vec::new();
    for account in &settings.accounts {
        let remembered = store.remembered(&account.name, now).await.map_err(Trouble::failed)?;
        let coverage = match book.coverage(&account.address, now) {
            Coverage::Measured { replies, found } => Some(Measured { replies, found }),
            Coverage::Assumed | Coverage::Unknown { .. } => None,
        };
        let left = health::left_behind(account, &book);
        accounts.push(Health { coverage, left, ..Session::new(account, Own::default(), remembered, now).health() });
    }
    Ok(accounts)
}

fn never_run(account: &Account) -> Health {
    Session::new(account, Own::default(), Remembered::default(), Timestamp::now()).health()
}
