//! What stands above a UID in a folder: header fields, oldest first, asked for in windows of UIDs.
//!
//! The next windows are asked for before the last has come, so that a slow line is never idle, and the folder is entered, and
//! INBOX selected again, in the same breath. A message that is there and was left out is seen by the gap in the sequence
//! numbers. UIDs may be sparse: thin windows grow.
//!
//! No SEARCH: Yahoo, Gmail and iCloud each miss mail in it, and an empty answer would read as "nothing was sent". What is too
//! old is skipped by its INTERNALDATE.

use std::collections::VecDeque;
use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Response};
use jiff::Timestamp;
use tokio::time::Instant;

use super::Line;
use super::command::Command;
use super::exec::Done;
use super::guard::Wire;
use super::pace::{self, Pace};
use super::rows::Rows;
use super::select::{Access, INBOX, Selection};
use super::there::{still_there, uid_of};
use crate::account::{Failure, Head};
use crate::mail::{FIELDS_LOOKED_AT, SURVEY_FIELDS};
use crate::sent::SENT_FIELDS;

/// UIDs in a window: at most, when thin, and when only dates are asked for. The guard lets 50,000 rows pass.
const WINDOW: usize = 1_000;
const THIN: u32 = 4_000;
const DATES: u32 = 20_000;
/// As many messages of one page are asked for alone.
const ALONE: usize = 100;
/// What a row costs beside its header fields, in bytes.
const ROW: usize = 100;
/// No line errand takes longer.
pub(super) const TIME: Duration = Duration::from_secs(5);

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
    pub time: Duration,
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
    let mut reading = Reading::new(wanted);
    if let Some(pace) = line.pace.as_ref().and_then(|pace| pace.again(wanted.folder)) {
        reading.pace = pace;
    }
    match wanted.folder.filter(|folder| line.selected.folder != *folder) {
        Some(folder) => {
            let enter = line.selecting(folder, Access::Read)?;
            reading.ask(line, enter, Asked::Enter).await?;
        }
        // A server need not tell of new mail before it is asked for news.
        None => {
            reading.stale = wanted.folder.is_some();
            reading.exists = line.exists;
            reading.ask(line, Command::new("NOOP", "NOOP"), Asked::News).await?;
        }
    }
    reading.ask(line, Command::new("UID FETCH", "UID FETCH * (UID)"), Asked::Top).await?;
    loop {
        reading.ask_more(line).await?;
        if reading.asked.is_empty() {
            break;
        }
        if let Some(done) = line.receive(&mut |response: &Response<'_>| reading.hear(response)).await? {
            reading.ended(line, &done)?;
        }
    }
    let page = reading.page(line).await?;
    Ok(page)
}

/// A command that is under way.
enum Asked {
    Enter,
    News,
    Top,
    Fields { low: u32, high: u32 },
    Dates { high: u32 },
    Home,
}

