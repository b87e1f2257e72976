//! What a command does itself when no agent is running: from the store alone where it can, else with an agent that lives for one
//! question.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::trouble::Trouble;
use crate::account::health::Measured;
use crate::account::note::Reply;
use crate::account::{Failure, Health, Note, Request, Session};
use crate::agent::{Agent, Clock, Outside, remembered};
use crate::control::{Asked, Instance, Line, Waiting};
use crate::recognise::Own;
use crate::sent::Coverage;
use crate::settings::{self, Mode, Paths, Settings};
use crate::store::Store;

/// Answers the request; the lock proves that nobody else works on the same data.
pub async fn answer(paths: &Paths, _ours: &Instance, request: &Request, progress: impl FnMut(&Line)) -> Result<Reply, Trouble> {
    let (store, _) = Store::open(&paths.store()).map_err(Trouble::failed)?;
    match request {
        Request::Log { .. } | Request::Explain { .. } => remembered(&store, request).await.map_err(Trouble::Failed),
        Request::Status => Ok(Reply::Status { accounts: left_behind(&settings_of(paths)?, &store).await? }),
        Request::Undo(_) | Request::Scan { .. } => {
            let mut settings = settings_of(paths)?;
            // What was not asked for is not done on the side: an undo files nothing, and neither does a dry run.
            if !matches!(request, Request::Scan { dry: false, .. }) {
                settings.accounts.iter_mut().for_each(|account| account.mode = Mode::Observe);
            }
            with_agent(&settings, store, request, progress).await
        }
        Request::Pause { .. } | Request::Resume { .. } | Request::Mode { .. } => {
            Err(Trouble::failed("no agent is running: start it with backstop run"))
        }
    }
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
    let book = store.load_book().await.map_err(Trouble::failed)?;
    let mut accounts = Vec::new();
    for account in &settings.accounts {
        let remembered = store.remembered(&account.name, now).await.map_err(Trouble::failed)?;
        let coverage = match book.coverage(&account.address, now) {
            Coverage::Measured { replies, found } => Some(Measured { replies, found }),
            Coverage::Assumed | Coverage::Unknown { .. } => None,
        };
        accounts.push(Health { coverage, ..Session::new(account, Own::default(), remembered, now).health() });
    }
    Ok(accounts)
}

/// An agent that ends when it has answered, or when no account can be reached.
async fn with_agent(settings: &Settings, store: Store, request: &Request, progress: impl FnMut(&Line)) -> Result<Reply, Trouble> {
    let (asked, waiting) = Asked::here(request.clone());
    let (ask, questions) = mpsc::channel(1);
    ask.send(asked).await.map_err(Trouble::failed)?;
    let (lost, losses) = mpsc::unbounded_channel();
    let tell = move |account: &str, note: &Note| {
        if let Note::Offline { why } = note {
            // Who has the answer listens no more.
            lost.send((account.to_owned(), why.clone())).unwrap_or_default();
        }
    };
    let outside = Outside { questions, tell: Box::new(tell) };
    let mut agent = Agent::start(settings, store, Clock::wall(), outside).await.map_err(Trouble::failed)?;
    let (stop, stopped) = oneshot::channel();
    let answer = async {
        let answer = tokio::select! {
            answer = answered(waiting, progress) => answer,
            why = all_lost(losses, settings.accounts.len()) => Err(Trouble::Failed(why)),
        };
        // The agent ends all the same when it is told by the drop.
        stop.send(()).unwrap_or_default();
        answer
    };
    let work = agent.run(async { stopped.await.unwrap_or_default() });
    let (answer, ()) = tokio::join!(answer, work);
    answer
}

async fn answered(mut waiting: Waiting, mut progress: impl FnMut(&Line)) -> Result<Reply, Trouble> {
    loop {
        match waiting.next().await {
            Line::Answer { answer } => return Ok(answer),
            Line::Refused { why } => return Err(Trouble::Failed(why)),
            line => progress(&line),
        }
    }
}

/// Comes back when every account has lost its line: then nothing more is to be expected.
async fn all_lost(mut losses: mpsc::UnboundedReceiver<(String, Failure)>, accounts: usize) -> String {
    let mut lost = BTreeSet::new();
    let mut sentences = Vec::new();
    while lost.len() < accounts {
        let Some((account, why)) = losses.recv().await else { break };
        sentences.push(format!("{account}: {why}"));
        lost.insert(account);
    }
    sentences.join("\n  ")
}
