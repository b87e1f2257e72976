//! How long a report waits: real bounces arrive before the mail program has saved its Sent copy.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::moment::{after, before, minutes};
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

/// Until when a report that arrived at `arrived` is held; `None` when no race with Sent is possible any more.
///
/// By when the original *left*, as the newest returned Received line tells, never by its Date, which a wrong clock, an outbox
/// or the forger sets.
pub(super) fn until(verdict: &Verdict, arrived: Timestamp, now: Timestamp, keeps_sent: bool) -> Option<(Timestamp, HoldWhy)> {
    let left_long_ago = verdict.left.is_some_and(|left| left < before(now, LEFT_LONG_AGO));
    if verdict.independent || left_long_ago {
        return None;
    }
    let until = after(arrived, if keeps_sent { HOLD_KEPT } else { HOLD });
    (until > now).then_some((until, HoldWhy::SentMayFollow))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::moment::seconds;

    #[test]
    fn held_by_when_the_mail_left() {
        let now = Timestamp::constant(1_790_000_000, 0);
        let ago = |seconds_ago: i64| before(now, seconds(seconds_ago));
        let held = |independent, left: Option<i64>, arrived: i64, keeps_sent| {
            let verdict = Verdict { independent, left: left.map(ago), ..Verdict::ordinary() };
            until(&verdict, ago(arrived), now, keeps_sent).map(|(until, _)| until.duration_since(now).as_secs())
        };
        for (independent, left, arrived, keeps_sent, want, why) in [
            (false, None, 0, false, Some(900), "nothing is known of when it left"),
            (false, Some(60), 0, false, Some(900), "it left a minute ago"),
            (false, Some(60), 0, true, Some(60), "the provider keeps Sent"),
            (false, Some(1801), 0, false, None, "it left more than 30 minutes ago"),
            (false, Some(-600), 0, false, Some(900), "a clock that is ahead proves nothing"),
            (true, None, 0, false, None, "an independent sign"),
            (false, None, 900, false, None, "it arrived long ago"),
            (false, None, 899, false, Some(1), "almost"),
        ] {
            assert_eq!(held(independent, left, arrived, keeps_sent), want, "{why}");
        }
    }
}
