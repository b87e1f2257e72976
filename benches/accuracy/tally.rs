//! Counts what was said beside what is true.

use std::collections::BTreeMap;

use crate::judge::{Judged, Said};
use crate::letters::Truth;

/// How often each pair was met.
pub struct Counts<R, C>(BTreeMap<(R, C), usize>);

impl<R: Ord + Clone, C: Ord + Clone> Counts<R, C> {
    pub fn of(pairs: impl Iterator<Item = (R, C)>) -> Self {
        let mut counts = BTreeMap::new();
        pairs.for_each(|pair| *counts.entry(pair).or_default() += 1);
        Self(counts)
    }

    pub fn at(&self, row: &R, column: &C) -> usize {
        self.0.get(&(row.clone(), column.clone())).copied().unwrap_or_default()
    }
}

impl Judged<'_> {
    /// The costly error: it would be taken out of the inbox, and nothing proves that it may.
    pub fn is_filed_wrongly(&self) -> bool {
        self.said == Said::Backscatter && !self.letter.truth.may_be_filed()
    }

    pub fn kind_is_right(&self) -> bool {
        self.letter.damaged || self.letter.kinds.is_empty() || self.letter.kinds.contains(&self.kind.as_str())
    }

    /// With all of Sent known, is it what a person would say?
    pub fn verdict_is_right(&self) -> bool {
        let Self { said, letter, .. } = self;
        match letter.truth {
            Truth::Genuine if self.is_told() => matches!(said, Said::Proved | Said::Possible),
            Truth::Genuine => *said != Said::Backscatter,
            Truth::Forged => *said == Said::Backscatter,
            Truth::Unnamed if !letter.damaged => *said == Said::Unsure,
            Truth::Ordinary => *said == Said::Ordinary,
            Truth::Damaged => true,
            Truth::Unnamed | Truth::Wanted => *said != Said::Backscatter,
        }
    }

    /// It is genuine, and says enough to be known as the person's whatever happened to the copy.
    pub fn is_told(&self) -> bool {
        self.letter.truth == Truth::Genuine && self.letter.named && !self.letter.damaged
    }

    /// The row of a kind table: its first kind.
    pub fn true_kind(&self) -> Option<&'static str> {
        self.letter.kinds.first().copied().filter(|_| !self.letter.damaged)
    }
}

/// The share of those that `right` holds for, in percent; 100 of none.
pub fn percent<T>(of: &[T], right: impl Fn(&T) -> bool) -> f64 {
    if of.is_empty() { 100.0 } else { 100.0 * of.iter().filter(|one| right(one)).count() as f64 / of.len() as f64 }
}
