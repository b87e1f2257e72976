//! Bounces from the hand of a real mail server: Exim makes them, LMTP brings them, and the agent tells the person's own from those
//! that somebody else's forgery has drawn.

use backstop::account::{Health, Note};
use backstop::recognise::Reason;
use jiff::SignedDuration;
use tempfile::tempdir;

use crate::by_hand::agent;
use crate::dovecot::{Dovecot, free};
use crate::exim::Exim;
use crate::letters::{ME, ago, answer, sent};
use crate::maildir::messages;

#[tokio::test(flavor = "multi_thread")]
async fn exim_bounces_both_and_the_genuine_one_stays() {
    let lmtp = free().local_addr().unwrap().port();
    let server = Dovecot::start(&format!(
        "protocols = imap lmtp
auth_username_format = %n
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}"
    ));
    for n in 0..30 {
        let (id, at) = (format!("{n}.letter@example.org"), ago(5000 + n));
        server.deliver(".Sent", &sent(&id, "friend@people.example", "Plan", at));
        server.deliver("", &answer("friend@people.example", &id, "Plan", at));
    }
    let real = sent("real.1@example.org", "gone@target.example", "See you tomorrow", ago(1));
    server.deliver(".Sent", &real);
    let home = tempdir().unwrap();
    let mut agent = agent(&server, &home).await;
    let exim = Exim::start(lmtp);

    exim.take(ME, "gone@target.example", &real);
    let told = agent.note("the genuine one is told", |note| match note {
        Note::NotDelivered { to, reason, .. } => Some((to.to_string(), *reason)),
        _ => None,
    });
    assert_eq!(told.await, ("gone@target.example".to_owned(), Reason::NoSuchUser));

    exim.take(ME, "stranger@target.example", &sent("forged.1@dialup.example", "stranger@target.example", "Cheap watches", ago(2)));
    let held = |all: &[Health]| (all[0].held.len() == 1).then_some(());
    agent.status("the forged one is held: its original has only just left", held).await;
    agent.ahead(SignedDuration::from_mins(16));
    let filed = agent.note("the forged one is filed", |note| match note {
        Note::Filed(record) => Some(record.sought.ids.iter().map(ToString::to_string).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(filed.await.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["forged.1@dialup.example"]);
    agent.stop().await;
    let folder = messages(&server.maildir(".Backscatter"));
    assert!(folder.len() == 1 && String::from_utf8_lossy(&folder[0]).contains("X-Failed-Recipients: stranger@target.example"));
    let inbox = messages(&server.maildir(""));
    assert_eq!(inbox.len(), 31);
    assert!(inbox.iter().any(|message| String::from_utf8_lossy(message).contains("X-Failed-Recipients: gone@target.example")));
}
