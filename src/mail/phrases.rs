//! Many phrases, looked for in one pass over a text.
//!
//! At each byte of the text the next four are looked up in a small table, which nearly always says that no phrase begins so; where
//! some do, each is compared. There are few of these, and none is long: the work is linear, whatever the text. (An automaton over a
//! thousand phrases outgrows the nearest cache, and takes several times as long.)

/// Slots of the table: some twenty times the heads that one table of words has, so that nearly all are empty.
const SLOTS: usize = 1 << 13;

/// Phrases, each with what it means.
#[derive(Debug)]
pub struct Phrases<T> {
    /// For the hash of a head, one more than the place of its rows; 0 where no phrase begins so.
    slots: Vec<u16>,
    rows: Vec<Vec<Row<T>>>,
    /// Phrases that are shorter than a head.
    tiny: Vec<(&'static str, T)>,
}

#[derive(Debug)]
struct Row<T> {
    phrase: &'static str,
    /// The four bytes behind its head, as far as it has them: most others are told apart by these.
    next: u32,
    mask: u32,
    meaning: T,
}

impl<T> Phrases<T> {
    pub fn new(phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut all = Self { slots: vec![0; SLOTS], rows: Vec::new(), tiny: Vec::new() };
        for (phrase, meaning) in phrases {
            let Some((head, rest)) = phrase.as_bytes().split_first_chunk::<4>() else {
                all.tiny.push((phrase, meaning));
                continue;
            };
            let mask = u32::MAX.checked_shr(8 * 4_u32.saturating_sub(u32::try_from(rest.len()).unwrap_or(4))).unwrap_or(0);
            let row = Row { phrase, next: word(rest), mask, meaning };
            let Some(slot) = all.slots.get_mut(slot_of(*head)) else { continue };
            if let Some(rows) = usize::from(*slot).checked_sub(1).and_then(|place| all.rows.get_mut(place)) {
                rows.push(row);
            } else {
                all.rows.push(vec![row]);
                *slot = u16::try_from(all.rows.len()).unwrap_or_default();
            }
        }
        all
    }

    /// Calls `met` with every phrase that stands in `text`, wherever: where it ends, in bytes, and what it means.
    pub fn each<'a>(&'a self, text: &str, mut met: impl FnMut(usize, &'a T)) {
        let bytes = text.as_bytes();
        for (at, window) in bytes.windows(4).enumerate() {
            let slot = window.first_chunk().map_or(0, |head| slot_of(*head));
            let Some(place) = self.slots.get(slot).and_then(|&slot| usize::from(slot).checked_sub(1)) else { continue };
            let rest = bytes.get(at..).unwrap_or_default();
            let next = word(rest.get(4..).unwrap_or_default());
            for row in self.rows.get(place).into_iter().flatten() {
                if next & row.mask == row.next && rest.starts_with(row.phrase.as_bytes()) {
                    met(at + row.phrase.len(), &row.meaning);
                }
            }
        }
        for (phrase, meaning) in &self.tiny {
            text.match_indices(phrase).for_each(|(at, _)| met(at + phrase.len(), meaning));
        }
    }
}

/// The first four bytes as a number, with zeros for those that are not there.
fn word(bytes: &[u8]) -> u32 {
    match bytes.first_chunk() {
        Some(all) => u32::from_le_bytes(*all),
        None => bytes.iter().rev().fold(0, |number, &b| number << 8 | u32::from(b)),
    }
}

/// A multiplicative hash (Knuth, The Art of Computer Programming, volume 3, section 6.4).
fn slot_of(head: [u8; 4]) -> usize {
    let hash = u32::from_le_bytes(head).wrapping_mul(0x9e37_79b1) >> (u32::BITS - SLOTS.ilog2());
    usize::try_from(hash).unwrap_or(0)
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
