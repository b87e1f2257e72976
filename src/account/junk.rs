//! A look into Junk, for a pass that only counts: a bounce of the person's own mail may lie there, because their server took it for
//! spam. Nothing in it is moved, marked, or written down.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::errand::Source;
use super::moment::{before, days};
use super::session::Session;
use super::{Care, Fetched, Head, LineErrand, SentBatch};
use crate::mail;
use crate::mail::place::Cursor;
use crate::recognise::{Kind, Known, Outcome};
use crate::sent::Book;

/// One errand brings about so much of the folder.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Messages in one fetch: 2 MiB.
const GROUP: usize = 32;

/// So many automatic messages are judged, the newest: a server may put every backscatter there.
const MOST: usize = 500;

#[derive(Debug)]
pub(super) struct Junk {
    cursor: Option<Cursor>,
    /// Read to its end.
    through: bool,
    /// What passed the gate, oldest first.
    automatic: VecDeque<Candidate>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    uid: u32,
    arrived: Timestamp,
    size: u32,
}

impl Junk {
    /// A pass that only counts looks there; one that files has no business there.
    pub fn new(looks: bool) -> Self {
        Self { cursor: None, through: !looks, automatic: VecDeque::new() }
    }

    /// Its header fields first, and then what passed the gate.
    fn next(&self, folder: &str, since: Timestamp) -> Option<LineErrand> {
        if !self.through {
            return Some(LineErrand::ReadSent {
                folder: folder.to_owned(),
                cursor: self.cursor,
                since,
                bytes: BATCH_BYTES,
                care: Care::Usual,
            });
        }
        let validity = self.cursor?.validity;
        let uids: Vec<u32> = self.automatic.iter().take(GROUP).map(|candidate| candidate.uid).collect();
        (!uids.is_empty()).then(|| LineErrand::Fetch { from: Source { folder: folder.to_owned(), validity }, uids })
    }

    /// `false`: the batch does not fit what was asked.
    fn read(&mut self, batch: &SentBatch) -> bool {
        let headway = self.cursor.is_none_or(|c| c.validity == batch.cursor.validity && c.uid < batch.cursor.uid);
        if batch.more && !headway {
            return false;
        }
        self.cursor = Some(batch.cursor);
        self.through = !batch.more;
        let automatic = |head: &&Head| !head.deleted && mail::looks_automatic(&mail::read(&head.fields));
        for head in batch.heads.iter().filter(automatic) {
            if self.automatic.len() == MOST {
                self.automatic.pop_front();
            }
            self.automatic.push_back(Candidate { uid: head.uid, arrived: head.arrived, size: head.size });
        }
        true
    }
}

impl Session {
    /// The next look into Junk, where there is one and the pass has one to make.
    pub(super) fn junk_work(&self) -> Option<LineErrand> {
        let (scan, folder) = (self.scan.as_ref()?, self.hello.as_ref()?.folders.junk.as_deref()?);
        scan.junk.next(folder, before(self.now, days(self.days)))
    }

    pub(super) fn junk_read(&mut self, batch: &SentBatch) -> bool {
        self.scan.as_mut().is_none_or(|scan| scan.junk.read(batch))
    }

    /// Counts what of it is a proved failure; everything else in Junk is where the server wants it.
    pub(super) fn junk_fetched(&mut self, fetched: &[Fetched], book: &Book) -> bool {
        let Some(mut scan) = self.scan.take() else { return true };
        let looked_after = scan.began();
        let asked = scan.junk.automatic.len().min(GROUP);
        for candidate in scan.junk.automatic.drain(..asked) {
            let bytes = fetched.iter().find(|one| one.uid == candidate.uid).and_then(|one| one.bytes.as_deref());
            // deleted since it was read
            let Some(bytes) = bytes else { continue };
            let size = usize::try_from(candidate.size).unwrap_or(usize::MAX).max(bytes.len());
            let known = Known {
                book,
                own: &self.own,
                campaigns: &self.campaigns,
                arrived: candidate.arrived.min(self.now),
                looked_after,
                now: self.now,
            };
            let verdict = (self.judge)(&mail::read_cut(bytes, size), &known);
            if verdict.kind == Kind::Failure && verdict.outcome == (Outcome::Ours { proved: true }) {
                scan.counts.proved_failures += 1;
                scan.counts.in_junk += 1;
            }
        }
        self.scan = Some(scan);
        true
    }

    /// The line broke on it: what it holds is left unsaid, and the pass goes on.
    pub(super) fn junk_broke(&mut self) {
        if let Some(scan) = &mut self.scan {
            scan.junk = Junk::new(false);
        }
    }
}
