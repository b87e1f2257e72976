//! The board by tables: notes in, the words on the screen out.

use std::time::Duration;

use super::*;
use crate::account::Identity;
use crate::mail::Place;
use crate::recognise::Kind;
use crate::sent::Sought;

const T0: i64 = 1_793_520_000; // 2026-11-01 08:00:00 UTC

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(T0 + seconds).unwrap()
}

fn board(private: bool) -> Board {
    Board::new(&settings::Notices { private, every: Duration::from_secs(60) }, TimeZone::UTC)
}

fn record(kind: Kind, step: Step) -> Record {
    Record {
        id: 1,
        account: "home".to_owned(),
        place: Place { folder: "INBOX".to_owned(), validity: 1, uid: 1 },
        identity: Identity(1),
        kind,
        verdict: "backscatter".to_owned(),
        proved: false,
        evidence: Vec::new(),
        sought: Sought::default(),
        subject: "CANARY subject http://canary.example".to_owned(),
        from: "canary@mx.example".to_owned(),
        arrived: at(0),
        judged: at(0),
        step,
    }
}

fn filed(kind: Kind) -> Note {
    let to = Place { folder: "Backscatter".to_owned(), validity: 2, uid: 7 };
    Note::Filed(record(kind, Step::Filed { to, watched_until: at(0) }))
}

fn back(why: Why) -> Note {
    Note::PutBack(record(Kind::Failure, Step::Back { to: Place { folder: "INBOX".to_owned(), validity: 1, uid: 9 }, why }))
}

fn failed(to: &str) -> Note {
    Note::NotDelivered { record: 1, to: Address::parse(to).unwrap(), reason: Reason::NoSuchUser }
}

fn offline(why: Failure) -> Note {
    Note::Offline { why }
}

/// What is shown at a moment, in one line each.
fn shown_at(board: &mut Board, seconds: i64) -> Vec<String> {
    board
        .poll(at(seconds))
        .into_iter()
        .map(|showing| match showing {
            Showing::Show(n) => format!("{}{} | {}", if n.first { "" } else { "again: " }, n.title, n.body.replace('\n', " / ")),
            Showing::Close(subject) => format!("close {subject:?}"),
        })
        .collect()
}

#[test]
fn each_note_has_its_words() {
    let many_failures = ["ann@example.org", "bob@example.org", "cy@example.org", "dee@example.org"].map(failed);
    let would = Note::WouldFile(record(Kind::AutoReply, Step::WouldFile));
    let line = || Failure::Line("the name imap.example.org was not found".to_owned());
    let refused = || Failure::Refused("CANARY go to http://canary.example".to_owned());
    let cases = [
        (
            vec![("home", filed(Kind::Failure))],
            "1 bounce filed | For mail that you never sent. It is in the folder Backscatter of home.",
            "1 bounce filed | ",
        ),
        (
            vec![("home", filed(Kind::Failure)), ("home", filed(Kind::AutoReply)), ("home", filed(Kind::Failure))],
            "3 messages filed | 2 bounces, 1 automatic reply. / For mail that you never sent. They are in the folder Backscatter of home.",
            "3 messages filed | ",
        ),
        (
            vec![("home", filed(Kind::Notice)), ("work", filed(Kind::Notice))],
            "2 virus notices filed | For mail that you never sent. They are in the folders Backscatter.",
            "2 virus notices filed | ",
        ),
        (
            vec![("home", would)],
            "1 automatic reply would be filed | For mail that you never sent. home only observes, so nothing was moved.",
            "1 automatic reply would be filed | ",
        ),
        (
            vec![("home", failed("ann@example.org"))],
            "Mail not delivered | Your mail to ann@example.org was not delivered: no such user.",
            "A mail of yours was not delivered | ",
        ),
        (
            many_failures.into_iter().map(|note| ("home", note)).collect(),
            "4 mails not delivered | To ann@example.org: no such user. / To bob@example.org: no such user. / To cy@example.org: no such user. / \
             And 1 more: backstop log",
            "4 mails of yours were not delivered | ",
        ),
        (
            vec![("home", back(Why::LateTruth))],
            "1 bounce put back | The mail that it answers has turned up in Sent: it is yours, and in your inbox again.",
            "1 bounce put back | The mail that it answers has turned up in Sent: it is yours, and in your inbox again.",
        ),
        (
            vec![("home", Note::Paused { why: "You took back three filings today.".to_owned() })],
            "home: filing is paused | You took back three filings today.",
            "Filing is paused | To see why: backstop status",
        ),
        (
            vec![("home", offline(refused()))],
            "home: Backstop cannot log in | The server refused the login. It will not be tried again until you have looked: backstop setup",
            "Backstop cannot log in | To see why: backstop status",
        ),
        (
            vec![("home", offline(line())), ("work", offline(line()))],
            "2 accounts are offline | home: no connection: the name imap.example.org was not found. / \
             work: no connection: the name imap.example.org was not found.",
            "2 accounts are offline | To see why: backstop status",
        ),
        (
            vec![("home", Note::PassedOver { uid: 9 })],
            "1 message left unread by Backstop | Reading it broke the connection twice. It stays in your inbox.",
            "1 message left unread by Backstop | Reading it broke the connection twice. It stays in your inbox.",
        ),
    ];
    for (notes, open, private) in cases {
        for (mut board, want) in [(board(false), open), (board(true), private)] {
            for (account, note) in &notes {
                board.tell(account, note, at(0));
            }
            let said = shown_at(&mut board, 301);
            assert_eq!(said, [want], "{notes:?}");
            assert!(!said.concat().contains("CANARY") && !said.concat().contains("canary"), "{said:?}");
            assert_eq!(board.wakes_at(), None, "{notes:?}");
        }
    }
}

