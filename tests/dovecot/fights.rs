//! Somebody puts back what was filed, again and again: the agent moves a message once, and soon nothing at all.

use backstop::account::{Health, Note};
use tempfile::tempdir;

use crate::by_hand::{agent, forged, moves, scan, server};
use crate::maildir::messages;
use crate::running::Running;

async fn filed(agent: &mut Running) {
    agent.note("filed", |note| matches!(note, Note::Filed(_)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_person_moves_back_three_times_is_moved_once() {
    let server = server(30);
    let home = tempdir().unwrap();
    let mut agent = agent(&server, &home).await;
    server.deliver("", &forged(1, "Cheap watches for everybody"));
    filed(&mut agent).await;
    for cycle in 1..=3 {
        // out of the folder the first time; later the person takes it elsewhere and back, and it has a new number each time
        let from = if cycle == 1 { "Backscatter" } else { "Archive" };
        moves(&server, "forged.1@dialup.example", from, "INBOX").await;
        let scanned = scan(&agent).await;
        assert_eq!(scanned.filed, 0, "cycle {cycle}: {scanned:?}");
        assert_eq!(messages(&server.maildir("")).len(), 31, "cycle {cycle}");
        if cycle < 3 {
            moves(&server, "forged.1@dialup.example", "INBOX", "Archive").await;
        }
    }
    let rest = agent.stop().await;
    assert!(!rest.iter().any(|note| matches!(note, Note::Filed(_) | Note::Paused { .. })), "{rest:?}");
    assert_eq!(messages(&server.maildir(".Backscatter")), Vec::<Vec<u8>>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_puts_everything_back_pauses_the_account() {
    let server = server(30);
    let home = tempdir().unwrap();
    let mut agent = agent(&server, &home).await;
    for n in 1..=3 {
        server.deliver("", &forged(n, "Cheap watches for everybody"));
        filed(&mut agent).await;
        moves(&server, &format!("forged.{n}@dialup.example"), "Backscatter", "INBOX").await;
    }
    let why = agent.note("paused", |note| match note {
        Note::Paused { why } => Some(why.clone()),
        _ => None,
    });
    let why = why.await;
    assert!(why.starts_with("3 filed messages came back to INBOX within a day: somebody, or a filter, wants them there"), "{why}");
    server.deliver("", &forged(4, "Cheap watches for everybody"));
    let paused = |all: &[Health]| (all[0].paused.is_some() && all[0].waiting > 0).then(|| (all[0].filed, all[0].returns_today));
    assert_eq!(agent.status("the fourth waits", paused).await, (3, 3));
    assert_eq!(messages(&server.maildir("")).len(), 30 + 4);
    assert_eq!(messages(&server.maildir(".Backscatter")).len(), 0);
    agent.stop().await;
}
