//! What stands above a UID in the selected folder: header fields, oldest first, in pipelined batches.
//!
//! Two steps. First the UIDs that are there, with their INTERNALDATE, in windows of numbers (UIDs may be sparse: a window may
//! hold none). Then their header fields, several commands under way at a time, so that a slow line is never idle.
//! No SEARCH: Yahoo, Gmail and iCloud each miss mail in it, and an empty answer would read as "nothing was sent".

use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response};
use jiff::Timestamp;
use tokio::time::Instant;

use super::Line;
use super::command::{self, Command, UIDS};
use super::exec::Done;
use super::guard::Wire;
use super::rows::Rows;
use crate::account::{Failure, Head};
use crate::mail::SURVEY_FIELDS;

/// As much of the header fields of one message as is ever fetched, in bytes.
const FIELDS: usize = 16 * 1024;
/// FETCH commands under way at a time.
const UNDER_WAY: usize = 4;
/// The first window of UIDs, and the largest: the guard lets 50,000 rows pass to one command.
const WINDOWS: (u32, u32) = (2_000, 20_000);
/// No line errand takes longer.
pub(super) const TIME: Duration = Duration::from_secs(5);
/// As many messages of one page are asked for alone.
const ALONE: usize = 100;
/// What a row costs beside its header fields, and the least that such a row is expected to bring, in bytes.
const ROW: usize = 100;
const LEAST: usize = 256;

/// When a page is long enough.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    pub messages: usize,
    pub bytes: usize,
    pub time: Duration,
}

/// What was found.
pub(super) struct Page {
    pub heads: Vec<Head>,
    /// Every message up to here is in this page, or in one before, or is older than asked for.
    pub through: u32,
    /// The highest UID that is there.
    pub top: u32,
}

/// Reads what stands above `above` and arrived at `since` or later.
pub(super) async fn above<S: Wire>(line: &mut Line<S>, above: u32, since: Option<Timestamp>, budget: Budget) -> Result<Page, Failure> {
    let begun = Instant::now();
    let enough = budget.messages.min(budget.bytes / LEAST + 1);
    let listed = list(line, above, since, enough, begun + budget.time).await?;
    let (mut rows, through) = fields(line, &listed, budget, begun).await?;
    let asked = listed.uids.partition_point(|uid| *uid <= through);
    complete(line, listed.uids.get(..asked).unwrap_or_default(), &mut rows).await?;
    let now = Timestamp::now();
    let heads = rows.into_rows().filter_map(|(uid, row)| row.into_head(uid, now)).collect();
    Ok(Page { heads, through, top: listed.top })
}

/// The highest UID in the selected folder; 0 when it is empty.
pub(super) async fn highest<S: Wire>(line: &mut Line<S>) -> Result<u32, Failure> {
    let mut top = 0;
    if line.exists > 0 {
        line.exec(&Command::new("UID FETCH", "UID FETCH * (UID)"), |response| top = top.max(uid_of(response))).await?;
    }
    Ok(top)
}

/// UIDs that are there, ascending.
struct Listed {
    uids: Vec<u32>,
    /// All up to here are listed, or older than asked for.
    through: u32,
    top: u32,
}

async fn list<S: Wire>(line: &mut Line<S>, above: u32, since: Option<Timestamp>, enough: usize, until: Instant) -> Result<Listed, Failure> {
    let mut listed = Listed { uids: Vec::new(), through: above, top: 0 };
    let mut size = WINDOWS.0;
    while let Some(low) = listed.through.checked_add(1) {
        let high = listed.through.saturating_add(size);
        let (top, rows) = look(line, low, high).await?;
        let young = |arrived: Option<Timestamp>| since.is_none_or(|since| arrived.is_none_or(|arrived| arrived >= since));
        listed.uids.extend(rows.into_rows().filter(|(_, row)| young(row.arrived)).map(|(uid, _)| uid));
        listed.top = top;
        listed.through = high.min(top).max(listed.through);
        size = WINDOWS.1;
        if listed.through >= top || listed.uids.len() >= enough || Instant::now() >= until {
            break;
        }
    }
    if let Some(last) = listed.uids.get(enough.saturating_sub(1)).filter(|_| listed.uids.len() > enough) {
        listed.through = *last;
        listed.uids.truncate(enough);
    }
    Ok(listed)
}

