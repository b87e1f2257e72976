//! How long a report waits: real bounces arrive before the mail program has saved its Sent copy.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::moment::{after, minutes};
use crate::recognise::Verdict;

/// Mail programs save their Sent copy within this time after the report's arrival.
const HOLD: SignedDuration = minutes(15);

/// Providers that keep the Sent copy themselves.
const HOLD_KEPT: SignedDuration = minutes(1);

/// A message that left so long ago is in Sent, if it ever comes there.
const LEFT_LONG_AGO: SignedDuration = minutes(30);

/// Why a report is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HoldWhy {
    /// Your mail program may still be saving its copy in Sent.
    SentMayFollow,
}

/// When no race with Sent is possible any more; `None` when none ever was. A look at Sent that begins before tells nothing.
///
/// By when the original *left*, as the newest returned Received line tells, never by its Date, which a wrong clock, an outbox
/// or the forger sets. `arrived` is when the report did, by its server, and `here` the same by our clock. How old the original was
/// then is told by the servers' clocks alone: ours may be an hour ahead, and the race with Sent is still on.
pub(super) fn over(verdict: &Verdict, arrived: Timestamp, here: Timestamp, keeps_sent: bool) -> Option<Timestamp> {
    if verdict.independent {
        return None;
    }
    let by_arrival = after(here, if keeps_sent { HOLD_KEPT } else { HOLD });
    let by_leaving = verdict.left.map_or(Timestamp::MAX, |left| after(here, LEFT_LONG_AGO - arrived.duration_since(left)));
    Some(by_arrival.min(by_leaving))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::moment::{before, seconds};

    #[test]
    fn held_by_when_the_mail_left() {
        let arrived = Timestamp::constant(1_790_000_000, 0);
        let held_by = |ours, independent, left: Option<i64>, keeps_sent| {
            let left = left.map(|ago| before(arrived, seconds(ago)));
            let mut verdict = Verdict::ordinary();
            (verdict.independent, verdict.left) = (independent, left);
            over(&verdict, arrived, after(arrived, ours), keeps_sent).map(|over| over.duration_since(after(arrived, ours)).as_secs())
        };
        for (independent, left, keeps_sent, want, why) in [
            (false, None, false, Some(900), "nothing is known of when it left"),
            (false, Some(60), false, Some(900), "it left a minute ago"),
            (false, Some(60), true, Some(60), "the provider keeps Sent"),
            (false, Some(1200), false, Some(600), "until it left 30 minutes ago"),
            (false, Some(3600), false, Some(-1800), "it left an hour ago: over before it arrived"),
            (false, Some(-600), false, Some(900), "a clock that is ahead proves nothing"),
            (true, None, false, None, "an independent sign"),
        ] {
            for ours in [0, 3600, -3600] {
                assert_eq!(held_by(seconds(ours), independent, left, keeps_sent), want, "{why}; our clock is {ours} s ahead");
            }
        }
    }
}
