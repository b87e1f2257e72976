//! The cases of a session, and what the journal says of messages whose case is closed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Identity;
use super::case::{Case, CaseNo, Origin, State};
use super::filing::{Shift, Stage, Way};
use super::moment::{after, before, days, minutes};
use super::remembered::{End, Remembered, Settled};
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
    /// How many open cases have this identity: a message may be delivered twice within a second.
    in_hand: BTreeMap<Identity, u32>,
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
        self.cases.insert(CaseNo(self.last), case);
        CaseNo(self.last)
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
        self.number(case)
    }

    pub fn case(&self, no: CaseNo) -> Option<&Case> {
        self.cases.get(&no)
    }

    pub fn case_mut(&mut self, no: CaseNo) -> Option<&mut Case> {
        self.cases.get_mut(&no)
    }

    /// Takes a case out for a moment; `put` gives it back.
    pub fn take(&mut self, no: CaseNo) -> Option<Case> {
        self.cases.remove(&no)
    }

    pub fn put(&mut self, no: CaseNo, case: Case) {
        self.cases.insert(no, case);
    }

    pub fn iter(&self) -> impl Iterator<Item = (CaseNo, &Case)> {
        self.cases.iter().map(|(no, case)| (*no, case))
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (CaseNo, &mut Case)> {
        self.cases.iter_mut().map(|(no, case)| (*no, case))
    }

    /// The case is over; `end` is what the journal says of it, where it has a row.
    pub fn close(&mut self, no: CaseNo, end: Option<End>) -> Option<Case> {
        let case = self.cases.remove(&no)?;
        self.let_go(&case, end);
        Some(case)
    }

    /// It is filed: from now on it is compared with Sent.
    pub fn filed(&mut self, no: CaseNo, to: Place, until: Timestamp) {
        if let Some(case) = self.close(no, Some(End::Filed)) {
            self.watch(case, to, until);
        }
    }

    /// A filed one is in hand again.
    pub fn recall(&mut self, no: CaseNo, from: Place, why: super::record::Why) {
        if let Some(case) = self.cases.get_mut(&no) {
            if matches!(case.state, State::Watched { .. }) {
                *self.in_hand.entry(case.identity).or_default() += 1;
            }
            case.state = State::Recalled { from, why };
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
        let mut of_it = self.cases.values().filter(|c| c.identity == identity && !matches!(c.state, State::Watched { .. }));
        of_it.all(|case| case.place.uid != uid && stands(case))
    }

    /// What is on its way: where one arrives, nobody could tell another of the same identity from it.
    pub fn moving(&self) -> impl Iterator<Item = Identity> {
        self.cases.values().filter(|case| matches!(case.state, State::Shifting(_))).map(|case| case.identity)
    }

    /// The journal has another record of the same identity: it was delivered twice.
    pub fn is_doubled(&self, case: &Case) -> bool {
        let record = |case: &Case| case.record.as_ref().map(|r| r.id);
        let settled = self.settled.get(&case.identity).map(|settled| settled.record);
        let others = self.cases.values().filter(|other| other.identity == case.identity).map(record);
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
        let of = |case: &Case| matches!(case.state, State::Watched { .. }) && case.record.as_ref().is_some_and(|r| r.id == record);
        self.iter().find(|(_, case)| of(case)).map(|(no, _)| no)
    }

    /// The lowest UID that a crash now would lose, and the oldest arrival among such: everything below is on the disk.
    pub fn unsettled(&self) -> Option<(u32, Timestamp)> {
        let loose = || self.cases.values().filter(|c| c.origin == Origin::Arrival && !c.is_journalled());
        Some((loose().map(|c| c.place.uid).min()?, loose().map(|c| c.arrived).min()?))
    }

    pub fn is_adrift(&self) -> bool {
        self.cases.values().any(|c| matches!(&c.state, State::Shifting(shift) if shift.is_adrift()))
    }
}
