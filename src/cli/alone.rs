//! What a command does itself when no agent is running: from the store alone where it can, else with an agent that lives for one
//! question.

use jiff::Timestamp;

use super::trouble::Trouble;
use crate::account::health::{self, Measured};
use crate::account::note::Reply;
use crate::account::{Health, Request, Session};
use crate::agent::{once, remembered};
use crate::control::{Instance, Line};
use crate::recognise::Own;
use crate::sent::Coverage;
use crate::settings::{self, Mode, Paths, Settings};
use crate::store::{Found, Store};

/// Answers the request; the lock proves that nobody else works on the same data.
pub async fn answer(paths: &Paths, _ours: &Instance, request: &Request, progress: impl FnMut(&Line)) -> Result<Reply, Trouble> {
    let store = open_store(paths).await?;
    match request {
        Request::Log { .. } | Request::Explain { .. } => remembered(&store, request).await.map_err(Trouble::Failed),
        Request::Status => Ok(Reply::Status { accounts: left_behind(&settings_of(paths)?, &store).await? }),
        Request::Undo(_) | Request::Scan { .. } => {
            once(&settings_of(paths)?, store, request.clone(), progress).await.map_err(Trouble::Failed)
        }
        Request::Pause { .. } | Request::Resume { .. } | Request::Mode { .. } => {
            Err(Trouble::failed("no agent is running: start it with backstop run"))
        }
    }
}

/// Opens the store. Where a damaged one had to be replaced, what the person put back is forgotten: every account observes, in the
/// settings too, until the person says otherwise.
pub async fn open_store(paths: &Paths) -> Result<Store, Trouble> {
    let (store, found) = Store::open(&paths.store()).map_err(Trouble::failed)?;
    if let Found::Replaced { aside } = found {
        eprintln!(
            "backstop: the store was damaged and stands aside as {}. Sent is read again, and every account only observes until you say: \
             backstop mode ACCOUNT file",
            aside.display()
        );
        for account in settings_of(paths)?.accounts {
            settings::set_mode(&paths.settings(), &account.name, Mode::Observe).map_err(Trouble::failed)?;
        }
        store.all_observe().await.map_err(Trouble::failed)?;
    }
    Ok(store)
}

/// The settings, with an account in them.
pub fn settings_of(paths: &Paths) -> Result<Settings, Trouble> {
    let settings = settings::load(&paths.settings()).map_err(Trouble::usage)?;
    if settings.accounts.is_empty() {
        return Err(Trouble::usage("no account is set up yet: backstop setup"));
    }
    Ok(settings)
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