struct Reading<'a> {
    wanted: Wanted<'a>,
    begun: Instant,
    asked: VecDeque<Asked>,
    selection: Selection,
    validity: u32,
    rows: Rows,
    /// The highest UID that was told of, and its sequence number; and whether that was the answer to the question.
    top: (u32, u32),
    top_known: bool,
    pace: Pace,
    expunged: bool,
    /// The lowest UID that was not asked for yet, or `None` when there is none higher.
    next: Option<u32>,
    size: u32,
    /// What is too old goes by dates alone.
    dates: bool,
    through: u32,
    /// The sequence number of the last message that was told of, where none was left out before.
    last: Option<u32>,
    /// Where the last window began.
    last_low: u32,
    /// Windows in which a message may have been left out.
    suspect: Vec<(u32, u32)>,
    going_home: bool,
    /// The folder was not entered anew: what has come meanwhile may not show.
    stale: bool,
    /// Messages in the folder, as the server has last said.
    exists: u32,
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
            top: (0, 0),
            top_known: false,
            pace: Pace::new(wanted.folder),
            expunged: false,
            next: wanted.above.checked_add(1),
            size: (wanted.bytes / pace::SHARE / pace::FEW).max(20).min(wanted.messages).min(WINDOW) as u32,
            dates: false,
            through: wanted.above,
            last: (wanted.above == 0).then_some(0),
            last_low: wanted.above.saturating_add(1),
            suspect: Vec::new(),
            going_home: false,
            stale: false,
            exists: 0,
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
                self.ask(line, dates, Asked::Dates { high }).await?;
            } else {
                let fields = header_fields(&format!("{low}:{high}"), self.is_sent(line));
                self.ask(line, fields, Asked::Fields { low, high }).await?;
            }
        }
        // what dates tell may lead back: until then the folder is not left
        let dates_out = self.asked.iter().any(|asked| matches!(asked, Asked::Dates { .. }));
        if self.wanted.folder.is_some() && !self.going_home && !dates_out && self.is_beyond_top() {
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
        let sure = windows == 0 || low <= self.top.0.max(self.pace.top);
        let room = match windows {
            0 => true,
            some if self.dates || some >= self.pace.under_way => false,
            some => self.has_room_for((some + 1) * self.size as usize),
        };
        (sure && room).then_some(low)
    }

    /// No window will follow. At least one is asked for, whatever the time: a page that brings nothing would be asked for for ever.
    fn is_all_asked(&self) -> bool {
        let begun = self.next != self.wanted.above.checked_add(1);
        let enough = self.rows.len() >= self.wanted.messages || self.weight() >= self.wanted.bytes;
        let spent = begun && (enough || self.begun.elapsed() >= self.wanted.time);
        spent || self.is_beyond_top()
    }

    /// So many more messages are not more than what is wanted.
    fn has_room_for(&self, messages: usize) -> bool {
        self.rows.len() + messages <= self.wanted.messages && self.weight() + messages * self.pace.weight <= self.wanted.bytes
    }

    fn weight(&self) -> usize {
        self.rows.bytes + self.rows.len() * ROW
    }

    fn is_beyond_top(&self) -> bool {
        self.top_known && self.next.is_none_or(|next| next > self.top.0)
    }

    fn hear(&mut self, response: &Response<'_>) {
        self.selection.read(response);
        self.expunged |= matches!(response, Response::Expunge(_));
        if let (Response::MailboxData(MailboxDatum::Exists(count)), false) = (response, matches!(self.asked.front(), Some(Asked::Home))) {
            self.exists = *count;
        }
        if let Response::Fetch(number, _) = response {
            self.top = self.top.max((uid_of(response), *number));
            let next = self.next;
            // `9:12` names the last message where none is so high, and a server may tell of any: only what was asked is taken.
            self.rows.take(response, |uid| uid > self.through && next.is_none_or(|next| uid < next));
        }
    }

    fn ended<S: Wire>(&mut self, line: &mut Line<S>, done: &Done) -> Result<(), Failure> {
        // Some servers refuse to FETCH from an empty folder.
        let fetched = |line: &Line<S>| if line.exists == 0 { Ok(()) } else { done.required() };
        match self.asked.pop_front() {
            None => {}
            Some(Asked::Enter) => {
                done.required()?;
                if let Some(folder) = self.wanted.folder {
                    line.entered(folder, Access::Read, std::mem::take(&mut self.selection), self.wanted.validity)?;
                }
                self.validity = line.selected.validity;
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
                // The last message is the last that the server has told of: nothing came after the look.
                if self.wanted.folder.is_none() && !self.expunged && self.top.1 >= line.exists {
                    line.looked = line.grown;
                }
            }
            Some(Asked::Fields { low, high }) => {
                // Exchange and Gmail refuse a whole window when they cannot read one message of it: see `complete`.
                if line.exists > 0 {
                    done.answered()?;
                }
                let told = self.rows.between(self.through, high);
                let gapless = done.is_ok() && !self.expunged && told.is_gapless(self.last);
                if !gapless {
                    self.suspect.push((low, high));
                }
                if told.count < self.size as usize / 4 {
                    self.size = self.size.saturating_mul(4).min(THIN);
                }
                self.pace.ended(self.weight().checked_div(self.rows.len()));
                self.last = told.last.or(self.last);
                self.last_low = low;
                // A whole window of old mail: what follows may be old for long.
                self.dates = self.wanted.since.is_some_and(|since| self.rows.forget_older(self.through, high, since));
                self.through = high;
            }
            Some(Asked::Dates { high }) => {
                fetched(line)?;
                let gapless = !self.expunged && self.rows.between(self.through, high).is_gapless(self.last);
                if !gapless {
                    // a server with a limit leaves the older ones out: where the young ones begin is not known
                    self.rows.forget_bodiless(self.through);
                    self.next = self.through.checked_add(1);
                    self.dates = false;
                    return Ok(());
                }
                let young = self.wanted.since.and_then(|since| self.rows.first_since(self.through, since));
                self.rows.forget_bodiless(self.through);
                self.last = None;
                match young {
                    Some(young) => {
                        self.through = young.saturating_sub(1);
                        self.next = Some(young);
                        self.dates = false;
                    }
                    None => self.through = high,
                }
            }
            Some(Asked::Home) => {
                done.required()?;
                line.came_home(std::mem::take(&mut self.selection))?;
            }
        }
        Ok(())
    }

    async fn page<S: Wire>(mut self, line: &mut Line<S>) -> Result<Page, Failure> {
        self.complete(line).await?;
        let now = Timestamp::now();
        let since = self.wanted.since;
        let mut through = self.through.min(self.top.0).max(self.wanted.above);
        let mut heads: Vec<Head> = self.rows.into_rows().filter_map(|(uid, row)| row.into_head(uid, now)).collect();
        if let Some(last) = heads.get(self.wanted.messages.saturating_sub(1)).filter(|_| heads.len() > self.wanted.messages) {
            through = last.uid;
            heads.truncate(self.wanted.messages);
        }
        heads.retain(|head| since.is_none_or(|since| head.arrived >= since));
        // The last message is the last that the server has told of: nothing has come that does not show.
        let all_shows = self.top.1 >= self.exists && !self.expunged;
        let more = through < self.top.0 || (self.stale && !all_shows);
        if self.wanted.folder.is_some() {
            self.pace.top = self.top.0;
            line.pace = Some(self.pace);
        }
        Ok(Page { validity: self.validity, heads, through, top: self.top.0, more })
    }

    /// A message that is there and was not told of would be passed over unseen. Each such one is asked for alone; one that the
    /// server cannot read stands in the page without header fields. One that is gone is no loss.
    async fn complete<S: Wire>(&mut self, line: &mut Line<S>) -> Result<(), Failure> {
        if self.through >= self.top.0 && self.last.is_some_and(|last| last != self.top.1) {
            self.suspect.push((self.last_low, self.top.0));
        }
        if self.suspect.is_empty() && self.rows.bodiless().is_empty() {
            return Ok(());
        }
        let home = line.selected.folder == INBOX;
        if let Some(folder) = self.wanted.folder {
            line.enter(folder, Access::Read, Some(self.validity)).await?;
        }
        // so few at a time that no server's limit (RFC 9738) leaves any out
        let suspect = std::mem::take(&mut self.suspect).into_iter();
        let few =
            |(low, high): (u32, u32)| (low..=high).step_by(WINDOW).map(move |at| (at, high.min(at.saturating_add(WINDOW as u32 - 1))));
        for (low, high) in suspect.flat_map(few) {
            let rows = &mut self.rows;
            let bare = Command::new("UID FETCH", format!("UID FETCH {low}:{high} (UID)"));
            line.exec(&bare, |response| rows.take(response, |uid| (low..=high).contains(&uid))).await?;
        }
        let missing = still_there(line, &self.rows.bodiless()).await?;
        if missing.len() > ALONE {
            return Err(Failure::Server { command: "UID FETCH", text: format!("nothing was told of {} messages", missing.len()) });
        }
        let sent = self.is_sent(line);
        for uid in missing {
            let rows = &mut self.rows;
            let alone = header_fields(&uid.to_string(), sent);
            let ends = line.converse(&[alone], |response| rows.take(response, |other| other == uid)).await?;
            ends.iter().try_for_each(Done::answered)?;
            self.rows.settle(uid);
        }
        if home { line.home().await } else { Ok(()) }
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
