//! What a person asks of one account.

use super::case::{CaseNo, State as CaseState};
use super::note::Reply;
use super::remembered::Pause;
use super::session::{Session, State};
use super::shelves::Shelf;
use super::{Note, Request, Ticket};

impl Session {
    pub(super) fn ask(&mut self, ticket: Ticket, request: Request) {
        match request {
            Request::Pause { until, .. } => {
                let why = "you paused it".to_owned();
                self.breaker.stop(Pause { until, why: why.clone() });
                self.notes.push_back(Note::Paused { why });
                self.unplan(|_| true);
                self.answer(ticket, Ok(Reply::Done));
            }
            Request::Resume { .. } => {
                self.resume();
                self.answer(ticket, Ok(Reply::Done));
            }
            Request::Mode { mode, .. } => {
                self.mode = mode;
                self.unplan(|_| true);
                self.answer(ticket, Ok(Reply::Done));
            }
            Request::Scan { dry, .. } => self.start_scan(ticket, dry),
            Request::Undo(_) => self.answer(ticket, Err("the records to undo are the journal's to find".to_owned())),
            Request::Status | Request::Log { .. } | Request::Explain { .. } => {
                self.answer(ticket, Err("this is asked of the agent, not of an account".to_owned()));
            }
        }
    }

    /// A person acts: everything is tried anew, a login that was refused among it.
    fn resume(&mut self) {
        self.breaker.resume();
        self.reconcile_strikes = 0;
        self.made = 0;
        self.inbox.forgive();
        self.resumed();
        if matches!(self.state, State::Refused | State::Locked { .. }) {
            self.connect_soon();
        }
    }

    /// Filing goes on: after a look at Sent that begins now, as before every filing.
    pub(super) fn resumed(&mut self) {
        let now = self.now;
        let looking: Vec<CaseNo> =
            [Shelf::Looking, Shelf::Unread].into_iter().flat_map(|shelf| self.docket.on(shelf)).map(|(no, _)| no).collect();
        for no in looking {
            self.docket.change(no, |case| {
                if let CaseState::Looking { since, .. } = &mut case.state {
                    *since = now;
                }
            });
        }
    }
}
