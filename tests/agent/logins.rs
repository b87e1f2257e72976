//! Logins that are refused, and lines that break: how often it tries.

use std::time::Duration;

use backstop::account::health::Line;
use backstop::account::{Failure, Health, Note, Request};
use jiff::SignedDuration;

use crate::running::{Running, with_password};
use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_once_until_a_person_acts() {
    let scene = Scene::set().await;
    let wrong = with_password(scene.account.clone(), "wrong");
    let mut agent = Running::start(vec![wrong], &scene.home).await;
    let why = agent.note("refused", |note| match note {
        Note::Offline { why: Failure::Refused(why) } => Some(why.clone()),
        _ => None,
    });
    println!("told: {}", why.await);
    for hours in 1..=24 {
        agent.ahead(SignedDuration::from_hours(hours));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(scene.sandbox.look(|world| world.counts.refused), 1);
    let Health { line, .. } = agent.status("refused", |accounts| Some(accounts[0].clone())).await;
    assert!(matches!(line, Line::Refused { .. }), "{line:?}");
    agent.ask(Request::Resume { account: None }).await;
    scene.sandbox.until(|world| world.counts.refused == 2).await;
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_comes_back_without_a_storm_of_logins() {
    let scene = Scene::set().await;
    let mut agent = scene.watched().await;
    for _ in 0..5 {
        scene.sandbox.change(|world| {
            world.faults.push(backstop::sandbox::Fault::after("DONE", backstop::sandbox::Act::Drop));
            world.faults.push(backstop::sandbox::Fault::before("UID FETCH", backstop::sandbox::Act::Drop));
        });
        scene.deliver(&[crate::letters::answer("friend@people.example", "1.letter@example.org", "Plan", crate::letters::ago(0))]);
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    agent.note("offline", |note| matches!(note, Note::Offline { .. }).then_some(())).await;
    let logins = scene.sandbox.look(|world| world.counts.logins);
    assert!(logins <= 3, "{logins} logins within two seconds");

    agent.stop().await;
}
