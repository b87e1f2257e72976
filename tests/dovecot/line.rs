//! The line against Dovecot: every verb, and what must never be said.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use backstop::account::errand::Source;
use backstop::account::{Answer, Failure, Fetched, Hello, LineErrand, Means, Shifted, Survey};
use backstop::imap::{self, Line, Wire};
use backstop::mail::place::Cursor;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::dovecot::{Dovecot, PASSWORD};
use crate::recorder::{Recorder, Transcript};

const USER: &str = "alice";

fn message(subject: &str) -> Vec<u8> {
    format!(
        "From: Alice <alice@example.org>\r\nTo: bob@example.net\r\nSubject: {subject}\r\nMessage-ID: <{subject}@example.org>\r\n\
         Date: Tue, 3 Nov 2026 10:00:00 +0000\r\nX-Other: not asked for\r\n\r\nHello {subject}\r\n"
    )
    .into_bytes()
}

/// A line without TLS, and what is said on it.
async fn recorded(server: &Dovecot) -> (Line<Recorder<TcpStream>>, Hello, Transcript) {
    let stream = TcpStream::connect(server.plain()).await.unwrap();
    let (stream, said) = Recorder::new(stream);
    let (line, hello) = imap::begin(stream, &server.account(USER), &PASSWORD.into(), Timestamp::now()).await.unwrap();
    (line, hello, said)
}

async fn ask<S: Wire>(line: Line<S>, errand: LineErrand) -> (Line<S>, Answer) {
    let (line, answer) = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.unwrap();
    (line.unwrap(), answer)
}

async fn survey<S: Wire>(line: Line<S>, hello: &Hello, above: u32) -> (Line<S>, Survey) {
    let errand = LineErrand::Survey { validity: hello.inbox.validity, above, since: None, most: 500 };
    match ask(line, errand).await {
        (line, Answer::Survey(survey)) => (line, survey),
        (_, other) => panic!("{other:?}"),
    }
}

fn inbox(hello: &Hello) -> Source {
    Source { folder: "INBOX".into(), validity: hello.inbox.validity }
}

fn uids(survey: &Survey) -> Vec<u32> {
    survey.heads.iter().map(|head| head.uid).collect()
}

