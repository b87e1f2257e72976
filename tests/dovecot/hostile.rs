//! Mail that is meant to hurt, met by the whole agent: it stays in INBOX, and the account goes on.

use backstop::account::note::Reply;
use backstop::account::{Note, Request};

use crate::account;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ME, ago, answer, sent};
use crate::maildir::messages;
use crate::running::{Running, with_password};

const HEAD: &str = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.target.example\r\nTo: alice@example.org\r\nAuto-Submitted: auto-replied\r\n\
    Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n";

fn report(parts: &str) -> String {
    format!("{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n{parts}")
}

/// Each by the name under which it fails.
fn monsters() -> Vec<(&'static str, Vec<u8>)> {
    let status = "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\r\n";
    let forged = format!("--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: {ME}\r\nSubject: x\r\nMessage-ID: <m@x.example>\r\n");
    let mut deep = report(status);
    for _ in 0..1_000 {
        deep += "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    }
    let eight_bit: Vec<u8> = [HEAD.as_bytes(), b"X-\xff\xfe: \x80\x00\xe2\x28\r\nMessage-ID: <\x00\xff@\xff>\r\n\r\n\x00\x00\xff"].concat();
    vec![
        ("50 MB", [report(status).into_bytes(), forged.clone().into_bytes(), vec![b'x'; 50 << 20]].concat()),
        (
            "a header block of 500 KB",
            format!("{HEAD}{}\r\nno text", "X-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(8_500)).into_bytes(),
        ),
        ("one header line of 500 KB", format!("{}Message-ID: <{}@x>\r\n\r\ntext", HEAD, "y".repeat(500 << 10)).into_bytes()),
        ("a returned header block of 500 KB", (report(status) + &forged + &"X-Long: b\r\n".repeat(50_000)).into_bytes()),
        ("depth 1,000", deep.into_bytes()),
        ("100,000 parts", (report(status) + &"--b\r\n\r\nx\r\n".repeat(100_000)).into_bytes()),
        ("NUL and 8-bit headers", eight_bit),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn monsters_stay_and_the_account_goes_on() {
    let server = Dovecot::start("");
    for n in 0..30 {
        let id = format!("{n}.letter@example.org");
        server.deliver(".Sent", &sent(&id, "friend@people.example", "Plan", ago(5000 + n)));
        server.deliver("", &answer("friend@people.example", &id, "Plan", ago(4000 + n)));
    }
    let home = tempfile::tempdir().unwrap();
    let mut agent = Running::start(vec![with_password(account::at(server.server()), PASSWORD)], &home).await;
    for (_, monster) in monsters() {
        server.deliver("", &monster);
    }
    let forged = Bounce {
        id: "f@dialup.example",
        to: "s@target.example",
        subject: "Cheap watches",
        date: ago(300),
        left: ago(290),
        hop: "dialup.example",
    };
    server.deliver("", &forged.written());
    agent.note("the one behind them is filed", |note| matches!(note, Note::Filed(r) if r.place.folder == "INBOX").then_some(())).await;
    let Reply::Scanned(scanned) = agent.ask(Request::Scan { account: None, dry: true }).await else { panic!("no preview") };
    println!("{scanned:?}");
    agent.stop().await;
    let inbox = messages(&server.maildir(""));
    for (name, monster) in monsters() {
        assert!(inbox.contains(&monster), "{name} is gone");
    }
    assert_eq!(messages(&server.maildir(".Backscatter")).len(), 1);
}
