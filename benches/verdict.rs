//! How long a whole verdict takes, beside the bare MIME parse of the same bytes: `cargo bench --bench verdict`.
//!
//! Both sides run in turn, in one process, on the same reports; the median of their ratios is what counts.

use std::hint::black_box;
use std::time::{Duration, Instant};

use backstop::mail::{Pattern, looks_automatic, read};
use backstop::recognise::{Campaigns, Known, Own, recognise};
use backstop::sent::{Book, Facts, Key, SentMail, Span};
use jiff::Timestamp;

/// Rounds of each side; in each, every report is taken once.
const ROUNDS: usize = 301;

/// Sent messages in the book.
const SENT: u32 = 5_000;

fn main() {
    let (book, own) = (book(), Own { addresses: vec![Pattern::parse("me@example.org").unwrap()], elsewhere: Vec::new() });
    println!("{:<28} {:>8} {:>12} {:>12} {:>7}", "report", "bytes", "MIME parse", "verdict", "ratio");
    for (name, report) in reports() {
        let mut rounds: Vec<(Duration, Duration)> =
            (0..ROUNDS).map(|_| (timed(|| parse(&report)), timed(|| judge(&report, &book, &own)))).collect();
        rounds.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        let median = &rounds[ROUNDS / 2];
        println!("{name:<28} {:>8} {:>12.1?} {:>12.1?} {:>7.2}", report.len(), median.0, median.1, ratio(median));
    }
}

fn ratio((parse, verdict): &(Duration, Duration)) -> f64 {
    verdict.as_secs_f64() / parse.as_secs_f64()
}

fn timed(mut work: impl FnMut()) -> Duration {
    const TIMES: u32 = 20;
    let begun = Instant::now();
    (0..TIMES).for_each(|_| work());
    begun.elapsed() / TIMES
}

fn parse(report: &[u8]) {
    black_box(mail_parser::MessageParser::default().parse(black_box(report)));
}

fn judge(report: &[u8], book: &Book, own: &Own) {
    let now = "2026-11-03T09:00:00Z".parse().unwrap();
    let mail = read(black_box(report));
    assert!(looks_automatic(&mail));
    black_box(recognise(&mail, &Known { book, own, campaigns: &Campaigns::default(), arrived: now, looked_after: now, now }));
}

fn book() -> Book {
    let mut book = Book::new(Key([7; 16]));
    book.assume_coverage();
    let at: Timestamp = "2026-11-04T00:00:00Z".parse().unwrap();
    book.set_account("bench", Some(Span { from: Timestamp::UNIX_EPOCH, until: at }));
    for n in 0..SENT {
        let sent = format!(
            "From: me@example.org\r\nTo: friend{n}@people{}.example\r\nSubject: Plan {n}\r\nDate: Mon, 02 Nov 2026 09:00:00 +0000\r\nMessage-ID: <{n}.plan@example.org>\r\n\r\n",
            n % 37
        );
        let facts = Facts::of(&SentMail::of(&read(sent.as_bytes())), book.key(), None, true);
        book.add(n, "bench", &facts);
    }
    book
}

/// The two commonest dresses, at the five kilobytes of a usual report, and one at the full 64 KiB.
fn reports() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("delivery report, headers", report(Dress::Parts, 60)),
        ("plain text, pasted headers", report(Dress::Plain, 60)),
        ("delivery report, 64 KiB", report(Dress::Parts, 1_050)),
    ]
}

enum Dress {
    Parts,
    Plain,
}

fn report(dress: Dress, lines: usize) -> Vec<u8> {
    let text = "This line stands for the text of the message that comes back\r\n".repeat(lines);
    let original = format!(
        "Received: from pool.dial.example ([192.0.2.7]) by mx.target.example with ESMTP id 4Tx1; Mon, 02 Nov 2026 04:00:00 +0000\r\n\
         From: Me <me@example.org>\r\nTo: gone@target.example\r\nSubject: Cheap watches\r\nDate: Mon, 02 Nov 2026 03:59:00 +0000\r\n\
         Message-ID: <forged.1234567@pool.dial.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n{text}"
    );
    let head = "Return-Path: <>\r\nReceived: from mx.target.example by mail.example.org; Mon, 02 Nov 2026 08:00:00 +0000\r\n\
        From: MAILER-DAEMON@mx.target.example (Mail Delivery System)\r\nTo: me@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n\
        Date: Mon, 02 Nov 2026 08:00:00 +0000\r\nMessage-ID: <20261102.4Tx1@mx.target.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n";
    let words = "This is the mail system at host mx.target.example.\r\n\r\nI am sorry to have to tell you that your message could not be delivered.\r\n\r\n\
        <gone@target.example>: host mx.target.example said: 550 5.1.1 user unknown\r\n";
    match dress {
        Dress::Parts => format!(
            "{head}Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: text/plain\r\n\r\n{words}\r\n\
             --b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.target.example\r\nArrival-Date: Mon, 02 Nov 2026 04:00:00 +0000\r\n\r\n\
             Final-Recipient: rfc822; gone@target.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n\
             --b1\r\nContent-Type: message/rfc822\r\n\r\n{original}\r\n--b1--\r\n"
        ),
        Dress::Plain => format!("{head}Content-Type: text/plain\r\n\r\n{words}\r\n--- Below this line is a copy of the message.\r\n\r\n{original}"),
    }
    .into_bytes()
}
