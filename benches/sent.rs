//! How fast is Sent read? Our line, beside a bare client that asks for the same header fields in one command and throws them
//! away; on loopback, and over a way that delays by 50 ms in each direction.
//!
//! `cargo bench --bench sent -- 5000 4` takes fewer messages than 50,000, and measures four times.

#[path = "../tests/support/account.rs"]
mod account;
#[path = "../tests/support/dovecot.rs"]
mod dovecot;
#[path = "../tests/support/slow.rs"]
mod slow;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use backstop::account::{Answer, Care, LineErrand};
use backstop::imap;
use backstop::mail::SURVEY_FIELDS;
use backstop::sent::SENT_FIELDS;
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use dovecot::{Dovecot, PASSWORD, USER};

/// What one errand may bring: as the session asks.
const BYTES: usize = 32 << 20;
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    let mut numbers = std::env::args().filter_map(|word| word.parse().ok());
    let (count, times) = (numbers.next().unwrap_or(50_000), numbers.next().unwrap_or(1));
    let server = Dovecot::start("");
    (0..count).for_each(|number| server.deliver(".Sent", message(number).as_bytes()));
    // Dovecot reads every file once, for whoever comes first, and moves it to where old mail is.
    bare(server.plain()).await;
    println!("{count} messages");
    for delay in [Duration::ZERO, Duration::from_millis(50)].repeat(times) {
        let way = slow::slow(server.plain(), delay).await;
        let (mut ours_best, mut bare_best) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            bare_best = bare_best.min(bare(way).await);
            let (spent, read) = ours(&server, way).await;
            assert_eq!(read, count);
            ours_best = ours_best.min(spent);
        }
        let ratio = ours_best.as_secs_f64() / bare_best.as_secs_f64();
        println!("delay {delay:>5.0?}: ours {ours_best:.2?}, bare {bare_best:.2?}, ratio {ratio:.2} (at most 2)");
    }
}

async fn ours(server: &Dovecot, way: SocketAddr) -> (Duration, usize) {
    let stream = TcpStream::connect(way).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut line, _) = imap::begin(stream, &account::at(server.server()), &PASSWORD.into(), Timestamp::now()).await.unwrap();
    let begun = Instant::now();
    let (mut cursor, mut read) = (None, 0);
    loop {
        let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor, since: Timestamp::UNIX_EPOCH, bytes: BYTES, care: Care::Usual };
        let (next, answer) = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.unwrap();
        let Answer::Sent(batch) = answer else { panic!("{answer:?}") };
        line = next.unwrap();
        cursor = Some(batch.cursor);
        read += batch.heads.len();
        if !batch.more {
            return (begun.elapsed(), read);
        }
    }
}

async fn bare(way: SocketAddr) -> Duration {
    let mut stream = TcpStream::connect(way).await.unwrap();
    let fields = [SURVEY_FIELDS, SENT_FIELDS].concat().join(" ");
    stream.write_all(format!("a LOGIN {USER} {PASSWORD}\r\n").as_bytes()).await.unwrap();
    until(&mut stream, b"\na OK").await;
    let begun = Instant::now();
    stream.write_all(b"b SELECT Sent\r\n").await.unwrap();
    until(&mut stream, b"\nb OK").await;
    let fetch = format!("c UID FETCH 1:* (UID INTERNALDATE RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS ({fields})]<0.16384>)\r\n");
    stream.write_all(fetch.as_bytes()).await.unwrap();
    until(&mut stream, b"\nc OK").await;
    begun.elapsed()
}

/// Reads and forgets until this has come.
async fn until(stream: &mut TcpStream, end: &[u8]) {
    let mut buffer = vec![0; 64 * 1024];
    let mut kept = Vec::new();
    loop {
        let some = stream.read(&mut buffer).await.unwrap();
        assert!(some > 0, "the server closed the connection");
        kept.extend_from_slice(&buffer[..some]);
        if kept.windows(end.len()).any(|piece| piece == end) {
            return;
        }
        kept.drain(..kept.len().saturating_sub(end.len()));
    }
}

fn message(number: usize) -> String {
    format!(
        "Return-Path: <alice@example.org>\r\nReceived: from laptop.example.org (laptop.example.org [192.0.2.7])\r\n\
         \tby mail.example.org with ESMTPSA id {number:08x}\r\n\tfor <friend{number}@example.net>; Tue, 3 Nov 2026 10:00:00 +0000\r\n\
         From: Alice Example <alice@example.org>\r\nTo: Friend {number} <friend{number}@example.net>\r\n\
         Cc: Second <second{number}@example.com>\r\nSubject: Letter {number} about the plans for the coming summer\r\n\
         Date: Tue, 3 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{number}.{number:x}@laptop.example.org>\r\n\
         In-Reply-To: <{number}.before@example.net>\r\nReferences: <{number}.first@example.net>\r\n <{number}.before@example.net>\r\n\
         User-Agent: Letters 1.0\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Dear friend,\r\n\r\nthis is letter {number}.\r\n"
    )
}
