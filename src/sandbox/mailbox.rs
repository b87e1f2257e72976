//! What a server holds: folders of messages. Names are as the wire has them, in modified UTF-7.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

/// All folders of one person.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    pub folders: Vec<Folder>,
    /// Counts changes: connections learn by it what is new to them.
    changes: u64,
}

/// A folder, its messages in the order of their UIDs.
#[derive(Clone, Debug)]
pub struct Folder {
    pub name: String,
    /// Its special use (RFC 6154), such as `\Sent`.
    pub special: Option<&'static str>,
    pub validity: u32,
    pub uid_next: u32,
    pub subscribed: bool,
    pub messages: Vec<Message>,
}

#[derive(Clone, Debug)]
pub struct Message {
    pub uid: u32,
    pub flags: BTreeSet<String>,
    /// INTERNALDATE.
    pub arrived: Timestamp,
    pub bytes: Arc<[u8]>,
    /// The change that last touched its flags, and the connection that did it (0: none).
    pub(super) touched: (u64, u32),
}

impl Mailbox {
    /// INBOX, Sent, Drafts, Junk and Trash, empty, named as `profile` wants it.
    pub fn new(profile: &super::Profile) -> Self {
        let mut mailbox = Self::default();
        mailbox.add("INBOX", None);
        for (name, special) in [("Sent", "\\Sent"), ("Drafts", "\\Drafts"), ("Junk", "\\Junk"), ("Trash", "\\Trash")] {
            mailbox.add(&format!("{}{name}", profile.prefix), Some(special));
        }
        mailbox
    }

    /// A new, empty folder.
    pub fn add(&mut self, name: &str, special: Option<&'static str>) {
        self.changes += 1;
        // any number will do that no folder of that name had before
        let validity = 1_700_000_000 + u32::try_from(self.changes).unwrap_or(0);
        self.folders.push(Folder { name: name.to_owned(), special, validity, uid_next: 1, subscribed: true, messages: Vec::new() });
    }

    /// INBOX is found in any case (RFC 3501, section 5.1), all others to the letter.
    pub fn folder(&self, name: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| same(&folder.name, name))
    }

    pub fn folder_mut(&mut self, name: &str) -> Option<&mut Folder> {
        self.folders.iter_mut().find(|folder| same(&folder.name, name))
    }

    /// Puts a message into a folder; its UID, or `None` where there is no such folder.
    pub fn append(&mut self, folder: &str, arrived: Timestamp, flags: &[&str], bytes: impl Into<Arc<[u8]>>) -> Option<u32> {
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        self.put(folder, Message { uid: 0, flags, arrived, bytes: bytes.into(), touched: (0, 0) })
    }

    /// Copies a message, flags and INTERNALDATE with it (RFC 3501, section 6.4.7); the new UID.
    pub fn copy(&mut self, from: &str, uid: u32, to: &str) -> Option<u32> {
        let message = self.folder(from)?.message(uid)?.clone();
        self.put(to, message)
    }

    /// Takes a message away, for good.
    pub fn remove(&mut self, folder: &str, uid: u32) -> Option<Message> {
        let folder = self.folder_mut(folder)?;
        let at = folder.messages.iter().position(|message| message.uid == uid)?;
        Some(folder.messages.remove(at))
    }

    /// Moves a message, as another mail program would; the new UID.
    pub fn shift(&mut self, from: &str, uid: u32, to: &str) -> Option<u32> {
        let new = self.copy(from, uid, to)?;
        self.remove(from, uid);
        Some(new)
    }

    /// Gives a folder a new UIDVALIDITY and every message a new UID, as a server restored from a backup does.
    pub fn renumber(&mut self, folder: &str) {
        if let Some(folder) = self.folder_mut(folder) {
            folder.validity += 1;
            for (uid, message) in (1..).zip(&mut folder.messages) {
                message.uid = uid;
            }
            folder.uid_next = u32::try_from(folder.messages.len()).unwrap_or(u32::MAX).saturating_add(1);
        }
    }

    /// Sets or clears a flag; `by` is the connection that did it.
    pub(super) fn mark(&mut self, folder: &str, uid: u32, flag: &str, on: bool, by: u32) {
        self.changes += 1;
        let now = self.changes;
        if let Some(message) = self.folder_mut(folder).and_then(|f| f.messages.iter_mut().find(|m| m.uid == uid)) {
            let changed = if on { message.flags.insert(flag.to_owned()) } else { message.flags.remove(flag) };
            if changed {
                message.touched = (now, by);
            }
        }
    }

    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    fn put(&mut self, folder: &str, message: Message) -> Option<u32> {
        let folder = self.folder_mut(folder)?;
        let uid = folder.uid_next;
        folder.uid_next += 1;
        folder.messages.push(Message { uid, touched: (0, 0), ..message });
        Some(uid)
    }
}

impl Folder {
    pub fn message(&self, uid: u32) -> Option<&Message> {
        let at = self.messages.binary_search_by_key(&uid, |message| message.uid).ok()?;
        self.messages.get(at)
    }
}

fn same(one: &str, other: &str) -> bool {
    one == other || (one.eq_ignore_ascii_case("INBOX") && other.eq_ignore_ascii_case("INBOX"))
}
