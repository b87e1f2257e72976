//! What the demo plays on: a sandbox, an agent, and a temporary folder for what the agent remembers.

use std::fs;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::account::note::{Note, Reply, Scanned};
use crate::account::{Record, Request};
use crate::agent::{Agent, Clock, Outside};
use crate::cli::trouble::Trouble;
use crate::control::{self, Door, Instance};
use crate::desktop::board::{Board, Showing};
use crate::mail::{self, Address};
use crate::sandbox::letters::{Letter, Letters, ME};
use crate::sandbox::{Login, Profile, Sandbox};
use crate::settings::{self, Account, Mode, PasswordFrom, Paths, Server};
use crate::store::Store;

pub(super) const ACCOUNT: &str = "demo";
pub(super) const PASSWORD: &str = "demo";
pub(super) const FOLDER: &str = "Backscatter";

/// No step of the demo takes longer on a working machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Stage {
    pub sandbox: Sandbox,
    pub folder: TempDir,
    paths: Paths,
    board: Board,
    notes: mpsc::UnboundedReceiver<Note>,
    stop: oneshot::Sender<()>,
    agent: JoinHandle<()>,
    _door: Door,
    _instance: Instance,
}

impl Stage {
    /// Starts the server with these letters, and an agent that observes.
    pub async fn set(letters: &Letters) -> Result<Self, Trouble> {
        let profile = Profile::default();
        let login = Login { user: ME.to_owned(), password: PASSWORD.to_owned() };
        let sandbox = Sandbox::start(letters.mailbox(&profile), profile, login).await.map_err(Trouble::failed)?;
        let folder = tempfile::Builder::new().prefix("backstop-demo-").tempdir().map_err(Trouble::failed)?;
        let paths = paths(&folder);
        for path in [&paths.config, &paths.data] {
            fs::create_dir_all(path).map_err(Trouble::failed)?;
        }
        fs::write(folder.path().join("ca.pem"), sandbox.authority()).map_err(Trouble::failed)?;
        settings::add_account(&paths.settings(), &account(&sandbox, &folder)?).map_err(Trouble::failed)?;
        let settings = settings::load(&paths.settings()).map_err(Trouble::failed)?;
        let instance = Instance::take(&paths.lock()).map_err(Trouble::failed)?;
        let (door, questions) = Door::open(&instance, &paths.socket()).map_err(Trouble::failed)?;
        let (store, _) = Store::open(&paths.store()).map_err(Trouble::failed)?;
        let (tell, notes) = mpsc::unbounded_channel();
        let tell = Box::new(move |_: &str, note: &Note| {
            // once the demo is over, nobody listens
            let _ = tell.send(note.clone());
        });
        let mut agent = Agent::start(&settings, store, Clock::wall(), Outside { questions, tell }).await.map_err(Trouble::failed)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let agent = tokio::spawn(async move {
            agent
                .run(async {
                    let _ = stopped.await;
                })
                .await;
        });
        let board = Board::new(&settings.notices, TimeZone::system());
        Ok(Self { sandbox, folder, paths, board, notes, stop, agent, _door: door, _instance: instance })
    }

    /// Asks the agent at its door, as every command does.
    pub async fn ask(&self, request: Request) -> Result<Reply, Trouble> {
        control::ask(&self.paths.socket(), &request, |_| {}).await.map_err(Trouble::failed)
    }

    /// From now on it files; the settings say so too.
    pub async fn switch_to_filing(&self) -> Result<(), Trouble> {
        self.ask(Request::Mode { account: ACCOUNT.to_owned(), mode: Mode::File }).await?;
        settings::set_mode(&self.paths.settings(), ACCOUNT, Mode::File).map_err(Trouble::failed)
    }

    pub async fn scan(&self, dry: bool) -> Result<Scanned, Trouble> {
        match self.ask(Request::Scan { account: None, dry }).await? {
            Reply::Scanned(scanned) => Ok(scanned),
            other => Err(Trouble::Failed(format!("a pass over INBOX was answered with {other:?}"))),
        }
    }

