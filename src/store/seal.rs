//! Seals: keyed hashes of what a row says. SQLite keeps no checksums, and one altered byte in a row can be worse than a row that
//! cannot be read: a message that was sent looks absent, a cursor passes over mail, a step names another message.

use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::trouble::Unfit;
use crate::sent::Key;

/// A hash that takes a row's columns one after the other.
pub(super) struct Seal(SipHasher24);

impl Seal {
    /// `table` keeps a row from passing for one of another table.
    pub(super) fn of(key: &Key, table: &str) -> Self {
        Self(SipHasher24::new_with_key(&key.0)).text(table)
    }

    pub(super) fn number(mut self, number: i64) -> Self {
        self.0.write(&number.to_le_bytes());
        self
    }

    pub(super) fn hashes(mut self, hashes: &[u64]) -> Self {
        hashes.iter().for_each(|hash| self.0.write(&hash.to_le_bytes()));
        self
    }

    /// With its length, so that no two rows run into the same bytes.
    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.write(&text.len().to_le_bytes());
        self.0.write(text.as_bytes());
        self
    }

    pub(super) fn value(self) -> i64 {
        self.0.finish().cast_signed()
    }

    /// Is this the seal that stands in the row?
    pub(super) fn must_be(self, found: i64) -> Result<(), Unfit> {
        if self.value() == found { Ok(()) } else { Err(Unfit::Damaged("a row was altered".to_owned())) }
    }
}
