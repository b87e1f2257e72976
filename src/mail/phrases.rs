//! Many phrases, looked for in one pass over a text.
//!
//! Every phrase is known by four bytes of it, those that the fewest others hold. At each byte of the text four bytes are looked up in
//! a small table, which nearly always says that no phrase holds them; where one does, it is compared. Few share their four bytes, and
//! none is long: the work is linear, whatever the text. (An automaton over a thousand phrases outgrows the nearest cache, and takes
//! several times as long.)

use std::collections::HashMap;

/// So many bytes of a phrase are looked up.
const HEAD: usize = 4;
/// Slots of the table: some ten times the phrases that one table of words has, so that nearly all are empty.
const SLOTS: usize = 1 << 13;

/// Phrases, each with what it means.
#[derive(Debug)]
pub struct Phrases<T> {
    /// For the hash of four bytes, one more than the place of the rows that are known by them; 0 where there is none.
    slots: Vec<u16>,
    rows: Vec<Vec<Row<T>>>,
    /// Phrases that are shorter.
    tiny: Vec<(&'static str, T)>,
}

#[derive(Debug)]
struct Row<T> {
    head: u32,
    /// Where the head stands in the phrase.
    offset: usize,
    phrase: &'static str,
    meaning: T,
}

impl<T> Phrases<T> {
    pub fn new(phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let phrases: Vec<_> = phrases.into_iter().collect();
        let mut held: HashMap<u32, usize> = HashMap::new();
        phrases.iter().flat_map(|(phrase, _)| heads(phrase.as_bytes())).for_each(|(_, head)| *held.entry(head).or_default() += 1);
        let mut all = Self { slots: vec![0; SLOTS], rows: Vec::new(), tiny: Vec::new() };
        for (phrase, meaning) in phrases {
            match heads(phrase.as_bytes()).min_by_key(|(_, head)| held.get(head)) {
                Some((offset, head)) => all.add(Row { head, offset, phrase, meaning }),
                None => all.tiny.push((phrase, meaning)),
            }
        }
        all
    }

    fn add(&mut self, row: Row<T>) {
        let Some(slot) = self.slots.get_mut(slot_of(row.head)) else { return };
        if let Some(rows) = usize::from(*slot).checked_sub(1).and_then(|place| self.rows.get_mut(place)) {
            rows.push(row);
        } else {
            self.rows.push(vec![row]);
            *slot = u16::try_from(self.rows.len()).unwrap_or_default();
        }
    }

    /// Calls `met` with every phrase that stands in `text`, wherever: where it ends, in bytes, and what it means. They come in no
    /// order.
    pub fn each<'a>(&'a self, text: &str, mut met: impl FnMut(usize, &'a T)) {
        let bytes = text.as_bytes();
        for (at, head) in heads(bytes) {
            let Some(place) = self.slots.get(slot_of(head)).and_then(|&slot| usize::from(slot).checked_sub(1)) else { continue };
            for row in self.rows.get(place).into_iter().flatten().filter(|row| row.head == head) {
                let Some(start) = at.checked_sub(row.offset) else { continue };
                if bytes.get(start..).is_some_and(|rest| rest.starts_with(row.phrase.as_bytes())) {
                    met(start + row.phrase.len(), &row.meaning);
                }
            }
        }
        for (phrase, meaning) in &self.tiny {
            let Some(&first) = phrase.as_bytes().first() else { continue };
            let stands = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(phrase.as_bytes()));
            memchr::memchr_iter(first, bytes).filter(stands).for_each(|at| met(at + phrase.len(), meaning));
        }
    }
}

/// Every four bytes of a text as a number, and where they stand.
fn heads(bytes: &[u8]) -> impl Iterator<Item = (usize, u32)> {
    bytes.windows(HEAD).enumerate().map(|(at, window)| (at, window.first_chunk().map_or(0, |head| u32::from_le_bytes(*head))))
}

/// A multiplicative hash (Knuth, The Art of Computer Programming, volume 3, section 6.4).
fn slot_of(head: u32) -> usize {
    usize::try_from(head.wrapping_mul(0x9e37_79b1) >> (u32::BITS - SLOTS.ilog2())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Phrases;

    #[test]
    fn every_phrase_is_found_wherever_it_stands() {
        let phrases = Phrases::new(["mail", "mailbox", "ox", "box full", "全満杯", "mail"].into_iter().zip(1..));
        let mut met = Vec::new();
        phrases.each("a mailbox full of mail, 全満杯", |end, meaning| met.push((end, *meaning)));
        met.sort_unstable();
        assert_eq!(met, [(6, 1), (6, 6), (9, 2), (9, 3), (14, 4), (22, 1), (22, 6), (33, 5)]);
    }

    #[test]
    fn nothing_stands_in_nothing() {
        let phrases = Phrases::new([("mail", ())]);
        for text in ["", "mai", "nail"] {
            phrases.each(text, |end, ()| panic!("{end} in {text}"));
        }
    }
}
