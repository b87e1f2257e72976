//! Records on the screen, beside what must be read there.

use super::*;
use crate::account::Identity;
use crate::mail::Place;
use crate::recognise::{Evidence, Sign};
use crate::sent::Sought;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn eye() -> Eye {
    Eye { screen: Screen::of_output(), now: at("2026-11-03T12:00:00Z"), zone: TimeZone::UTC }
}

fn record(id: i64, kind: Kind, verdict: &str, step: Step) -> Record {
    Record {
        id,
        account: "home".to_owned(),
        place: Place { folder: "INBOX".to_owned(), validity: 1, uid: 1 },
        identity: Identity(1),
        kind,
        verdict: verdict.to_owned(),
        proved: false,
        evidence: vec![Evidence {
            sign: Sign::SentAbsent,
            says: "The original <x@example.net> of 1 Nov 2026 is in none of your Sent folders".to_owned(),
        }],
        sought: Sought {
            ids: vec!["x@example.net".to_owned()],
            recipients: vec!["ann@example.com".to_owned()],
            subject: Some("Cheap\u{202E} pills".to_owned()),
            date: Some(at("2026-11-01T10:00:00Z")),
            ..Sought::default()
        },
        subject: "Undelivered Mail\r\nReturned\u{1b}[2J to Sender".to_owned(),
        from: "mailer-daemon@mx.example.com".to_owned(),
        arrived: at("2026-11-03T09:30:00Z"),
        judged: at("2026-11-03T09:31:00Z"),
        step,
    }
}

fn filed() -> Step {
    Step::Filed { to: Place { folder: "Backscatter".to_owned(), validity: 2, uid: 7 }, watched_until: at("2026-11-10T09:31:00Z") }
}

#[test]
fn a_list_is_aligned_and_clean() {
    let records = [record(142, Kind::Failure, "backscatter", filed()), record(7, Kind::AutoReply, "unsure", Step::Left)];
    assert_eq!(
        table(&records, &eye()),
        "\
ID   WHEN         VERDICT      KIND        STEP   MESSAGE
142  today 09:31  backscatter  failure     filed  mailer-daemon@mx.example.com - Undelivered Mail Returned [2J to Sender
7    today 09:31  unsure       auto-reply  left   mailer-daemon@mx.example.com - Undelivered Mail Returned [2J to Sender
"
    );
    assert_eq!(table(&[], &eye()), "Nothing has been judged yet.\n");
}

#[test]
fn an_explanation_shows_why_and_what_was_compared() {
    assert_eq!(
        explained(&record(42, Kind::Failure, "backscatter", filed()), &eye()),
        "\
42  backscatter, failure, filed
    From        mailer-daemon@mx.example.com
    Subject     Undelivered Mail Returned [2J to Sender
    Account     home
    Arrived     today 09:30, judged today 09:31
    Stands in   Backscatter

Why
    The original <x@example.net> of 1 Nov 2026 is in none of your Sent folders

Compared with your Sent folders
    Message-ID  x@example.net
    Recipient   ann@example.com
    Subject     Cheap pills
    Date        1 Nov 2026 10:00

To put it back: backstop undo 42
"
    );
}
