//! Many phrases, looked for in one pass over a text.
//!
//! At each byte of the text the next eight, and the next four, are looked up in a small table, which nearly always says that no phrase
//! begins so; where some do, each is compared. There are few of these, and none is long: the work is linear, whatever the text.
//! (An automaton over a thousand phrases outgrows the nearest cache, and takes several times as long.)

/// Phrases, each with what it means.
#[derive(Debug)]
pub struct Phrases<T> {
    /// Phrases of eight bytes and more.
    long: Table<T, 8>,
    /// Of four to seven.
    short: Table<T, 4>,
    /// Shorter ones.
    tiny: Vec<(&'static str, T)>,
}

impl<T> Phrases<T> {
    pub fn new(rows: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let (long, short): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(phrase, _)| phrase.len() >= 8);
        let (short, tiny): (Vec<_>, Vec<_>) = short.into_iter().partition(|(phrase, _)| phrase.len() >= 4);
        Self { long: Table::new(long), short: Table::new(short), tiny }
    }

    /// Calls `met` with every phrase that stands in `text`, wherever: where it ends, in bytes, and what it means.
    pub fn each<'a>(&'a self, text: &str, mut met: impl FnMut(usize, &'a T)) {
        let bytes = text.as_bytes();
        self.long.each(bytes, &mut met);
        self.short.each(bytes, &mut met);
        for (phrase, meaning) in &self.tiny {
            text.match_indices(phrase).for_each(|(at, _)| met(at + phrase.len(), meaning));
        }
    }
}

/// Phrases by their first bytes.
#[derive(Debug)]
struct Table<T, const HEAD: usize> {
    /// For a head's hash, one more than its place in `groups`; 0 for none. What is taken goes to the next free slot.
    slots: Vec<u16>,
    groups: Vec<Group<T, HEAD>>,
}

/// The phrases that begin with the same bytes.
#[derive(Debug)]
struct Group<T, const HEAD: usize> {
    head: [u8; HEAD],
    rows: Vec<(&'static str, T)>,
}

/// So many slots for a phrase: nearly all are empty.
const SPARSE: usize = 8;

impl<T, const HEAD: usize> Table<T, HEAD> {
    fn new(rows: Vec<(&'static str, T)>) -> Self {
        let mut table = Self { slots: vec![0; (rows.len() * SPARSE).next_power_of_two()], groups: Vec::new() };
        for row in rows {
            if let Some(head) = row.0.as_bytes().first_chunk::<HEAD>() {
                table.add(*head, row);
            }
        }
        table
    }

    fn add(&mut self, head: [u8; HEAD], row: (&'static str, T)) {
        if let Some(group) = self.groups.iter_mut().find(|group| group.head == head) {
            group.rows.push(row);
            return;
        }
        self.groups.push(Group { head, rows: vec![row] });
        let free = self.probe(head).find(|&slot| self.slots.get(slot) == Some(&0));
        if let Some(slot) = free.and_then(|slot| self.slots.get_mut(slot)) {
            *slot = u16::try_from(self.groups.len()).unwrap_or_default();
        }
    }

    fn each<'a>(&'a self, bytes: &[u8], met: &mut impl FnMut(usize, &'a T)) {
        for (at, window) in bytes.windows(HEAD).enumerate() {
            let Some(group) = window.first_chunk::<HEAD>().and_then(|head| self.group(*head)) else { continue };
            let rest = bytes.get(at..).unwrap_or_default();
            for (phrase, meaning) in group.rows.iter().filter(|(phrase, _)| rest.starts_with(phrase.as_bytes())) {
                met(at + phrase.len(), meaning);
            }
        }
    }

    fn group(&self, head: [u8; HEAD]) -> Option<&Group<T, HEAD>> {
        for slot in self.probe(head) {
            let number = usize::from(*self.slots.get(slot)?);
            let group = self.groups.get(number.checked_sub(1)?)?;
            if group.head == head {
                return Some(group);
            }
        }
        None
    }

    /// The slots at which a head may stand, in their order, by a multiplicative hash (Knuth, volume 3, section 6.4).
    fn probe(&self, head: [u8; HEAD]) -> impl Iterator<Item = usize> {
        let number = head.iter().rev().fold(0_u64, |number, &b| number << 8 | u64::from(b));
        let mask = self.slots.len() - 1;
        let first = (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize;
        (first..=first + mask).map(move |slot| slot & mask)
    }
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
