//! The agent's clock: the wall clock, which goes on while the laptop sleeps, and which tests can move.
//!
//! Timers of the runtime stand still during sleep, so a wait is cut into pieces and the wall clock asked after each.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Two wake-ups a minute while nothing happens.
const PIECE: Duration = Duration::from_secs(30);

/// A piece that took this much longer than it should was slept through, or the clock was set.
const SLEPT: SignedDuration = SignedDuration::from_secs(60);

/// Tells the time, and waits for one.
#[derive(Clone, Debug)]
pub struct Clock {
    shift: watch::Receiver<SignedDuration>,
    /// Where nobody moves the clock, the sender lives here.
    _still: Option<std::sync::Arc<watch::Sender<SignedDuration>>>,
}

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// The moment has come.
    Due,
    /// The machine slept, or the clock was set.
    Slept,
}

impl Clock {
    pub fn wall() -> Self {
        let (sender, shift) = watch::channel(SignedDuration::ZERO);
        Self { shift, _still: Some(sender.into()) }
    }

    /// A clock that is ahead of the wall by what the sender says.
    pub fn movable() -> (Self, watch::Sender<SignedDuration>) {
        let (sender, shift) = watch::channel(SignedDuration::ZERO);
        (Self { shift, _still: None }, sender)
    }

    pub fn now(&self) -> Timestamp {
        let wall = Timestamp::now();
        wall.checked_add(*self.shift.borrow()).unwrap_or(wall)
    }

    /// Waits for `due`, for ever where there is none, or until the machine was found to have slept.
    pub async fn wait(&mut self, due: Option<Timestamp>) -> Waited {
        loop {
            let before = self.now();
            let left = due.map(|due| due.duration_since(before));
            let piece = match left {
                Some(left) if left <= SignedDuration::ZERO => return Waited::Due,
                Some(left) => PIECE.min(left.unsigned_abs()),
                None => PIECE,
            };
            tokio::select! {
                () = tokio::time::sleep(piece) => {
                    let took = self.now().duration_since(before);
                    let set_back = took.is_negative();
                    if set_back || took > SLEPT + SignedDuration::try_from(piece).unwrap_or(SignedDuration::ZERO) {
                        return Waited::Slept;
                    }
                }
                moved = self.shift.changed() => if moved.is_err() {
                    tokio::time::sleep(piece).await;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_moved_clock_ends_the_wait() {
        let (mut clock, shift) = Clock::movable();
        let due = clock.now() + SignedDuration::from_mins(15);
        let wait = tokio::spawn(async move { clock.wait(Some(due)).await });
        tokio::task::yield_now().await;
        shift.send(SignedDuration::from_mins(16)).unwrap();
        assert_eq!(wait.await.unwrap(), Waited::Due);
    }
}
