//! Reading what the person sent: every Sent folder to its end, once, and then what is new in it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::caution::Caution;
use super::event::FolderStatus;
use super::moment::{after, hours, minutes};
use super::page::Met;
use super::{Care, Folders, LineErrand, SentBatch};
use crate::mail::place::Cursor;
use crate::sent::Span;

/// One errand brings about so much of a Sent folder, if the line brings it in 5 seconds: each costs one way there and back.
const BATCH_BYTES: usize = 32 * 1024 * 1024;

/// Sent is looked at so often without a case that asks for it: for what was filed and turns out to be ours.
const LOOK_EVERY: SignedDuration = minutes(15);

/// After a look that did not bring what was asked for.
const LOOK_AGAIN: SignedDuration = minutes(1);

/// Messages of one errand: no more than this many fit into it; and after the line broke, and broke again.
const LADDER: &[u32] = &[40_000, 200, 1];

/// A folder on which the line breaks whatever is asked is left alone for this time. A message in it that alone breaks the line
/// stands in the book as one of which nothing is known: one that is missing could make a true bounce look forged.
const STUCK: SignedDuration = hours(6);

/// The cursor of a folder that was read once and is gone: no server gives these numbers (RFC 3501, section 2.3.1.1).
pub(super) const GONE: Cursor = Cursor { validity: 0, uid: 0 };

#[derive(Debug)]
struct Folder {
    name: String,
    met: Met,
    cursor: Option<Cursor>,
    /// Read to its end by a look that began then.
    caught_up: Option<Timestamp>,
    /// STATUS says that there is more.
    behind: bool,
    read: u32,
    left: u32,
    caution: Caution,
    stuck_until: Option<Timestamp>,
}

impl Folder {
    fn new(name: String, met: Met, cursor: Option<Cursor>) -> Self {
        Self { name, met, cursor, caught_up: None, behind: false, read: 0, left: 0, caution: Caution::new(LADDER), stuck_until: None }
    }
}

/// How far the first reading has come.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    pub folder: String,
    pub read: u32,
    pub left: u32,
}

#[derive(Debug)]
pub(super) struct SentWork {
    /// Sent is read from there on.
    far_end: Timestamp,
    /// Absence proves something from there on: later than `far_end` once a folder was renumbered, or is gone. What it held,
    /// and what is still saved into it, may stand where nobody looks.
    proves_from: Timestamp,
    /// That has just moved, and the disk does not know it yet.
    narrowed: bool,
    folders: Vec<Folder>,
    cursors: BTreeMap<String, Cursor>,
    no_sent: bool,
    /// As the disk has it.
    span: Option<Span>,
    /// A look that begins then or later is wanted.
    wanted: Option<Timestamp>,
    /// When the last STATUS was asked for.
    asked: Option<Timestamp>,
}

impl SentWork {
    pub fn new(cursors: BTreeMap<String, Cursor>, span: Option<Span>, far_end: Timestamp) -> Self {
        let far_end = span.map_or(far_end, |s| s.from);
        Self {
            far_end,
            proves_from: far_end,
            folders: Vec::new(),
            cursors,
            narrowed: false,
            no_sent: false,
            span,
            wanted: None,
            asked: None,
        }
    }

    /// A login has found these folders. Those that were read once, and are not there any more: the disk is to know them as [`GONE`].
    pub fn found(&mut self, found: &Folders, now: Timestamp) -> Vec<String> {
        let mut before = std::mem::take(&mut self.folders);
        let named = found.sent.iter().map(|name| (name, Met::Sent)).chain(found.kept.iter().map(|name| (name, Met::Kept)));
        for (name, met) in named {
            if self.folders.iter().any(|f| f.name == *name) {
                continue;
            }
            let folder = match before.iter().position(|f| f.name == *name) {
                Some(at) => Folder { met, caught_up: None, behind: false, ..before.swap_remove(at) },
                None => Folder::new(name.clone(), met, self.cursors.get(name).copied()),
            };
            self.folders.push(folder);
        }
        // a folder that is gone may come back
        self.cursors.extend(before.into_iter().filter_map(|f| Some((f.name, f.cursor?))));
        let is_here = |name: &String| self.folders.iter().any(|f| f.name == *name);
        let gone: Vec<String> =
            self.cursors.iter().filter(|(name, c)| **c != GONE && !is_here(name)).map(|(name, _)| name.clone()).collect();
        for name in &gone {
            self.cursors.insert(name.clone(), GONE);
            self.narrow(now);
        }
        self.no_sent = found.sent.is_empty();
        self.asked = None;
        self.want(now);
        gone
    }

