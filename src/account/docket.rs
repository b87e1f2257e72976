//! The cases of a session, and what the journal says of messages whose case is closed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Identity;
use super::case::{Case, CaseNo, State};
use super::filing::{Shift, Stage, Way};
use super::moment::{after, before, days, minutes};
use super::remembered::{End, Remembered, Settled};
use super::shelves::{Shelf, Shelves, Slip};
use crate::mail::Place;

/// What is known of a message that a survey shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acquaintance {
    New,
    /// A case is open for it.
    InHand,
    Settled(Settled),
}

#[derive(Debug, Default)]
pub(super) struct Docket {
    last: u64,
    cases: BTreeMap<CaseNo, Case>,
    shelves: Shelves,
    /// Those of one identity: a message may be delivered twice within a second.
    alike: BTreeMap<Identity, Vec<CaseNo>>,
    /// How many of an identity are open, and not only watched.
    in_hand: BTreeMap<Identity, u32>,
    /// The watched ones, by their records.
    watched: BTreeMap<i64, CaseNo>,
    settled: BTreeMap<Identity, Settled>,
    /// What was filed in the last days, by what its copies have in common.
    letters: BTreeMap<u64, Filings>,
}

/// How often a letter was filed, and when it arrived first.
#[derive(Debug)]
struct Filings {
    first: Timestamp,
    count: u32,
}

/// One message that is delivered twice by two ways comes twice within this time. What comes later comes because it was moved.
const TWICE_WITHIN: SignedDuration = minutes(2);

/// Letters are remembered for so long.
const LETTERS_DAYS: i64 = 7;

impl Docket {
    /// What the disk remembers: the open ones are adrift until they are looked for.
    pub fn new(remembered: &Remembered) -> Self {
        let mut docket = Self { settled: remembered.settled.clone(), ..Self::default() };
        remembered.moved.iter().for_each(|identity| docket.pin(*identity));
        for record in &remembered.open {
            if let Some(shift) = Shift::resumed(record) {
                docket.open(Case::remembered(record.clone(), State::Shifting(shift)));
            }
        }
        for record in &remembered.watched {
            if let super::Step::Filed { to, watched_until } = &record.step {
                docket.watch(Case::remembered(record.clone(), State::Recording), to.clone(), *watched_until);
            }
        }
        docket
    }

    pub fn open(&mut self, case: Case) -> CaseNo {
        *self.in_hand.entry(case.identity).or_default() += 1;
        self.number(case)
    }

    fn number(&mut self, case: Case) -> CaseNo {
        self.last += 1;
        let no = CaseNo(self.last);
        self.alike.entry(case.identity).or_default().push(no);
        self.put(no, case);
        no
    }

    /// A case that is filed: it is on the docket, but no longer in hand.
    fn watch(&mut self, mut case: Case, to: Place, until: Timestamp) -> CaseNo {
        if let Some(letter) = case.letter {
            self.letters.entry(letter).or_insert(Filings { first: case.arrived, count: 0 }).count += 1;
            if self.letters.len().is_multiple_of(4096) {
                self.letters.retain(|_, filings| filings.first > before(case.arrived, days(LETTERS_DAYS)));
            }
        }
        case.state = State::Watched { to, until };
        // the journal has it: in memory are thousands, for days
        case.reasoning = None;
        if let Some(record) = &mut case.record {
            record.reasoning = None;
        }
        let record = case.record.as_ref().map(|record| record.id);
        let no = self.number(case);
        self.watched.extend(record.map(|record| (record, no)));
        no
    }

    pub fn case(&self, no: CaseNo) -> Option<&Case> {
        self.cases.get(&no)
    }

    /// Changes a case; what `change` gives.
    pub fn change<T>(&mut self, no: CaseNo, change: impl FnOnce(&mut Case) -> T) -> Option<T> {
        let case = self.cases.get_mut(&no)?;
        let before = Slip::of(case);
        let gives = change(case);
        let after = Slip::of(case);
        if before != after {
            self.shelves.remove(no, before);
            self.shelves.add(no, after);
        }
        Some(gives)
    }

