//! The agent against a server that fails once, at any verb, before or after it has done the thing: a forged bounce is filed in
//! the end, a genuine one stays, and nothing is lost, doubled, or marked.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use backstop::account::health::Line;
use backstop::account::{Health, Note};
use backstop::sandbox::{Act, Fault, Login, Mailbox, Profile, Sandbox, When, World};
use backstop::settings::{Account, Server};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::letters::{Bounce, ago, answer, sent};
use crate::running::{Running, with_password};

const PASSWORD: &str = "correct-horse";

/// A line that broke is tried again after two seconds, and these are for a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Thirty messages in Sent, and what people answered to each.
fn mailbox(profile: &Profile) -> Mailbox {
    let mut mailbox = Mailbox::new(profile);
    for n in 0..30 {
        let (id, to, subject) = (format!("{n}.plan@example.org"), format!("friend{n}@people.example"), format!("Plan {n}"));
        let at = ago(600 * (31 - n));
        mailbox.append("Sent", at, &["\\Seen"], sent(&id, &to, &subject, at));
        let later = at + SignedDuration::from_hours(2);
        mailbox.append("INBOX", later, &["\\Seen"], answer(&to, &id, &subject, later));
    }
    mailbox
}

fn forged() -> Vec<u8> {
    let bounce = Bounce {
        id: "forged@dialup.example",
        to: "a@target.example",
        subject: "Watches",
        date: ago(300),
        left: ago(280),
        hop: "dialup.example",
    };
    bounce.written()
}

fn genuine() -> Vec<u8> {
    let bounce = Bounce {
        id: "7.plan@example.org",
        to: "friend7@people.example",
        subject: "Plan 7",
        date: ago(14_400),
        left: ago(14_400),
        hop: "mail.example.org",
    };
    bounce.written()
}

fn folders_of<'a>(world: &'a World, bytes: &[u8]) -> Vec<&'a str> {
    let all = world.mailbox.folders.iter().flat_map(|folder| folder.messages.iter().map(|message| (folder.name.as_str(), message)));
    all.filter(|(_, message)| *message.bytes == *bytes).map(|(folder, _)| folder).collect()
}

/// The server, and an agent's settings that lead there; the folder is the agent's home.
async fn server(profile: Profile) -> (Sandbox, Account, TempDir) {
    let login = Login { user: "alice".into(), password: PASSWORD.into() };
    let sandbox = Sandbox::start(mailbox(&profile), profile, login).await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let ca_file = home.path().join("ca.pem");
    fs::write(&ca_file, sandbox.authority()).unwrap();
    let account = crate::account::at(Server { host: "localhost".into(), port: sandbox.port(), ca_file: Some(ca_file) });
    (sandbox, with_password(account, PASSWORD), home)
}

/// It has read Sent, and waits for mail.
async fn until_it_watches(agent: &Running) {
    let watches = |account: &Health| matches!(account.line, Line::Watching) && account.sent_from.is_some();
    agent.status("it watches", |all| all.iter().all(watches).then_some(())).await;
}

fn deliver(sandbox: &Sandbox, bytes: &[u8]) {
    sandbox.change(|world| world.mailbox.append("INBOX", Timestamp::now(), &[], bytes));
}