    /// Everything that the agent remembers, the newest first.
    pub async fn records(&self) -> Result<Vec<Record>, Trouble> {
        match self.ask(Request::Log { most: 1_000 }).await? {
            Reply::Records { records } => Ok(records),
            other => Err(Trouble::Failed(format!("the log was answered with {other:?}"))),
        }
    }

    /// Puts a letter into INBOX, now.
    pub fn deliver(&self, letter: &Letter) {
        self.sandbox.change(|world| world.mailbox.append("INBOX", Timestamp::now(), &[], letter.bytes.as_slice()));
    }

    /// What a desktop would show by now: titles, without their details.
    pub fn notices(&mut self) -> Vec<String> {
        while let Ok(note) = self.notes.try_recv() {
            self.board.tell(ACCOUNT, &note, Timestamp::now());
        }
        // a notice waits a moment for its like
        let shown = self.board.poll(Timestamp::now().saturating_add(Duration::from_secs(1)).unwrap_or(Timestamp::MAX));
        let title = |showing| match showing {
            Showing::Show(notice) => Some(notice.title),
            Showing::Close(_) => None,
        };
        shown.into_iter().filter_map(title).collect()
    }

    /// The next note of this sort.
    pub async fn note(&mut self, wanted: impl Fn(&Note) -> bool) -> Result<Note, Trouble> {
        let next = async {
            while let Some(note) = self.notes.recv().await {
                self.board.tell(ACCOUNT, &note, Timestamp::now());
                if wanted(&note) {
                    return Ok(note);
                }
            }
            Err(Trouble::failed("the agent has ended"))
        };
        timeout(PATIENCE, next).await.unwrap_or_else(|_| Err(Trouble::failed("the agent does not tell what it should have seen")))
    }

    pub async fn until_filed(&self, letter: &Letter) -> Result<(), Trouble> {
        self.until_in(FOLDER, letter).await
    }

    pub async fn until_back(&self, letter: &Letter) -> Result<(), Trouble> {
        self.until_in("INBOX", letter).await
    }

    /// Until the letter stands in this folder, and in no other.
    async fn until_in(&self, folder: &str, letter: &Letter) -> Result<(), Trouble> {
        let there = self.sandbox.until(|world| super::ending::places(letter, &world.mailbox) == [folder]);
        timeout(PATIENCE, there).await.map_err(|_| Trouble::Failed(format!("the mail {} did not come to {folder}", letter.name)))
    }

    /// Where the person can look while it runs: the folders that the commands go by.
    pub fn environment(&self) -> String {
        let root = self.folder.path().display();
        format!("XDG_CONFIG_HOME={root}/config XDG_DATA_HOME={root}/data XDG_RUNTIME_DIR={root}/run")
    }

    /// Logs out, ends, and takes the folder away.
    pub async fn end(self) {
        // an agent that has ended does not hear it
        let _ = self.stop.send(());
        if timeout(PATIENCE, self.agent).await.is_err() {
            tracing::warn!("the demo's agent did not end in time");
        }
        self.sandbox.stop().await;
    }
}

/// Never the person's own.
fn paths(folder: &TempDir) -> Paths {
    let at = |name: &str| folder.path().join(name).join("backstop");
    Paths { config: at("config"), data: at("data"), runtime: at("run") }
}

fn account(sandbox: &Sandbox, folder: &TempDir) -> Result<Account, Trouble> {
    Ok(Account {
        name: ACCOUNT.to_owned(),
        address: Address::parse(ME).ok_or_else(|| Trouble::failed("the demo's address is none"))?,
        server: Server { host: "localhost".to_owned(), port: sandbox.port(), ca_file: Some(folder.path().join("ca.pem")) },
        user: ME.to_owned(),
        password: PasswordFrom::Command(format!("echo {PASSWORD}")),
        mode: Mode::Observe,
        also: Vec::new(),
        elsewhere: Vec::new(),
        sent: Vec::new(),
        folder: FOLDER.to_owned(),
        days: 90,
    })
}

/// As the agent notes it.
pub(super) fn subject(letter: &Letter) -> String {
    mail::read(&letter.bytes).subject.unwrap_or_default()
}