#[tokio::test]
async fn the_whole_way_over_tls() {
    let server = Dovecot::start("");
    for subject in ["one", "two", "three"] {
        server.deliver(USER, "", &message(subject));
    }
    let (line, hello) = imap::connect(&server.account(USER), &SecretString::from(PASSWORD), Timestamp::now()).await.unwrap();
    assert_eq!(hello.folders.sent, ["Sent"]);
    assert_eq!(hello.folders.kept, ["Archive"]);
    assert_eq!((hello.folders.backscatter.as_str(), hello.folders.backscatter_exists), ("Backscatter", false));
    assert_eq!((hello.means, hello.idle, hello.inbox.keyword), (Means::Move, true, true));
    assert!(!hello.keeps_sent);

    let (line, found) = survey(line, &hello, 0).await;
    assert_eq!((uids(&found), found.through, found.more), (vec![1, 2, 3], 3, false));
    let fields = String::from_utf8(found.heads[0].fields.clone()).unwrap();
    assert!(fields.contains("Message-ID: <") && !fields.contains("X-Other"), "{fields}");

    let (line, answer) = ask(line, LineErrand::Fetch { validity: hello.inbox.validity, uids: vec![2, 99] }).await;
    let Answer::Fetched(fetched) = answer else { panic!("{answer:?}") };
    assert!(matches!(fetched.as_slice(), [Fetched { uid: 2, bytes: Some(bytes) }] if bytes.ends_with(b"\r\n")));

    let (line, answer) = ask(line, LineErrand::Make { folder: hello.folders.backscatter.clone() }).await;
    assert!(matches!(answer, Answer::Made(folders) if folders.backscatter_exists));
    // Being there already is success.
    let (line, _) = ask(line, LineErrand::Make { folder: hello.folders.backscatter.clone() }).await;

    let errand = LineErrand::Move { from: inbox(&hello), to: hello.folders.backscatter.clone(), uids: vec![3, 1, 77], keyword: true };
    let (line, answer) = ask(line, errand).await;
    let Answer::Shifted(shifted) = answer else { panic!("{answer:?}") };
    let [Shifted::There { uid: 1, to: one }, Shifted::There { uid: 3, to: three }, Shifted::Gone { uid: 77 }] = shifted.as_slice() else {
        panic!("{shifted:?}")
    };
    assert_eq!((one.folder.as_str(), one.uid, three.uid), ("Backscatter", 1, 2));
    assert_eq!(server.messages(USER, "").len(), 1);
    assert_eq!(server.messages(USER, ".Backscatter").len(), 2);

    let locate = LineErrand::Locate { folder: "Backscatter".into(), validity: one.validity, uid_from: 2 };
    let (line, answer) = ask(line, locate).await;
    assert!(matches!(answer, Answer::Located(heads) if heads.len() == 1 && heads[0].marked));

    // And back: the keyword travels with it.
    let from = Source { folder: "Backscatter".into(), validity: one.validity };
    let (line, _) = ask(line, LineErrand::Move { from, to: "INBOX".into(), uids: vec![1], keyword: false }).await;
    let (line, found) = survey(line, &hello, 3).await;
    assert!(matches!(found.heads.as_slice(), [head] if head.uid == 4 && head.marked));

    let (line, answer) = imap::run(line, LineErrand::Logout, Timestamp::now(), &Notify::new()).await.unwrap();
    assert!(line.is_none() && answer == Answer::Bye);
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_repeated_in_the_failure() {
    let server = Dovecot::start("");
    let failure = imap::connect(&server.account(USER), &SecretString::from("hunter2hunter2"), Timestamp::now()).await.err().unwrap();
    assert!(matches!(&failure, Failure::Refused(text) if text.contains("AUTHENTICATIONFAILED")), "{failure:?}");
    assert!(!format!("{failure:?}").contains("hunter2"));
}

#[tokio::test]
async fn a_watch_ends_with_a_delivery_and_with_an_interrupt() {
    let server = Dovecot::start("");
    let (line, hello, said) = recorded(&server).await;
    let (line, _) = survey(line, &hello, 0).await;

    let deliver = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        server.deliver(USER, "", &message("late"));
    };
    let ((line, answer), ()) = tokio::join!(ask(line, LineErrand::Watch { idle: true }), deliver);
    assert_eq!(answer, Answer::Watched);
    let (line, found) = survey(line, &hello, 0).await;
    assert_eq!(uids(&found), [1]);

    let interrupt = Arc::new(Notify::new());
    interrupt.notify_one();
    let (line, answer) = imap::run(line, LineErrand::Watch { idle: true }, Timestamp::now(), &interrupt).await.unwrap();
    assert_eq!(answer, Answer::Watched);
    // The line lives, and nothing stale is read.
    let (_, found) = survey(line.unwrap(), &hello, 1).await;
    assert_eq!(uids(&found), Vec::<u32>::new());
    said.assert_harmless();
}

#[tokio::test]
async fn sent_is_read_without_a_gap_from_a_day_on() {
    let server = Dovecot::start("");
    let day = Duration::from_secs(24 * 3600);
    for number in 0..1500 {
        let age = if number % 3 == 0 { 200 } else { 1 };
        server.deliver_at(USER, ".Sent", &message(&format!("sent{number}")), SystemTime::now() - age * day);
    }
    let (mut line, _, said) = recorded(&server).await;
    let since = Timestamp::now() - jiff::SignedDuration::from_hours(24 * 90);
    let (mut cursor, mut read, mut batches) = (None::<Cursor>, Vec::new(), 0);
    loop {
        let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor, since, bytes: 60_000 };
        let (next, answer) = ask(line, errand).await;
        line = next;
        let Answer::Sent(batch) = answer else { panic!("{answer:?}") };
        assert!(batch.heads.iter().all(|head| head.arrived >= since && head.uid <= batch.cursor.uid));
        assert_eq!(batch.left, 1500 - batch.cursor.uid);
        read.extend(batch.heads.iter().map(|head| head.uid));
        cursor = Some(batch.cursor);
        batches += 1;
        if !batch.more {
            break;
        }
    }
    assert!(batches > 2, "{batches}");
    assert_eq!(read.len(), 1000);
    assert!(read.is_sorted());
    assert_eq!(cursor.unwrap().uid, 1500);

    let (line, answer) = ask(line, LineErrand::Status { folders: vec!["Sent".into(), "Archive".into()] }).await;
    let Answer::Status { folders, .. } = answer else { panic!("{answer:?}") };
    assert_eq!((folders[0].uid_next, folders[0].validity), (1501, cursor.unwrap().validity));
    let wrong = Some(Cursor { validity: 1, uid: 0 });
    let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor: wrong, since, bytes: 1 };
    let failure = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.err().unwrap();
    assert_eq!(failure, Failure::Renumbered { folder: "Sent".into() });
    said.assert_harmless();
}