    /// A shift goes on; its case stays one that is on its way.
    pub fn shift_mut(&mut self, no: CaseNo) -> Option<&mut Shift> {
        match &mut self.cases.get_mut(&no)?.state {
            State::Shifting(shift) => Some(shift),
            _ => None,
        }
    }

    /// Takes a case out for a moment; `put` gives it back.
    pub fn take(&mut self, no: CaseNo) -> Option<Case> {
        let case = self.cases.remove(&no)?;
        self.shelves.remove(no, Slip::of(&case));
        Some(case)
    }

    pub fn put(&mut self, no: CaseNo, case: Case) {
        self.shelves.add(no, Slip::of(&case));
        self.cases.insert(no, case);
    }

    /// The cases that stand there, in the order of their numbers.
    pub fn on(&self, shelf: Shelf) -> impl Iterator<Item = (CaseNo, &Case)> {
        self.shelves.on(shelf).filter_map(|no| Some((no, self.cases.get(&no)?)))
    }

    pub fn count(&self, shelf: Shelf) -> usize {
        self.shelves.count(shelf)
    }

    /// Messages that are on their way.
    pub fn shifts(&self) -> impl Iterator<Item = (CaseNo, &Case, &Shift)> {
        self.on(Shelf::Shifting).filter_map(|(no, case)| match &case.state {
            State::Shifting(shift) => Some((no, case, shift)),
            _ => None,
        })
    }

    /// The time goes on; `back`: by a clock that was set back.
    pub fn turn(&mut self, now: Timestamp, back: bool) {
        let due = if back { self.cases.keys().copied().collect() } else { self.shelves.over(now) };
        for no in due {
            self.change(no, |case| case.turn(now));
        }
    }

    /// When the next hold is over.
    pub fn next_over(&self) -> Option<Timestamp> {
        self.shelves.next_over()
    }

    /// Bytes of the messages that are in memory.
    pub fn bytes(&self) -> usize {
        self.shelves.bytes()
    }

    /// The case is over; `end` is what the journal says of it, where it has a row.
    pub fn close(&mut self, no: CaseNo, end: Option<End>) -> Option<Case> {
        self.unwatch(no);
        let case = self.take(no)?;
        if let Some(alike) = self.alike.get_mut(&case.identity) {
            alike.retain(|one| *one != no);
            if alike.is_empty() {
                self.alike.remove(&case.identity);
            }
        }
        self.let_go(&case, end);
        Some(case)
    }

    /// It is filed: from now on it is compared with Sent, under this number.
    pub fn filed(&mut self, no: CaseNo, to: Place, until: Timestamp) -> Option<CaseNo> {
        let case = self.close(no, Some(End::Filed))?;
        Some(self.watch(case, to, until))
    }

    /// A filed one is in hand again.
    pub fn recall(&mut self, no: CaseNo, from: Place, why: super::record::Why) {
        let Some(case) = self.cases.get(&no) else { return };
        if matches!(case.state, State::Watched { .. }) {
            *self.in_hand.entry(case.identity).or_default() += 1;
            self.unwatch(no);
        }
        self.change(no, |case| case.state = State::Recalled { from, why });
    }

    fn unwatch(&mut self, no: CaseNo) {
        let record = self.cases.get(&no).and_then(|case| Some(case.record.as_ref()?.id));
        if let Some(record) = record.filter(|record| self.watched.get(record) == Some(&no)) {
            self.watched.remove(&record);
        }
    }

