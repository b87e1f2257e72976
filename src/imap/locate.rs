//! What stands at or above a UID, in any folder: to find what a crash left where.

use std::time::Duration;

use super::Line;
use super::guard::Wire;
use super::page::{self, Wanted};
use super::select::INBOX;
use crate::account::{Failure, Head};

/// Nobody may think "not found" of what was not looked at: beyond this the errand fails.
const MOST: usize = 20_000;

pub(super) async fn locate<S: Wire>(
    mut line: Line<S>,
    folder: &str,
    validity: u32,
    uid_from: u32,
) -> Result<(Line<S>, Vec<Head>), Failure> {
    // From INBOX any other folder is entered anew.
    line.home().await?;
    let is_inbox = folder == INBOX;
    let looked = line.looked;
    let wanted = Wanted {
        folder: (!is_inbox).then_some(folder),
        validity: Some(validity),
        above: uid_from.saturating_sub(1),
        since: None,
        messages: MOST,
        bytes: usize::MAX,
        time: Duration::from_secs(300),
    };
    let page = page::read(&mut line, wanted).await?;
    if page.more {
        return Err(Failure::Line(format!("more than {MOST} messages to look through in {folder}")));
    }
    if is_inbox {
        // This was no survey: what it saw is news still.
        line.looked = looked;
    }
    Ok((line, page.heads))
}
