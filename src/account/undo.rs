//! Putting back: because the person says so, or because the original turned up in Sent.

use std::collections::BTreeSet;

use super::case::{Case, CaseNo, State as CaseState};
use super::docket::Acquaintance;
use super::filing::Shift;
use super::note::Reply;
use super::record::Why;
use super::remembered::{End, Settled};
use super::session::{Session, State};
use super::shelves::Shelf;
use super::{Means, Note, Record, Step, Ticket};
use crate::mail::Place;

/// One request, until every message of it is back or cannot be put back.
#[derive(Debug)]
pub(super) struct Undo {
    ticket: Ticket,
    left: BTreeSet<CaseNo>,
    count: u32,
}

impl Session {
    /// Puts back what these records filed. `records` are whole, as the journal has them.
    pub(super) fn undo(&mut self, ticket: Ticket, records: Vec<Record>) {
        if matches!(self.state, State::Refused | State::Locked { .. }) || self.quitting {
            return self.answer(ticket, Err("the account is not logged in".to_owned()));
        }
        let left: BTreeSet<CaseNo> = records.into_iter().filter_map(|record| self.recall(record)).collect();
        if left.is_empty() {
            return self.answer(ticket, Err("nothing of this is filed now".to_owned()));
        }
        self.undos.push(Undo { ticket, left, count: 0 });
    }

    fn recall(&mut self, record: Record) -> Option<CaseNo> {
        let from = match &record.step {
            Step::Filed { to, .. } => to.clone(),
            // by the person: the message goes back, and what it taught with it
            Step::Learned { .. } if self.lessons.stands(record.identity) => record.place.clone(),
            _ => return None,
        };
        if record.account != self.name {
            return None;
        }
        let identity = record.identity;
        let no = self.recall_from(record, from)?;
        // delivered twice: the other one stays, too
        self.docket.pin(identity);
        self.unplan(|record| record.identity == identity);
        Some(no)
    }

    fn recall_from(&mut self, record: Record, from: Place) -> Option<CaseNo> {
        if let Some(no) = self.docket.watched(record.id) {
            self.docket.recall(no, from, Why::Asked);
            return Some(no);
        }
        match self.docket.acquaintance(record.identity) {
            _ if matches!(record.step, Step::Learned { .. }) => {
                Some(self.docket.open(Case::remembered(record, CaseState::Recalled { from, why: Why::Asked })))
            }
            Acquaintance::New | Acquaintance::Settled(Settled { end: End::Filed, .. }) => {
                Some(self.docket.open(Case::remembered(record, CaseState::Recalled { from, why: Why::Asked })))
            }
            Acquaintance::InHand | Acquaintance::Settled(_) => None,
        }
    }

    /// Journals the way back of what is to be put back, as soon as there is a line to do it on.
    pub(super) fn plan_recalls(&mut self) {
        let Some(hello) = self.hello.as_ref().filter(|_| self.is_live()) else { return };
        if hello.means == Means::Report {
            return self.give_up_recalls();
        }
        let (validity, uid_next, epoch) = (self.inbox.validity, self.inbox.uid_next, self.epoch);
        let recalled: Vec<CaseNo> = self.docket.on(Shelf::Recalled).map(|(no, _)| no).collect();
        for no in recalled {
            let Some(case) = self.docket.case(no) else { continue };
            // two that nobody can tell apart go one after the other
            if let CaseState::Recalled { from, why } = &case.state
                && !self.docket.is_moving(case.identity)
            {
                let shift = Shift::back(*why, from.clone(), validity, uid_next, epoch);
                let step = shift.planned();
                self.docket.change(no, |case| case.state = CaseState::Shifting(shift));
                self.step(no, step);
            }
        }
    }

    /// The server can move nothing, as it once could: what was filed stays so.
    fn give_up_recalls(&mut self) {
        let recalled = |(no, case): (CaseNo, &Case)| match &case.state {
            CaseState::Recalled { from, .. } => Some((no, from.clone())),
            _ => None,
        };
        let stuck: Vec<_> = self.docket.on(Shelf::Recalled).filter_map(recalled).collect();
        for (no, from) in stuck {
            self.docket.filed(no, from, self.now);
            self.undo_ended(no, false);
        }
    }

    /// A message of some request is back, or cannot be put back.
    pub(super) fn undo_ended(&mut self, no: CaseNo, back: bool) {
        for undo in &mut self.undos {
            if undo.left.remove(&no) {
                undo.count += u32::from(back);
            }
        }
        let (over, left) = std::mem::take(&mut self.undos).into_iter().partition(|undo| undo.left.is_empty());
        self.undos = left;
        let over: Vec<Undo> = over;
        for Undo { ticket, count, .. } in over {
            let answer = if count > 0 { Ok(Reply::PutBack { count }) } else { Err("it is not where it was filed any more".to_owned()) };
            self.answer(ticket, answer);
        }
    }

    pub(super) fn answer(&mut self, ticket: Ticket, answer: Result<Reply, String>) {
        self.notes.push_back(Note::Answered(ticket, answer));
    }

    /// Everybody who still waits is told why nothing comes.
    pub(super) fn answer_all(&mut self, why: &str) {
        for undo in std::mem::take(&mut self.undos) {
            self.answer(undo.ticket, Err(why.to_owned()));
        }
        self.end_scan_with(why);
    }
}