#[test]
fn nothing_is_said_of_what_the_person_did_or_need_not_know() {
    let mut board = board(false);
    for note in [
        back(Why::Asked),
        Note::Returned { record: 1 },
        Note::Online,
        Note::WantsSent { account: "work".to_owned() },
        Note::Reading { folder: "Sent".to_owned(), read: 1, left: 2 },
        Note::Ended,
    ] {
        board.tell("home", &note, at(0));
        assert_eq!((board.wakes_at(), shown_at(&mut board, 900)), (None, vec![]), "{note:?}");
    }
}

#[test]
fn a_storm_is_one_notice_that_counts_up_once_a_minute() {
    let mut board = board(false);
    let mut shown = Vec::new();
    // 1,000 in 150 seconds, the screen asked after each, as the agent would
    for n in 0..1_000 {
        board.tell("home", &filed(Kind::Failure), at(n * 150 / 1_000));
        shown.extend(shown_at(&mut board, n * 150 / 1_000));
    }
    while let Some(wake) = board.wakes_at() {
        shown.extend(shown_at(&mut board, wake.as_second() - T0));
    }
    let titles: Vec<_> = shown.iter().map(|line| line.split(" | ").next().unwrap()).collect();
    assert_eq!(titles, ["8 bounces filed", "again: 408 bounces filed", "again: 808 bounces filed", "again: 1000 bounces filed"]);
    assert_eq!(
        shown.last().unwrap().split(" | ").nth(1).unwrap(),
        "Since 08:00. / For mail that you never sent. They are in the folder Backscatter of home."
    );
}

#[test]
fn after_ten_quiet_minutes_a_new_row_begins() {
    let mut board = board(false);
    board.tell("home", &filed(Kind::Failure), at(0));
    assert_eq!(board.wakes_at(), Some(Timestamp::from_millisecond((T0 * 1_000) + 300).unwrap()), "the first one is prompt");
    assert_eq!(shown_at(&mut board, 1).len(), 1);
    board.tell("home", &filed(Kind::Failure), at(600));
    assert!(shown_at(&mut board, 601).concat().starts_with("again: 2 bounces filed"));
    board.tell("home", &filed(Kind::Failure), at(1_201));
    assert!(shown_at(&mut board, 1_202).concat().starts_with("1 bounce filed"));
    // the clock is set back by an hour: the row goes on, and is not silent for an hour
    board.tell("home", &filed(Kind::Failure), at(-2_400));
    assert!(shown_at(&mut board, -2_339).concat().starts_with("again: 2 bounces filed"));
}

#[test]
fn a_trouble_is_told_once_and_goes_when_it_is_over() {
    let line = |why: &str| offline(Failure::Line(why.to_owned()));
    let mut board = board(false);
    // a line that comes back within five minutes is not worth a word
    board.tell("home", &line("gone"), at(0));
    assert!(shown_at(&mut board, 299).is_empty());
    board.tell("home", &Note::Online, at(299));
    assert!(shown_at(&mut board, 1_000).is_empty());
    // one that stays away is told, once
    board.tell("home", &line("gone"), at(1_000));
    board.tell("home", &line("still gone"), at(1_200));
    assert_eq!(shown_at(&mut board, 1_300), ["home: Backstop is offline | No connection: still gone."]);
    board.tell("home", &line("gone for good"), at(2_000));
    assert!(shown_at(&mut board, 9_000).is_empty());
    board.tell("home", &Note::Online, at(9_000));
    assert_eq!(board.wakes_at(), Some(Timestamp::MIN));
    assert_eq!(shown_at(&mut board, 9_000), ["close Offline"]);
    // and told again the next time
    board.tell("home", &offline(Failure::Refused("no".to_owned())), at(9_100));
    assert!(shown_at(&mut board, 9_101).concat().starts_with("home: Backstop cannot log in"));
}

#[test]
fn names_and_reasons_are_cleaned_and_bounded() {
    let mut board = board(false);
    let why = format!("\u{202E}<b>{}\n\u{1b}[31m", "x".repeat(9_000));
    for n in 0..1_000 {
        board.tell(&format!("\u{202E}account {n:04} {}", "y".repeat(500)), &Note::Paused { why: why.clone() }, at(0));
    }
    let said = shown_at(&mut board, 1).concat();
    assert!(said.starts_with("1000 accounts file nothing for now | account 0000 yyy"), "{said}");
    assert!(said.ends_with("And 997 more: backstop status") && said.chars().count() < 600, "{said}");
    assert!(!said.contains(['\u{202E}', '\u{1b}']));
}
