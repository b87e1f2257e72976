//! When to stop filing and ask: returns, a mailbox that fights, moves that are refused.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::moment::{before, days};
use super::remembered::Pause;

/// More returns than this in a day pause the account.
const RETURNS_A_DAY: usize = 2;

/// So many moves in a row that failed.
const REFUSED_IN_A_ROW: u8 = 3;

/// How a filed message came back to INBOX.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// Itself.
    Back,
    /// Itself, and our keyword is gone.
    Unmarked,
    /// As a copy, delivered again.
    Copied,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Breaker {
    returns: VecDeque<(Timestamp, How)>,
    refused: u8,
    pause: Option<Pause>,
}

impl Breaker {
    /// With the pause that the disk has, and the returns that the journal knows.
    pub fn new(pause: Option<Pause>, returns: Vec<Timestamp>, now: Timestamp) -> Self {
        let mut breaker = Self { returns: returns.into_iter().map(|at| (at, How::Back)).collect(), pause, ..Self::default() };
        breaker.trip_on_returns(now);
        breaker
    }

    pub fn pause(&self) -> Option<&Pause> {
        self.pause.as_ref()
    }

    pub fn paused(&self) -> bool {
        self.pause.is_some()
    }

    pub fn returns_today(&self, now: Timestamp) -> usize {
        self.returns.iter().filter(|(at, _)| *at > before(now, days(1))).count()
    }

    pub fn stop(&mut self, pause: Pause) {
        self.pause = Some(pause);
    }

    /// Everything is tried anew.
    pub fn resume(&mut self) {
        *self = Self::default();
    }

    /// The end of a pause has come.
    pub fn over(&mut self, now: Timestamp) -> bool {
        let over = self.pause.as_ref().is_some_and(|p| p.until.is_some_and(|until| until <= now));
        if over {
            self.pause = None;
        }
        over
    }

    /// One came back. Why the account is paused now, where it is.
    pub fn returned(&mut self, now: Timestamp, how: How) -> Option<String> {
        self.returns.push_back((now, how));
        self.trip_on_returns(now)
    }

    fn trip_on_returns(&mut self, now: Timestamp) -> Option<String> {
        self.returns.retain(|(at, _)| *at > before(now, days(1)));
        let count = |of: How| self.returns.iter().filter(|(_, how)| *how == of).count();
        let (all, copied, unmarked) = (self.returns.len(), count(How::Copied), count(How::Unmarked));
        if all <= RETURNS_A_DAY || self.paused() {
            return None;
        }
        let mut why = format!("{all} filed messages came back to INBOX within a day: somebody, or a filter, wants them there");
        if copied > 0 {
            why += &format!("; {copied} as a new copy: a rule of the server, or another program, delivers again what is moved");
        }
        if unmarked > 0 {
            why += &format!("; {unmarked} without the mark that Backstop had set: something takes it off");
        }
        Some(self.trip(why))
    }

    /// A move has failed. Why the account is paused now, where it is.
    pub fn refused(&mut self, how: &str) -> Option<String> {
        self.refused = self.refused.saturating_add(1);
        (self.refused >= REFUSED_IN_A_ROW && !self.paused())
            .then(|| self.trip(format!("the server refused to move messages {REFUSED_IN_A_ROW} times in a row: {how}")))
    }

    pub fn moved(&mut self) {
        self.refused = 0;
    }

    /// Stops for `why`, until somebody resumes.
    pub fn trip(&mut self, why: String) -> String {
        self.pause = Some(Pause { until: None, why: why.clone() });
        why
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::moment::{after, hours};

    #[test]
    fn the_third_return_of_a_day_pauses() {
        let now = Timestamp::constant(1_790_000_000, 0);
        let mut breaker = Breaker::new(None, vec![before(now, hours(25)), before(now, hours(20))], now);
        assert_eq!(breaker.returned(now, How::Back), None, "yesterday's counts no more");
        assert!(breaker.returned(now, How::Back).is_some_and(|why| why.starts_with("3 filed messages")));
        assert!(breaker.paused());
        assert_eq!(breaker.returned(now, How::Back), None, "said once");
        assert!(Breaker::new(None, vec![now; 3], now).paused(), "a restart does not end it");
        breaker.resume();
        assert_eq!((breaker.returned(now, How::Copied), breaker.returned(now, How::Unmarked)), (None, None));
        let why = breaker.returned(now, How::Copied).unwrap();
        assert!(why.contains("; 2 as a new copy") && why.contains("; 1 without the mark"), "{why}");
        breaker.resume();
        assert_eq!((breaker.returned(now, How::Back), breaker.paused()), (None, false));
    }

    #[test]
    fn three_refused_moves_in_a_row_pause() {
        let mut breaker = Breaker::default();
        assert_eq!((breaker.refused("full"), breaker.refused("full")), (None, None));
        breaker.moved();
        assert_eq!((breaker.refused("full"), breaker.refused("full")), (None, None));
        assert!(breaker.refused("full").is_some());
    }

    #[test]
    fn a_pause_with_an_end_ends() {
        let now = Timestamp::constant(1_790_000_000, 0);
        let mut breaker = Breaker::default();
        breaker.stop(Pause { until: Some(now), why: String::new() });
        assert!(!breaker.over(before(now, hours(1))));
        assert!(breaker.over(now));
        assert!(!breaker.over(after(now, hours(1))), "once");
    }
}
