//! Facts in order: which messages carry a hash.

use std::collections::BTreeSet;

/// Pairs of a hash and a message's number.
///
/// Twelve bytes a pair in two sorted columns, and a small tree of what came since they were last sorted. The tree is merged
/// when it passes an eighth of the columns, so that loading in any order costs n log n. Hashes are spread evenly: where one would
/// stand, its first bits tell, and a look-up reads a few neighbours there, and one path of the tree.
#[derive(Default)]
pub(super) struct Entries {
    hashes: Vec<u64>,
    messages: Vec<u32>,
    /// Where the hashes of each shelf begin, and, last, where they end.
    starts: Vec<usize>,
    /// As many first bits of a hash tell its shelf.
    bits: u32,
    fresh: BTreeSet<(u64, u32)>,
}

impl Entries {
    pub fn insert(&mut self, hash: u64, message: u32) {
        self.fresh.insert((hash, message));
        if self.fresh.len() > 4096 + self.hashes.len() / 8 {
            self.settle();
        }
    }

    /// The messages that carry `hash`. Each once.
    pub fn of(&self, hash: u64) -> impl Iterator<Item = u32> {
        let start = self.start(hash);
        let settled = self.hashes.iter().zip(&self.messages).skip(start).take_while(move |(h, _)| **h == hash).map(|(_, &m)| m);
        settled.chain(self.fresh.range((hash, 0)..=(hash, u32::MAX)).map(|&(_, m)| m))
    }

    /// Where the first of this hash stands, or would.
    fn start(&self, hash: u64) -> usize {
        let Some([start, end, ..]) = self.starts.get(shelf(hash, self.bits)..) else { return 0 };
        start + self.hashes.get(*start..*end).unwrap_or_default().partition_point(|&h| h < hash)
    }

    /// Keeps the pairs whose message `stays`.
    pub fn retain(&mut self, stays: impl Fn(u32) -> bool) {
        self.settle();
        let kept = self.pairs().filter(|&(_, message)| stays(message)).collect();
        self.replace(kept);
    }

    fn pairs(&self) -> impl Iterator<Item = (u64, u32)> {
        self.hashes.iter().copied().zip(self.messages.iter().copied())
    }

    /// Merges what is fresh into the columns.
    fn settle(&mut self) {
        let fresh = std::mem::take(&mut self.fresh);
        let mut all: Vec<(u64, u32)> = self.pairs().chain(fresh).collect();
        // two runs that are sorted already: the standard sort merges them
        all.sort();
        all.dedup();
        self.replace(all);
    }

    fn replace(&mut self, pairs: Vec<(u64, u32)>) {
        (self.hashes, self.messages) = pairs.into_iter().unzip();
        self.hashes.shrink_to_fit();
        self.messages.shrink_to_fit();
        self.bits = (self.hashes.len() / ON_A_SHELF).max(1).ilog2();
        self.starts = vec![0; (1 << self.bits) + 1];
        for (n, &hash) in (1..).zip(&self.hashes) {
            // at last, every shelf knows where it ends, which is where the next begins
            if let Some(end) = self.starts.get_mut(shelf(hash, self.bits) + 1) {
                *end = n;
            }
        }
        self.starts.iter_mut().fold(0, |last, end| {
            *end = last.max(*end);
            *end
        });
    }
}

/// As many hashes share a shelf, more or less.
const ON_A_SHELF: usize = 4;

/// The shelf of a hash: its first bits.
fn shelf(hash: u64, bits: u32) -> usize {
    usize::try_from(hash.checked_shr(u64::BITS - bits).unwrap_or(0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Entries;

    #[test]
    fn all_that_was_put_in_is_found_across_merges() {
        let mut entries = Entries::default();
        for n in 0..20_000_u32 {
            entries.insert(u64::from(n % 5_000), n);
        }
        assert!(!entries.hashes.is_empty() && !entries.fresh.is_empty(), "both halves are searched");
        let mut found: Vec<u32> = entries.of(7).collect();
        found.sort_unstable();
        assert_eq!(found, [7, 5_007, 10_007, 15_007]);
        assert_eq!(entries.of(5_000).count(), 0);
        entries.retain(|n| n > 10_000);
        assert_eq!(entries.of(7).collect::<Vec<_>>(), [10_007, 15_007]);
    }
}
