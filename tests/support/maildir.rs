//! What is really in a folder, whatever IMAP says of it.

use std::fs;
use std::path::Path;

/// The messages, in no order.
pub fn messages(maildir: &Path) -> Vec<Vec<u8>> {
    let all = ["cur", "new"].map(|part| fs::read_dir(maildir.join(part)).unwrap());
    all.into_iter().flatten().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// How many there are, or more; to ask while they are being moved: a message goes from `new` to `cur`, and is seen in one of them.
pub fn count(maildir: &Path) -> usize {
    ["new", "cur"].iter().map(|part| fs::read_dir(maildir.join(part)).unwrap().count()).sum()
}

/// Marks messages as deleted, as a mail program would that does not expunge.
pub fn mark_deleted(maildir: &Path, which: impl Fn(&[u8]) -> bool) {
    for entry in fs::read_dir(maildir.join("cur")).unwrap() {
        let path = entry.unwrap().path();
        if which(&fs::read(&path).unwrap()) {
            fs::rename(&path, format!("{}T", path.display())).unwrap();
        }
    }
}
