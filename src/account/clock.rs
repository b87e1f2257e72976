//! The server's clock, as far as arrivals tell it, and the rule that needs it: was a message moved here by somebody?

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::moment::{after, before, days, minutes};

/// A move keeps INTERNALDATE. A message whose UID is new and whose INTERNALDATE is that much older than our last look was
/// not delivered since: somebody moved it here.
const MARGIN: SignedDuration = minutes(2);

/// Arrivals that are remembered, and how many it takes to believe that the server's clock is behind ours: a single old date
/// may be a message that somebody moved.
const KEPT: usize = 16;
const ENOUGH: usize = 8;

/// How far the server's clock is ahead of ours.
///
/// A message that is there cannot have arrived later than now: the newest INTERNALDATE less our time is never more than the
/// difference of the clocks, and after a push it comes close to it.
#[derive(Clone, Debug, Default)]
pub(super) struct ServerClock {
    ahead: VecDeque<SignedDuration>,
}

impl ServerClock {
    /// A look that followed a push found `newest` at our time `now`.
    pub fn learn(&mut self, newest: Timestamp, now: Timestamp) {
        let ahead = newest.duration_since(now);
        // a date that a program made up tells nothing of a clock
        if ahead.abs() <= days(1) {
            self.ahead.truncate(KEPT - 1);
            self.ahead.push_front(ahead);
        }
    }

    /// Positive where the server is ahead; zero while nothing else is known.
    pub fn ahead(&self) -> SignedDuration {
        match self.ahead.iter().max() {
            Some(&most) if most > SignedDuration::ZERO || self.ahead.len() >= ENOUGH => most,
            _ => SignedDuration::ZERO,
        }
    }

    /// Our time, told by the server's clock.
    pub fn there(&self, ours: Timestamp) -> Timestamp {
        after(ours, self.ahead())
    }

    /// The server's time, told by our clock: the latest that it may be. Where one push seemed late, ours may be ahead.
    pub fn here(&self, theirs: Timestamp) -> Timestamp {
        before(theirs, self.ahead.iter().min().copied().unwrap_or_default())
    }
}

/// `arrived` and `looked` are the server's time; `looked` is when the last whole look at INBOX began.
pub(super) fn moved_here(arrived: Timestamp, looked: Timestamp) -> bool {
    arrived < before(looked, MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::moment::seconds;

    const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

    #[test]
    fn the_difference_is_learned_from_pushes() {
        let ahead_after = |dates: &[i64]| {
            let mut clock = ServerClock::default();
            dates.iter().for_each(|&date| clock.learn(after(NOW, seconds(date)), NOW));
            clock.ahead().as_secs()
        };
        for (dates, want, why) in [
            (vec![], 0, "nothing known"),
            (vec![-3], 0, "a push takes a moment"),
            (vec![600], 600, "nothing arrives in the future: the server is ahead"),
            (vec![-600], 0, "one old date may be a move"),
            (vec![-600; 8], -600, "eight in a row are a clock"),
            ([vec![-600; 8], vec![-1]].concat(), -1, "until one arrives in time"),
            (vec![100_000], 0, "a date that a program made up"),
        ] {
            assert_eq!(ahead_after(&dates), want, "{why}");
        }
    }

    #[test]
    fn two_minutes_tell_a_move() {
        assert!(!moved_here(before(NOW, seconds(120)), NOW));
        assert!(moved_here(before(NOW, seconds(121)), NOW));
    }
}
