//! How far INBOX has been read, and when it must be looked at again.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::caution::Caution;
use super::clock::ServerClock;
use super::moment::{after, before, minutes, seconds};
use super::{Care, Identity, InboxPage, Standing, Survey};
use crate::account::case::STRIKES;
use crate::mail::place::{Cursor, Place};

/// Between two long errands for Sent, INBOX is looked at after this time.
const PATIENCE: SignedDuration = seconds(20);

/// Our keyword on a message that we did not file: another Backstop is about to, or somebody put it back. It is told after this.
const SECOND_LOOK: SignedDuration = minutes(10);

/// A look that is the same but for its time is worth writing down only so often.
const WORTH_WRITING: SignedDuration = seconds(60);

#[derive(Debug, Default)]
pub(super) struct Inbox {
    pub validity: u32,
    /// Read up to this UID.
    pub seen: u32,
    /// The next number that INBOX can give, at the least.
    pub uid_next: u32,
    pub keyword: bool,
    /// A look is due.
    pub stirred: bool,
    /// The look due follows a push: what it finds has just arrived.
    pushed: bool,
    /// What arrived before this is not asked for: set while INBOX is read for the first time.
    pub first: Option<Timestamp>,
    /// When the last whole look began, by the server's clock, and by ours.
    pub looked: Option<Timestamp>,
    pub looked_here: Option<Timestamp>,
    pub clock: ServerClock,
    caution: Caution,
    /// Above the one and up to the other UID everything was passed over.
    unseen: Option<(u32, u32)>,
    /// Lines that broke on a message, by its UID.
    broken: BTreeMap<u32, u8>,
    /// What has a lower UID was here before we were.
    pub old_below: u32,
    /// What somebody moved here, and the disk does not know of yet.
    moved: Vec<Identity>,
    /// UIDs that carry our keyword without our having filed them, and when to look again.
    pub second: Vec<(u32, Timestamp)>,
    /// What the disk has, or is about to; what was moved aside.
    kept: Option<InboxPage>,
    known: bool,
}

impl Inbox {
    pub fn new(cursor: Option<Cursor>, looked: Option<Timestamp>, passed: &[(u32, u32)]) -> Self {
        let kept = cursor.zip(looked);
        let kept = kept.map(|(cursor, looked)| InboxPage { cursor, looked, passed: passed.to_vec(), moved: Vec::new() });
        let (validity, seen) = cursor.map_or((0, 0), |c| (c.validity, c.uid));
        let (broken, unseen): (Vec<_>, Vec<_>) = passed.iter().copied().partition(|(above, through)| through.saturating_sub(*above) == 1);
        let broken = broken.into_iter().map(|(_, uid)| (uid, STRIKES)).collect();
        let unseen = unseen.into_iter().reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
        Self { validity, seen, looked, looked_here: looked, kept, known: cursor.is_some(), broken, unseen, ..Self::default() }
    }

    /// A login has selected INBOX. True when its numbers are new: every one that we hold is void.
    pub fn selected(&mut self, standing: &Standing, at: Timestamp, far_end: Timestamp) -> bool {
        let renumbered = self.known && self.validity != standing.validity;
        if !self.known || renumbered {
            *self = Self { looked: self.looked, looked_here: self.looked_here, clock: std::mem::take(&mut self.clock), ..Self::default() };
            self.first = Some(far_end);
            self.old_below = standing.uid_next;
        }
        if self.looked.is_none() {
            // what is here before us did not arrive: only a pass that somebody asks for judges it
            self.looked = Some(self.clock.there(at));
            self.looked_here = Some(at);
        }
        self.known = true;
        self.validity = standing.validity;
        self.uid_next = standing.uid_next;
        self.keyword = standing.keyword;
        self.stirred = true;
        renumbered
    }

    pub fn cursor(&self) -> Option<Cursor> {
        self.known.then_some(Cursor { validity: self.validity, uid: self.seen })
    }

    /// The server has pushed something.
    pub fn pushed(&mut self) {
        self.stirred = true;
        self.pushed = true;
    }

    /// A look is due, between the long errands.
    pub fn due(&self, now: Timestamp) -> bool {
        self.stirred || self.looked_here.is_none_or(|at| after(at, PATIENCE) <= now)
    }

    pub fn care(&self) -> Care {
        self.caution.care()
    }

    /// The line broke during a look. The UID up to which everything is passed over, when not even one message could be passed over.
    pub fn broke(&mut self) -> Option<u32> {
        if !self.caution.broke() {
            return None;
        }
        // which message it was, nobody knows: none of those that were there at login is asked for again
        let above = self.seen;
        self.seen = self.seen.saturating_add(1).max(self.uid_next.saturating_sub(1));
        self.unseen = Some((self.unseen.map_or(above, |(above, _)| above), self.seen));
        Some(self.seen)
    }