    /// Absence proves nothing of what was sent before `now`.
    fn narrow(&mut self, now: Timestamp) {
        self.proves_from = self.proves_from.max(now);
        self.narrowed = true;
    }

    /// The span, where it has just become shorter: the disk must know it before anything else is read.
    pub fn narrowed(&mut self) -> Option<Span> {
        let span = self.span.filter(|_| std::mem::take(&mut self.narrowed))?;
        Some(Span { from: self.proves_from, ..span })
    }

    /// A look that begins now or later is wanted.
    pub fn want(&mut self, since: Timestamp) {
        self.wanted = Some(self.wanted.map_or(since, |wanted| wanted.max(since)));
    }

    /// The look that brings `since` was made already, and did not bring it: the next one waits.
    pub fn want_again(&mut self, since: Timestamp, now: Timestamp) {
        match self.asked {
            Some(asked) if asked >= since && now < after(asked, LOOK_AGAIN) => {}
            Some(asked) if asked >= since => self.want(now),
            _ => self.want(since),
        }
    }

    /// When the next look is due with nobody asking, or asking again.
    pub fn next_look(&self, asking: bool) -> Option<Timestamp> {
        self.asked.map(|asked| after(asked, if asking { LOOK_AGAIN } else { LOOK_EVERY }))
    }

    pub fn turn(&mut self, now: Timestamp) {
        // a look that begins in the future was made by a clock that has been set back since: nobody knows when it was
        if self.known_until().into_iter().chain(self.asked).any(|look| look > now) {
            self.span = self.span.map(|span| Span { until: span.from.min(now), ..span });
            self.folders.iter_mut().for_each(|folder| folder.caught_up = None);
            self.wanted = None;
            self.want(now);
            self.asked = None;
        }
        if self.next_look(false).is_some_and(|at| at <= now) {
            self.want(now);
        }
        for folder in &mut self.folders {
            if folder.stuck_until.is_some_and(|until| until <= now) {
                folder.stuck_until = None;
            }
        }
    }

    /// Sent is known up to there, and the disk has it.
    pub fn known_until(&self) -> Option<Timestamp> {
        self.span.map(|s| s.until)
    }

    pub fn span(&self) -> Option<Span> {
        self.span
    }

    pub fn no_sent(&self) -> bool {
        self.no_sent
    }

    /// Sent is known as of a look that began at `since` or later, or no look will ever tell.
    pub fn knows(&self, since: Timestamp) -> bool {
        self.no_sent || self.known_until().is_some_and(|until| until >= since)
    }

    /// The next errand: STATUS of every folder, and of `target`; or what is new in one.
    pub fn next(&self, target: Option<&str>) -> Option<LineErrand> {
        if self.wanted.is_some() {
            let folders = self.folders.iter().map(|f| f.name.clone()).chain(target.map(str::to_owned)).collect();
            return Some(LineErrand::Status { folders });
        }
        let folder = self.folders.iter().find(|f| f.behind && f.stuck_until.is_none())?;
        let care = folder.caution.care();
        Some(LineErrand::ReadSent { folder: folder.name.clone(), cursor: folder.cursor, since: self.far_end, bytes: BATCH_BYTES, care })
    }

    /// A look is due that tells of all folders.
    pub fn is_wanted(&self) -> bool {
        self.wanted.is_some()
    }

    pub fn asked_at(&self) -> Option<Timestamp> {
        self.asked
    }

