//! Every verb, every command of it, every way to fail: the answer is never another one than without the fault. A refused or
//! cut-off command that reads as "nothing there" would file real bounces.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use backstop::account::errand::Source;
use backstop::account::{Answer, Care, Failure, LineErrand, Mark};
use backstop::imap;
use backstop::mail::place::Cursor;
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::fake::{CAPABILITIES, GREETING, PASSWORD, Say, Seen, account, serve, survey};

fn errands() -> Vec<LineErrand> {
    let inbox = Source { folder: "INBOX".into(), validity: 7 };
    let to = "Backscatter".to_owned();
    vec![
        survey(),
        LineErrand::Fetch { from: inbox.clone(), uids: vec![2, 9] },
        LineErrand::Status { folders: vec!["Sent".into(), "Backscatter".into()] },
        LineErrand::ReadSent {
            folder: "Sent".into(),
            cursor: Some(Cursor { validity: 8, uid: 2 }),
            since: Timestamp::UNIX_EPOCH,
            bytes: 9999,
            care: Care::Usual,
        },
        LineErrand::Make { folder: to.clone() },
        LineErrand::Move { from: inbox.clone(), to: to.clone(), uids: vec![2, 5], mark: Mark::Claim },
        LineErrand::Copy { from: inbox.clone(), to, uids: vec![2, 5], mark: Mark::Claim },
        LineErrand::Expunge { from: inbox, uids: vec![5] },
        LineErrand::Locate { folder: "Sent".into(), validity: 8, uid_from: 5 },
    ]
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    No,
    Bad,
    Bye,
    End,
    /// The end in the middle of a response.
    Torn,
    Silence,
    /// The end of a command that was never sent.
    StrangeTag,
}

/// One errand after a survey, with a fault at its `at`-th command; the answer, and how many commands there were.
async fn answered(errand: LineErrand, at: usize, fault: Option<Fault>) -> (Result<Answer, Failure>, usize, Seen) {
    let count = Arc::new(AtomicUsize::new(usize::MAX / 2));
    let counting = count.clone();
    let (stream, seen) = serve(GREETING, move |_| {
        let here = counting.fetch_add(1, Ordering::Relaxed) == at;
        match fault.filter(|_| here) {
            None => Say::Usual,
            Some(Fault::No) => Say::This("# NO not now\r\n".into()),
            Some(Fault::Bad) => Say::This("# BAD what?\r\n".into()),
            Some(Fault::Bye) => Say::Last("* BYE enough\r\n".into()),
            Some(Fault::End) => Say::Last(String::new()),
            Some(Fault::Torn) => Say::Last("* 1 FETCH (UID 2 BODY[] {400}\r\nHel".into()),
            Some(Fault::Silence) => Say::Nothing,
            Some(Fault::StrangeTag) => Say::This("A9876 OK done\r\n".into()),
        }
    });
    let (line, _) = imap::begin(stream, &account(), &PASSWORD.into(), Timestamp::now()).await.unwrap();
    count.store(0, Ordering::Relaxed);
    let answer = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.map(|(_, answer)| timeless(answer));
    (answer, count.load(Ordering::Relaxed), seen)
}

/// When a look began differs from run to run.
fn timeless(answer: Answer) -> Answer {
    let then = Timestamp::UNIX_EPOCH;
    match answer {
        Answer::Survey(survey) => Answer::Survey(backstop::account::Survey { began: then, ..survey }),
        Answer::Status { folders, .. } => Answer::Status { began: then, folders },
        Answer::Sent(batch) => Answer::Sent(backstop::account::SentBatch { began: then, ..batch }),
        other => other,
    }
}

#[tokio::test(start_paused = true)]
async fn no_fault_changes_an_answer() {
    let mut failed = 0;
    for errand in errands() {
        let (good, commands, _) = answered(errand.clone(), usize::MAX, None).await;
        let good = good.unwrap();
        assert!(commands > 0);
        for at in 0..commands {
            for fault in [Fault::No, Fault::Bad, Fault::Bye, Fault::End, Fault::Torn, Fault::Silence, Fault::StrangeTag] {
                let (answer, _, seen) = answered(errand.clone(), at, Some(fault)).await;
                match answer {
                    Ok(answer) => {
                        assert_eq!(answer, good, "{errand:?}, {fault:?} at command {at}");
                        assert!(matches!(fault, Fault::No | Fault::Bad), "{errand:?}, {fault:?} at command {at}: {:?}", seen.all());
                    }
                    Err(_) => failed += 1,
                }
            }
        }
    }
    assert!(failed > 100, "{failed}");
}

/// The login, its folders and INBOX: the same.
#[tokio::test(start_paused = true)]
async fn no_fault_makes_another_hello() {
    let hello = |at: usize, fault: &'static str| async move {
        let mut count = 0;
        let (stream, seen) = serve(GREETING, move |_| {
            count += 1;
            if count == at + 1 { Say::Last(fault.into()) } else { Say::Usual }
        });
        let hello = imap::begin(stream, &account(), &PASSWORD.into(), Timestamp::now()).await;
        (hello.map(|(_, hello)| backstop::account::Hello { at: Timestamp::UNIX_EPOCH, ..hello }), seen)
    };
    let (good, seen) = hello(99, "").await;
    let good = good.unwrap();
    for at in 0..seen.all().len() {
        for fault in ["# NO not now\r\n", "# BAD what?\r\n", "* BYE enough\r\n", "", "* LIST () \"/\" {300}\r\nSe"] {
            let (answer, _) = hello(at, fault).await;
            assert!(answer.as_ref().err().is_some() || answer.as_ref().is_ok_and(|hello| *hello == good), "{at} {fault}: {answer:?}");
        }
    }
    assert_eq!(seen.count("ID ("), 1);
    assert!(CAPABILITIES.contains("IDLE") && good.idle);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_trickles_is_left_after_five_minutes() {
    let begun = tokio::time::Instant::now();
    let (client, server) = tokio::io::duplex(4096);
    let (mut read, mut write) = tokio::io::split(server);
    tokio::spawn(async move { tokio::io::copy(&mut read, &mut tokio::io::sink()).await });
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let _ = write.write_all(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\nA0001 OK in\r\n").await;
        while write.write_all(b"* OK wait\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
    });
    let failure = imap::begin(client, &account(), &PASSWORD.into(), Timestamp::now()).await.err().unwrap();
    assert!(matches!(failure, Failure::Line(_)));
    assert!(begun.elapsed() < Duration::from_secs(340), "{:?}", begun.elapsed());
}
