//! What is to stand on the screen, decided without a screen: notes come in, notices come out, grouped and seldom.
//!
//! Everything of one subject is one notice. It is shown at once, and then replaces itself, at most once in a while, for as long
//! as there is more. The board is bounded: a storm of any size is a handful of counters.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::words;
use crate::account::record::Why;
use crate::account::{Failure, Note, Record, Step};
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
            Note::PassedOver { .. } => self.count(Subject::PassedOver, now, |group| group.accounts.add(account.to_owned())),
            Note::Paused { why } => self.count(Subject::Paused, now, |group| {
                group.troubles.insert(account.to_owned(), why.clone());
            }),
            Note::Offline { why: why @ (Failure::Refused(_) | Failure::Secret(_)) } => self.trouble(Subject::Refused, account, why, now),
            Note::Offline { why } => self.trouble(Subject::Offline, account, why, now),
            Note::Online => {
                self.no_trouble(Subject::Offline, account);
                self.no_trouble(Subject::Refused, account);
            }
            Note::Returned { .. } | Note::WantsSent { .. } | Note::Reading { .. } | Note::Answered(..) | Note::Ended => {}
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
mod tests;
