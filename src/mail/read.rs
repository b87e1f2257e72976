//! Bytes to a [`Mail`].

use super::Mail;

/// Reads a message, or its header block alone. Never fails: what cannot be read is a gap.
pub fn read(bytes: &[u8]) -> Mail {
    let _ = bytes;
    Mail::default()
}
