//! The running agent is asked; with none, the command takes the instance lock and does it itself.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::time::Duration;

use tokio::net::UnixStream;
use tokio::time::{Instant, sleep};

use super::alone;
use super::trouble::Trouble;
use crate::account::Request;
use crate::account::note::Reply;
use crate::control::{self, Instance, Line, NotAsked, Taken};
use crate::settings::Paths;
use crate::store::StoreError;

/// Another command may hold the lock for a moment, or an agent be about to open its door.
const PATIENCE: Duration = Duration::from_secs(3);

/// An answer, and from whom it is.
#[derive(Debug)]
pub struct Answered {
    pub reply: Reply,
    /// A running agent gave it.
    pub by_agent: bool,
}

/// Asks, and waits for the answer.
pub fn ask(request: &Request, progress: impl FnMut(&Line)) -> Result<Answered, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Trouble::failed)?;
    runtime.block_on(ask_or_do(&paths()?, request, progress))
}

/// Asks a running agent; `None` when there is none.
pub fn ask_agent(request: &Request) -> Result<Option<Reply>, Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Trouble::failed)?;
    match runtime.block_on(control::ask(&paths()?.socket(), request, |_| {})) {
        Ok(reply) => Ok(Some(reply)),
        Err(NotAsked::NoAgent) => Ok(None),
        Err(refused) => Err(Trouble::failed(refused)),
    }
}

/// Where this person's files are.
pub fn paths() -> Result<Paths, Trouble> {
    Paths::of_person().ok_or_else(|| Trouble::usage("you have no home folder: HOME must name one"))
}

async fn ask_or_do(paths: &Paths, request: &Request, mut progress: impl FnMut(&Line)) -> Result<Answered, Trouble> {
    let began = Instant::now();
    loop {
        match control::ask(&paths.socket(), request, &mut progress).await {
            Err(NotAsked::NoAgent) => {}
            Ok(reply) => return Ok(Answered { reply, by_agent: true }),
            Err(refused) => return Err(Trouble::failed(refused)),
        }
        if let Some(reply) = alone::unwritten(paths, request)? {
            return Ok(Answered { reply, by_agent: false });
        }
        match take_lock(paths) {
            Ok(instance) => {
                let reply = alone::answer(paths, &instance, request, progress).await?;
                return Ok(Answered { reply, by_agent: false });
            }
            Err(Trouble::Another(_)) if began.elapsed() < PATIENCE => sleep(Duration::from_millis(100)).await,
            Err(trouble) => return Err(trouble),
        }
    }
}

/// The lock, for which it waits while another command holds it; a running agent is not waited for.
pub async fn wait_for_lock(paths: &Paths) -> Result<Instance, Trouble> {
    let began = Instant::now();
    loop {
        match take_lock(paths) {
            Err(Trouble::Another(_)) if began.elapsed() < PATIENCE && UnixStream::connect(paths.socket()).await.is_err() => {
                sleep(Duration::from_millis(100)).await;
            }
            outcome => return outcome,
        }
    }
}

/// The lock of this person's data folder, which is made when it is missing.
fn take_lock(paths: &Paths) -> Result<Instance, Trouble> {
    let folder = |error| Trouble::failed(StoreError::of_file(&error, &paths.data));
    DirBuilder::new().recursive(true).mode(0o700).create(&paths.data).map_err(folder)?;
    Instance::take(&paths.lock()).map_err(|taken| match taken {
        Taken::ByAnother { .. } => Trouble::Another(format!("{taken}; end it, or wait until it has finished")),
        Taken::Unusable { source, .. } => Trouble::failed(StoreError::of_file(&source, &paths.lock())),
    })
}

/// The agent answered something else: it is of another version.
pub fn unexpected() -> Trouble {
    Trouble::failed("the agent's answer is not understood; is it of another version? Start it again.")
}
