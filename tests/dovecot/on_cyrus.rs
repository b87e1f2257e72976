//! The heart of it on Cyrus, which Fastmail runs: special uses in lower case, pushes at once, expunged messages that linger.

use backstop::account::health::Line;
use backstop::account::note::Reply;
use backstop::account::request::Which;
use backstop::account::{Health, Note, Request};
use backstop::recognise::Reason;

use crate::account;
use crate::cuts::{filing_is_cut, undo_is_cut};
use crate::cyrus::Cyrus;
use crate::dovecot::PASSWORD;
use crate::letters::{Bounce, ago, answer, sent};
use crate::mailserver::MailServer;
use crate::running::{Running, with_password};
use crate::two::both_file_once;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_filed_and_put_back() {
    let server = Cyrus::start();
    for n in 0..30 {
        let (id, at) = (format!("{n}.letter@example.org"), ago(5000 + n));
        server.deliver("Sent", &sent(&id, "friend@people.example", "Plan", at));
        server.deliver("INBOX", &answer("friend@people.example", &id, "Plan", at));
    }
    let home = tempfile::tempdir().unwrap();
    let mut agent = Running::start(vec![with_password(account::at(server.server()), PASSWORD)], &home).await;
    let watching = |all: &[Health]| (matches!(all[0].line, Line::Watching) && all[0].sent_from.is_some()).then_some(());
    agent.status("it watches, and has read Sent", watching).await;

    let report = |id, to, subject, minutes, hop| Bounce { id, to, subject, date: ago(minutes), left: ago(minutes), hop }.written();
    let forged = report("forged.1@dialup.example", "stranger@target.example", "Cheap watches", 300, "dialup.example");
    let genuine = report("7.letter@example.org", "friend@people.example", "Plan", 5007, "mail.example.org");
    server.deliver("INBOX", &genuine);
    let told = agent.note("the genuine one is told", |note| match note {
        Note::NotDelivered { to, reason, .. } => Some((to.to_string(), *reason)),
        _ => None,
    });
    assert_eq!(told.await, ("friend@people.example".to_owned(), Reason::NoSuchUser));
    agent.status("it watches", watching).await;
    server.deliver("INBOX", &forged);
    let delivered = tokio::time::Instant::now();
    let filed = agent.note("filed", |note| match note {
        Note::Filed(record) => Some(record.clone()),
        _ => None,
    });
    let filed = filed.await;
    println!("delivered to filed on Cyrus: {:?}", delivered.elapsed());
    assert_eq!(server.contents("Backscatter"), std::slice::from_ref(&forged));
    assert!(server.contents("INBOX").contains(&genuine) && server.count("INBOX") == 31);

    assert_eq!(agent.ask(Request::Undo(Which::Id { id: filed.id })).await, Reply::PutBack { count: 1 });
    assert!(server.contents("INBOX").contains(&forged) && server.count("INBOX") == 32);
    assert_eq!(server.count("Backscatter"), 0);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filing_is_cut_at_every_beat() {
    filing_is_cut("MOVE on Cyrus", Cyrus::start).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_is_cut_at_every_beat() {
    undo_is_cut("MOVE on Cyrus", Cyrus::start).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agents_file_once() {
    both_file_once(&Cyrus::start(), 300).await;
}
