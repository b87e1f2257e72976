//! The replies of people, and what they measure.

use std::collections::{BTreeMap, BTreeSet};

use super::Reply;
use super::coverage::{Coverage, ENOUGH_REPLIES};

/// Fewer replies than this may agree by luck: where of 20 only two in three are found at all, one address in 280 shows 19 or more.
const BEYOND_LUCK: u32 = 60;

/// Replies by the address that they answer, each once: INBOX, Archive and \All show the same one, and a folder that is
/// renumbered shows all of its own again.
#[derive(Default)]
pub(super) struct Replies {
    by_address: BTreeMap<u64, BTreeSet<Reply>>,
}

/// How many replies there are, and how many of them answer a message in the book.
#[derive(Clone, Copy, Default)]
struct Count {
    replies: u32,
    found: u32,
}

/// What the replies since one hour measure, of each address and of all. Counting asks for every reply, so it is done once for
/// many judgements.
pub(super) struct Tally {
    since: i32,
    by_address: BTreeMap<u64, Count>,
    all: Count,
}

impl Replies {
    /// A reply that is met again counts once.
    pub fn add(&mut self, reply: Reply) {
        self.by_address.entry(reply.to).or_default().insert(reply);
    }

    pub fn forget_before(&mut self, hour: i32) {
        self.by_address.values_mut().for_each(|replies| replies.retain(|r| r.hour >= hour));
    }

    /// Counts the replies since `since`. `in_book`: is there a Sent message with this ID?
    pub fn tally(&self, since: i32, in_book: impl Fn(u64) -> bool) -> Tally {
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

impl Tally {
    pub fn is_of(&self, since: i32) -> bool {
        self.since == since
    }

    /// The coverage of one address.
    ///
    /// A few replies may agree by luck. So where all replies together show that the person also sends in other ways, an
    /// address needs three times as many before its own measure speaks against that.
    pub fn coverage(&self, author: u64) -> Coverage {
        let own = self.by_address.get(&author).copied().unwrap_or_default();
        let coverage = |count: Count| Coverage::measured(count.replies, count.found);
        let lucky =
            coverage(own).proves() && own.replies < BEYOND_LUCK && self.all.replies >= ENOUGH_REPLIES && !coverage(self.all).proves();
        coverage(if lucky { self.all } else { own })
    }
}
