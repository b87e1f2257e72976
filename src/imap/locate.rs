//! What stands at or above a UID, in any folder, a page at a time: to find what a crash left where.

use super::Line;
use super::guard::Wire;
use super::page::{self, Wanted};
use super::select::INBOX;
use crate::account::{Care, Failure, Located};

/// Header fields of one page, in bytes.
const BYTES: usize = 1 << 20;

/// Nobody may think "not found" of what was not looked at: every message up to `Located::through` is in the answer.
pub(super) async fn locate<S: Wire>(mut line: Line<S>, folder: &str, validity: u32, uid_from: u32) -> Result<(Line<S>, Located), Failure> {
    let is_inbox = folder == INBOX;
    if is_inbox {
        line.home().await?;
    }
    let looked = line.looked;
    let wanted = Wanted {
        folder: (!is_inbox).then_some(folder),
        validity: Some(validity),
        above: uid_from.saturating_sub(1),
        since: None,
        messages: usize::MAX,
        bytes: BYTES,
        care: Care::Usual,
        whole: true,
    };
    let page = page::read(&mut line, wanted).await?;
    if is_inbox {
        // This was no survey: what it saw is news still.
        line.looked = looked;
    }
    Ok((line, Located { heads: page.heads, through: page.through, more: page.more }))
}
