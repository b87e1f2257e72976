//! What stands above a UID in a folder: header fields, oldest first, asked for in windows of UIDs.
//!
//! The next windows are asked for before the last has come, so that a slow line is never idle, and the folder is entered, and
//! INBOX selected again, in the same breath. A message that is there and was left out is seen by the gap in the sequence
//! numbers ([`super::numbers`]); it is asked for again, in ever smaller company. UIDs may be sparse: thin windows grow.
//!
//! No SEARCH: Yahoo, Gmail and iCloud each miss mail in it, and an empty answer would read as "nothing was sent". What is too
//! old is skipped by its INTERNALDATE.

mod mend;

use std::collections::VecDeque;
use std::time::Duration;

use async_imap::imap_proto::Response;
use jiff::Timestamp;
use tokio::time::Instant;

use super::Line;
use super::command::Command;
use super::exec::Done;
use super::guard::Wire;
use super::numbers::Numbers;
use super::pace::{self, Pace};
use super::rows::Rows;
use super::select::{Access, INBOX, Selection};
use crate::account::{Care, Failure, Head};
use crate::mail::{FIELDS_LOOKED_AT, SURVEY_FIELDS};
use crate::sent::SENT_FIELDS;

/// UIDs in a window: at most, when thin, and when only dates are asked for. The guard lets 50,000 rows pass.
const WINDOW: usize = 1_000;
const THIN: u32 = 4_000;
const DATES: u32 = 20_000;
/// What is asked of a message whose header fields are not.
const BARE: &str = "UID INTERNALDATE RFC822.SIZE FLAGS";
/// So many UIDs below a page are asked for, to find the last message before it.
const BEFORE: u32 = 64;
/// What a row costs beside its header fields, in bytes.
const ROW: usize = 100;
/// No line errand takes longer.
const TIME: Duration = Duration::from_secs(5);

/// What is to be read.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// `None`: INBOX, which is selected. Else the folder is entered by EXAMINE, and left for INBOX when it is read to its end.
    pub folder: Option<&'a str>,
    /// The UIDVALIDITY that `above` is of.
    pub validity: Option<u32>,
    pub above: u32,
    /// What arrived earlier is left out.
    pub since: Option<Timestamp>,
    pub messages: usize,
    pub bytes: usize,
    pub care: Care,
    /// A message that is there, and of which nothing is told, is a failure.
    pub whole: bool,
}

/// What was found.
pub(super) struct Page {
    pub validity: u32,
    pub heads: Vec<Head>,
    /// Every message up to here is in this page, or in one before, or is too old.
    pub through: u32,
    /// The highest UID that is there.
    pub top: u32,
    /// There is more above, or may be.
    pub more: bool,
}

/// Reads until all is read, or enough.
pub(super) async fn read<S: Wire>(line: &mut Line<S>, wanted: Wanted<'_>) -> Result<Page, Failure> {
    let messages = match wanted.care {
        Care::Usual => wanted.messages,
        Care::Few(few) => few as usize,
        Care::Blind => 1,
    };
    let mut reading = Reading::new(Wanted { messages, ..wanted });
    if let Some(pace) = line.pace.as_ref().and_then(|pace| pace.again(wanted.folder)) {
        reading.pace = pace;
    }
    let mut few = false;
    match wanted.folder.filter(|folder| line.selected.folder != *folder) {
        Some(folder) => {
            let enter = line.selecting(folder, Access::Read)?;
            reading.ask(line, enter, Asked::Enter).await?;
        }
        // A server need not tell of new mail before it is asked for news.
        None => {
            few = line.exists <= BEFORE;
            reading.numbers.begin(line.exists);
            reading.ask(line, Command::new("NOOP", "NOOP"), Asked::News).await?;
        }
    }
    let before = match wanted.above {
        0 => String::new(),
        above if few => format!("1:{above},"),
        above => format!("{}:{above},", above.saturating_sub(BEFORE).max(1)),
    };
    reading.ask(line, Command::new("UID FETCH", format!("UID FETCH {before}* (UID)")), Asked::Top).await?;
    loop {
        reading.ask_more(line).await?;
        if reading.asked.is_empty() {
            break;
        }
        if let Some(done) = line.receive(&mut |response: &Response<'_>| reading.hear(response)).await? {
            reading.ended(line, &done)?;
        }
    }
    reading.complete(line).await?;
    Ok(reading.page(line))
}

/// A command that is under way.
enum Asked {
    Enter,
    News,
    Top,
    Fields { low: u32, high: u32 },
    Dates { low: u32, high: u32 },
    Home,
}

