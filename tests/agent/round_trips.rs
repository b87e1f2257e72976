//! From the server's push to its answer to MOVE: how often does the agent speak, and wait for an answer?

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use backstop::account::Note;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::letters::{Bounce, ago};
use crate::scene::Scene;

/// Between agent and server; long enough that what goes out together is seen together.
const ONE_WAY: Duration = Duration::from_millis(10);

/// Passes bytes on, late, and counts the turns: the agent speaks after the server has.
#[derive(Default)]
struct Turns {
    count: AtomicU32,
    agent_speaks: AtomicBool,
}

impl Turns {
    /// The port in front of `server`'s.
    async fn between(server: u16) -> (u16, Arc<Self>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let turns = Arc::new(Self::default());
        let counted = turns.clone();
        tokio::spawn(async move {
            while let Ok((agent, _)) = listener.accept().await {
                let (from_agent, to_agent) = agent.into_split();
                let (from_server, to_server) = TcpStream::connect(("127.0.0.1", server)).await.unwrap().into_split();
                tokio::spawn(pass(from_agent, to_server, counted.clone(), true));
                tokio::spawn(pass(from_server, to_agent, counted.clone(), false));
            }
        });
        (port, turns)
    }
}

async fn pass(mut from: impl AsyncReadExt + Unpin, mut to: impl AsyncWriteExt + Unpin, turns: Arc<Turns>, agent: bool) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if !turns.agent_speaks.swap(agent, Ordering::SeqCst) && agent {
            turns.count.fetch_add(1, Ordering::SeqCst);
        }
        tokio::time::sleep(ONE_WAY).await;
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

fn forged(n: usize) -> Vec<u8> {
    let (id, to) = (format!("forged.{n}@dialup.example"), format!("stranger{n}@target.example"));
    Bounce { id: &id, to: &to, subject: "Cheap watches", date: ago(300), left: ago(290), hop: "dialup.example" }.written()
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_ten_whatever_the_number() {
    for count in [1, 7, 100] {
        let mut scene = Scene::set().await;
        let (port, turns) = Turns::between(scene.sandbox.port()).await;
        scene.account.server.port = port;
        let mut agent = scene.watched().await;
        scene.sandbox.until(|world| world.counts.idling == 1).await;
        let (before, spoken) = (turns.count.load(Ordering::SeqCst), scene.sandbox.look(|world| world.spoken.len()));
        scene.deliver(&(0..count).map(forged).collect::<Vec<_>>());
        for _ in 0..count {
            agent.note("filed", |note| matches!(note, Note::Filed(_)).then_some(())).await;
        }
        // The one to IDLE again may have gone out by now.
        let took = turns.count.load(Ordering::SeqCst) - before;
        let verbs: Vec<String> = scene.sandbox.look(|world| world.spoken.iter().skip(spoken).map(|s| s.verb.clone()).collect());
        println!("{count} in one push: {took} round trips, {verbs:?}");
        assert!(took <= 10, "{count} in one push: {took} round trips, {verbs:?}");
        agent.stop().await;
    }
}
