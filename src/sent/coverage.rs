//! How much of what the person sends is in their Sent folders, measured from what people answered.

/// A message that a person (no machine, no list) wrote to one own address alone, as an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The own address's hash, as an author.
    pub to: u64,
    /// Hours since 1970 of its arrival.
    pub hour: i32,
    /// The hashes of its In-Reply-To and References IDs.
    pub ids: Vec<u64>,
}

/// The share of answered mail that is in Sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Taken as complete: nothing was given to measure it from (`check` without `--inbox`).
    Assumed,
    /// Fewer than 20 replies.
    Unknown { replies: u32 },
    /// `found` of `replies` answer a message in the book.
    Measured { replies: u32, found: u32 },
}

/// Under so many replies, coverage is not known.
pub const ENOUGH_REPLIES: u32 = 20;

/// From this share on, absence counts as proof: 95 in 100.
pub const ENOUGH_FOUND: u32 = 95;
