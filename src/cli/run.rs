//! `backstop run`: the agent, until it is told to end.

use std::process::ExitCode;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tracing::level_filters::LevelFilter;
use tracing::{info, warn};

use super::alone::{open_store, settings_of};
use super::asking::{paths, wait_for_lock};
use super::logging;
use super::trouble::{Trouble, ended};
use crate::account::Note;
use crate::agent::{Agent, Clock, Outside};
use crate::control::Door;
use crate::desktop::notices::Notices;
use crate::settings::{Mode, Settings};

/// Watch the inboxes, until it is told to end (by Ctrl-C, or by the system)
#[derive(Args)]
#[command(after_help = "Example:\n  backstop run\n\nIt logs to standard error; BACKSTOP_LOG=debug shows more.")]
pub struct Run {}

impl Run {
    pub fn run(self) -> ExitCode {
        logging::begin(LevelFilter::INFO);
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return ended(Err(Trouble::failed(error))),
        };
        ended(runtime.block_on(work()))
    }
}

async fn work() -> Result<(), Trouble> {
    let paths = paths()?;
    // Before the lock: what is wrong in them is said also while another agent runs.
    settings_of(&paths)?;
    let instance = wait_for_lock(&paths).await?;
    let (_door, questions) =
        Door::open(&instance, &paths.socket()).map_err(|error| Trouble::Failed(format!("{}: {error}", paths.socket().display())))?;
    let store = open_store(&paths).await?;
    let settings = settings_of(&paths)?;
    let notices = Notices::start(&settings.notices);
    let tell = move |account: &str, note: &Note| {
        log(account, note);
        notices.tell(account, note);
    };
    let mut agent =
        Agent::start(&settings, store, Clock::wall(), Outside { questions, tell: Box::new(tell) }).await.map_err(Trouble::failed)?;
    info!("backstop {} has started: {}", env!("CARGO_PKG_VERSION"), accounts(&settings));
    let mut terminate = signal(SignalKind::terminate()).map_err(Trouble::failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Trouble::failed)?;
    agent
        .run(async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            info!("ending: what is begun is finished first");
        })
        .await;
    info!("ended");
    Ok(())
}

/// "2 accounts: home (files), work (observes)".
fn accounts(settings: &Settings) -> String {
    let each = settings.accounts.iter().map(|account| {
        let does = if account.mode == Mode::File { "files" } else { "observes" };
        format!("{} ({does})", account.name)
    });
    let each = each.collect::<Vec<_>>().join(", ");
    match settings.accounts.len() {
        1 => format!("1 account: {each}"),
        many => format!("{many} accounts: {each}"),
    }
}

/// A line a note: numbers and reasons, and nothing that a stranger wrote.
fn log(account: &str, note: &Note) {
    match note {
        Note::Filed(record) => info!(account, id = record.id, "filed"),
        Note::WouldFile(record) => info!(account, id = record.id, "would be filed"),
        Note::NotDelivered { record, reason, .. } => info!(account, id = record, "a mail of yours was not delivered: {}", reason.says()),
        Note::PutBack(record) => info!(account, id = record.id, "put back"),
        Note::Returned { record } => info!(account, id = record, "you put it back"),
        Note::Learned(record) => info!(account, id = record.id, "learned from your move: what answers the same forgery is filed"),
        Note::Forgot { record } => info!(account, id = record, "forgotten, because you moved it back"),
        Note::Paused { why } => warn!(account, "filing is paused: {why}"),
        Note::NotWritten { why } => warn!(account, "the disk refused, and nothing on the server is touched: {why}"),
        Note::Offline { why } => warn!(account, "not connected: {why}"),
        Note::Online => info!(account, "online"),
        Note::PassedOver { folder, uid } => warn!(account, folder, uid, "this message broke the line again and again, and is passed over"),
        Note::Reading { read, left, .. } => info!(account, read, left, "reading Sent"),
        Note::Ended => info!(account, "logged out"),
        Note::WantsSent { .. } | Note::Answered(..) => {}
    }
}
