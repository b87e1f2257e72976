//! What goes out on the line next.
//!
//! First what was begun, then what INBOX needs, then Sent, then passes that somebody asked for; with nothing else to do, watch.

use super::case::{Case, CaseNo, STRIKES};
use super::filing::{Shift, Stage, Way};
use super::session::Session;
use super::shelves::Shelf;
use super::{Care, INBOX, LineErrand, Mark, Means};
use crate::account::errand::Source;
use crate::mail::LOOKED_AT;
use crate::mail::place::Place;

/// An errand, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub errand: LineErrand,
    pub of: Of,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Connect,
    Reconcile,
    Make,
    /// These cases are moved, or copied.
    Move(Vec<CaseNo>),
    /// What was copied of these cases is expunged where it stood.
    Expunge(Vec<CaseNo>),
    Inbox,
    /// Does our keyword still stand on this one?
    Second(u32),
    Fetch(Vec<CaseNo>),
    Sent,
    /// Was a message put back, or delivered twice?
    Doubt,
    /// What did the person move into the folder for backscatter?
    Lesson,
    Scan,
    Junk,
    Watch,
    Leave,
}

/// UIDs in one errand.
const GROUP: usize = 100;

/// Messages in one survey.
pub(super) const SURVEY: u32 = 500;

/// So many that wait for a look at Sent are worth one.
const PILE: usize = 500;

/// Bytes in one fetch: they are in memory together, and the errand is to take no longer than some seconds.
const FETCH_BYTES: usize = 2 * 1024 * 1024;

/// Pages of Sent that wait for the disk.
const PAGES: usize = 4;

impl Session {
    /// The next errand on a free line; `None` while the disk is about to say what it may be.
    pub(super) fn next(&self) -> Option<Work> {
        self.begun()
            .or_else(|| self.make())
            .or_else(|| self.expunge())
            .or_else(|| self.shift())
            .or_else(|| self.pile())
            .or_else(|| self.survey(self.inbox.stirred))
            .or_else(|| self.fetch())
            .or_else(|| self.sent_work())
            .or_else(|| self.second_look())
            .or_else(|| self.doubt_work())
            .or_else(|| self.lesson_work())
            .or_else(|| self.scan_work())
            .or_else(|| self.watch())
    }

    fn watch(&self) -> Option<Work> {
        // a watch costs two round trips to leave: what waits for the disk waits here
        if self.desk.is_abroad() {
            return None;
        }
        let idle = self.hello.as_ref()?.idle;
        Some(Work { errand: LineErrand::Watch { idle }, of: Of::Watch })
    }

    /// What a crash, or a line that broke, left. A big folder is looked through in many errands: between them INBOX comes first.
    fn begun(&self) -> Option<Work> {
        let reconcile = self.reconcile.as_ref()?;
        let errand = reconcile.next()?;
        self.survey(reconcile.is_long() && self.inbox.due(self.now)).or(Some(Work { errand, of: Of::Reconcile }))
    }

    fn make(&self) -> Option<Work> {
        let folders = &self.hello.as_ref()?.folders;
        let wanted = self.files() && !self.breaker.paused() && !self.desk.refuses() && !folders.backscatter_exists;
        wanted.then(|| Work { errand: LineErrand::Make { folder: folders.backscatter.clone() }, of: Of::Make })
    }

    /// Shifts that go together: out of one folder, into one folder, one way, and asked for before or not.
    fn group(&self, ready: impl Fn(&Shift) -> bool) -> Option<(&Case, &Shift, Vec<CaseNo>, Vec<u32>)> {
        let (_, case, first) = self.docket.shifts().find(|(_, _, shift)| ready(shift))?;
        let alike = |other: &Case, shift: &Shift| {
            let of = |p: &Place| (p.folder.clone(), p.validity);
            of(&shift.from) == of(&first.from)
                && shift.to.folder == first.to.folder
                && matches!(shift.way, Way::Out) == matches!(first.way, Way::Out)
                && other.asked == case.asked
        };
        let (nos, uids) =
            self.docket.shifts().filter(|(_, c, s)| ready(s) && alike(c, s)).map(|(no, _, s)| (no, s.from.uid)).take(GROUP).unzip();
        Some((case, first, nos, uids))
    }

    fn expunge(&self) -> Option<Work> {
        if self.desk.refuses() {
            return None;
        }
        let (_, shift, nos, uids) = self.group(|shift| matches!(shift.stage, Stage::Copied { .. }))?;
        let from = Source { folder: shift.from.folder.clone(), validity: shift.from.validity };
        Some(Work { errand: LineErrand::Expunge { from, uids }, of: Of::Expunge(nos) })
    }

    fn shift(&self) -> Option<Work> {
        let hello = self.hello.as_ref()?;
        if self.desk.refuses() || hello.means == Means::Report {
            return None;
        }
        let (case, shift, nos, uids) = self.group(|shift| matches!(shift.stage, Stage::Planned(_)))?;
        let from = Source { folder: shift.from.folder.clone(), validity: shift.from.validity };
        let to = shift.to.folder.clone();
        let mark = match shift.way {
            Way::Out if hello.inbox.keyword && case.asked => Mark::Renew,
            Way::Out if hello.inbox.keyword => Mark::Claim,
            Way::Out | Way::Back(_) => Mark::No,
        };
        let errand = match hello.means {
            Means::Move => LineErrand::Move { from, to, uids, mark },
            Means::Copy | Means::Report => LineErrand::Copy { from, to, uids, mark },
        };
        Some(Work { errand, of: Of::Move(nos) })
    }

