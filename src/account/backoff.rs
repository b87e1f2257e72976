//! When the next login may be: waits that double, and never two logins at once for long.

use jiff::{SignedDuration, Timestamp};

use super::Failure;
use super::moment::{after, before, seconds};

/// A server may still hold the session that broke, and counts it: no more than one login in this time, but two at first.
const BETWEEN_LOGINS: SignedDuration = seconds(60);

/// Failures of the network, one after the other.
const FIRST: i64 = 2;
const LONGEST: i64 = 300;

/// What a server refuses, it refuses for longer.
const LONGEST_REFUSED: i64 = 3600;

/// A keyring that is locked, a server that asks us to slow down and does not say for how long: at first it may be a hiccup
/// (RFC 5530, UNAVAILABLE), or a session that the server has not forgotten yet.
const SLOW: i64 = 60;

/// The waits of one account. Pure: the jitter comes from a seed.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    seed: u64,
    in_a_row: u32,
    /// When two more logins may be made (a token bucket with two tokens, told by the moment at which it is full).
    full_at: Timestamp,
}

impl Backoff {
    pub fn new(account: &str, now: Timestamp) -> Self {
        let seed = account.bytes().fold(now.as_second().unsigned_abs(), |seed, byte| mixed(seed ^ u64::from(byte)));
        Self { seed, in_a_row: 0, full_at: Timestamp::MIN }
    }

    /// A login begins.
    pub fn login(&mut self, now: Timestamp) {
        self.full_at = after(self.full_at.max(now), BETWEEN_LOGINS);
    }

    /// The line has stood for a while: the next failure is a first one again.
    pub fn stood(&mut self) {
        self.in_a_row = 0;
    }

    /// The next moment at which a login may begin.
    pub fn next_login(&self, now: Timestamp) -> Timestamp {
        before(self.full_at, BETWEEN_LOGINS).max(now)
    }

    /// When to try again after `failure`.
    pub fn until(&mut self, failure: &Failure, now: Timestamp) -> Timestamp {
        let doubled = |first: i64, longest: i64| first.saturating_mul(1 << self.in_a_row.min(20)).min(longest);
        let wait = match failure {
            Failure::Line(_) => doubled(FIRST, LONGEST),
            Failure::Server { .. } => doubled(FIRST, LONGEST_REFUSED),
            Failure::SlowDown { wait: Some(wait), .. } => i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).clamp(FIRST, LONGEST_REFUSED),
            Failure::SlowDown { wait: None, .. } | Failure::Secret(_) => doubled(SLOW, LONGEST_REFUSED),
            Failure::Gone { .. } | Failure::Renumbered { .. } => FIRST,
            Failure::Refused(_) => LONGEST_REFUSED,
        };
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.seed = mixed(self.seed);
        // up to a quarter more, so that laptops which lost the same server do not come back together
        let jitter = i64::try_from(self.seed % 256).unwrap_or(0) * wait / 1024;
        self.next_login(after(now, seconds(wait + jitter)))
    }
}

/// One step of SplitMix64 (Steele, Lea and Flood, 2014).
fn mixed(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

    #[test]
    fn waits_double_to_five_minutes_and_start_again() {
        let mut backoff = Backoff::new("a", NOW);
        let line = Failure::Line("gone".to_owned());
        let mut wait = || backoff.until(&line, NOW).duration_since(NOW).as_secs();
        let waits: Vec<i64> = (0..10).map(|_| wait()).collect();
        for (wait, base) in waits.iter().zip([2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
            assert!((base..=base + base / 4).contains(wait), "{waits:?}");
        }
        backoff.stood();
        assert!(backoff.until(&line, NOW).duration_since(NOW).as_secs() <= 2);
    }

    #[test]
    fn a_server_is_obeyed_up_to_an_hour() {
        let mut backoff = Backoff::new("a", NOW);
        let wait = |wait: u64| Failure::SlowDown { wait: Some(Duration::from_secs(wait)), text: String::new() };
        assert!(backoff.until(&wait(600), NOW) >= after(NOW, seconds(600)));
        assert!(backoff.until(&wait(1 << 40), NOW) <= after(NOW, seconds(4500)));
    }

    #[test]
    fn two_logins_at_once_then_one_a_minute() {
        let mut backoff = Backoff::new("a", NOW);
        for want in [0, 0, 60, 120] {
            let at = backoff.next_login(NOW);
            assert_eq!(at, after(NOW, seconds(want)));
            backoff.login(at);
        }
    }
}
