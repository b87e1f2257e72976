//! Where a message stands on the server.

use serde::{Deserialize, Serialize};

/// A folder, the folder's UIDVALIDITY, and the message's UID in it (RFC 3501, section 2.3.1.1). All three or nothing:
/// a UID without its UIDVALIDITY may name another message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The folder's name as the server writes it, decoded from modified UTF-7.
    pub folder: String,
    pub validity: u32,
    pub uid: u32,
}

/// How far a folder has been read: every message up to `uid`, as long as `validity` stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub validity: u32,
    pub uid: u32,
}
