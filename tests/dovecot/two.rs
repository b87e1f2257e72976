//! Two agents on one account, as on a person's two laptops: what arrives is filed once, and neither takes the other for the person.

use std::collections::BTreeMap;
use std::time::Duration;

use backstop::account::health::Line;
use backstop::account::{Health, Note};
use jiff::{SignedDuration, Timestamp};

use crate::WITHOUT_MOVE;
use crate::account;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ago, answer, sent};
use crate::mailserver::MailServer;
use crate::running::{Running, with_password};

/// What a person answered, so that absence from Sent proves something.
const ANSWERS: usize = 30;

/// No machine takes so long for so many.
const PATIENCE: Duration = Duration::from_secs(120);

fn forged(n: usize) -> Vec<u8> {
    let (id, to) = (format!("forged.{n}@dialup.example"), format!("stranger{n}@target.example"));
    Bounce { id: &id, to: &to, subject: "Cheap watches", date: ago(300), left: ago(290), hop: "dialup.example" }.written()
}

/// So many reports are filed once by two agents.
pub async fn both_file_once(server: &impl MailServer, reports: usize) {
    for n in 0..ANSWERS {
        let (id, at) = (format!("{n}.letter@example.org"), ago(5000 + i64::try_from(n).unwrap()));
        server.deliver("Sent", &sent(&id, "friend@people.example", "Plan", at));
        server.deliver("INBOX", &answer("friend@people.example", &id, "Plan", at + SignedDuration::from_mins(60)));
    }
    let account = with_password(account::at(server.server()), PASSWORD);
    let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut agents = Vec::new();
    for home in &homes {
        let agent = Running::start(vec![account.clone()], home).await;
        let watches = |account: &Health| matches!(account.line, Line::Watching) && account.sent_from.is_some();
        agent.status("it watches", |all| all.iter().all(watches).then_some(())).await;
        agents.push(agent);
    }
    let genuine = Bounce {
        id: "7.letter@example.org",
        to: "friend@people.example",
        subject: "Plan",
        date: ago(5007),
        left: ago(5007),
        hop: "mail.example.org",
    }
    .written();
    let all: Vec<Vec<u8>> = (0..reports).map(forged).collect();
    let began = Timestamp::now();
    for report in &all {
        server.deliver("INBOX", report);
    }
    server.deliver("INBOX", &genuine);

    // Both come to rest: nothing waits, and each watches again.
    let at_rest = |all: &[Health]| all[0].held.is_empty() && all[0].waiting == 0 && matches!(all[0].line, Line::Watching);
    let whole = async {
        while server.count("INBOX") > ANSWERS + 1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let in_time = tokio::time::timeout(PATIENCE, whole).await.is_ok();
    let took = Timestamp::now().duration_since(began);
    // Ten minutes later a keyword that still stands in INBOX would count as the person's return.
    let mut filed = Vec::new();
    let mut journals = [0, 0];
    for (agent, journal) in agents.into_iter().zip(&mut journals) {
        agent.ahead(SignedDuration::from_mins(12));
        let health = agent.status("it rests", |all| at_rest(all).then(|| all[0].clone())).await;
        assert_eq!((health.returns_today, health.paused), (0, None));
        *journal = health.filed;
        for note in agent.stop().await {
            assert!(!matches!(note, Note::Returned { .. } | Note::Paused { .. }), "{note:?}");
            if let Note::Filed(record) = note {
                filed.extend(record.sought.ids.first().map(ToString::to_string));
            }
        }
    }
    let mut copies: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    server.contents("Backscatter").into_iter().for_each(|message| *copies.entry(message).or_default() += 1);
    println!("{reports} reports, two agents: filed by each {journals:?}, in {took:#}");
    let doubled = copies.values().filter(|count| **count > 1).count();
    assert_eq!(doubled, 0, "stand twice in the folder");
    assert!(all.iter().all(|report| copies.contains_key(report)), "some are not filed");
    assert_eq!(copies.len(), reports);
    assert!(in_time, "INBOX holds {}", server.contents("INBOX").len());
    let inbox = server.contents("INBOX");
    assert!(inbox.contains(&genuine) && inbox.len() == ANSWERS + 1, "{}", inbox.len());
    let told = filed.len();
    filed.sort();
    filed.dedup();
    // whoever finds in the folder what it was about to move may tell of it too
    println!("told by both: {}", told - filed.len());
    assert_eq!(filed.len(), reports, "told by one of the two at the least");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_move() {
    both_file_once(&Dovecot::start(""), 1000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_move() {
    both_file_once(&Dovecot::start(WITHOUT_MOVE), 1000).await;
}
