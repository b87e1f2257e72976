//! The letters that the model mailbox holds. Each says by its subject who it is.

use jiff::{SignedDuration, Timestamp};

pub const ME: &str = "me@example.org";

/// What a letter is, and so where it must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person wrote it.
    Ordinary,
    /// A bounce of a forgery that left hours ago.
    Forged,
    /// A bounce of a forgery that left a minute ago: it is held.
    ForgedJustNow,
    /// A bounce of what the person sent; the copy is in Sent already.
    Genuine,
    /// The same, but the copy comes five minutes after the bounce.
    GenuineRace,
    /// Automatic, and says nothing of what it answers.
    Unclear,
}

fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

fn before(at: Timestamp, seconds: i64) -> Timestamp {
    at - SignedDuration::from_secs(seconds)
}

/// Letter number `n`, as it arrives at `at`.
pub fn letter(kind: Kind, n: usize, at: Timestamp) -> Vec<u8> {
    let stamp = date(at);
    let text = match kind {
        Kind::Ordinary => format!(
            "Return-Path: <friend@people.example>\r\nFrom: friend@people.example\r\nTo: {ME}\r\nSubject: Hello {n}\r\n\
             Message-ID: <letter-{n}@people.example>\r\nDate: {stamp}\r\n\r\nHow are you?\r\n"
        ),
        Kind::Unclear => format!(
            "Return-Path: <>\r\nFrom: robot@machines.example\r\nTo: {ME}\r\nSubject: Your case {n}\r\nAuto-Submitted: auto-replied\r\n\
             Message-ID: <letter-{n}@machines.example>\r\nDate: {stamp}\r\n\r\nWe have it.\r\n"
        ),
        Kind::Forged => bounce(n, at, 3 * 3600, even(before(at, 3 * 3600), 1)),
        Kind::ForgedJustNow => bounce(n, at, 60, even(before(at, 60), 1)),
        Kind::Genuine | Kind::GenuineRace => bounce(n, at, 60, sent_at(n, at)),
    };
    text.into_bytes()
}

/// The even second before `at`, and so many more: what the person sent has even dates, and forgeries have odd ones, for nobody
/// sends two messages in the same second.
fn even(at: Timestamp, more: i64) -> Timestamp {
    Timestamp::from_second(at.as_second() / 2 * 2 + more).unwrap()
}

/// When the person sent message `n`: no two in one second.
fn sent_at(n: usize, at: Timestamp) -> Timestamp {
    let second = before(at, 260).as_second() / 200 * 200 + 2 * i64::try_from(n % 100).unwrap();
    Timestamp::from_second(second).unwrap()
}

/// A bounce of message `n` of `sent`, which left `age` seconds before.
fn bounce(n: usize, at: Timestamp, age: i64, sent: Timestamp) -> String {
    let (stamp, left, sent) = (date(at), date(before(at, age)), date(sent));
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@far.example\r\nTo: {ME}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <letter-{n}@far.example>\r\nDate: {stamp}\r\nAuto-Submitted: auto-replied\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b{n}\"\r\n\r\n\
         --b{n}\r\n\r\nIt could not be delivered.\r\n\
         --b{n}\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.far.example\r\n\r\n\
         Final-Recipient: rfc822; gone{n}@far.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b{n}\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Received: from out.sender.test by mx.far.example; {left}\r\n\
         From: {ME}\r\nTo: gone{n}@far.example\r\nSubject: A fine offer {n}\r\nMessage-ID: <original-{n}@example.org>\r\nDate: {sent}\r\n\r\n\
         --b{n}--\r\n"
    )
}

/// The Sent copy of message `n`.
pub fn copy(n: usize, at: Timestamp) -> Vec<u8> {
    let sent = date(sent_at(n, at));
    format!(
        "From: {ME}\r\nTo: gone{n}@far.example\r\nSubject: A fine offer {n}\r\nMessage-ID: <original-{n}@example.org>\r\nDate: {sent}\r\n\r\nBuy.\r\n"
    )
    .into_bytes()
}

/// Something else that the person sent.
pub fn other_copy(n: usize, at: Timestamp) -> Vec<u8> {
    format!(
        "From: {ME}\r\nTo: friend@people.example\r\nSubject: Lunch {n}\r\nMessage-ID: <lunch-{n}@example.org>\r\nDate: {}\r\n\r\nAt noon?\r\n",
        date(at)
    )
    .into_bytes()
}
