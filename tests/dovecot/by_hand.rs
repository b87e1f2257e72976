//! What a person does by hand, with another mail program: it is law, and it teaches, in this life of the agent and in the next.

use std::time::{Duration, SystemTime};

use backstop::account::note::{Reply, Scanned};
use backstop::account::{Health, Note, Record, Request, Step, health};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::account;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ago, answer, sent};
use crate::maildir::messages;
use crate::running::{Running, with_password};
use crate::talk::Client;

fn time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(at.as_second().unsigned_abs())
}

/// So many messages that were sent, and answered.
pub fn server(answered: i64) -> Dovecot {
    let server = Dovecot::start("");
    for n in 0..answered {
        let (id, at) = (format!("{n}.letter@example.org"), ago(60 * 24 * (answered - n)));
        server.deliver_at(".Sent", &sent(&id, "friend@people.example", "A plan", at), time(at));
        let later = at + SignedDuration::from_hours(2);
        server.deliver_at("", &answer("friend@people.example", &id, "A plan", later), time(later));
    }
    server
}

pub async fn agent(server: &Dovecot, home: &TempDir) -> Running {
    let agent = Running::start(vec![with_password(account::at(server.server()), PASSWORD)], home).await;
    let watches =
        |accounts: &[Health]| (matches!(accounts[0].line, health::Line::Watching) && accounts[0].sent_from.is_some()).then_some(());
    agent.status("it watches, and has read Sent", watches).await;
    agent
}

/// A report of a forgery; `n` tells one from another.
pub fn forged(n: u32, subject: &str) -> Vec<u8> {
    let (id, to) = (format!("forged.{n}@dialup.example"), format!("stranger@target{n}.example"));
    Bounce { id: &id, to: &to, subject, date: ago(300), left: ago(280), hop: "dialup.example" }.written()
}

/// The person's mail program moves the one message that says `text`.
pub async fn moves(server: &Dovecot, text: &str, from: &str, to: &str) {
    let mut client = Client::new(TcpStream::connect(server.plain()).await.unwrap());
    client.line().await;
    client.ask(&format!("LOGIN alice {PASSWORD}")).await;
    client.ask(&format!("SELECT {from}")).await;
    let found = client.ask(&format!("UID SEARCH TEXT \"{text}\"")).await;
    let uid = found.iter().find_map(|line| line.strip_prefix("* SEARCH ")).expect("one is found").to_owned();
    let moved = client.ask(&format!("UID MOVE {uid} {to}")).await;
    assert!(moved.last().unwrap().starts_with("OK"), "{moved:?}");
}

async fn log(agent: &Running) -> Vec<Record> {
    match agent.ask(Request::Log { most: 100 }).await {
        Reply::Records { records } => records,
        other => panic!("{other:?}"),
    }
}

/// Waits until that report is judged, and gives what became of it.
async fn judged(agent: &Running, n: u32) -> Record {
    let id = format!("forged.{n}@dialup.example");
    for _ in 0..400 {
        let found = log(agent).await.into_iter().find(|r| r.sought.ids.iter().any(|one| one.as_str() == id) && !r.step.is_open());
        if let Some(record) = found {
            return record;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never judged: {n}");
}

pub async fn scan(agent: &Running) -> Scanned {
    match agent.ask(Request::Scan { account: None, dry: false }).await {
        Reply::Scanned(scanned) => scanned,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_moved_into_the_folder_files_its_campaign_and_nothing_wider() {
    // too few answers to know whether Sent holds all: nothing is filed without another sign
    let server = server(5);
    let home = tempfile::tempdir().unwrap();
    let mut first = agent(&server, &home).await;
    server.deliver("", &forged(1, "Cheap watches for everybody"));
    assert_eq!(judged(&first, 1).await.step, Step::Left);

    moves(&server, "forged.1@dialup.example", "INBOX", "Backscatter").await;
    // whatever needs a look at Sent looks at the folder too
    server.deliver("", &forged(2, "Another thing altogether"));
    let learned = first.note("learned", |note| match note {
        Note::Learned(record) => Some(record.clone()),
        _ => None,
    });
    let learned = learned.await;
    let whole = format!("{learned:?}");
    assert!(!whole.contains("watches") && !whole.contains("alice"), "{whole}");
    assert_eq!(judged(&first, 2).await.step, Step::Left);
    first.stop().await;

    let mut second = agent(&server, &home).await;
    for (n, subject, filed) in
        [(3, "Cheap watches for everybody", true), (4, "Cheap watches for everyone", false), (5, "Re: Cheap watches for everybody", true)]
    {
        server.deliver("", &forged(n, subject));
        let record = judged(&second, n).await;
        assert_eq!(matches!(record.step, Step::Filed { .. }), filed, "{subject}: {record:#?}");
    }
    assert_eq!(messages(&server.maildir(".Backscatter")).len(), 3);

    // moved back out, it teaches nothing any more
    moves(&server, "forged.1@dialup.example", "Backscatter", "INBOX").await;
    second.note("forgot", |note| matches!(note, Note::Forgot { record } if *record == learned.id).then_some(())).await;
    server.deliver("", &forged(6, "Cheap watches for everybody"));
    assert_eq!(judged(&second, 6).await.step, Step::Left);
    let Reply::Status { accounts } = second.ask(Request::Status).await else { panic!("no status") };
    assert_eq!((accounts[0].returns_today, accounts[0].paused.is_none()), (0, true));

    // what the person did send is theirs, whatever they moved
    moves(&server, "forged.6@dialup.example", "INBOX", "Backscatter").await;
    let genuine = Bounce {
        id: "mine.1@example.org",
        to: "gone@people.example",
        subject: "Cheap watches for everybody",
        date: ago(60),
        left: ago(59),
        hop: "mail.example.org",
    };
    server.deliver(".Sent", &sent(genuine.id, genuine.to, genuine.subject, ago(60)));
    let bounce = genuine.written();
    server.deliver("", &bounce);
    second.note("told", |note| matches!(note, Note::NotDelivered { .. }).then_some(())).await;
    assert!(messages(&server.maildir("")).contains(&bounce));
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_person_moved_to_the_inbox_is_never_filed() {
    let server = server(30);
    let home = tempfile::tempdir().unwrap();
    let mut first = agent(&server, &home).await;
    server.deliver_at(".Archive", &forged(1, "Cheap watches for everybody"), time(ago(90)));
    server.deliver("", &forged(2, "Cheap watches for everybody"));
    first.note("filed", |note| matches!(note, Note::Filed(_)).then_some(())).await;
    moves(&server, "forged.1@dialup.example", "Archive", "INBOX").await;
    moves(&server, "forged.2@dialup.example", "Backscatter", "INBOX").await;
    first.note("returned", |note| matches!(note, Note::Returned { .. }).then_some(())).await;
    server.deliver("", &forged(3, "Cheap watches for everybody"));
    first.note("filed", |note| matches!(note, Note::Filed(_)).then_some(())).await;
    first.ask(Request::Pause { account: None, until: None }).await;
    first.stop().await;

    let second = agent(&server, &home).await;
    let paused = |accounts: &[Health]| accounts[0].paused.as_ref().map(|p| p.why.clone());
    assert_eq!(second.status("it is paused", paused).await, "you paused it");
    second.ask(Request::Resume { account: None }).await;
    let scanned = scan(&second).await;
    assert_eq!((scanned.moved, scanned.filed), (2, 0), "{scanned:?}");
    assert_eq!(messages(&server.maildir(".Backscatter")).len(), 1);
    assert_eq!(messages(&server.maildir("")).len(), 32);
    second.stop().await;
}
