//! What comes back from the disk: only now may the server be asked, and only now is anything told.

use super::case::{CaseNo, Origin, State as CaseState};
use super::desk::Then;
use super::filing::{Stage, Way};
use super::remembered::End;
use super::session::Session;
use super::{Note, Record, Step, Written};
use crate::sent::Book;

impl Session {
    pub(super) fn written(&mut self, written: &Written, book: &Book) {
        match self.desk.written(written) {
            Some(Then::Opened(nos)) => {
                let Written::Opened(ids) = written else { return };
                for (no, id) in nos.into_iter().zip(ids) {
                    self.docket.change(no, |case| {
                        if let Some(record) = &mut case.record {
                            record.id = *id;
                        }
                    });
                    self.confirmed(no);
                }
            }
            Some(Then::Stepped(nos)) => nos.into_iter().for_each(|no| self.confirmed(no)),
            Some(Then::Returned(ids)) => self.notes.extend(ids.into_iter().map(|record| Note::Returned { record })),
            Some(Then::Learned(records)) => {
                let Written::Opened(ids) = written else { return };
                self.learned(records, ids);
            }
            Some(Then::Forgot(ids)) => self.notes.extend(ids.into_iter().map(|record| Note::Forgot { record })),
            Some(Then::Sent { span, more, taught }) => {
                if let Some(span) = span {
                    self.sent.kept(span);
                }
                self.weigh_anew |= more;
                self.compare_anew |= more || taught;
                self.coverage = book.coverage(&self.address, self.now);
            }
            Some(Then::Inbox | Then::Pause) => {}
            None if self.desk.is_abroad() => self.not_written("it wrote something that it was not given".to_owned()),
            None => {}
        }
    }

    /// The disk refused: nothing on the server is touched until it works again.
    pub(super) fn not_written(&mut self, why: String) {
        if self.desk.refused(self.now) {
            self.notes.push_back(Note::NotWritten { why });
        }
        if self.quitting {
            self.desk.give_up();
        }
    }

    /// The last word of this case stands on the disk.
    fn confirmed(&mut self, no: CaseNo) {
        let line = self.is_live().then_some(self.epoch);
        let stopped = self.breaker.paused() || !self.files();
        let now = self.now;
        let known = self.target.as_ref().map(|t| (t.folder.clone(), t.validity));
        let over = self.docket.change(no, |case| {
            let record = case.record.as_ref()?;
            match &mut case.state {
                CaseState::Recording => return Some(record.clone()),
                CaseState::Shifting(shift) => match &shift.stage {
                    Stage::Planning(_) if line != Some(shift.epoch) => shift.stage = Stage::Adrift,
                    Stage::Planning(_) if shift.way == Way::Out && stopped => {
                        case.state = CaseState::Arrived;
                        case.seen = now;
                    }
                    // numbers that were not seen under this login may be old
                    Stage::Planning(_) if shift.way != Way::Out && known != Some((shift.from.folder.clone(), shift.from.validity)) => {
                        shift.stage = Stage::Adrift;
                    }
                    Stage::Planning(filing) => shift.stage = Stage::Planned(filing.clone()),
                    Stage::Noting => match &record.step {
                        Step::Copied { to } | Step::BackCopied { to, .. } if line == Some(shift.epoch) => {
                            shift.stage = Stage::Copied { to: to.clone() };
                        }
                        _ => shift.stage = Stage::Adrift,
                    },
                    Stage::Closing => return Some(record.clone()),
                    Stage::Planned(_) | Stage::Moving | Stage::Copied { .. } | Stage::Expunging { .. } | Stage::Adrift => {}
                },
                _ => {}
            }
            None
        });
        if let Some(Some(record)) = over {
            self.close(no, record);
        }
    }

    /// A case has come to its end, and the disk knows.
    fn close(&mut self, no: CaseNo, record: Record) {
        let step = record.step.clone();
        // what it taught goes with it
        let taught = self.lessons.forget_by(record.identity, record.id);
        match step {
            Step::Filed { to, watched_until } => {
                let back = self.docket.case(no).is_some_and(|c| matches!(&c.state, CaseState::Shifting(s) if s.way != Way::Out));
                // compared with what Sent has shown since it was judged
                self.fresh.extend(self.docket.filed(no, to, watched_until));
                if back {
                    // it could not be put back: it stands where it was filed
                    self.undo_ended(no, false);
                } else {
                    self.filed = self.filed.saturating_add(1);
                    self.scan_filed(no);
                    self.notes.push_back(Note::Filed(record));
                }
            }
            Step::Back { .. } => {
                self.docket.close(no, Some(End::Pinned));
                self.notes.push_back(Note::PutBack(record));
                self.undo_ended(no, true);
            }
            step => {
                let end = End::of(&step);
                self.notes.extend(taught.map(|record| Note::Forgot { record }));
                let case = self.docket.close(no, end);
                let arrived = case.as_ref().is_some_and(|c| c.origin == Origin::Arrival);
                if let Some((to, reason)) = case.and_then(|c| c.failed) {
                    self.notes.push_back(Note::NotDelivered { record: record.id, to, reason });
                }
                if step == Step::WouldFile && arrived {
                    self.notes.push_back(Note::WouldFile(record));
                }
                self.scan_drops(no);
                self.undo_ended(no, false);
            }
        }
    }
}
