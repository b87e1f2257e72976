//! A small model of the disk: what was written, and what of it a session starts from.

use std::collections::{BTreeMap, BTreeSet};

use backstop::account::{DeskErrand, End, Identity, Pause, Record, Remembered, SentPage, Settled, Step, Written};
use backstop::mail::place::Cursor;
use backstop::sent::{Book, Key, Span};
use jiff::{SignedDuration, Timestamp};

pub const ACCOUNT: &str = "home";

#[derive(Clone, Debug, Default)]
pub struct Disk {
    /// Rows and when they took their last step; a row's number is its place and one.
    pub records: Vec<(Record, Timestamp)>,
    inbox: Option<Cursor>,
    looked: Option<Timestamp>,
    passed: Vec<(u32, u32)>,
    /// What somebody moved to INBOX.
    pub moved: BTreeSet<Identity>,
    pause: Option<Pause>,
    target: Option<(String, Cursor)>,
    /// When filing last went on.
    since: Option<Timestamp>,
    sent: BTreeMap<String, Cursor>,
    span: Option<Span>,
    pages: Vec<SentPage>,
    messages: u32,
}

impl Disk {
    /// Writes, and puts what belongs there into the book.
    pub fn write(&mut self, errand: &DeskErrand, book: &mut Book, now: Timestamp) -> Written {
        match errand {
            DeskErrand::Open(records) | DeskErrand::Learn { records, .. } => {
                if let DeskErrand::Learn { folder, cursor, .. } = errand {
                    self.target = Some((folder.clone(), *cursor));
                }
                let mut ids = Vec::new();
                for record in records {
                    let id = i64::try_from(self.records.len()).unwrap() + 1;
                    self.records.push((Record { id, ..record.clone() }, now));
                    ids.push(id);
                }
                Written::Opened(ids)
            }
            DeskErrand::Renew(records) => {
                for record in records {
                    let row = self.records.get_mut(usize::try_from(record.id - 1).unwrap()).expect("a record that is there");
                    if (Record { judged: record.judged, ..row.0.clone() }) != *record {
                        *row = (record.clone(), now);
                    }
                }
                Written::Stepped
            }
            DeskErrand::Step(steps) => {
                for (id, step) in steps {
                    let row = self.records.get_mut(usize::try_from(*id - 1).unwrap()).expect("a step of a record that is there");
                    row.0.step = step.clone();
                    row.1 = now;
                }
                Written::Stepped
            }
            DeskErrand::KeepSent(page) => {
                if let Some((folder, cursor)) = &page.read {
                    self.sent.insert(folder.clone(), *cursor);
                }
                self.span = page.span.or(self.span);
                let first = self.messages;
                self.messages += u32::try_from(page.messages.len()).unwrap();
                self.pages.push(page.clone());
                into_book(page, first, book);
                Written::Sent { numbers: (first..self.messages).collect() }
            }
            DeskErrand::KeepInbox(page) => {
                self.inbox = Some(page.cursor);
                self.looked = Some(page.looked);
                self.passed.clone_from(&page.passed);
                self.moved.extend(&page.moved);
                Written::Inbox
            }
            DeskErrand::KeepPause(pause) => {
                self.pause.clone_from(pause);
                self.since = if pause.is_none() { Some(now) } else { self.since };
                Written::Pause
            }
        }
    }

    pub fn book(&self) -> Book {
        let mut book = Book::new(Key(*b"sixteen bytes of"));
        book.assume_coverage();
        book.set_account(ACCOUNT, self.span);
        let mut first = 0;
        for page in &self.pages {
            into_book(page, first, &mut book);
            first += u32::try_from(page.messages.len()).unwrap();
        }
        book.set_account(ACCOUNT, self.span);
        book
    }

    pub fn remembered(&self, now: Timestamp) -> Remembered {
        let mut remembered = Remembered {
            inbox: self.inbox,
            looked: self.looked,
            passed: self.passed.clone(),
            moved: self.moved.clone(),
            pause: self.pause.clone(),
            target: self.target.clone(),
            sent: self.sent.clone(),
            span: self.span,
            ..Remembered::default()
        };
        for (record, stepped) in &self.records {
            let Some(end) = End::of(&record.step) else {
                remembered.open.push(record.clone());
                continue;
            };
            let counts = *stepped > now - SignedDuration::from_hours(24) && self.since.is_none_or(|since| *stepped > since);
            if record.step == Step::Returned && counts {
                remembered.returns.push(*stepped);
            }
            if matches!(record.step, Step::Learned { .. }) {
                remembered.taught.insert(record.identity, record.id);
            }
            let settled = Settled { record: record.id, end };
            let known = remembered.settled.entry(record.identity).or_insert(settled);
            if known.end <= end {
                *known = settled;
            }
            if matches!(&record.step, Step::Filed { watched_until, .. } if *watched_until > now) {
                remembered.watched.push(record.clone());
            }
        }
        remembered
    }

    pub fn filed(&self) -> Vec<Record> {
        self.records.iter().map(|(record, _)| record).filter(|r| matches!(r.step, Step::Filed { .. })).cloned().collect()
    }
}

fn into_book(page: &SentPage, first: u32, book: &mut Book) {
    for (number, facts) in (first..).zip(&page.messages) {
        book.add(number, ACCOUNT, facts);
    }
    page.learned.iter().for_each(|(message, hashes)| book.learn(*message, hashes));
    page.written_to.iter().for_each(|hash| book.note_written_to(*hash));
    page.replies.iter().for_each(|reply| book.add_reply(reply.clone()));
    if let Some(span) = page.span {
        book.set_account(ACCOUNT, Some(span));
    }
}
