//! What becomes of messages whose move nobody saw end, once they are found.

use super::case::{CaseNo, State as CaseState};
use super::errand::identity_of;
use super::filing::{Filing, Stage, Way};
use super::moment::{after, days};
use super::reconcile::Found;
use super::session::Session;
use super::{Answer, LineErrand, Located, Means, Note, Step};
use crate::mail;
use crate::sent::Book;

impl Session {
    /// An errand of the search is answered; with the last one, every message that was sought is settled.
    pub(super) fn looked_for(&mut self, errand: &LineErrand, answer: Answer, book: &Book) -> bool {
        if let Answer::Status { folders, .. } = &answer {
            self.know_target(folders);
        }
        let Some(reconcile) = &mut self.reconcile else { return true };
        match (errand, answer) {
            (LineErrand::Status { .. }, Answer::Status { folders, .. }) => {
                reconcile.status(&folders);
            }
            (LineErrand::Locate { folder, .. }, Answer::Located(Located { heads, through, more })) => {
                let found = heads.iter().map(|head| (head.uid, identity_of(head, &mail::read(&head.fields), book.key())));
                if !reconcile.located(folder, found, through, more) {
                    return false;
                }
                self.reconcile_strikes = 0;
            }
            _ => return false,
        }
        if reconcile.next().is_none()
            && let Some(mut reconcile) = self.reconcile.take()
        {
            self.reconcile_strikes = 0;
            // a move leaves no copy behind
            let copies = self.hello.as_ref().is_some_and(|h| h.means == Means::Copy);
            for (no, found) in reconcile.settle(self.docket.shifts(), |case| copies && !self.docket.is_doubled(case)) {
                self.found(no, found);
            }
        }
        true
    }

    fn found(&mut self, no: CaseNo, found: Found) {
        let epoch = self.epoch;
        let struck_out = self.struck_out(no);
        let Some(shift) = self.shift_mut(no) else { return };
        let way = shift.way;
        match found {
            Found::There(there) => self.close_shift(no, there),
            Found::Nowhere => self.gone(no),
            Found::Both { here, there } => {
                shift.from = here;
                shift.epoch = epoch;
                self.note_copied(no, there);
            }
            // under new numbers nobody can tell whether it stood there all the time, or the person has put it there
            Found::Here(here) if struck_out || way == Way::Out && here.validity != shift.from.validity => {
                let step = match way {
                    Way::Out => Step::Left,
                    Way::Back(_) => Step::Filed { to: here, watched_until: after(self.now, days(1)) },
                };
                self.set_stage(no, Stage::Closing);
                if struck_out && let Some(case) = self.docket.case(no) {
                    self.notes.push_back(Note::PassedOver { folder: case.place.folder.clone(), uid: case.place.uid });
                }
                self.step(no, step);
            }
            Found::Here(here) => match way {
                // time has passed: it is judged anew, from a new look at Sent
                Way::Out => {
                    let now = self.now;
                    self.docket.change(no, |case| {
                        case.place = here;
                        case.seen = now;
                        case.state = CaseState::Arrived;
                    });
                }
                Way::Back(why) if shift.from == here => {
                    shift.epoch = epoch;
                    shift.stage = Stage::Planned(Filing::back(why));
                }
                // under another number than the journal's: that is written down first
                Way::Back(why) => {
                    shift.from = here;
                    shift.epoch = epoch;
                    shift.stage = Stage::Planning(Filing::back(why));
                    let step = shift.planned();
                    self.step(no, step);
                }
            },
        }
    }
}
