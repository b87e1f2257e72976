//! What stands at or above a UID, in any folder: to find what a crash left where.

use std::time::Duration;

use super::Line;
use super::guard::Wire;
use super::page::{self, Budget};
use super::select::Access;
use crate::account::{Failure, Head};

/// Nobody may think "not found" of what was not looked at: beyond this the errand fails.
const MOST: usize = 20_000;

pub(super) async fn locate<S: Wire>(
    mut line: Line<S>,
    folder: &str,
    validity: u32,
    uid_from: u32,
) -> Result<(Line<S>, Vec<Head>), Failure> {
    line.enter(folder, Access::Read, Some(validity)).await?;
    let budget = Budget { messages: MOST, bytes: usize::MAX, time: Duration::from_secs(300) };
    let looked = line.looked;
    let page = page::above(&mut line, uid_from.saturating_sub(1), None, budget).await?;
    if page.through < page.top {
        return Err(Failure::Line(format!("more than {MOST} messages to look through in {folder}")));
    }
    // This was no survey: what it saw in INBOX is news still.
    line.looked = looked;
    line.home().await?;
    Ok((line, page.heads))
}