struct Reading<'a> {
    wanted: Wanted<'a>,
    begun: Instant,
    asked: VecDeque<Asked>,
    selection: Selection,
    validity: u32,
    rows: Rows,
    numbers: Numbers,
    top_known: bool,
    pace: Pace,
    /// The lowest UID that was not asked for yet, or `None` when there is none higher.
    next: Option<u32>,
    size: u32,
    /// What is too old goes by dates alone.
    dates: bool,
    /// Up to here all windows have ended.
    through: u32,
    /// Up to here nothing was left out, and nothing is kept.
    proved: u32,
    /// The windows that have ended, above that.
    windows: Vec<(u32, u32)>,
    going_home: bool,
}

impl<'a> Reading<'a> {
    fn new(wanted: Wanted<'a>) -> Self {
        Self {
            wanted,
            begun: Instant::now(),
            asked: VecDeque::new(),
            selection: Selection::default(),
            validity: 0,
            rows: Rows::default(),
            numbers: Numbers::default(),
            top_known: false,
            pace: Pace::new(wanted.folder),
            next: wanted.above.checked_add(1),
            size: (wanted.bytes / pace::SHARE / pace::FEW).max(20).min(wanted.messages).min(WINDOW) as u32,
            dates: false,
            through: wanted.above,
            proved: wanted.above,
            windows: Vec::new(),
            going_home: false,
        }
    }

    async fn ask<S: Wire>(&mut self, line: &mut Line<S>, command: Command, asked: Asked) -> Result<(), Failure> {
        line.send(&command).await?;
        self.asked.push_back(asked);
        Ok(())
    }

    /// Keeps the line busy.
    async fn ask_more<S: Wire>(&mut self, line: &mut Line<S>) -> Result<(), Failure> {
        while let Some(low) = self.next_window() {
            let high = low.saturating_add(if self.dates { DATES } else { self.size } - 1);
            self.next = high.checked_add(1);
            if self.dates {
                let dates = Command::new("UID FETCH", format!("UID FETCH {low}:{high} (UID INTERNALDATE)"));
                self.ask(line, dates, Asked::Dates { low, high }).await?;
            } else {
                let set = format!("{low}:{high}");
                let fields = match self.wanted.care {
                    Care::Usual => header_fields(&set, self.is_sent(line)),
                    Care::Few(_) | Care::Blind => Command::new("UID FETCH", format!("UID FETCH {set} ({BARE})")),
                };
                self.ask(line, fields, Asked::Fields { low, high }).await?;
            }
        }
        // what dates tell may lead back: until then the folder is not left
        let dates_out = self.asked.iter().any(|asked| matches!(asked, Asked::Dates { .. }));
        if self.wanted.folder.is_some() && !self.going_home && !dates_out && self.is_beyond_top() && self.wanted.care == Care::Usual {
            self.going_home = true;
            let home = line.selecting(INBOX, Access::Write)?;
            self.ask(line, home, Asked::Home).await?;
        }
        Ok(())
    }

    fn is_sent<S: Wire>(&self, line: &Line<S>) -> bool {
        self.wanted.folder.is_some_and(|folder| line.folders.sent.iter().any(|sent| sent == folder))
    }

    /// Where the next window begins, if one may be asked for now.
    fn next_window(&self) -> Option<u32> {
        let low = self.next.filter(|_| !self.is_all_asked())?;
        let windows = self.asked.iter().filter(|asked| matches!(asked, Asked::Fields { .. } | Asked::Dates { .. })).count();
        // Until the top is known one window is asked for, or as many as were left the last time.
        let sure = windows == 0 || low <= self.numbers.top().max(self.pace.top);
        let room = match windows {
            0 => true,
            some if self.dates || some >= self.pace.under_way => false,
            some => self.has_room_for((some + 1) * self.size as usize),
        };
        (sure && room).then_some(low)
    }

    /// No window will follow. The time is over only when something has come: a page that brings nothing would be asked for for ever.
    fn is_all_asked(&self) -> bool {
        let headway = self.rows.len() > 0 || self.proved > self.wanted.above;
        let enough = self.rows.len() >= self.wanted.messages || self.weight() >= self.wanted.bytes;
        headway && (enough || self.begun.elapsed() >= TIME) || self.is_beyond_top()
    }

    /// So many more messages are not more than what is wanted.
    fn has_room_for(&self, messages: usize) -> bool {
        self.rows.len() + messages <= self.wanted.messages && self.weight() + messages * self.pace.weight <= self.wanted.bytes
    }

    fn weight(&self) -> usize {
        self.rows.bytes + self.rows.len() * ROW
    }

    fn is_beyond_top(&self) -> bool {
        self.top_known && self.next.is_none_or(|next| next > self.numbers.top())
    }

    fn hear(&mut self, response: &Response<'_>) {
        self.selection.read(response);
        if !matches!(self.asked.front(), Some(Asked::Home)) {
            self.numbers.hear(response);
            // `9:12` names the last message where none is so high, and a server may tell of any: only what was asked is taken.
            let next = self.next;
            self.rows.take(response, |uid| uid > self.proved && next.is_none_or(|next| uid < next));
        }
    }

