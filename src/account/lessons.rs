//! What the person moves into the folder for backscatter by hand: each report there teaches the campaign that it is of.
//!
//! The folder is looked at where STATUS, asked for Sent anyway, says that it has grown by more than our own filings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::agenda::{Of, Work};
use super::case::{STRIKES, State as CaseState};
use super::desk::Then;
use super::docket::Acquaintance;
use super::errand::{Source, identity_of};
use super::filing::Target;
use super::moment::{before, days};
use super::remembered::{End, Settled};
use super::session::Session;
use super::{Answer, DeskErrand, Fetched, Identity, LineErrand, Located, Note, Record, Step};
use crate::mail::place::Cursor;
use crate::mail::{self, Mail, Place};
use crate::recognise::{Campaign, Kind, kind_of};
use crate::sent::{Book, Sought};

/// Of a whole pile that somebody moves there, so many are read; the newest.
const MOST: usize = 100;

/// Messages in one errand.
const GROUP: usize = 32;

#[derive(Debug, Default)]
pub(super) struct Lessons {
    folder: String,
    /// What stands in the folder is known up to there.
    cursor: Option<Cursor>,
    /// The next number that the folder gives, as the last STATUS says.
    uid_next: u32,
    /// When a look last showed that nothing stood above the cursor.
    quiet: Option<Timestamp>,
    /// Where our own filings went, above the cursor.
    ours: BTreeSet<u32>,
    /// Automatic messages that somebody else put there, to be read.
    unread: Vec<Moved>,
    /// What was learned of those that are read, until all are.
    learned: Vec<Record>,
    strikes: u8,
    /// The lessons that stand, and the records that say so.
    taught: BTreeMap<Identity, i64>,
}

#[derive(Debug)]
struct Moved {
    uid: u32,
    identity: Identity,
    arrived: Timestamp,
    size: u32,
}

impl Lessons {
    pub fn new(known: Option<(String, Cursor)>, taught: BTreeMap<Identity, i64>) -> Self {
        let (folder, cursor) = known.map_or((String::new(), None), |(folder, cursor)| (folder, Some(cursor)));
        Self { folder, cursor, taught, ..Self::default() }
    }

    /// A STATUS that began then tells of the folder. True when it is new to us, or has new numbers: what is there now teaches nothing.
    fn status(&mut self, target: &Target, began: Timestamp) -> bool {
        let last = target.uid_next.saturating_sub(1);
        self.uid_next = target.uid_next;
        let same = |c: &Cursor| c.validity == target.validity && c.uid <= last && self.folder == target.folder;
        if let Some(cursor) = self.cursor.as_ref().filter(|cursor| same(cursor)) {
            self.quiet = if cursor.uid == last { Some(began) } else { self.quiet };
            return false;
        }
        self.quiet = Some(began);
        self.folder.clone_from(&target.folder);
        self.unread.clear();
        self.ours.clear();
        self.cursor = Some(Cursor { validity: target.validity, uid: last });
        true
    }

    /// One of our own stands there.
    fn filed(&mut self, to: &Place) {
        let Some(cursor) = self.cursor.as_mut().filter(|c| c.validity == to.validity && self.folder == to.folder) else { return };
        self.ours.insert(to.uid);
        while self.ours.remove(&cursor.uid.saturating_add(1)) {
            cursor.uid += 1;
        }
        self.ours.retain(|uid| *uid > cursor.uid);
    }

    fn next(&self) -> Option<LineErrand> {
        let Cursor { validity, uid } = self.cursor?;
        let folder = self.folder.clone();
        if self.uid_next.saturating_sub(1) > uid {
            return Some(LineErrand::Locate { folder, validity, uid_from: uid.saturating_add(1) });
        }
        let uids: Vec<u32> = self.unread.iter().take(GROUP).map(|moved| moved.uid).collect();
        (!uids.is_empty()).then_some(LineErrand::Fetch { from: Source { folder, validity }, uids })
    }

    /// The line broke. What breaks it again and again teaches nothing.
    pub fn broke(&mut self) {
        self.strikes += 1;
        if self.strikes >= STRIKES {
            self.strikes = 0;
            self.unread.clear();
            self.through();
        }
    }

    /// A page that ends where the one before did would be asked for without end.
    fn advances(&self, page: &Located) -> bool {
        !page.more || self.cursor.is_some_and(|cursor| page.through > cursor.uid)
    }

    /// A message that we never met in INBOX, and that is new in the folder: it stood somewhere before, and was not delivered there, as
    /// a rule does it, or a stranger by "me+backscatter@". A move keeps INTERNALDATE; no clock is wrong by a day.
    fn stood_elsewhere(&self, arrived: Timestamp) -> bool {
        self.quiet.is_some_and(|quiet| arrived < before(quiet, days(1)))
    }

    fn through(&mut self) {
        if let Some(cursor) = &mut self.cursor {
            cursor.uid = cursor.uid.max(self.uid_next.saturating_sub(1));
        }
    }

    /// The lesson of this message, which is over.
    pub fn forget(&mut self, identity: Identity) -> Option<i64> {
        self.taught.remove(&identity)
    }

    /// The same, where that is the record of it: another case of the same message ends when the person has moved it.
    pub fn forget_by(&mut self, identity: Identity, record: i64) -> Option<i64> {
        if self.taught.get(&identity) == Some(&record) { self.forget(identity) } else { None }
    }

    pub fn stands(&self, identity: Identity) -> bool {
        self.taught.contains_key(&identity)
    }
}

impl Session {
    pub(super) fn lesson_work(&self) -> Option<Work> {
        self.target.as_ref()?;
        Some(Work { errand: self.lessons.next()?, of: Of::Lesson })
    }

