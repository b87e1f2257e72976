//! What is to stand on the screen, decided without a screen: notes come in, notices come out, grouped and seldom.
//!
//! Everything of one subject is one notice. It is shown at once, and then replaces itself, at most once in a while, for as long
//! as there is more. The board is bounded: a storm of any size is a handful of counters.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::words;
use crate::account::record::Why;
use crate::account::{Failure, INBOX, Note, Record, Step};
use crate::mail::Address;
use crate::recognise::Reason;
use crate::settings;

/// What is moved together is told together: a notice waits so long for its like.
const TOGETHER: SignedDuration = SignedDuration::from_millis(300);
/// After so long without news a subject is closed, and the next news opens a new notice.
const QUIET: SignedDuration = SignedDuration::from_mins(10);
/// Lines come and go all day on a laptop: only one that stays away is worth a word.
const AWAY: SignedDuration = SignedDuration::from_mins(5);
/// So many names of accounts and folders, and so many failures, are told; the rest is counted.
const NAMED: usize = 3;

/// What a notice is about. There is one notice a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Backscatter was filed.
    Filed,
    /// Backscatter would be filed.
    WouldFile,
    /// The person's own mail was not delivered.
    NotDelivered,
    /// A filed message was the person's after all.
    PutBack,
    /// Messages that cannot be read are left alone.
    PassedOver,
    /// Accounts that file nothing any more.
    Paused,
    /// Accounts whose password is refused, or cannot be had: nothing happens until a person acts.
    Refused,
    /// Accounts whose server is out of reach.
    Offline,
}

/// What a screen is told to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Showing {
    Show(Notice),
    /// It is no longer true.
    Close(Subject),
}

/// Plain text, nothing in it escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub subject: Subject,
    /// It is the first of its row, and not one that counts up: it does not replace what stood there before.
    pub first: bool,
    pub title: String,
    /// Lines.
    pub body: String,
}

/// News of one subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub since: Timestamp,
    pub latest: Timestamp,
    /// When it was shown last.
    shown: Option<Timestamp>,
    /// When what is new may be shown; `None`: nothing is new.
    due: Option<Timestamp>,
    pub count: u32,
    /// How many of each kind, by the word for one of them.
    pub kinds: BTreeMap<words::Noun, u32>,
    pub accounts: Few<String>,
    pub folders: Few<String>,
    /// Whose mail failed, and why.
    pub failures: Few<(Address, Reason)>,
    /// Accounts in trouble, and the sentence.
    pub troubles: BTreeMap<String, String>,
}

/// The first few of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Few<T>(pub Vec<T>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Few<T> {
    fn add(&mut self, one: T) {
        if self.0.len() < NAMED && !self.0.contains(&one) {
            self.0.push(one);
        }
    }
}

/// The board of all accounts.
#[derive(Debug)]
pub struct Board {
    private: bool,
    every: SignedDuration,
    zone: TimeZone,
    groups: BTreeMap<Subject, Group>,
    closing: BTreeSet<Subject>,
}

impl Board {
    /// `zone` is that in which times are written.
    pub fn new(settings: &settings::Notices, zone: TimeZone) -> Self {
        let every = settings.every.try_into().unwrap_or(SignedDuration::MAX);
        Self { private: settings.private, every, zone, groups: BTreeMap::new(), closing: BTreeSet::new() }
    }

