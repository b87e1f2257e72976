//! Moments, added and taken apart without a panic: dates come from servers too.

use jiff::{SignedDuration, Timestamp};

/// `at` and `by` later; the end of time where there is no such moment.
pub(super) fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// `at` and `by` earlier; the beginning of time where there is no such moment.
pub(super) fn before(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_sub(by).unwrap_or(Timestamp::MIN)
}

pub(super) const fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

pub(super) const fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count * 60)
}

pub(super) const fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count * 3600)
}

pub(super) const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count * 86_400)
}