    /// In a storm INBOX never stands still, and would always come first: what the looks at it have brought goes before the next
    /// one, once it is much. So the first are filed while the last still arrive, and only so much is under way at once.
    fn pile(&self) -> Option<Work> {
        if self.docket.count(Shelf::Looking) >= PILE && self.sent.is_wanted() {
            return self.sent_work();
        }
        if self.docket.count(Shelf::Arrived) >= GROUP { self.fetch() } else { None }
    }

    fn survey(&self, due: bool) -> Option<Work> {
        let inbox = &self.inbox;
        let errand =
            LineErrand::Survey { validity: inbox.validity, above: inbox.seen, since: inbox.first, most: SURVEY, care: inbox.care() };
        due.then_some(Work { errand, of: Of::Inbox })
    }

    fn second_look(&self) -> Option<Work> {
        let (uid, _) = self.inbox.second.iter().find(|(_, at)| *at <= self.now)?;
        let errand =
            LineErrand::Survey { validity: self.inbox.validity, above: uid.saturating_sub(1), since: None, most: 1, care: Care::Usual };
        Some(Work { errand, of: Of::Second(*uid) })
    }

    /// Messages to be judged whose bytes are not here. One on which the line broke twice goes alone.
    fn fetch(&self) -> Option<Work> {
        let unread = || self.docket.on(Shelf::Arrived).chain(self.docket.on(Shelf::Unread));
        let wanted = || unread().filter(|(_, case)| self.wants_bytes(case));
        let alone = |case: &Case| self.inbox.strikes(case.place.uid) + 1 >= STRIKES;
        let mut bytes = 0_usize;
        let mut fits = |size: u32| {
            bytes = bytes.saturating_add(usize::try_from(size).unwrap_or(LOOKED_AT).min(LOOKED_AT));
            bytes <= FETCH_BYTES
        };
        let mut group: Vec<(CaseNo, u32)> = wanted()
            .filter(|(_, case)| !alone(case))
            .take(GROUP)
            .enumerate()
            .take_while(|(at, (_, case))| fits(case.size) || *at == 0)
            .map(|(_, (no, case))| (no, case.place.uid))
            .collect();
        if group.is_empty() {
            group.extend(wanted().next().map(|(no, case)| (no, case.place.uid)));
        }
        if group.is_empty() {
            return None;
        }
        group.sort_by_key(|(_, uid)| *uid);
        let (nos, uids) = group.into_iter().unzip();
        let from = Source { folder: INBOX.to_owned(), validity: self.inbox.validity };
        Some(Work { errand: LineErrand::Fetch { from, uids }, of: Of::Fetch(nos) })
    }

    /// A Sent folder is read in many errands: between them INBOX comes first.
    fn sent_work(&self) -> Option<Work> {
        if self.desk.len() > PAGES {
            return None;
        }
        let folders = self.hello.as_ref().map(|h| &h.folders).filter(|f| f.backscatter_exists);
        let errand = self.sent.next(folders.map(|f| f.backscatter.as_str()))?;
        let long = matches!(errand, LineErrand::ReadSent { .. });
        self.survey(long && self.inbox.due(self.now)).or(Some(Work { errand, of: Of::Sent }))
    }

    fn scan_work(&self) -> Option<Work> {
        let scan = self.scan.as_ref()?;
        match scan.next(&self.inbox, &self.sent, self.days) {
            Some(errand) => Some(Work { errand, of: Of::Scan }),
            // judged by what Sent shows, as INBOX is
            None if self.sent.knows(scan.began()) => Some(Work { errand: self.junk_work()?, of: Of::Junk }),
            None => None,
        }
    }

    /// Notes that an errand goes out: from here on the line may break on it.
    pub(super) fn note_going(&mut self, work: &Work) {
        match &work.of {
            Of::Move(nos) => {
                for no in nos {
                    self.set_stage(*no, Stage::Moving);
                    self.docket.change(*no, |case| case.asked = true);
                }
            }
            Of::Expunge(nos) => {
                for no in nos {
                    if let Some(shift) = self.shift_mut(*no)
                        && let Stage::Copied { to } = &shift.stage
                    {
                        shift.stage = Stage::Expunging { to: to.clone() };
                    }
                }
            }
            Of::Sent if matches!(work.errand, LineErrand::Status { .. }) => self.sent.asked(self.now),
            _ => {}
        }
    }

    pub(super) fn shift_mut(&mut self, no: CaseNo) -> Option<&mut Shift> {
        self.docket.shift_mut(no)
    }

    pub(super) fn set_stage(&mut self, no: CaseNo, stage: Stage) {
        if let Some(shift) = self.shift_mut(no) {
            shift.stage = stage;
        }
    }

    /// The folder that a UID of INBOX is of.
    pub(super) fn in_inbox(&self, uid: u32) -> Place {
        Place { folder: INBOX.to_owned(), validity: self.inbox.validity, uid }
    }
}
