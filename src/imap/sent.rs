//! Reads a folder of sent mail above its cursor; INBOX is selected again afterwards.

use jiff::Timestamp;

use super::Line;
use super::guard::Wire;
use super::page::{self, Budget};
use super::select::Access;
use crate::account::{Failure, SentBatch};
use crate::mail::place::Cursor;

/// The cursor has no gap: every message up to it is in this batch, in one before, or arrived before `since`. After a cut the
/// next batch goes on from the cursor that was kept.
pub(super) async fn read_sent<S: Wire>(
    mut line: Line<S>,
    folder: &str,
    cursor: Option<Cursor>,
    since: Timestamp,
    bytes: usize,
    began: Timestamp,
) -> Result<(Line<S>, SentBatch), Failure> {
    // Always anew: the numbers of a folder that stayed selected may be stale.
    let standing = line.select(folder, Access::Read).await?;
    if cursor.is_some_and(|cursor| cursor.validity != standing.validity) {
        return Err(Failure::Renumbered { folder: folder.to_owned() });
    }
    let above = cursor.map_or(0, |cursor| cursor.uid);
    let budget = Budget { messages: usize::MAX, bytes, time: page::TIME };
    let page = page::above(&mut line, above, Some(since), budget).await?;
    line.home().await?;
    let more = page.through < page.top;
    let batch = SentBatch {
        folder: folder.to_owned(),
        cursor: Cursor { validity: standing.validity, uid: page.through },
        heads: page.heads,
        more,
        began,
        left: page.top.saturating_sub(page.through),
    };
    Ok((line, batch))
}
