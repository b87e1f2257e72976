//! Waits until something stirs in INBOX: IDLE (RFC 2177), or NOOP where it is missing.
//!
//! A watch is always bounded: a half-open connection and a server that says "Still here" for ever both end at the renewal.
//! EXISTS counts whenever it comes: before the `+`, with it, after DONE.

use std::time::Duration;

use async_imap::imap_proto::Response;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};

use super::Line;
use super::command::Command;
use super::exec::Done;
use super::guard::Wire;
use super::select::{Access, INBOX};
use super::there;
use crate::account::Failure;

/// Consumer routers forget a silent connection after 5 to 15 minutes.
const RENEW: Duration = Duration::from_secs(5 * 60);
const POLL: Duration = Duration::from_secs(60);
/// A server that does not answer DONE by then is gone.
const DONE: Duration = Duration::from_secs(15);
/// A server may answer everything and show a stale INBOX for ever: after so many renewals it is selected anew.
const FRESH: u32 = 12;
/// An IDLE that the server ends sooner than this is no IDLE.
const SHORT: Duration = Duration::from_secs(5);

/// Comes back when INBOX may hold news, or at once after `interrupt`.
pub(super) async fn watch<S: Wire>(mut line: Line<S>, idle: bool, interrupt: &Notify) -> Result<Line<S>, Failure> {
    line.enter(INBOX, Access::Write, None).await?;
    let mut idle = idle && line.capabilities.has("IDLE");
    let mut rounds = 0;
    while !line.stirred() {
        let begun = Instant::now();
        let ending = match idle {
            true => idle_once(&mut line, interrupt).await?,
            false => poll_once(interrupt).await,
        };
        match ending {
            Ending::Interrupted => return Ok(line),
            Ending::NoIdle => idle = false,
            Ending::Over if idle && begun.elapsed() < SHORT => idle = false,
            Ending::Over => {
                rounds += 1;
                refresh(&mut line, rounds % FRESH == 0).await?;
            }
        }
    }
    Ok(line)
}

enum Ending {
    /// Time for a look, or news.
    Over,
    Interrupted,
    /// IDLE was refused.
    NoIdle,
}

async fn idle_once<S: Wire>(line: &mut Line<S>, interrupt: &Notify) -> Result<Ending, Failure> {
    let until = Instant::now() + RENEW;
    line.send(&Command::new("IDLE", "IDLE")).await?;
    let mut going = false;
    while !going {
        let mut on = |response: &Response<'_>| going |= matches!(response, Response::Continue(_));
        if let Some(done) = line.receive(&mut on).await? {
            return Ok(refused(&done));
        }
    }
    let mut ending = Ending::Over;
    let mut on = |_: &Response<'_>| ();
    while !line.stirred() {
        tokio::select! {
            heard = line.hear(&mut on) => if let Some(done) = heard? {
                // Ended by the server.
                return Ok(refused(&done));
            },
            () = interrupt.notified() => {
                ending = Ending::Interrupted;
                break;
            }
            () = sleep_until(until) => break,
        }
    }
    line.say("DONE", "DONE").await?;
    let ended = async {
        loop {
            if let Some(done) = line.hear(&mut on).await? {
                return done.answered();
            }
        }
    };
    timeout(DONE, ended).await.unwrap_or_else(|_| Err(Failure::Line("the server did not answer DONE in time".into())))?;
    Ok(ending)
}

fn refused(done: &Done) -> Ending {
    if done.is_ok() { Ending::Over } else { Ending::NoIdle }
}

async fn poll_once(interrupt: &Notify) -> Ending {
    tokio::select! {
        () = interrupt.notified() => Ending::Interrupted,
        () = tokio::time::sleep(POLL) => Ending::Over,
    }
}

/// Asks for news that the server may have kept to itself: EXISTS, or a UID higher than any that was seen.
async fn refresh<S: Wire>(line: &mut Line<S>, anew: bool) -> Result<(), Failure> {
    line.exec(&Command::new("NOOP", "NOOP"), |_| ()).await?;
    if line.stirred() {
        return Ok(());
    }
    if anew {
        line.leave();
        return line.home().await;
    }
    if there::highest(line).await? > line.seen {
        line.stir();
    }
    Ok(())
}