    fn ended<S: Wire>(&mut self, line: &mut Line<S>, done: &Done) -> Result<(), Failure> {
        // Some servers refuse to FETCH from an empty folder.
        let fetched = |line: &Line<S>| if line.exists == 0 { Ok(()) } else { done.required() };
        match self.asked.pop_front() {
            None => {}
            Some(Asked::Enter) => {
                if let Some(folder) = self.wanted.folder {
                    done.entered(folder)?;
                    line.entered(folder, Access::Read, std::mem::take(&mut self.selection), self.wanted.validity)?;
                }
                self.validity = line.selected.validity;
                self.numbers.begin(line.exists);
            }
            Some(Asked::News) => {
                done.required()?;
                self.validity = line.selected.validity;
                if self.wanted.validity.is_some_and(|validity| validity != self.validity) {
                    return Err(Failure::Renumbered { folder: line.selected.folder.clone() });
                }
            }
            Some(Asked::Top) => {
                fetched(line)?;
                self.top_known = true;
                // Nothing came after the look.
                if self.wanted.folder.is_none() && self.numbers.shows_end() {
                    line.looked = line.grown;
                }
            }
            Some(Asked::Fields { low, high }) => {
                // Exchange and Gmail refuse a whole window when they cannot read one message of it: see `complete`.
                if line.exists > 0 {
                    done.answered()?;
                }
                if self.rows.count(self.through, high) < self.size as usize / 4 {
                    self.size = self.size.saturating_mul(4).min(THIN);
                }
                self.pace.ended(self.weight().checked_div(self.rows.len()));
                self.windows.push((low, high));
                // A whole window of old mail: what follows may be old for long.
                let old = self.wanted.since.is_some_and(|since| self.rows.are_older(self.proved, high, since));
                self.dates = old && self.numbers.gaps(self.proved, high).is_empty();
                if self.dates {
                    self.prove(high);
                }
                self.through = high;
            }
            Some(Asked::Dates { low, high }) => {
                fetched(line)?;
                self.dates = false;
                self.windows.push((low, high));
                if !self.numbers.gaps(self.proved, high).is_empty() {
                    // a server with a limit leaves the older ones out: where the young ones begin is not known
                    self.rows.forget(self.proved, u32::MAX);
                    self.through = self.proved;
                    self.next = self.through.checked_add(1);
                    return Ok(());
                }
                let young = self.wanted.since.and_then(|since| self.rows.first_since(self.proved, since));
                self.dates = young.is_none();
                self.prove(young.map_or(high, |young| young.saturating_sub(1)));
                self.rows.forget(self.proved, u32::MAX);
                self.through = young.map_or(high, |_| self.proved);
                self.next = self.through.checked_add(1);
            }
            Some(Asked::Home) => {
                done.required()?;
                line.came_home(std::mem::take(&mut self.selection))?;
            }
        }
        Ok(())
    }

    /// All that was told of up to here is old, and nothing below the last of it was left out.
    fn prove(&mut self, through: u32) {
        self.proved = self.numbers.last_told(through).max(self.proved);
        self.rows.forget(0, self.proved);
        self.numbers.forget(self.proved);
        self.windows.retain(|(_, high)| *high > self.proved);
    }

    fn page<S: Wire>(mut self, line: &mut Line<S>) -> Page {
        let now = Timestamp::now();
        let (since, top) = (self.wanted.since, self.numbers.top());
        // what was left out above the last one is asked for by the next page
        let mut through = if self.is_at_end() { top } else { self.numbers.last_told(self.through) }.max(self.proved);
        let mut heads: Vec<Head> =
            self.rows.into_rows().filter(|(uid, _)| *uid <= through).filter_map(|(uid, row)| row.into_head(uid, now)).collect();
        if let Some(last) = heads.get(self.wanted.messages.saturating_sub(1)).filter(|_| heads.len() > self.wanted.messages) {
            through = last.uid;
            heads.truncate(self.wanted.messages);
        }
        heads.retain(|head| since.is_none_or(|since| head.arrived >= since));
        if self.wanted.folder.is_some() {
            self.pace.top = top;
            line.pace = Some(self.pace);
        }
        Page { validity: self.validity, heads, through, top, more: through < top }
    }
}

/// `sent`: those too that only the person's own copy holds.
fn header_fields(set: &str, sent: bool) -> Command {
    let names: Vec<&str> = SURVEY_FIELDS.iter().chain(SENT_FIELDS.iter().filter(|_| sent)).copied().collect();
    let names = names.join(" ");
    Command::new(
        "UID FETCH",
        format!("UID FETCH {set} (UID INTERNALDATE RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS ({names})]<0.{FIELDS_LOOKED_AT}>)"),
    )
}