    /// Some folder is known to go on where it was read to.
    pub fn is_behind(&self) -> bool {
        self.folders.iter().any(|f| f.behind && f.stuck_until.is_none())
    }

    /// STATUS has been asked for.
    pub fn asked(&mut self, now: Timestamp) {
        self.asked = Some(now);
        self.wanted = None;
    }

    /// STATUS is answered. The span, where every folder is read to its end.
    pub fn status(&mut self, began: Timestamp, statuses: &[FolderStatus]) -> Option<Span> {
        let mut renumbered = false;
        for folder in &mut self.folders {
            let Some(status) = statuses.iter().find(|s| s.folder == folder.name) else {
                folder.caught_up = None;
                continue;
            };
            let last = status.uid_next.saturating_sub(1);
            // numbers that are new, or that run backwards, are another folder's: it is read again
            let same = |c: &Cursor| c.validity == status.validity && c.uid <= last;
            renumbered |= folder.cursor.is_some_and(|c| !same(&c));
            folder.cursor = folder.cursor.filter(same);
            folder.behind = folder.cursor.is_none_or(|c| c.uid < last);
            folder.caught_up = (!folder.behind).then_some(began);
        }
        if renumbered {
            self.narrow(began);
        }
        self.read_to_its_end()
    }

    /// A batch has come. `None` when it does not fit what was asked.
    pub fn batch(&mut self, batch: &SentBatch, began: Timestamp) -> Option<(Met, Option<Span>)> {
        let folder = self.folders.iter_mut().find(|f| f.name == batch.folder)?;
        let headway = folder.cursor.is_none_or(|c| c.validity == batch.cursor.validity && c.uid < batch.cursor.uid);
        if batch.more && !headway {
            return None;
        }
        folder.cursor = Some(batch.cursor);
        folder.read = folder.read.saturating_add(u32::try_from(batch.heads.len()).unwrap_or(u32::MAX));
        folder.left = batch.left;
        folder.caution.went(batch.more);
        folder.behind = batch.more;
        folder.caught_up = (!batch.more).then_some(began);
        let met = folder.met;
        Some((met, self.read_to_its_end()))
    }

    /// The batch abroad of this folder is of one message, which is passed over.
    pub fn is_blind(&self, name: &str) -> bool {
        self.folders.iter().any(|f| f.name == name && f.caution.care() == Care::Blind)
    }

    /// The line broke while this folder was read. True when it is left alone for a while.
    pub fn broke(&mut self, name: &str, now: Timestamp) -> bool {
        let Some(folder) = self.folders.iter_mut().find(|f| f.name == name) else { return false };
        let stuck = folder.caution.broke();
        if stuck {
            folder.stuck_until = Some(after(now, STUCK));
        }
        stuck
    }

    /// This folder's numbers are void.
    pub fn renumbered(&mut self, name: &str, now: Timestamp) {
        let mut void = false;
        for folder in self.folders.iter_mut().filter(|f| f.name == name) {
            folder.cursor = None;
            folder.caught_up = None;
            void = true;
        }
        if void {
            self.narrow(now);
        }
    }

    fn read_to_its_end(&self) -> Option<Span> {
        if self.no_sent {
            return None;
        }
        let until = self.folders.iter().map(|f| f.caught_up).collect::<Option<Vec<_>>>()?.into_iter().min()?;
        Some(Span { from: self.proves_from, until })
    }

    /// The disk has it.
    pub fn kept(&mut self, span: Span) {
        if self.span.is_none_or(|s| s.until <= span.until) {
            self.span = Some(span);
        }
    }

    /// While Sent has not been read to its end once.
    pub fn reading(&self) -> Option<Reading> {
        if self.span.is_some() {
            return None;
        }
        let folder = self.folders.iter().find(|f| f.behind)?;
        Some(Reading { folder: folder.name.clone(), read: folder.read, left: folder.left })
    }

    /// Folders on which the line broke again and again.
    pub fn stuck(&self) -> Vec<String> {
        self.folders.iter().filter(|f| f.stuck_until.is_some()).map(|f| f.name.clone()).collect()
    }
}
