//! Where the cases stand: told with every change, so that no event has to look through all of them. A storm is thousands.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::case::{Case, CaseNo, Origin, State};

/// What is to be done with a case, as far as its state and its bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shelf {
    /// To be fetched and judged.
    Arrived,
    Held,
    /// Waits for a look at Sent; its message is here.
    Looking,
    /// The same, and its message is to be fetched again.
    Unread,
    Recording,
    Shifting,
    Watched,
    Recalled,
}

/// What is kept of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    shelf: Shelf,
    held_until: Option<Timestamp>,
    /// A crash now would lose it: its UID, and when it arrived.
    loose: Option<(u32, Timestamp)>,
    /// Of the message that is in memory.
    bytes: usize,
}

impl Slip {
    pub fn of(case: &Case) -> Self {
        let (shelf, held_until) = match &case.state {
            State::Arrived => (Shelf::Arrived, None),
            State::Held { until, .. } => (Shelf::Held, Some(*until)),
            State::Looking { .. } if case.mail.is_some() => (Shelf::Looking, None),
            State::Looking { .. } => (Shelf::Unread, None),
            State::Recording => (Shelf::Recording, None),
            State::Shifting(_) => (Shelf::Shifting, None),
            State::Watched { .. } => (Shelf::Watched, None),
            State::Recalled { .. } => (Shelf::Recalled, None),
        };
        let loose = case.origin == Origin::Arrival && !case.is_journalled();
        let bytes = if case.mail.is_some() { case.bytes() } else { 0 };
        Self { shelf, held_until, loose: loose.then_some((case.place.uid, case.arrived)), bytes }
    }
}

#[derive(Debug, Default)]
pub(super) struct Shelves {
    standing: BTreeSet<(Shelf, CaseNo)>,
    counts: BTreeMap<Shelf, usize>,
    held: BTreeSet<(Timestamp, CaseNo)>,
    loose: BTreeSet<(u32, CaseNo)>,
    loose_since: BTreeSet<(Timestamp, CaseNo)>,
    bytes: usize,
}

impl Shelves {
    pub fn add(&mut self, no: CaseNo, slip: Slip) {
        self.standing.insert((slip.shelf, no));
        *self.counts.entry(slip.shelf).or_default() += 1;
        self.held.extend(slip.held_until.map(|until| (until, no)));
        if let Some((uid, arrived)) = slip.loose {
            self.loose.insert((uid, no));
            self.loose_since.insert((arrived, no));
        }
        self.bytes = self.bytes.saturating_add(slip.bytes);
    }

    pub fn remove(&mut self, no: CaseNo, slip: Slip) {
        self.standing.remove(&(slip.shelf, no));
        if let Some(count) = self.counts.get_mut(&slip.shelf) {
            *count = count.saturating_sub(1);
        }
        if let Some(until) = slip.held_until {
            self.held.remove(&(until, no));
        }
        if let Some((uid, arrived)) = slip.loose {
            self.loose.remove(&(uid, no));
            self.loose_since.remove(&(arrived, no));
        }
        self.bytes = self.bytes.saturating_sub(slip.bytes);
    }

    pub fn on(&self, shelf: Shelf) -> impl Iterator<Item = CaseNo> {
        self.standing.range((shelf, CaseNo(0))..=(shelf, CaseNo(u64::MAX))).map(|(_, no)| *no)
    }

    pub fn count(&self, shelf: Shelf) -> usize {
        self.counts.get(&shelf).copied().unwrap_or(0)
    }

    /// The holds that are over at `now`.
    pub fn over(&self, now: Timestamp) -> Vec<CaseNo> {
        self.held.range(..=(now, CaseNo(u64::MAX))).map(|(_, no)| *no).collect()
    }

    pub fn next_over(&self) -> Option<Timestamp> {
        self.held.first().map(|(until, _)| *until)
    }

    /// The lowest UID, and the oldest arrival, that a crash now would lose.
    pub fn loose(&self) -> Option<(u32, Timestamp)> {
        Some((self.loose.first()?.0, self.loose_since.first()?.0))
    }

    /// Of all messages that are in memory.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}
