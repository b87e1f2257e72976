//! One request with no agent running: a short-lived agent does it, and ends.

use tokio::sync::mpsc;

use super::{Agent, Clock, Outside};
use crate::account::Request;
use crate::account::note::Reply;
use crate::control::{Asked, Line};
use crate::settings::{Mode, Settings};
use crate::store::Store;

/// Does what is asked, and logs out. `progress` gets the lines that come before the answer. An account that cannot log in is done
/// without, and named in the answer: nothing is filed that its Sent may explain.
pub async fn once(settings: &Settings, store: Store, request: Request, mut progress: impl FnMut(&Line)) -> Result<Reply, String> {
    let mut settings = settings.clone();
    if !matches!(request, Request::Scan { dry: false, .. }) {
        // Nothing but what was asked for is moved.
        settings.accounts.iter_mut().for_each(|account| account.mode = Mode::Observe);
    }
    let (ask, questions) = mpsc::channel(1);
    let outside = Outside { questions, tell: Box::new(|_, _| ()) };
    let mut agent = Agent::start(&settings, store, Clock::wall(), outside).await.map_err(|e| e.to_string())?;
    agent.hurried = true;
    let (question, mut lines, mut answer) = Asked::new(request);
    ask.send(question).await.map_err(|_| "the agent has ended".to_owned())?;
    let reply = loop {
        tokio::select! {
            () = agent.beat() => {}
            Some(line) = lines.recv() => progress(&line),
            answer = &mut answer => break answer.unwrap_or_else(|_| Err("the agent has ended".to_owned())),
        }
    };
    agent.quit();
    agent.run(std::future::pending()).await;
    reply
}
