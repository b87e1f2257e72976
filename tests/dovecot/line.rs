//! The line against Dovecot: every verb, and what must never be said.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use backstop::account::errand::Source;
use backstop::account::{Answer, Care, Failure, Fetched, Hello, LineErrand, Mark, Means, Shifted, Survey};
use backstop::imap::{self, Line, Wire};
use backstop::mail::place::Cursor;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::account;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::maildir::{mark_deleted, messages};
use crate::recorder::{Recorder, Transcript};

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
    let (line, hello) = imap::begin(stream, &account::at(server.server()), &PASSWORD.into(), Timestamp::now()).await.unwrap();
    (line, hello, said)
}

async fn ask<S: Wire>(line: Line<S>, errand: LineErrand) -> (Line<S>, Answer) {
    let (line, answer) = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.unwrap();
    (line.unwrap(), answer)
}

async fn survey<S: Wire>(line: Line<S>, hello: &Hello, above: u32) -> (Line<S>, Survey) {
    let errand = LineErrand::Survey { validity: hello.inbox.validity, above, since: None, most: 500, care: Care::Usual };
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
        server.deliver("", &message(subject));
    }
    let (line, hello) = imap::connect(&account::at(server.server()), &SecretString::from(PASSWORD), Timestamp::now()).await.unwrap();
    assert_eq!(hello.folders.sent, ["Sent"]);
    assert_eq!(hello.folders.kept, ["Archive"]);
    assert_eq!((hello.folders.backscatter.as_str(), hello.folders.backscatter_exists), ("Backscatter", false));
    assert_eq!((hello.means, hello.idle, hello.inbox.keyword), (Means::Move, true, true));
    assert!(!hello.keeps_sent);

    let (line, found) = survey(line, &hello, 0).await;
    assert_eq!((uids(&found), found.through, found.more), (vec![1, 2, 3], 3, false));
    let fields = String::from_utf8(found.heads[0].fields.clone()).unwrap();
    assert!(fields.contains("Message-ID: <") && !fields.contains("X-Other"), "{fields}");

    let (line, answer) = ask(line, LineErrand::Fetch { from: inbox(&hello), uids: vec![2, 99] }).await;
    let Answer::Fetched(fetched) = answer else { panic!("{answer:?}") };
    assert!(matches!(fetched.as_slice(), [Fetched { uid: 2, bytes: Some(bytes) }] if bytes.ends_with(b"\r\n")));

    let (line, answer) = ask(line, LineErrand::Make { folder: hello.folders.backscatter.clone() }).await;
    assert!(matches!(answer, Answer::Made(folders) if folders.backscatter_exists));
    // Being there already is success.
    let (line, _) = ask(line, LineErrand::Make { folder: hello.folders.backscatter.clone() }).await;

    let errand = LineErrand::Move { from: inbox(&hello), to: hello.folders.backscatter.clone(), uids: vec![3, 1, 77], mark: Mark::Claim };
    let (line, answer) = ask(line, errand).await;
    let Answer::Shifted(shifted) = answer else { panic!("{answer:?}") };
    let [Shifted::There { uid: 1, to: one }, Shifted::There { uid: 3, to: three }, Shifted::Gone { uid: 77 }] = shifted.as_slice() else {
        panic!("{shifted:?}")
    };
    assert_eq!((one.folder.as_str(), one.uid, three.uid), ("Backscatter", 1, 2));
    assert_eq!(messages(&server.maildir("")).len(), 1);
    assert_eq!(messages(&server.maildir(".Backscatter")).len(), 2);

    let locate = LineErrand::Locate { folder: "Backscatter".into(), validity: one.validity, uid_from: 2 };
    let (line, answer) = ask(line, locate).await;
    assert!(matches!(answer, Answer::Located(located) if located.heads.len() == 1 && located.heads[0].marked && !located.more));

    // And back: the keyword travels with it.
    let from = Source { folder: "Backscatter".into(), validity: one.validity };
    let (line, _) = ask(line, LineErrand::Move { from, to: "INBOX".into(), uids: vec![1], mark: Mark::No }).await;
    let (line, found) = survey(line, &hello, 3).await;
    assert!(matches!(found.heads.as_slice(), [head] if head.uid == 4 && head.marked));

    let (line, answer) = imap::run(line, LineErrand::Logout, Timestamp::now(), &Notify::new()).await.unwrap();
    assert!(line.is_none() && answer == Answer::Bye);
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_repeated_in_the_failure() {
    let server = Dovecot::start("");
    let failure =
        imap::connect(&account::at(server.server()), &SecretString::from("hunter2hunter2"), Timestamp::now()).await.err().unwrap();
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
        server.deliver("", &message("late"));
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
        server.deliver_at(".Sent", &message(&format!("sent{number}")), SystemTime::now() - age * day);
    }
    let (mut line, _, said) = recorded(&server).await;
    let since = Timestamp::now() - jiff::SignedDuration::from_hours(24 * 90);
    let (mut cursor, mut read, mut batches) = (None::<Cursor>, Vec::new(), 0);
    loop {
        let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor, since, bytes: 60_000, care: Care::Usual };
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
    let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor: wrong, since, bytes: 1, care: Care::Usual };
    let failure = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.err().unwrap();
    assert_eq!(failure, Failure::Renumbered { folder: "Sent".into() });
    said.assert_harmless();
}

