//! One pass over INBOX that somebody asked for: it judges what stands there, or only counts it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::agenda::SURVEY;
use super::case::{Case, CaseNo, Fate, Origin, State as CaseState};
use super::caution::Caution;
use super::docket::Acquaintance;
use super::errand::identity_of;
use super::inbox::Inbox;
use super::junk::Junk;
use super::moment::{before, days};
use super::note::{Reply, Scanned};
use super::remembered::{End, Settled};
use super::sentwork::SentWork;
use super::session::{Session, State};
use super::{Failure, LineErrand, Survey, Ticket};
use crate::mail;
use crate::recognise::{Kind, Outcome, Verdict};
use crate::sent::{Book, Coverage};

#[derive(Debug)]
pub(super) struct Scan {
    ticket: Ticket,
    dry: bool,
    began: Timestamp,
    above: u32,
    /// Every message has been seen.
    through: bool,
    caution: Caution,
    pub(super) counts: Scanned,
    /// Cases of this pass that are not at their end.
    open: BTreeSet<CaseNo>,
    pub(super) junk: Junk,
}

impl Scan {
    /// The next look, once Sent has been read to its end after the pass was asked for.
    pub fn next(&self, inbox: &Inbox, sent: &SentWork, days_back: i64) -> Option<LineErrand> {
        let ready = !self.through && sent.knows(self.began);
        let since = Some(before(self.began, days(days_back)));
        ready.then_some(LineErrand::Survey { validity: inbox.validity, above: self.above, since, most: SURVEY, care: self.caution.care() })
    }

    /// Waits for a look at Sent that begins after it was asked for.
    pub fn waits_for(&self) -> Timestamp {
        self.began
    }

    pub fn began(&self) -> Timestamp {
        self.began
    }

    fn count(&mut self, verdict: &Verdict) {
        if verdict.outcome != Outcome::Ordinary {
            self.counts.automatic += 1;
        }
        match &verdict.outcome {
            Outcome::Ordinary => {}
            Outcome::Backscatter(_) => self.counts.backscatter += 1,
            Outcome::Unsure => self.counts.unsure += 1,
            Outcome::Ours { proved } => {
                self.counts.ours += 1;
                self.counts.proved_failures += u32::from(*proved && verdict.kind == Kind::Failure);
            }
        }
    }
}

/// Why nothing can be filed by a pass.
fn stopped(why: &str) -> String {
    format!("filing is paused ({why}); to go on: backstop resume")
}

impl Session {
    pub(super) fn start_scan(&mut self, ticket: Ticket, dry: bool) {
        if self.scan.is_some() {
            return self.answer(ticket, Err("a pass over INBOX is going on".to_owned()));
        }
        if matches!(self.state, State::Refused | State::Locked { .. }) || self.quitting {
            return self.answer(ticket, Err("the account is not logged in".to_owned()));
        }
        if let Some(pause) = self.breaker.pause().filter(|_| !dry) {
            let why = stopped(&pause.why);
            return self.answer(ticket, Err(why));
        }
        let counts = Scanned::default();
        let (open, junk) = (BTreeSet::new(), Junk::new(dry));
        self.scan = Some(Scan { ticket, dry, began: self.now, above: 0, through: false, caution: Caution::default(), counts, open, junk });
    }