/// What went wrong, where something did.
async fn survives(profile: Profile, fault: Fault) -> Result<(), String> {
    let (sandbox, account, home) = server(profile).await;
    let early = ["CREATE", "SUBSCRIBE", "EXAMINE", "SELECT", "LIST", "LOGIN", "AUTHENTICATE", "GREETING"].contains(&fault.command);
    if early {
        sandbox.change(|world| world.faults.push(fault.clone()));
    }
    let agent = Running::start(vec![account], &home).await;
    if !early {
        until_it_watches(&agent).await;
        sandbox.change(|world| world.faults.push(fault.clone()));
    }
    let (forged, genuine) = (forged(), genuine());
    for bytes in [&genuine, &forged] {
        deliver(&sandbox, bytes);
    }
    let filed = sandbox.until(|world| folders_of(world, &forged) == ["Backscatter"] && world.faults.is_empty());
    let in_time = tokio::time::timeout(PATIENCE, filed).await.is_ok();
    agent.stop().await;
    sandbox.look(|world| {
        let verbs: Vec<_> = world.spoken.iter().map(|spoken| spoken.text.as_str()).rev().take(12).collect();
        let wrong = |what: &str| Err(format!("{fault:?}: {what}; last said: {verbs:#?}"));
        if !in_time {
            return wrong(&format!("not in time; forged in {:?}, faults {:?}", folders_of(world, &forged), world.faults));
        }
        if folders_of(world, &genuine) != ["INBOX"] {
            return wrong(&format!("the genuine one is in {:?}", folders_of(world, &genuine)));
        }
        let messages = || world.mailbox.folders.iter().flat_map(|folder| &folder.messages);
        if messages().count() != 62 {
            return wrong(&format!("{} messages", messages().count()));
        }
        if let Some(flag) = messages().flat_map(|m| &m.flags).find(|flag| !["\\Seen", "$Backscatter"].contains(&flag.as_str())) {
            return wrong(&format!("a message is marked {flag}"));
        }
        match world
            .spoken
            .iter()
            .find(|spoken| ["EXPUNGE", "CLOSE", "UID SEARCH", "FETCH", "STORE", "DELETE"].contains(&spoken.verb.as_str()))
        {
            Some(spoken) => wrong(&format!("{} must never be said", spoken.text)),
            None => Ok(()),
        }
    })
}

fn matrix() -> Vec<(Profile, Fault)> {
    let acts = [
        (When::Before, Act::Drop),
        (When::After, Act::Drop),
        (When::After, Act::Half),
        (When::After, Act::Bye("Too busy".into())),
        (When::Before, Act::Answer("NO Not now".into())),
        (When::Before, Act::Answer("BAD What?".into())),
        (When::After, Act::Extra(vec!["* OK Still here".into(), "* STRANGE data that nobody knows".into()])),
    ];
    let moving =
        ["GREETING", "LIST", "SELECT", "CREATE", "SUBSCRIBE", "UID FETCH", "STATUS", "EXAMINE", "UID STORE", "UID MOVE", "DONE", "IDLE"];
    let copying = ["UID STORE", "UID COPY", "UID EXPUNGE"];
    let with = |verbs: &[&'static str], profile: &Profile| {
        let each =
            verbs.iter().flat_map(|verb| acts.iter().map(|(when, act)| Fault { command: verb, nth: 1, when: *when, act: act.clone() }));
        each.map(|fault| (profile.clone(), fault)).collect::<Vec<_>>()
    };
    let mut all = with(&moving, &Profile::default());
    all.extend(with(&copying, &Profile::default().without(&["MOVE"])));
    // the second STORE of a copy marks \Deleted what was just copied
    all.extend(with(&["UID STORE"], &Profile::default().without(&["MOVE"])).into_iter().map(|(profile, fault)| (profile, fault.nth(2))));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn one_fault_at_any_verb_loses_nothing() {
    let room = Arc::new(Semaphore::new(24));
    let mut cases = JoinSet::new();
    for (profile, fault) in matrix() {
        let room = Arc::clone(&room);
        cases.spawn(async move {
            let _place = room.acquire().await.unwrap();
            survives(profile, fault).await
        });
    }
    let mut wrong = Vec::new();
    while let Some(outcome) = cases.join_next().await {
        match outcome {
            Ok(outcome) => wrong.extend(outcome.err()),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), matrix().len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_asks_for_time_gets_it() {
    let (sandbox, account, home) = server(Profile::default()).await;
    let mut agent = Running::start(vec![account], &home).await;
    until_it_watches(&agent).await;
    let slow = Act::Answer("NO [UNAVAILABLE] Come back later".into());
    sandbox.change(|world| world.faults.push(Fault::before("UID FETCH", slow)));
    deliver(&sandbox, &forged());
    let until = agent
        .status("it waits", |all| match &all[0].line {
            Line::Offline { until, .. } => Some(*until),
            _ => None,
        })
        .await;
    assert!(until > Timestamp::now() + SignedDuration::from_secs(50), "{until}");
    assert_eq!(sandbox.look(|world| world.counts.logins), 1);
    agent.ahead(SignedDuration::from_mins(10));
    agent.note("filed", |note| matches!(note, Note::Filed(_)).then_some(())).await;
    assert_eq!(sandbox.look(|world| world.counts.logins), 2);
    agent.stop().await;
}