    /// Takes a note of an account.
    pub fn tell(&mut self, account: &str, note: &Note, now: Timestamp) {
        match note {
            Note::Filed(record) => self.count(Subject::Filed, now, |group| {
                group.add(account, record);
                if let Step::Filed { to, .. } = &record.step {
                    group.folders.add(to.folder.clone());
                }
            }),
            Note::WouldFile(record) => self.count(Subject::WouldFile, now, |group| group.add(account, record)),
            Note::NotDelivered { to, reason, .. } => {
                self.count(Subject::NotDelivered, now, |group| group.failures.add((to.clone(), *reason)));
            }
            Note::PutBack(record) => {
                // What the person asked for, they have been answered.
                if matches!(record.step, Step::Back { why: Why::LateTruth, .. }) {
                    self.count(Subject::PutBack, now, |group| group.add(account, record));
                }
            }
            // Sent is not looked at by anybody for news
            Note::PassedOver { folder, .. } if folder != INBOX => {}
            Note::PassedOver { .. } => self.count(Subject::PassedOver, now, |group| group.accounts.add(account.to_owned())),
            Note::Paused { why } | Note::NotWritten { why } => self.count(Subject::Paused, now, |group| {
                group.troubles.insert(account.to_owned(), why.clone());
            }),
            Note::Offline { why: why @ (Failure::Refused(_) | Failure::Secret(_)) } => self.trouble(Subject::Refused, account, why, now),
            Note::Offline { why } => self.trouble(Subject::Offline, account, why, now),
            Note::Online => {
                self.no_trouble(Subject::Offline, account);
                self.no_trouble(Subject::Refused, account);
            }
            Note::Returned { .. } | Note::Learned(_) | Note::Forgot { .. } => {}
            Note::WantsSent { .. } | Note::Reading { .. } | Note::Answered(..) | Note::Ended => {}
        }
    }

    /// What is to be done on the screen now.
    pub fn poll(&mut self, now: Timestamp) -> Vec<Showing> {
        let mut showings: Vec<_> = std::mem::take(&mut self.closing).into_iter().map(Showing::Close).collect();
        for (&subject, group) in &mut self.groups {
            if group.due.is_some_and(|due| due <= now) {
                let first = group.shown.is_none();
                group.due = None;
                group.shown = Some(now);
                let (title, body) = words::notice(subject, group, self.private, &self.zone);
                showings.push(Showing::Show(Notice { subject, first, title, body }));
            }
        }
        showings
    }

    /// When [`Board::poll`] will have something; `None`: not before the next note.
    pub fn wakes_at(&self) -> Option<Timestamp> {
        if self.closing.is_empty() { self.groups.values().filter_map(|group| group.due).min() } else { Some(Timestamp::MIN) }
    }

    /// One more of a subject that counts up.
    fn count(&mut self, subject: Subject, now: Timestamp, add: impl FnOnce(&mut Group)) {
        let every = self.every;
        let group = self.groups.entry(subject).or_default();
        // Where the clock was set back nothing is old, and the row goes on.
        if group.due.is_none() && now.duration_since(group.latest) > QUIET {
            *group = Group { since: now, ..Group::default() };
        }
        group.latest = now;
        group.count = group.count.saturating_add(1);
        add(group);
        let due = group.next(now, TOGETHER, every);
        group.due.get_or_insert(due);
    }

    /// An account in a trouble that is told once, and taken away when it is over.
    fn trouble(&mut self, subject: Subject, account: &str, why: &Failure, now: Timestamp) {
        let every = self.every;
        let group = self.groups.entry(subject).or_default();
        if group.troubles.insert(account.to_owned(), words::failure(why)).is_none() {
            let due = group.next(now, if subject == Subject::Offline { AWAY } else { TOGETHER }, every);
            group.due.get_or_insert(due);
        }
    }

    /// An account is well again: what stood there about it goes.
    fn no_trouble(&mut self, subject: Subject, account: &str) {
        let Some(group) = self.groups.get_mut(&subject) else { return };
        if group.troubles.remove(account).is_none() || !group.troubles.is_empty() {
            return;
        }
        if group.shown.is_some() {
            self.closing.insert(subject);
        }
        self.groups.remove(&subject);
    }
}

impl Group {
    fn add(&mut self, account: &str, record: &Record) {
        let of_kind = self.kinds.entry(words::Noun::of(record.kind)).or_default();
        *of_kind = of_kind.saturating_add(1);
        self.accounts.add(account.to_owned());
    }

    /// When news of this moment may be shown: after a while, and not too soon after what was shown last.
    fn next(&self, now: Timestamp, soonest: SignedDuration, every: SignedDuration) -> Timestamp {
        let soonest = later(now, soonest);
        self.shown.map_or(soonest, |shown| later(shown.min(now), every).max(soonest))
    }
}

fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
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
            letter: None,
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
            reasoning: None,
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
                vec![("home", Note::Paused { why: "you took back three filings today".to_owned() })],
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
                vec![("home", Note::PassedOver { folder: INBOX.to_owned(), uid: 9 })],
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
}