/// iCloud has no MOVE: a copy, its proof, and the one that was copied is expunged, no other.
#[tokio::test]
async fn without_move_the_messages_that_the_person_deleted_stay() {
    let server = Dovecot::start("imap_capability = IMAP4rev1 UIDPLUS IDLE SASL-IR");
    for number in 0..6 {
        server.deliver("", &message(&format!("mail{number}")));
    }
    let (mut person, hello) = imap::connect(&account::at(server.server()), &PASSWORD.into(), Timestamp::now()).await.unwrap();
    assert_eq!(hello.means, Means::Copy);
    // The person marks five, as mail programs do that never expunge: this client cannot, so files are renamed.
    mark_deleted(&server.maildir(""), |mail| !mail.ends_with(b"mail0\r\n"));
    let (line, hello, said) = recorded(&server).await;
    let (line, found) = survey(line, &hello, 0).await;
    assert_eq!(found.heads.iter().filter(|head| head.deleted).count(), 5);
    let bounce = found.heads.iter().find(|head| !head.deleted).unwrap().uid;
    (person, _) = survey(person, &hello, 0).await;

    let (line, _) = ask(line, LineErrand::Make { folder: "Backscatter".into() }).await;
    let copy = LineErrand::Copy { from: inbox(&hello), to: "Backscatter".into(), uids: vec![bounce], mark: Mark::Claim };
    let (line, answer) = ask(line, copy).await;
    assert!(matches!(answer, Answer::Shifted(shifted) if matches!(shifted.as_slice(), [Shifted::There { .. }])));
    assert_eq!(messages(&server.maildir("")).len(), 6);
    let (_, answer) = ask(line, LineErrand::Expunge { from: inbox(&hello), uids: vec![bounce] }).await;
    assert_eq!(answer, Answer::Expunged);
    assert_eq!((messages(&server.maildir("")).len(), messages(&server.maildir(".Backscatter")).len()), (5, 1));
    // Dovecot tells of what is gone only after it has answered what came with the NOOP.
    let (person, _) = survey(person, &hello, 0).await;
    let (_, found) = survey(person, &hello, 0).await;
    assert_eq!(found.heads.len(), 5);
    said.assert_harmless();
}

#[tokio::test]
async fn with_neither_move_nor_uidplus_nothing_is_moved() {
    let server = Dovecot::start("imap_capability = IMAP4rev1 SASL-IR");
    let (_, hello) = imap::connect(&account::at(server.server()), &PASSWORD.into(), Timestamp::now()).await.unwrap();
    assert_eq!((hello.means, hello.idle), (Means::Report, false));
}

/// From the server's push to the answer of MOVE: not more than ten, and as many for five hundred messages as for one.
#[tokio::test]
async fn round_trips_do_not_grow_with_the_messages() {
    let server = Dovecot::start("");
    server.deliver(".Sent", &message("sent"));
    let (line, hello, said) = recorded(&server).await;
    let (line, _) = ask(line, LineErrand::Make { folder: "Backscatter".into() }).await;
    let (mut line, _) = survey(line, &hello, 0).await;
    let (mut above, mut trips) = (0, Vec::new());
    for count in [1, 500] {
        let deliver = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            (0..count).for_each(|number| server.deliver("", &message(&format!("bounce{number}"))));
            // Something was sent meanwhile, too.
            server.deliver(".Sent", &message(&format!("also{count}")));
        };
        let before = said.round_trips();
        let ((watched, _), ()) = tokio::join!(ask(line, LineErrand::Watch { idle: true }), deliver);
        let pushed = said.round_trips();
        assert_eq!(pushed - before, 2);
        let (next, found) = survey(watched, &hello, above).await;
        above = found.through;
        let uids = uids(&found);
        let fetch = LineErrand::Fetch { from: inbox(&hello), uids: uids.clone() };
        let (next, _) = ask(next, fetch).await;
        let (next, _) = ask(next, LineErrand::Status { folders: hello.folders.sent.clone() }).await;
        let sent =
            LineErrand::ReadSent { folder: "Sent".into(), cursor: None, since: Timestamp::UNIX_EPOCH, bytes: 1 << 20, care: Care::Usual };
        let (next, _) = ask(next, sent).await;
        let filing = LineErrand::Move { from: inbox(&hello), to: "Backscatter".into(), uids: uids.clone(), mark: Mark::Claim };
        let (next, answer) = ask(next, filing).await;
        assert!(matches!(answer, Answer::Shifted(shifted) if shifted.len() == uids.len()));
        // DONE, whose answer was counted above, is the first.
        trips.push(said.round_trips() - pushed + 1);
        line = next;
    }
    assert!(trips.iter().all(|trips| *trips <= 10), "{trips:?}");
    said.assert_harmless();
}

