//! Reads a folder of sent mail above its cursor. When it is read to its end, INBOX is selected again; before, when something is
//! wanted of INBOX.

use jiff::Timestamp;

use super::Line;
use super::guard::Wire;
use super::page::{self, Wanted};
use crate::account::{Care, Failure, SentBatch};
use crate::mail::place::Cursor;

/// The cursor has no gap: every message up to it is in this batch, in one before, or arrived before `since`. After a cut the
/// next batch goes on from the cursor that was kept.
pub(super) async fn read_sent<S: Wire>(
    mut line: Line<S>,
    (folder, cursor): (&str, Option<Cursor>),
    since: Timestamp,
    bytes: usize,
    care: Care,
    began: Timestamp,
) -> Result<(Line<S>, SentBatch), Failure> {
    let wanted = Wanted {
        folder: Some(folder),
        validity: cursor.map(|cursor| cursor.validity),
        above: cursor.map_or(0, |cursor| cursor.uid),
        since: Some(since),
        messages: usize::MAX,
        bytes,
        care,
        whole: true,
    };
    let page = page::read(&mut line, wanted).await?;
    let batch = SentBatch {
        folder: folder.to_owned(),
        cursor: Cursor { validity: page.validity, uid: page.through },
        heads: page.heads,
        more: page.more,
        began,
        left: page.top.saturating_sub(page.through),
    };
    Ok((line, batch))
}
