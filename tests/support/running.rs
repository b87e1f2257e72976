//! An agent at work in this process: with a clock that can be moved, and a door at which it can be asked.

use std::path::Path;
use std::time::Duration;

use backstop::account::note::Reply;
use backstop::account::{Note, Request};
use backstop::agent::{Agent, Clock, Outside};
use backstop::control::{self, Door, Instance};
use backstop::settings::{Account, PasswordFrom, Paths, Settings};
use backstop::store::Store;
use jiff::SignedDuration;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

/// No single thing that a test waits for takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Running {
    notes: mpsc::UnboundedReceiver<(String, Note)>,
    shift: watch::Sender<SignedDuration>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    paths: Paths,
    _door: Door,
    _instance: Instance,
}

/// Folders of a person who has nothing yet.
pub fn paths(home: &TempDir) -> Paths {
    let below = |name: &str| home.path().join(name).join("backstop");
    Paths { config: below("config"), data: below("data"), runtime: below("run") }
}

/// The account, with a password that needs no keyring.
pub fn with_password(account: Account, password: &str) -> Account {
    Account { password: PasswordFrom::Command(format!("echo {password}")), ..account }
}

impl Running {
    pub async fn start(accounts: Vec<Account>, home: &TempDir) -> Self {
        let paths = paths(home);
        make_private(&paths.data);
        let instance = Instance::take(&paths.lock()).unwrap();
        let (door, questions) = Door::open(&instance, &paths.socket()).unwrap();
        let (store, _) = Store::open(&paths.store()).unwrap();
        let (clock, shift) = Clock::movable();
        let (tell, notes) = mpsc::unbounded_channel();
        let outside = Outside {
            questions,
            tell: Box::new(move |account, note| {
                // a test that has seen enough hears no more
                let _ = tell.send((account.to_owned(), note.clone()));
            }),
        };
        let settings = Settings { accounts, ..Settings::default() };
        let mut agent = Agent::start(&settings, store, clock, outside).await.unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            agent.run(async { _ = stopped.await }).await;
        });
        Self { notes, shift, stop, task, paths, _door: door, _instance: instance }
    }

    /// The first note that `wanted` takes; the ones before it are let go.
    pub async fn note<T>(&mut self, what: &str, mut wanted: impl FnMut(&Note) -> Option<T>) -> T {
        let found = async {
            loop {
                let (_, note) = self.notes.recv().await.expect("the agent has ended");
                if let Some(found) = wanted(&note) {
                    return found;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, found).await {
            Ok(found) => found,
            Err(_) => panic!("never told: {what}; status: {:#?}", self.ask(Request::Status).await),
        }
    }

    /// Asks at the door, as the command line does.
    pub async fn ask(&self, request: Request) -> Reply {
        control::ask(&self.paths.socket(), &request, |_| {}).await.unwrap()
    }

    /// Waits until the status is as wanted.
    pub async fn status<T>(&self, what: &str, wanted: impl Fn(&[backstop::account::Health]) -> Option<T>) -> T {
        let began = tokio::time::Instant::now();
        loop {
            let Reply::Status { accounts } = self.ask(Request::Status).await else { panic!("no status") };
            if let Some(found) = wanted(&accounts) {
                return found;
            }
            assert!(began.elapsed() < PATIENCE, "never so: {what}; status: {accounts:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The agent's clock is so far ahead from now on.
    pub fn ahead(&self, by: SignedDuration) {
        self.shift.send(by).unwrap();
    }

    /// Ends it; the notes that nobody has waited for.
    pub async fn stop(mut self) -> Vec<Note> {
        self.stop.send(()).unwrap();
        tokio::time::timeout(PATIENCE, self.task).await.expect("it ends").unwrap();
        std::iter::from_fn(|| self.notes.try_recv().ok()).map(|(_, note)| note).collect()
    }
}

fn make_private(folder: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).unwrap();
}
