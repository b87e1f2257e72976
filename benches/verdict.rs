//! How long a whole verdict takes, beside the bare MIME parse of the same bytes: `cargo bench --bench verdict`.
//!
//! Both sides run in turn, in one process, on the same messages; the median of their ratios is what counts. Ordinary mail pays the
//! gate alone, on the header fields that a survey brings.

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
    let known = (book(), Own { addresses: vec![Pattern::parse("me@example.org").unwrap()], elsewhere: Vec::new() });
    println!("{:<32} {:>6} {:>11} {:>11} {:>6} {:>9}", "message", "bytes", "MIME parse", "verdict", "ratio", "a second");
    for (name, message) in messages() {
        let mut rounds: Vec<(Duration, Duration)> =
            (0..ROUNDS).map(|_| (timed(|| parse(&message)), timed(|| judge(&message, &known)))).collect();
        rounds.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
        let median = &rounds[ROUNDS / 2];
        let a_second = 1.0 / median.1.as_secs_f64();
        println!("{name:<32} {:>6} {:>11.1?} {:>11.1?} {:>6.2} {a_second:>9.0}", message.len(), median.0, median.1, ratio(median));
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

fn parse(message: &[u8]) {
    black_box(mail_parser::MessageParser::default().parse(black_box(message)));
}

fn judge(message: &[u8], (book, own): &(Book, Own)) {
    let now = "2026-11-03T09:00:00Z".parse().unwrap();
    let mail = read(black_box(message));
    if looks_automatic(&mail) {
        let campaigns = &Campaigns::default();
        black_box(recognise(&mail, &Known { book, own, campaigns, arrived: now, looked_after: now, now }));
    }
    black_box(mail);
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

/// The commonest dresses of a report at their usual sizes, one at the full 64 KiB, an automatic reply, and what most mail is.
fn messages() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("delivery report, 5 KB", report(Dress::Parts, "", 60)),
        ("delivery report, far travelled", report(Dress::Parts, TRAVELS, 60)),
        ("delivery report, headers alone", report(Dress::Parts, "", 0)),
        ("delivery report, 64 KiB", report(Dress::Parts, "", 1_050)),
        ("pasted headers, 5 KB", report(Dress::Plain, "", 60)),
        ("pasted headers, far travelled", report(Dress::Plain, TRAVELS, 60)),
        ("automatic reply, 2 KB", reply("")),
        ("automatic reply, far travelled", reply(TRAVELS)),
        ("newsletter, the gate alone", newsletter()),
    ]
}

enum Dress {
    Parts,
    Plain,
}

/// What a provider writes over the message when it comes from another.
const TRAVELS: &str = "Delivered-To: me@example.org\r\n\
    Received: by 2001:db8::7 with SMTP id a2csp123456; Mon, 2 Nov 2026 00:00:03 -0800 (PST)\r\n\
    ARC-Seal: i=1; a=rsa-sha256; t=1793606403; cv=none; d=mail.example; s=arc-20240605;\r\n        \
    b=Zm9yIHRoZSBiZW5jaCBhbG9uZSwgYW5kIHRoZXJlZm9yZSBubyBzZWFsIG9mIGFueWJvZHkgYXQgYWxs\r\n         \
    Zm9yIHRoZSBiZW5jaCBhbG9uZSwgYW5kIHRoZXJlZm9yZSBubyBzZWFsIG9mIGFueWJvZHkgYXQgYWxs==\r\n\
    ARC-Authentication-Results: i=1; mx.mail.example; spf=pass (mail.example: domain of postmaster@mx.target.example\r\n        \
    designates 192.0.2.25 as permitted sender) smtp.helo=mx.target.example; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=target.example\r\n\
    Received: from mx.target.example (mx.target.example. [192.0.2.25])\r\n        by mx.mail.example with ESMTPS id 7si1234567\r\n        \
    for <me@example.org>\r\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n        Mon, 02 Nov 2026 00:00:02 -0800 (PST)\r\n\
    Received-SPF: pass (mail.example: domain of postmaster@mx.target.example designates 192.0.2.25 as permitted sender) client-ip=192.0.2.25;\r\n\
    Authentication-Results: mx.mail.example; spf=pass (mail.example: domain of postmaster@mx.target.example\r\n       \
    designates 192.0.2.25 as permitted sender) smtp.helo=mx.target.example\r\n\
    DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=target.example; s=2026; t=1793606402; h=from:to:subject:date:message-id;\r\n        \
    bh=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=; b=bm90IGEgc2lnbmF0dXJlLCBidXQgYXMgbG9uZyBhcyBvbmUgaXMsIGluIG1vc3Qgb2YgdGhl\r\n         \
    bWFpbCB0aGF0IGNvbWVzIGZyb20gYSBwcm92aWRlciBvZiBhbnkgc2l6ZQ==\r\n";

