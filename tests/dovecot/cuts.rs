//! The agent is cut off after every single beat, and started again: every message stands in one place, none twice, and the
//! journal is closed.
//!
//! A cut comes at two moments: before the server, or the disk, has done what was just asked; and after it has, with the answer unheard.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use backstop::account::health::Line;
use backstop::account::note::Reply;
use backstop::account::request::Which;
use backstop::account::{Note, Request};
use backstop::agent::{Agent, Clock, Outside};
use backstop::control::Asked;
use backstop::settings::{Account, Settings};
use backstop::store::Store;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::WITHOUT_MOVE;
use crate::account;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ago, sent};
use crate::mailserver::MailServer;
use crate::running::with_password;

/// Nothing has happened for so long: the agent watches.
const QUIET: Duration = Duration::from_millis(900);

/// What the server was asked for is done after so long.
const DONE: Duration = Duration::from_millis(150);

struct Begun {
    agent: Agent,
    ask: mpsc::Sender<Asked>,
    filed: std::sync::Arc<std::sync::atomic::AtomicU32>,
}

async fn begin(account: &Account, store: &Path) -> Begun {
    let (store, _) = Store::open(store).unwrap();
    let (ask, questions) = mpsc::channel(1);
    let filed = std::sync::Arc::<std::sync::atomic::AtomicU32>::default();
    let count = filed.clone();
    let tell = move |_: &str, note: &Note| {
        if matches!(note, Note::Filed(_)) {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    };
    let settings = Settings { accounts: vec![account.clone()], ..Settings::default() };
    let agent = Agent::start(&settings, store, Clock::wall(), Outside { questions, tell: Box::new(tell) }).await.unwrap();
    Begun { agent, ask, filed }
}

impl Begun {
    /// So many beats, or fewer when nothing happens any more. True when there were so many.
    async fn beats(&mut self, most: usize) -> bool {
        let mut count = 0;
        while count < most {
            if timeout(QUIET, self.agent.beat()).await.is_ok() {
                count += 1;
            } else if self.is_at_rest().await {
                return false;
            }
        }
        true
    }

    /// It watches, and nothing waits: a slow server may be quiet in the middle of its work.
    async fn is_at_rest(&mut self) -> bool {
        let (question, _lines, mut answer) = Asked::new(Request::Status);
        self.ask.send(question).await.unwrap();
        loop {
            self.agent.beat().await;
            if let Ok(answer) = answer.try_recv() {
                let Ok(Reply::Status { accounts }) = answer else { panic!("no status") };
                return accounts.iter().all(|a| matches!(a.line, Line::Watching) && a.waiting == 0);
            }
        }
    }

    async fn until_quiet(&mut self) {
        assert!(!self.beats(500).await, "it never comes to rest");
    }
}

/// The genuine one, and three that are filed.
fn reports() -> (Vec<u8>, Vec<Vec<u8>>) {
    let report = |id: &str, to: &str, subject: &str, hop: &str| Bounce { id, to, subject, date: ago(300), left: ago(290), hop }.written();
    let forged = |n| report(&format!("forged.{n}@dialup.example"), &format!("stranger{n}@target{n}.example"), "Offer", "dialup.example");
    (report("real.1@example.org", "gone@people.example", "See you tomorrow", "mail.example.org"), (0..3).map(forged).collect())
}

struct Scene {
    account: Account,
    genuine: Vec<u8>,
    forged: Vec<Vec<u8>>,
    home: TempDir,
}

impl Scene {
    fn set(server: &impl MailServer) -> Self {
        let (genuine, forged) = reports();
        server.deliver("Sent", &sent("real.1@example.org", "gone@people.example", "See you tomorrow", ago(301)));
        for n in 0..30 {
            let id = format!("{n}.letter@example.org");
            server.deliver("Sent", &sent(&id, "friend@people.example", "Plan", ago(5000 + n)));
            server.deliver("INBOX", &crate::letters::answer("friend@people.example", &id, "Plan", ago(4000 + n)));
        }
        server.deliver("INBOX", &genuine);
        forged.iter().for_each(|report| server.deliver("INBOX", report));
        Self { account: with_password(account::at(server.server()), PASSWORD), genuine, forged, home: tempfile::tempdir().unwrap() }
    }

    fn store(&self) -> std::path::PathBuf {
        self.home.path().join("data/backstop.db")
    }

    /// Every message in one place, once, and nothing open in the journal.
    async fn assert_whole(&self, server: &impl MailServer, moment: &str, filed: &[Vec<u8>]) {
        let count = |folder: &str| {
            let mut counted: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
            server.contents(folder).into_iter().for_each(|message| *counted.entry(message).or_default() += 1);
            counted
        };
        let (inbox, folder) = (count("INBOX"), count("Backscatter"));
        let answers = 30;
        let (store, _) = Store::open(&self.store()).unwrap();
        let records = store.records(10).await.unwrap();
        assert_eq!(inbox.values().sum::<usize>(), answers + 1 + self.forged.len() - filed.len(), "{moment}: INBOX; {records:#?}");
        assert_eq!(inbox.get(&self.genuine), Some(&1), "{moment}: the genuine one stays");
        assert_eq!(folder.len(), filed.len(), "{moment}: filed");
        assert!(filed.iter().all(|report| folder.get(report) == Some(&1)), "{moment}: each filed once");
        let open = store.remembered(&self.account.name, Timestamp::now()).await.unwrap().open;
        assert!(open.is_empty(), "{moment}: the journal is open: {open:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filing_is_cut_at_every_beat() {
    filing_is_cut("MOVE on Dovecot", || Dovecot::start("")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filing_by_copy_is_cut_at_every_beat() {
    filing_is_cut("COPY on Dovecot", || Dovecot::start(WITHOUT_MOVE)).await;
}

pub async fn filing_is_cut<S: MailServer>(by: &str, start: impl Fn() -> S) {
    let (mut cuts, mut beats) = (0, 0);
    'cuts: loop {
        beats += 1;
        for late in [false, true] {
            let moment = format!("cut after beat {beats}, {}", if late { "the answer unheard" } else { "at once" });
            let server = start();
            let scene = Scene::set(&server);
            let mut first = begin(&scene.account, &scene.store()).await;
            if !first.beats(beats).await {
                break 'cuts;
            }
            if late {
                tokio::time::sleep(DONE).await;
            }
            drop(first);
            let mut second = begin(&scene.account, &scene.store()).await;
            second.until_quiet().await;
            drop(second);
            scene.assert_whole(&server, &moment, &scene.forged).await;
            cuts += 1;
        }
    }
    assert!(cuts > 20, "the way is not so short: {cuts}");
    println!("filing by {by}, cuts survived: {cuts} of {cuts}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_is_cut_at_every_beat() {
    undo_is_cut("MOVE on Dovecot", || Dovecot::start("")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_by_copy_is_cut_at_every_beat() {
    undo_is_cut("COPY on Dovecot", || Dovecot::start(WITHOUT_MOVE)).await;
}

pub async fn undo_is_cut<S: MailServer>(by: &str, start: impl Fn() -> S) {
    let (mut cuts, mut beats) = (0, 0);
    'cuts: loop {
        for late in [false, true] {
            let moment = format!("undo cut after beat {beats}, {}", if late { "the answer unheard" } else { "at once" });
            let server = start();
            let scene = Scene::set(&server);
            let mut first = begin(&scene.account, &scene.store()).await;
            first.until_quiet().await;
            assert_eq!(first.filed.load(std::sync::atomic::Ordering::Relaxed), 3);
            let (question, _lines, mut answer) = Asked::new(Request::Undo(Which::Last));
            first.ask.send(question).await.unwrap();
            let on_the_way = first.beats(beats + 1).await && answer.try_recv().is_err();
            if !on_the_way {
                break 'cuts;
            }
            if late {
                tokio::time::sleep(DONE).await;
            }
            drop(first);
            let mut second = begin(&scene.account, &scene.store()).await;
            second.until_quiet().await;
            // What was not written down before the cut was not promised: it is asked for again.
            let filed = server.contents("Backscatter").len();
            if filed == 3 {
                let (question, _lines, answer) = Asked::new(Request::Undo(Which::Last));
                second.ask.send(question).await.unwrap();
                second.until_quiet().await;
                assert_eq!(answer.await.unwrap(), Ok(Reply::PutBack { count: 1 }), "{moment}");
            }
            drop(second);
            let back: Vec<Vec<u8>> = server.contents("Backscatter");
            assert_eq!(back.len(), 2, "{moment}");
            scene.assert_whole(&server, &moment, &back).await;
            cuts += 1;
        }
        beats += 1;
    }
    assert!(cuts > 5, "the way is not so short: {cuts}");
    println!("undo by {by}, cuts survived: {cuts} of {cuts}");
}
