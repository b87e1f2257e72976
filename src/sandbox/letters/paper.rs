//! Letters on paper: headers, dates, and lines that end as the protocol wants.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;

/// A date as RFC 5322 has it, `hours` east of Greenwich.
pub(super) fn date(at: Timestamp, hours: i8) -> String {
    let zoned = Offset::constant(hours).to_datetime(at);
    zoned.strftime(&format!("%a, %d %b %Y %H:%M:%S {hours:+03}00")).to_string()
}

/// Bytes as they stand on a server: every line ends with CRLF.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
}

/// `at`, so many seconds later, or earlier where `seconds` is negative.
pub(super) fn later(at: Timestamp, seconds: i64) -> Timestamp {
    let span = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { at.saturating_sub(span) } else { at.saturating_add(span) }.unwrap_or(at)
}

/// The Received line of the server that keeps Robin's mailbox.
pub(super) fn delivered(from: &str, number: usize, queue: &str, at: Timestamp) -> String {
    format!(
        "Received: from {from} ({from} [203.0.113.{}])\n\tby inbound.postbox.example (Postfix) with ESMTPS id {queue}\n\tfor <{}>; {}\n",
        number % 250 + 1,
        super::ME,
        date(at, 0)
    )
}
