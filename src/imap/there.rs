//! Which messages are in the selected folder, by their UIDs alone.

use async_imap::imap_proto::{AttributeValue, Response};

use super::Line;
use super::command::{self, Command, UIDS};
use super::guard::Wire;
use crate::account::Failure;

/// Which of these are in the selected folder.
pub(super) async fn still_there<S: Wire>(line: &mut Line<S>, uids: &[u32]) -> Result<Vec<u32>, Failure> {
    let mut there = Vec::new();
    for uids in uids.chunks(UIDS) {
        let command = Command::new("UID FETCH", format!("UID FETCH {} (UID)", command::set(uids)));
        line.exec(&command, |response| {
            let uid = uid_of(response);
            if uids.binary_search(&uid).is_ok() {
                there.push(uid);
            }
        })
        .await?;
    }
    there.sort_unstable();
    there.dedup();
    Ok(there)
}

/// The highest UID in the selected folder; 0 when it is empty.
pub(super) async fn highest<S: Wire>(line: &mut Line<S>) -> Result<u32, Failure> {
    let mut top = 0;
    if line.exists > 0 {
        line.exec(&Command::new("UID FETCH", "UID FETCH * (UID)"), |response| top = top.max(uid_of(response))).await?;
    }
    Ok(top)
}

/// The UID of a FETCH response; 0, which is no UID, for all else.
pub(super) fn uid_of(response: &Response<'_>) -> u32 {
    let Response::Fetch(_, attributes) = response else { return 0 };
    let uid = attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    });
    uid.unwrap_or(0)
}
