//! Proves that no message was left out, by the sequence numbers that every FETCH response carries (RFC 3501, section 2.3.1.2).
//!
//! They have no gaps, so of two messages whose numbers follow each other nobody stands between them. UIDs have gaps, and an OK
//! proves nothing: servers with a limit, and those that cannot read a message, leave some out, at either end or in the middle.
//! An EXPUNGE moves all numbers above it. So each message is kept by its *place*: the number that it would have, had nothing
//! been expunged since the folder was entered.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Included};

use async_imap::imap_proto::{MailboxDatum, Response};

use super::there::uid_of;

/// Nobody expunges more in five seconds; beyond it, what was told before is forgotten, and so proves nothing.
const EXPUNGED: usize = 10_000;

/// What a server has told of the folder that is selected.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The place of each UID.
    told: BTreeMap<u32, u32>,
    /// Places, ascending.
    expunged: Vec<u32>,
    /// Messages in the folder.
    exists: u32,
}

impl Numbers {
    /// The folder was entered anew, and holds so many.
    pub fn begin(&mut self, exists: u32) {
        *self = Self { exists, ..Self::default() };
    }

    pub fn hear(&mut self, response: &Response<'_>) {
        match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => self.exists = *count,
            Response::Expunge(number) => {
                if self.expunged.len() >= EXPUNGED {
                    self.begin(self.exists);
                }
                let place = self.place(*number);
                self.exists = self.exists.saturating_sub(1);
                if let Err(at) = self.expunged.binary_search(&place) {
                    self.expunged.insert(at, place);
                }
            }
            Response::Fetch(number, _) => {
                let uid = uid_of(response);
                if uid > 0 && *number > 0 {
                    self.told.insert(uid, self.place(*number));
                }
            }
            _ => {}
        }
    }

    /// Of each place that is expunged at or below it, one is added.
    fn place(&self, number: u32) -> u32 {
        let (mut low, mut high) = (0, self.expunged.len());
        while low < high {
            let middle = (low + high) / 2;
            let below = self.expunged.get(middle).is_some_and(|place| place.saturating_sub(middle as u32) <= number);
            if below { low = middle + 1 } else { high = middle }
        }
        number.saturating_add(low as u32)
    }

    /// The highest UID that was told of; 0 where none was.
    pub fn top(&self) -> u32 {
        self.told.last_key_value().map_or(0, |(uid, _)| *uid)
    }

    /// The last message of the folder was told of.
    pub fn shows_end(&self) -> bool {
        let last = self.told.last_key_value().map_or(0, |(_, place)| *place);
        self.place(self.exists) <= last
    }

    /// The highest UID at or below `uid` that was told of; 0 where none was.
    pub fn last_told(&self, uid: u32) -> u32 {
        self.told.range(..=uid).next_back().map_or(0, |(uid, _)| *uid)
    }

    /// The messages above `above` and up to `high` that were told of and not expunged since.
    pub fn present(&self, above: u32, high: u32) -> impl Iterator<Item = u32> {
        let here = |place: &u32| self.expunged.binary_search(place).is_err();
        let range = (above < high).then(|| self.told.range((Excluded(above), Included(high))));
        range.into_iter().flatten().filter(move |(_, place)| here(place)).map(|(uid, _)| *uid)
    }

    /// Where messages may have been left out, above `above` and up to `high`: stretches of UIDs, ascending, the first and the last of
    /// each included. The lower end is proved by the last message at or below `above`, or by a first one that is the folder's first.
    pub fn gaps(&self, above: u32, high: u32) -> Vec<(u32, u32)> {
        let mut gaps = Vec::new();
        let (mut before, mut last) = self.told.range(..=above).next_back().map_or((0, 0), |(uid, place)| (*uid, *place));
        let range = (above < high).then(|| self.told.range((Excluded(above), Included(high))));
        for (uid, place) in range.into_iter().flatten() {
            if !self.follows(last, *place) {
                gaps.push((before.max(above).saturating_add(1), *uid));
            }
            (before, last) = (*uid, *place);
        }
        gaps
    }

    /// Nothing but what is expunged stands between these two places.
    fn follows(&self, last: u32, place: u32) -> bool {
        let between =
            |low: u32, high: u32| self.expunged.partition_point(|one| *one < high) - self.expunged.partition_point(|one| *one <= low);
        place > last && (place - last - 1) as usize == between(last, place)
    }

    /// What was told of these is to be told again.
    pub fn unlearn(&mut self, low: u32, high: u32) {
        let mut above = self.told.split_off(&low);
        if let Some(next) = high.checked_add(1) {
            self.told.append(&mut above.split_off(&next));
        }
    }

    /// What is at or below `through` is proved, and is needed no more, but for the last of it.
    pub fn forget(&mut self, through: u32) {
        if let Some((uid, place)) = self.told.range(..=through).next_back().map(|(uid, place)| (*uid, *place)) {
            self.told = self.told.split_off(&uid.saturating_add(1));
            self.told.insert(uid, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a server says: `3=70` message 3 is UID 70, `x3` message 3 is expunged, `e9` there are nine.
    fn heard(said: &str) -> Numbers {
        let mut numbers = Numbers::default();
        for word in said.split_whitespace() {
            let line = match (word.strip_prefix('x'), word.strip_prefix('e'), word.split_once('=')) {
                (Some(number), ..) => format!("* {number} EXPUNGE\r\n"),
                (_, Some(count), _) => format!("* {count} EXISTS\r\n"),
                (_, _, Some((number, uid))) => format!("* {number} FETCH (UID {uid})\r\n"),
                other => panic!("{other:?}"),
            };
            numbers.hear(&Response::parse(line.as_bytes()).unwrap().1);
        }
        numbers
    }

    #[test]
    fn whatever_is_left_out_shows_as_a_gap() {
        for (said, above, gaps, end) in [
            ("e0", 0, &[][..], true),
            ("e3 1=20 2=50 3=90", 0, &[], true),
            // the lowest, one in the middle, the highest
            ("e3 2=50 3=90", 0, &[(1, 50)], true),
            ("e3 1=20 3=90", 0, &[(21, 90)], true),
            ("e3 1=20 2=50", 0, &[], false),
            // above a cursor whose message is there; is gone, and an older one is there; is gone, and nothing is known below it
            ("e3 1=20 2=50 3=90", 20, &[], true),
            ("e3 1=20 3=90", 20, &[(21, 90)], true),
            ("e3 1=10 2=50 3=90", 20, &[], true),
            ("e3 1=10 3=90", 20, &[(21, 90)], true),
            ("e3 2=50 3=90", 20, &[(21, 50)], true),
            ("e2 1=50 2=90", 20, &[], true),
            // expunged: before it is told of, after, below, and above
            ("e4 1=20 x2 2=60 3=90", 0, &[], true),
            ("e3 1=20 2=50 3=90 x2", 0, &[], true),
            ("e3 1=20 2=50 x1 2=90", 0, &[], true),
            ("e3 1=20 x1 1=50 2=90", 0, &[], true),
            ("e4 1=20 2=50 x4 3=90", 0, &[], true),
            ("e4 1=20 x1 x1 2=90", 0, &[(21, 90)], true),
            ("e5 1=20 x2 x2 2=80 3=90", 0, &[], true),
            ("e5 1=20 x3 x2 2=80 3=90", 0, &[], true),
            ("e5 1=20 x3 x2 3=90", 0, &[(21, 90)], true),
            // the last is expunged, and another one has come
            ("e3 1=20 2=50 3=90 x3", 0, &[], true),
            ("e3 1=20 2=50 3=90 x3 e3", 0, &[], false),
            ("e3 1=20 2=50 3=90 x3 e3 3=95", 0, &[], true),
            // numbers that run backwards prove nothing
            ("e3 3=20 2=50 1=90", 0, &[(1, 20), (21, 50), (51, 90)], false),
        ] {
            let numbers = heard(said);
            assert_eq!((numbers.gaps(above, u32::MAX).as_slice(), numbers.shows_end()), (gaps, end), "{said}");
        }
    }

    #[test]
    fn beyond_so_many_expunges_nothing_is_proved_by_what_was_told_before() {
        let expunges = |count: usize| "x1 ".repeat(count);
        for count in [EXPUNGED, EXPUNGED + 1] {
            let last = 20_000 - count;
            let numbers = heard(&format!("e20002 20000=100 {}{}=110", expunges(count), last + 2));
            assert_eq!(numbers.gaps(100, 200), [(101, 110)], "{count}: there is one between {last} and {}", last + 2);
        }
    }

    #[test]
    fn what_is_forgotten_still_proves_the_lower_end() {
        let mut numbers = heard("e4 1=20 2=50 3=70 4=90");
        numbers.forget(60);
        assert_eq!(numbers.gaps(60, 99), []);
        assert_eq!(numbers.present(0, 99).collect::<Vec<_>>(), [50, 70, 90]);
    }
}