/// In one round trip: news (a server need not tell of new mail before it is asked for news), the highest UID, and what is
/// between these two.
async fn look<S: Wire>(line: &mut Line<S>, low: u32, high: u32) -> Result<(u32, Rows), Failure> {
    let noop = Command::new("NOOP", "NOOP");
    if line.exists == 0 {
        line.exec(&noop, |_| ()).await?;
    }
    if line.exists == 0 {
        line.looked = line.grown;
        return Ok((0, Rows::default()));
    }
    let highest = Command::new("UID FETCH", "UID FETCH * (UID)");
    let window = Command::new("UID FETCH", format!("UID FETCH {low}:{high} (UID INTERNALDATE)"));
    let (mut top, mut rows, mut renumbered) = ((0, 0), Rows::default(), false);
    let ends = line
        .converse(&[noop, highest, window], |response| {
            if let Response::Fetch(number, _) = response {
                top = top.max((uid_of(response), *number));
            }
            renumbered |= matches!(response, Response::Expunge(_));
            // A server answers `9:12` with the last message when none is so high: only what lies in the window is taken.
            rows.take(response, |uid| (low..=high).contains(&uid));
        })
        .await?;
    ends.iter().try_for_each(Done::required)?;
    // The last message is the last that the server has told of: nothing came after the look.
    if top.1 >= line.exists && !renumbered {
        line.looked = line.grown;
    }
    Ok((top.0, rows))
}

async fn fields<S: Wire>(line: &mut Line<S>, listed: &Listed, budget: Budget, begun: Instant) -> Result<(Rows, u32), Failure> {
    let batch = (budget.bytes / LEAST / UNDER_WAY).clamp(20, UIDS);
    let mut batches = listed.uids.chunks(batch);
    let mut rows = Rows::default();
    let (mut under_way, mut asked, mut count) = (0, None, 0);
    loop {
        let spent = rows.bytes + count * ROW >= budget.bytes || begun.elapsed() >= budget.time;
        // At least one batch, whatever the time: a page that brings nothing would be asked for for ever.
        while under_way < UNDER_WAY && (asked.is_none() || !spent) {
            let Some(uids) = batches.next() else { break };
            line.send(&header_fields(uids)).await?;
            under_way += 1;
            asked = uids.last().copied();
        }
        if under_way == 0 {
            let all = batches.len() == 0;
            return Ok((rows, if all { listed.through } else { asked.unwrap_or(listed.through) }));
        }
        let taken = &mut rows;
        let seen = &mut count;
        let mut take = |response: &Response<'_>| {
            *seen += 1;
            taken.take(response, |uid| listed.uids.binary_search(&uid).is_ok());
        };
        if let Some(done) = line.receive(&mut take).await? {
            // Exchange and Gmail refuse a whole batch when they cannot read one message of it: see `complete`.
            done.answered()?;
            under_way -= 1;
        }
    }
}

fn header_fields(uids: &[u32]) -> Command {
    let names = SURVEY_FIELDS.join(" ");
    let set = command::set(uids);
    Command::new(
        "UID FETCH",
        format!("UID FETCH {set} (UID INTERNALDATE RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS ({names})]<0.{FIELDS}>)"),
    )
}

/// A message that is there and was not told of would be passed over unseen. Each such one is asked for alone; one that the
/// server cannot read stands in the page without header fields. One that is gone is no loss.
async fn complete<S: Wire>(line: &mut Line<S>, asked: &[u32], rows: &mut Rows) -> Result<(), Failure> {
    let missing: Vec<u32> = asked.iter().copied().filter(|uid| !rows.has_body(*uid)).collect();
    let missing = still_there(line, &missing).await?;
    if missing.len() > ALONE {
        return Err(Failure::Server { command: "UID FETCH", text: format!("nothing was told of {} messages", missing.len()) });
    }
    for uid in missing {
        let ends = line.converse(&[header_fields(&[uid])], |response| rows.take(response, |other| other == uid)).await?;
        ends.iter().try_for_each(Done::answered)?;
        rows.settle(uid);
    }
    Ok(())
}

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

/// The UID of a FETCH response; 0, which is no UID, for all else.
fn uid_of(response: &Response<'_>) -> u32 {
    let Response::Fetch(_, attributes) = response else { return 0 };
    let uid = attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    });
    uid.unwrap_or(0)
}
