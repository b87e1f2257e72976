//! The replies of people, and what they measure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::Reply;
use super::coverage::{Coverage, ENOUGH_REPLIES};

/// Fewer replies than this may agree by luck: where of 20 only two in three are found at all, one address in 280 shows 19 or more.
const BEYOND_LUCK: u32 = 60;

/// Replies by the address that they answer, each once: INBOX, Archive and \All show the same one, and a folder that is
/// renumbered shows all of its own again.
#[derive(Default)]
pub(super) struct Replies {
    by_address: BTreeMap<u64, BTreeSet<Reply>>,
    /// What was measured last, until something changes: a measurement asks for every reply.
    tally: Mutex<Option<Tally>>,
}

/// How many replies there are, and how many of them answer a message in the book.
#[derive(Clone, Copy, Default)]
struct Count {
    replies: u32,
    found: u32,
}

struct Tally {
    since: i32,
    by_address: BTreeMap<u64, Count>,
    all: Count,
}

impl Replies {
    /// A reply that is met again counts once.
    pub fn add(&mut self, reply: Reply) {
        self.by_address.entry(reply.to).or_default().insert(reply);
        self.changed();
    }

    /// The book has changed, and so may have what answers it.
    pub fn changed(&mut self) {
        *self.tally.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub fn forget_before(&mut self, hour: i32) {
        self.by_address.values_mut().for_each(|replies| replies.retain(|r| r.hour >= hour));
        self.changed();
    }

    /// The coverage of one address over the replies since `since`. `in_book`: is there a Sent message with this ID?
    ///
    /// A few replies may agree by luck. So where all replies together show that the person also sends in other ways, an
    /// address needs three times as many before its own measure speaks against that.
    pub fn coverage(&self, author: u64, since: i32, in_book: impl Fn(u64) -> bool) -> Coverage {
        let mut memo = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = match memo.take().filter(|tally| tally.since == since) {
            Some(tally) => tally,
            None => self.tally(since, in_book),
        };
        let own = tally.by_address.get(&author).copied().unwrap_or_default();
        let all = tally.all;
        *memo = Some(tally);
        let coverage = |count: Count| Coverage::measured(count.replies, count.found);
        let lucky = coverage(own).proves() && own.replies < BEYOND_LUCK && all.replies >= ENOUGH_REPLIES && !coverage(all).proves();
        coverage(if lucky { all } else { own })
    }

    fn tally(&self, since: i32, in_book: impl Fn(u64) -> bool) -> Tally {
        let mut tally = Tally { since, by_address: BTreeMap::new(), all: Count::default() };
        for (&author, replies) in &self.by_address {
            let mut count = Count::default();
            for reply in replies.iter().filter(|r| r.hour >= since) {
                count.replies += 1;
                count.found += u32::from(reply.ids.iter().any(|&id| in_book(id)));
            }
            tally.all = Count { replies: tally.all.replies + count.replies, found: tally.all.found + count.found };
            tally.by_address.insert(author, count);
        }
        tally
    }
}