    /// The line broke on this message.
    pub fn strike(&mut self, uid: u32) {
        let broken = self.broken.entry(uid).or_default();
        *broken = broken.saturating_add(1);
    }

    /// It alone broke the line.
    pub fn pass_over(&mut self, uid: u32) {
        self.broken.insert(uid, STRIKES);
    }

    pub fn strikes(&self, uid: u32) -> u8 {
        self.broken.get(&uid).copied().unwrap_or(0)
    }

    /// Nothing is done with this message: it breaks the line, or may be the one that does.
    pub fn passes_over(&self, uid: u32) -> bool {
        self.strikes(uid) >= STRIKES || self.unseen.is_some_and(|(above, through)| uid > above && uid <= through)
    }

    /// One of ours came back to this place.
    pub fn came(&mut self, to: &Place) {
        if to.validity == self.validity {
            self.uid_next = self.uid_next.max(to.uid.saturating_add(1));
        }
    }

    /// All that is passed over.
    fn passed(&self) -> Vec<(u32, u32)> {
        let broken = self.broken.iter().filter(|(_, strikes)| **strikes >= STRIKES).map(|(uid, _)| (uid.saturating_sub(1), *uid));
        self.unseen.into_iter().chain(broken).collect()
    }

    /// Somebody moved this one here: the disk is to know.
    pub fn moved_here(&mut self, identity: Identity) {
        self.moved.push(identity);
    }

    /// A person acts: everything is tried anew.
    pub fn forgive(&mut self) {
        self.broken.clear();
        self.caution = Caution::default();
        if let Some((above, _)) = self.unseen.take() {
            self.seen = self.seen.min(above);
            self.stirred = true;
        }
    }

    /// When it arrived, by our clock: not before the last look, which did not show it, and now where the server has just pushed.
    pub fn here(&self, arrived: Timestamp, now: Timestamp) -> Timestamp {
        if self.pushed && self.first.is_none() {
            return now;
        }
        let here = self.stood_here(arrived, now);
        self.looked_here.map_or(here, |looked| here.max(looked)).min(now)
    }

    /// When a message arrived that was there before, by our clock.
    pub fn stood_here(&self, arrived: Timestamp, now: Timestamp) -> Timestamp {
        self.clock.here(arrived).min(now)
    }

    /// A look is done. False when it makes no headway, though it says that there is more.
    pub fn surveyed(&mut self, survey: &Survey, now: Timestamp) -> bool {
        self.caution.went(survey.more);
        let newest = survey.heads.iter().filter(|h| h.uid > self.seen).max_by_key(|h| h.uid);
        if let Some(newest) = newest.filter(|_| self.pushed && self.first.is_none()) {
            self.clock.learn(newest.arrived, now);
        }
        // a server that counts beyond its own next number would hide what comes
        let highest = survey.heads.iter().map(|h| h.uid).max().unwrap_or(0).max(self.uid_next.saturating_sub(1));
        let through = survey.through.min(highest).max(self.seen);
        let headway = through > self.seen || !survey.more;
        self.seen = through;
        self.uid_next = self.uid_next.max(through.saturating_add(1));
        if !survey.more {
            self.stirred = false;
            self.pushed = false;
            self.first = None;
            let began = survey.began.min(now);
            self.looked = Some(self.clock.there(began));
            self.looked_here = Some(began);
        }
        headway
    }

    /// Another Backstop's keyword: look again in a while.
    pub fn look_again(&mut self, uid: u32, now: Timestamp) {
        self.second.push((uid, after(now, SECOND_LOOK)));
    }

    /// What is worth writing down: everything up to `unsettled` is on the disk. A first reading that is cut off begins anew: nobody
    /// would know any more which messages were here before it.
    pub fn worth_keeping(&mut self, unsettled: Option<(u32, Timestamp)>) -> Option<InboxPage> {
        let looked = self.looked.filter(|_| self.first.is_none())?;
        let (uid, looked) = match unsettled {
            // it must be found again after a crash, and not be taken for one that somebody moved here
            Some((uid, arrived)) => (self.seen.min(uid.saturating_sub(1)), looked.min(arrived)),
            None => (self.seen, looked),
        };
        let cursor = Cursor { validity: self.validity, uid };
        let next = InboxPage { cursor, looked, passed: self.passed(), moved: Vec::new() };
        let worth =
            |kept: &InboxPage| kept.cursor != next.cursor || kept.passed != next.passed || kept.looked < before(next.looked, WORTH_WRITING);
        (!self.moved.is_empty() || self.kept.as_ref().is_none_or(worth)).then(|| {
            self.kept = Some(next.clone());
            InboxPage { moved: std::mem::take(&mut self.moved), ..next }
        })
    }
}