    fn let_go(&mut self, case: &Case, end: Option<End>) {
        if !matches!(case.state, State::Watched { .. })
            && let Some(count) = self.in_hand.get_mut(&case.identity)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.in_hand.remove(&case.identity);
            }
        }
        if let (Some(end), Some(record)) = (end, &case.record) {
            self.settle(case.identity, Settled { record: record.id, end });
        }
    }

    /// The journal's last word on a message; a weaker one never replaces a stronger.
    pub fn settle(&mut self, identity: Identity, settled: Settled) {
        let known = self.settled.entry(identity).or_insert(settled);
        if settled.end >= known.end {
            *known = settled;
        }
    }

    /// Somebody moved it to INBOX: it is never touched, whatever the journal says of it.
    pub fn pin(&mut self, identity: Identity) {
        self.settle(identity, Settled { record: 0, end: End::Pinned });
    }

    pub fn is_pinned(&self, identity: Identity) -> bool {
        self.settled.get(&identity).is_some_and(|settled| settled.end == End::Pinned)
    }

    pub fn acquaintance(&self, identity: Identity) -> Acquaintance {
        if self.in_hand.contains_key(&identity) {
            return Acquaintance::InHand;
        }
        self.settled.get(&identity).map_or(Acquaintance::New, |settled| Acquaintance::Settled(*settled))
    }

    /// Was this letter filed, and is it delivered again? (A mailbox that puts back a copy of what is moved is not fought with.)
    pub fn comes_again(&self, letter: Option<u64>, arrived: Timestamp) -> bool {
        let filings = letter.and_then(|letter| self.letters.get(&letter));
        filings.is_some_and(|filings| filings.count > 1 || arrived > after(filings.first, TWICE_WITHIN))
    }

    /// Every case in hand of this identity is about a message that stands still, under another number.
    pub fn stand_elsewhere(&self, identity: Identity, uid: u32) -> bool {
        let stands = |case: &Case| match &case.state {
            State::Arrived | State::Held { .. } | State::Looking { .. } | State::Recording => true,
            State::Shifting(shift) => shift.way == Way::Out && matches!(shift.stage, Stage::Planning(_) | Stage::Planned(_)),
            State::Watched { .. } | State::Recalled { .. } => false,
        };
        let mut of_it = self.alike(identity).filter(|c| !matches!(c.state, State::Watched { .. }));
        of_it.all(|case| case.place.uid != uid && stands(case))
    }

    /// The cases of this identity.
    pub fn alike(&self, identity: Identity) -> impl Iterator<Item = &Case> {
        self.alike.get(&identity).into_iter().flatten().filter_map(|no| self.cases.get(no))
    }

    /// One of them is on its way: where it arrives, nobody could tell another of the same identity from it.
    pub fn is_moving(&self, identity: Identity) -> bool {
        self.alike(identity).any(|case| matches!(case.state, State::Shifting(_)))
    }

    /// The journal has another record of the same identity: it was delivered twice.
    pub fn is_doubled(&self, case: &Case) -> bool {
        let record = |case: &Case| case.record.as_ref().map(|r| r.id);
        let settled = self.settled.get(&case.identity).map(|settled| settled.record).filter(|record| *record != 0);
        let others = self.alike(case.identity).map(record);
        others.chain([settled]).any(|other| other.is_some() && other != record(case))
    }

    /// No look at a message of this identity has come to its end.
    pub fn is_new(&self, identity: Identity) -> bool {
        !self.settled.contains_key(&identity)
    }

    /// Where the message of this record stood before it was filed, while it is watched.
    pub fn stood_at(&self, record: i64) -> Option<&Place> {
        Some(&self.case(self.watched(record)?)?.place)
    }

    /// Where the message of this record was filed, while it is watched.
    pub fn filed_to(&self, record: i64) -> Option<&Place> {
        match &self.case(self.watched(record)?)?.state {
            State::Watched { to, .. } => Some(to),
            _ => None,
        }
    }

    /// The watched case of a record.
    pub fn watched(&self, record: i64) -> Option<CaseNo> {
        self.watched.get(&record).copied()
    }

    /// The lowest UID that a crash now would lose, and the oldest arrival among such: everything below is on the disk.
    pub fn unsettled(&self) -> Option<(u32, Timestamp)> {
        self.shelves.loose()
    }

    pub fn is_adrift(&self) -> bool {
        self.shifts().any(|(_, _, shift)| shift.is_adrift())
    }
}