    /// STATUS tells of the folder for backscatter.
    pub(super) fn look_for_lessons(&mut self, began: Timestamp) {
        if self.target.as_ref().is_some_and(|target| self.lessons.status(target, began)) {
            self.keep_lessons();
        }
    }

    pub(super) fn filed_at(&mut self, to: &Place) {
        if let Some(target) = self.target.as_mut().filter(|t| t.folder == to.folder && t.validity == to.validity) {
            target.uid_next = target.uid_next.max(to.uid.saturating_add(1));
        }
        self.lessons.filed(to);
    }

    /// An errand for lessons is answered.
    pub(super) fn lesson_read(&mut self, answer: Answer, book: &Book) -> bool {
        match answer {
            Answer::Located(located) if self.lessons.advances(&located) => self.folder_seen(&located, book),
            Answer::Fetched(fetched) => self.moved_read(fetched, book),
            _ => return false,
        }
        self.lessons.strikes = 0;
        if self.lessons.unread.is_empty() {
            self.keep_lessons();
        }
        true
    }

    /// What is new in the folder: our own, another Backstop's, or put there by hand.
    fn folder_seen(&mut self, Located { heads, through, more }: &Located, book: &Book) {
        let above = self.lessons.cursor.map_or(u32::MAX, |c| c.uid);
        for head in heads.iter().filter(|head| head.uid > above && !head.deleted) {
            let mail = mail::read(&head.fields);
            if !mail::looks_automatic(&mail) {
                continue;
            }
            let identity = identity_of(head, &mail, book.key());
            let by_hand = match self.docket.acquaintance(identity) {
                Acquaintance::InHand => !self.docket.alike(identity).any(|case| is_moving(&case.state)),
                Acquaintance::Settled(Settled { end: End::Filed, .. }) => false,
                Acquaintance::Settled(Settled { end: End::Pinned, .. }) => !self.lessons.stands(identity),
                // our keyword, and we did not set it: another Backstop has filed it
                Acquaintance::Settled(_) => !head.marked,
                Acquaintance::New => !head.marked && self.lessons.stood_elsewhere(head.arrived),
            };
            if by_hand {
                self.lessons.unread.push(Moved { uid: head.uid, identity, arrived: head.arrived, size: head.size });
            }
        }
        let beyond = self.lessons.unread.len().saturating_sub(MOST);
        self.lessons.unread.drain(..beyond);
        self.lessons.uid_next = self.lessons.uid_next.max(through.saturating_add(1));
        match &mut self.lessons.cursor {
            Some(cursor) if *more => cursor.uid = cursor.uid.max(*through),
            _ => self.lessons.through(),
        }
    }

    fn moved_read(&mut self, fetched: Vec<Fetched>, book: &Book) {
        let group = self.lessons.unread.len().min(GROUP);
        let moved: Vec<Moved> = self.lessons.unread.drain(..group).collect();
        for moved in moved {
            let bytes = fetched.iter().find(|f| f.uid == moved.uid).and_then(|f| f.bytes.as_deref());
            let Some(bytes) = bytes else { continue };
            let size = usize::try_from(moved.size).unwrap_or(usize::MAX).max(bytes.len());
            let mail = mail::read_cut(bytes, size);
            let (kind, _) = kind_of(&mail);
            if let Some(campaign) = self.lesson_of(&mail, book).filter(|_| kind != Kind::Ordinary) {
                let record = self.lesson(&moved, kind, campaign);
                self.lessons.learned.push(record);
            }
        }
    }

    /// The campaign that a report teaches: it returns a subject that stands in no Sent message, and a From of the person's.
    fn lesson_of(&self, mail: &Mail, book: &Book) -> Option<Campaign> {
        let original = mail.returned.original()?;
        let from = original.from.first()?;
        let own = self.own.addresses.iter().any(|p| p.covers(from)) || book.wrote_as(from);
        let sent = book.has_subject(original.subject.as_deref()?);
        Campaign::of(mail, book.key()).filter(|_| own && !sent)
    }

    /// It keeps nothing of the report's text, and no address.
    fn lesson(&self, moved: &Moved, kind: Kind, campaign: Campaign) -> Record {
        let validity = self.lessons.cursor.map_or(0, |c| c.validity);
        Record {
            id: 0,
            account: self.name.clone(),
            place: Place { folder: self.lessons.folder.clone(), validity, uid: moved.uid },
            identity: moved.identity,
            letter: None,
            kind,
            verdict: "backscatter".to_owned(),
            proved: false,
            evidence: vec![Campaign::moved_by_hand()],
            sought: Sought::default(),
            subject: String::new(),
            from: String::new(),
            arrived: moved.arrived,
            judged: self.now,
            step: Step::Learned { campaign },
            reasoning: None,
        }
    }

    /// What was learned goes to the disk, and how far the folder is known with it.
    fn keep_lessons(&mut self) {
        let Some(cursor) = self.lessons.cursor else { return };
        let records = std::mem::take(&mut self.lessons.learned);
        let then = Then::Learned(records.clone());
        self.desk.add(DeskErrand::Learn { folder: self.lessons.folder.clone(), cursor, records }, then);
    }

    /// The disk has it: from now on it teaches.
    pub(super) fn learned(&mut self, records: Vec<Record>, ids: &[i64]) {
        for (record, &id) in records.into_iter().zip(ids) {
            self.lessons.taught.insert(record.identity, id);
            self.docket.settle(record.identity, Settled { record: id, end: End::Pinned });
            self.notes.push_back(Note::Learned(Record { id, ..record }));
        }
    }
}

fn is_moving(state: &CaseState) -> bool {
    matches!(state, CaseState::Shifting(_) | CaseState::Recalled { .. })
}