    /// One batch of the pass.
    pub(super) fn scanned(&mut self, survey: &Survey, book: &Book) -> bool {
        let Some(mut scan) = self.scan.take() else { return true };
        // what the account has not read itself has just arrived: that is not the pass's to judge
        let known = self.inbox.seen;
        let heads = survey.heads.iter().filter(|h| h.uid > scan.above && h.uid <= known);
        let mut stands_still = false;
        for head in heads {
            scan.counts.seen += 1;
            let mail = mail::read(&head.fields);
            if head.deleted || !mail::looks_automatic(&mail) {
                continue;
            }
            let identity = identity_of(head, &mail, book.key());
            let acquaintance = self.docket.acquaintance(identity);
            if let Acquaintance::Settled(Settled { record, end: End::Filed }) = acquaintance
                && self.docket.stood_at(record) == Some(&self.in_inbox(head.uid))
            {
                stands_still = true;
            }
            if head.marked || matches!(acquaintance, Acquaintance::Settled(Settled { end: End::Pinned, .. })) {
                scan.counts.moved += 1;
                continue;
            }
            if self.inbox.passes_over(head.uid) {
                scan.counts.passed_over += 1;
                continue;
            }
            let again = match acquaintance {
                Acquaintance::New => true,
                // delivered twice within a second, and judged for the first time
                Acquaintance::InHand => self.docket.is_new(identity) && self.docket.stand_elsewhere(identity, head.uid),
                Acquaintance::Settled(Settled { end, .. }) => scan.dry || matches!(end, End::Left | End::WouldFile),
            };
            if again {
                scan.open.insert(self.open(head, &mail, identity, Origin::Scan { dry: scan.dry }, book));
            }
        }
        scan.caution.went(survey.more);
        let through = survey.through.min(known);
        let headway = through > scan.above;
        scan.through = !survey.more || through >= known || !headway;
        scan.above = through.max(scan.above);
        self.scan = Some(scan);
        if stands_still {
            self.trip("the server said that it moved a message, and the message still stands in INBOX".to_owned());
        }
        true
    }

    /// Counts a case of the pass. True when that is all: it is closed.
    pub(super) fn counts(&mut self, no: CaseNo, case: &Case, verdict: &Verdict, fate: &Fate) -> bool {
        let Some(scan) = self.scan.as_mut().filter(|scan| scan.open.contains(&no)) else { return false };
        let held = matches!(case.state, CaseState::Held { .. });
        match fate {
            Fate::Waits if held => {
                // the pass does not wait for it, the account does
                scan.count(verdict);
                scan.open.remove(&no);
            }
            Fate::Waits | Fate::Asks(_) => return false,
            Fate::Ordinary | Fate::Left | Fate::Files(_) => scan.count(verdict),
        }
        if scan.dry {
            scan.open.remove(&no);
        }
        scan.dry
    }

    pub(super) fn scan_filed(&mut self, no: CaseNo) {
        if let Some(scan) = &mut self.scan
            && scan.open.remove(&no)
        {
            scan.counts.filed += 1;
        }
    }

    pub(super) fn scan_drops(&mut self, no: CaseNo) {
        if let Some(scan) = &mut self.scan {
            scan.open.remove(&no);
        }
    }

    pub(super) fn scan_broke(&mut self, failure: &Failure) {
        let Some(scan) = &mut self.scan else { return };
        if scan.caution.broke() {
            self.end_scan_with(&failure.to_string());
        }
    }

    /// INBOX has new numbers.
    pub(super) fn void_scan(&mut self) {
        self.end_scan_with("the server renumbered INBOX meanwhile");
    }

    /// The pass ends when every message was seen and every case of it is at its end.
    pub(super) fn end_scan(&mut self, book: &Book) {
        let Some(scan) = &self.scan else { return };
        if let Some(pause) = self.breaker.pause().filter(|_| !scan.dry) {
            let why = stopped(&pause.why);
            return self.end_scan_with(&why);
        }
        if !self.sent.knows(scan.began) && self.is_live() && !self.sent.is_behind() {
            self.sent.want_again(scan.waits_for(), self.now);
        }
        if !scan.through || !scan.open.is_empty() || self.junk_work().is_some() {
            return;
        }
        let Some(Scan { ticket, mut counts, .. }) = self.scan.take() else { return };
        (counts.replies, counts.found) = match book.coverage(&self.address, self.now) {
            Coverage::Measured { replies, found } => (replies, found),
            Coverage::Unknown { replies } => (replies, 0),
            Coverage::Assumed => (0, 0),
        };
        self.answer(ticket, Ok(Reply::Scanned(counts)));
    }

    pub(super) fn end_scan_with(&mut self, why: &str) {
        let Some(scan) = self.scan.take() else { return };
        for no in scan.open {
            if self
                .docket
                .case(no)
                .is_some_and(|case| !case.is_journalled() && !matches!(case.state, CaseState::Shifting(_) | CaseState::Recording))
            {
                self.docket.close(no, None);
            }
        }
        self.answer(scan.ticket, Err(why.to_owned()));
    }
}
