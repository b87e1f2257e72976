//! From the server's push to its answer to MOVE.

use backstop::account::Note;
use jiff::Timestamp;

use crate::letters::{Bounce, ago};
use crate::scene::Scene;

fn forged(n: usize) -> Vec<u8> {
    let (id, to) = (format!("forged.{n}@dialup.example"), format!("stranger{n}@target.example"));
    Bounce { id: &id, to: &to, subject: "Cheap watches", date: ago(300), left: ago(290), hop: "dialup.example" }.written()
}

/// Verbs are counted one by one, though some go out together: it is no less than the round trips.
async fn verbs_for(count: usize) -> Vec<String> {
    let scene = Scene::set().await;
    let mut agent = scene.watched().await;
    let before = scene.sandbox.look(|world| world.spoken.len());
    let began = Timestamp::now();
    scene.deliver(&(0..count).map(forged).collect::<Vec<_>>());
    for _ in 0..count {
        agent.note("filed", |note| matches!(note, Note::Filed(_)).then_some(())).await;
    }
    let verbs = scene.sandbox.look(|world| world.spoken.iter().skip(before).map(|spoken| spoken.verb.clone()).collect::<Vec<_>>());
    let moved = verbs.iter().rposition(|verb| verb == "UID MOVE").unwrap();
    println!(
        "{count} in one push, {} verbs from push to MOVE, {}: {:?}",
        moved + 1,
        Timestamp::now().duration_since(began),
        &verbs[..=moved]
    );
    agent.stop().await;
    verbs[..=moved].to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_ten_whatever_the_number() {
    for count in [1, 7, 100] {
        let verbs = verbs_for(count).await;
        assert!(verbs.len() <= 10, "{count} messages: {verbs:?}");
    }
}