fn report(dress: Dress, travels: &str, lines: usize) -> Vec<u8> {
    let text = "This line stands for the text of the message that comes back\r\n".repeat(lines);
    let original = format!(
        "Received: from pool.dial.example ([192.0.2.7]) by mx.target.example with ESMTP id 4Tx1; Mon, 02 Nov 2026 04:00:00 +0000\r\n\
         From: Me <me@example.org>\r\nTo: gone@target.example\r\nSubject: Cheap watches\r\nDate: Mon, 02 Nov 2026 03:59:00 +0000\r\n\
         Message-ID: <forged.1234567@pool.dial.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n{text}"
    );
    let head = format!(
        "Return-Path: <>\r\n{travels}Received: from mx.target.example by mail.example.org; Mon, 02 Nov 2026 08:00:00 +0000\r\n\
        From: MAILER-DAEMON@mx.target.example (Mail Delivery System)\r\nTo: me@example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n\
        Date: Mon, 02 Nov 2026 08:00:00 +0000\r\nMessage-ID: <20261102.4Tx1@mx.target.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
    );
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

fn reply(travels: &str) -> Vec<u8> {
    let words = "Thank you for your message. I am out of the office until Monday, 9 November, and read my mail now and then only.\r\n\
        In urgent cases please write to my colleagues at office@target.example, or ring the number that stands below.\r\n\r\n";
    let more = "What can wait will be answered when I am back, in the order in which it came. Thank you for your patience.\r\n";
    format!(
        "Return-Path: <>\r\n{travels}Received: from mx.target.example by mail.example.org; Mon, 02 Nov 2026 08:00:00 +0000\r\n\
         From: \"Ann Lee\" <ann@target.example>\r\nTo: me@example.org\r\nSubject: Automatic reply: Cheap watches\r\n\
         Date: Mon, 02 Nov 2026 08:00:00 +0000\r\nMessage-ID: <20261102.9Tx1@mx.target.example>\r\n\
         In-Reply-To: <forged.1234567@pool.dial.example>\r\nAuto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}{}",
        more.repeat(12)
    )
    .into_bytes()
}

/// The fields that a survey brings of an ordinary newsletter.
fn newsletter() -> Vec<u8> {
    b"Return-Path: <news-1234-me=example.org@letters.shop.example>\r\nDelivered-To: me@example.org\r\n\
      From: =?utf-8?Q?Shop_f=C3=BCr_alles?= <news@shop.example>\r\nTo: me@example.org\r\n\
      Subject: =?utf-8?Q?Nur_heute:_alles_f=C3=BCr_den_Garten_zum_halben_Preis?=\r\nDate: Mon, 02 Nov 2026 08:00:00 +0000\r\n\
      Message-ID: <20261102080000.1234.56789@letters.shop.example>\r\nList-Id: <news.shop.example>\r\n\
      List-Unsubscribe: <https://shop.example/unsubscribe/1234>, <mailto:leave@letters.shop.example>\r\n\
      Feedback-ID: 1234:news:shop\r\nPrecedence: bulk\r\nContent-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n"
        .to_vec()
}
