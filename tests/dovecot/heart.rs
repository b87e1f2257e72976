//! The heart of it: a year of Sent, an agent that idles, and three reports.

use std::time::{Duration, SystemTime};

use backstop::account::note::Reply;
use backstop::account::request::Which;
use backstop::account::{Note, Request, Step};
use backstop::recognise::Reason;
use jiff::{SignedDuration, Timestamp};

use crate::account;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ago, answer, sent};
use crate::maildir::messages;
use crate::running::{Running, with_password};

fn time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(at.as_second().unsigned_abs())
}

/// A year of mail: three messages sent in two days, and what people answered to every fifth.
fn fill(server: &Dovecot) {
    for n in 0..550 {
        let (id, to, subject) =
            (format!("{n}.letter@example.org"), format!("friend{}@people{}.example", n % 90, n % 17), format!("Plan {n}"));
        let at = ago(60 * 16 * (550 - n));
        server.deliver_at(".Sent", &sent(&id, &to, &subject, at), time(at));
        if n % 5 == 0 {
            let later = at + SignedDuration::from_hours(3);
            server.deliver_at("", &answer(&to, &id, &subject, later), time(later));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_reports() {
    let server = Dovecot::start("");
    fill(&server);
    let home = tempfile::tempdir().unwrap();
    let mut agent = Running::start(vec![with_password(account::at(server.server()), PASSWORD)], &home).await;
    let watching = |accounts: &[backstop::account::Health]| {
        accounts.iter().all(|a| matches!(a.line, backstop::account::health::Line::Watching) && a.sent_from.is_some()).then_some(())
    };
    agent.status("it watches, and has read Sent", watching).await;
    let before = messages(&server.maildir("")).len();

    // Forged, and hours old: filed at once.
    let forged = Bounce {
        id: "forged.1@dialup.example",
        to: "stranger@target.example",
        subject: "Cheap watches",
        date: ago(300),
        left: ago(280),
        hop: "dialup.example",
    }
    .written();
    server.deliver("", &forged);
    let delivered = tokio::time::Instant::now();
    let filed = agent.note("filed", |note| match note {
        Note::Filed(record) => Some(record.clone()),
        _ => None,
    });
    let filed = filed.await;
    let took = delivered.elapsed();
    println!("delivered to filed: {took:?}");
    assert!(filed.evidence.iter().any(|e| e.says.contains("forged.1@dialup.example")), "{:#?}", filed.evidence);
    assert!(matches!(&filed.step, Step::Filed { to, .. } if to.folder == "Backscatter"), "{:?}", filed.step);
    assert_eq!(messages(&server.maildir(".Backscatter")), std::slice::from_ref(&forged));
    assert_eq!(messages(&server.maildir("")).len(), before);

    // Forged a minute ago: held. And a genuine one that beats its copy in Sent.
    let fresh = Bounce {
        id: "forged.2@dialup.example",
        to: "other@target.example",
        subject: "More watches",
        // Not in the second of the genuine one: that alone would make it possibly ours.
        date: ago(2),
        left: ago(1),
        hop: "dialup.example",
    }
    .written();
    let genuine = Bounce {
        id: "late.1@example.org",
        to: "gone@people.example",
        subject: "See you tomorrow",
        date: ago(1),
        left: ago(1),
        hop: "mail.example.org",
    };
    let bounce = genuine.written();
    server.deliver("", &fresh);
    server.deliver("", &bounce);
    let held = agent.status("two are held", |accounts| (accounts[0].held.len() == 2).then(|| accounts[0].held.clone())).await;
    for held in &held {
        let minutes = held.until.duration_since(held.arrived).as_mins();
        assert_eq!(minutes, 15, "{held:?}");
    }

    // Five minutes later the mail program saves its copy; nothing is told before the hold asks.
    agent.ahead(SignedDuration::from_mins(5));
    server.deliver(".Sent", &sent(genuine.id, genuine.to, genuine.subject, ago(1)));
    agent.ahead(SignedDuration::from_mins(16));
    let mut told = None;
    let mut filed_too = None;
    while told.is_none() || filed_too.is_none() {
        agent
            .note("the genuine one is told, the forged one is filed", |note| match note {
                Note::NotDelivered { to, reason, .. } => {
                    told = Some((to.to_string(), *reason));
                    Some(())
                }
                Note::Filed(record) => {
                    filed_too = Some(record.clone());
                    Some(())
                }
                _ => None,
            })
            .await;
    }
    assert_eq!(told, Some((genuine.to.to_owned(), Reason::NoSuchUser)));
    assert_eq!(messages(&server.maildir(".Backscatter")).len(), 2);
    let inbox = messages(&server.maildir(""));
    assert!(inbox.contains(&bounce) && inbox.len() == before + 1);

    // Undo puts the first back, and it is never touched again.
    let reply = agent.ask(Request::Undo(Which::Id { id: filed.id })).await;
    assert_eq!(reply, Reply::PutBack { count: 1 });
    assert!(messages(&server.maildir("")).contains(&forged));
    assert_eq!(messages(&server.maildir(".Backscatter")), [fresh]);
    agent.ask(Request::Scan { account: None, dry: false }).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(messages(&server.maildir("")).contains(&forged));
    agent.stop().await;
}
