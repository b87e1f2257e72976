//! One look at INBOX: what stands above the cursor, oldest first.

use jiff::Timestamp;

use super::Line;
use super::guard::Wire;
use super::page::{self, Wanted};
use super::select::{Access, INBOX};
use crate::account::{Care, Failure, Survey};

/// Header fields of one survey, in bytes.
const BYTES: usize = 1 << 20;

pub(super) async fn survey<S: Wire>(
    mut line: Line<S>,
    (validity, above): (u32, u32),
    since: Option<Timestamp>,
    most: u32,
    care: Care,
    began: Timestamp,
) -> Result<(Line<S>, Survey), Failure> {
    line.enter(INBOX, Access::Write, Some(validity)).await?;
    let messages = most.max(1) as usize;
    let wanted = Wanted { folder: None, validity: Some(validity), above, since, messages, bytes: BYTES, care, whole: false };
    let page = page::read(&mut line, wanted).await?;
    line.seen = line.seen.max(page.top);
    let survey = Survey { heads: page.heads, through: page.through, more: page.more, began };
    Ok((line, survey))
}