#[tokio::test]
async fn what_somebody_else_moved_is_gone_and_no_failure() {
    let server = Dovecot::start("");
    for subject in ["one", "two"] {
        server.deliver("", &message(subject));
    }
    let (ours, hello, _) = recorded(&server).await;
    let (ours, _) = ask(ours, LineErrand::Make { folder: "Backscatter".into() }).await;
    let (theirs, ..) = recorded(&server).await;
    let filing = |uids| LineErrand::Move { from: inbox(&hello), to: "Backscatter".into(), uids, mark: Mark::Claim };
    let (ours, _) = survey(ours, &hello, 0).await;
    let (_, _) = ask(theirs, filing(vec![1])).await;
    let (_, answer) = ask(ours, filing(vec![1, 2])).await;
    let Answer::Shifted(shifted) = answer else { panic!("{answer:?}") };
    assert!(matches!(shifted.as_slice(), [Shifted::Gone { uid: 1 }, Shifted::There { uid: 2, .. }]), "{shifted:?}");
    assert_eq!(messages(&server.maildir(".Backscatter")).len(), 2);
}

/// Everything under INBOX, dots, and a name that is not English.
#[tokio::test]
async fn the_folder_is_made_beside_sent_whatever_its_name() {
    let server = Dovecot::start("namespace inbox {\n separator = .\n prefix = INBOX.\n}");
    server.deliver("", &message("one"));
    let mut account = account::at(server.server());
    account.folder = "Rückläufer & Co".into();
    let (line, hello) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
    assert_eq!(
        (hello.folders.sent.as_slice(), hello.folders.backscatter.as_str()),
        (&["INBOX.Sent".to_owned()][..], "INBOX.Rückläufer & Co")
    );
    let folder = hello.folders.backscatter.clone();
    let (line, _) = ask(line, LineErrand::Make { folder: folder.clone() }).await;
    let (line, answer) = ask(line, LineErrand::Move { from: inbox(&hello), to: folder.clone(), uids: vec![1], mark: Mark::Claim }).await;
    assert!(matches!(answer, Answer::Shifted(shifted) if matches!(shifted.as_slice(), [Shifted::There { .. }])));
    let (_, answer) = ask(line, LineErrand::Status { folders: vec![folder] }).await;
    assert!(matches!(answer, Answer::Status { folders, .. } if folders[0].uid_next == 2));
    let (_, hello) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
    assert!(hello.folders.backscatter_exists);
}

/// A header block of 500 KB, a body of 3 MB, bytes that no mail should have: bounded, and the next message is read.
#[tokio::test]
async fn a_hostile_message_costs_no_more_than_another() {
    let server = Dovecot::start("");
    let mut hostile = b"Message-ID: <x@example.org>\r\nSubject: ((((((\"{99999}\r\n References: \x00\xff\xfe)\r\n".to_vec();
    for number in 0..10_000 {
        hostile.extend_from_slice(format!("To: stranger{number}@example.net, \"((\\\"{{5}}\"\r\n").as_bytes());
    }
    hostile.extend_from_slice(b"\r\n");
    hostile.extend_from_slice(&vec![b'('; 3 << 20]);
    server.deliver("", &hostile);
    server.deliver("", &message("plain"));
    let (line, hello, _) = recorded(&server).await;
    let (line, found) = survey(line, &hello, 0).await;
    assert_eq!(uids(&found), [1, 2]);
    assert!(found.heads[0].fields.len() <= 16 * 1024 && found.heads[0].size > 3 << 20);
    let (_, answer) = ask(line, LineErrand::Fetch { from: inbox(&hello), uids: vec![1, 2] }).await;
    let Answer::Fetched(fetched) = answer else { panic!("{answer:?}") };
    let lengths: Vec<usize> = fetched.iter().map(|one| one.bytes.as_ref().unwrap().len()).collect();
    assert_eq!(lengths, [64 * 1024, message("plain").len()]);
}

#[tokio::test]
async fn a_server_that_is_full_asks_to_slow_down_and_one_that_ends_is_a_failure() {
    let server = Dovecot::start("mail_max_userip_connections = 1");
    let (line, hello, _) = recorded(&server).await;
    let second = imap::connect(&account::at(server.server()), &PASSWORD.into(), Timestamp::now()).await;
    assert!(matches!(second, Err(Failure::SlowDown { .. })), "{:?}", second.err());
    let (line, _) = survey(line, &hello, 0).await;
    let interrupt = Notify::new();
    let watching = imap::run(line, LineErrand::Watch { idle: true }, Timestamp::now(), &interrupt);
    let end = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        drop(server);
    };
    let (ended, ()) = tokio::join!(watching, end);
    assert!(ended.is_err());
}
