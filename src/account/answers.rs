//! What comes back from the line.

use super::agenda::{Of, Work};
use super::case::{CaseNo, STRIKES, State as CaseState};
use super::desk::Then;
use super::event::{FolderStatus, Shifted};
use super::filing::{Shift, Stage, Target, Way};
use super::page;
use super::sentwork::GONE;
use super::session::{Session, State};
use super::shelves::Shelf;
use super::{Answer, DeskErrand, Failure, Fetched, Hello, INBOX, LineErrand, Note, Record, SentBatch, SentPage, Step};
use crate::mail;
use crate::mail::Place;
use crate::sent::Book;

impl Session {
    /// The errand abroad is answered. An answer to something else means that the line cannot be trusted.
    pub(super) fn answered(&mut self, answer: Answer, book: &Book) {
        let State::Busy(work) = &self.state else { return };
        let work = work.clone();
        self.state = State::Free;
        let fits = match (&work.of, answer) {
            (Of::Connect, Answer::Hello(hello)) => self.connected(hello, book),
            (Of::Reconcile, answer) => self.looked_for(&work.errand, answer, book),
            (Of::Make, Answer::Made(folders)) => {
                if let Some(hello) = &mut self.hello {
                    hello.folders = folders;
                }
                self.made = self.made.saturating_add(1);
                // a folder that vanishes as often as it is made: somebody does not want it
                if self.made >= STRIKES { self.trip("the Backscatter folder vanishes as often as it is made".to_owned()) } else { true }
            }
            (Of::Move(nos), Answer::Shifted(shifted)) => self.shifted(nos, &work.errand, shifted),
            (Of::Expunge(nos), Answer::Expunged) => self.expunged(nos),
            (Of::Inbox, Answer::Survey(survey)) => self.surveyed(&survey, book),
            (Of::Second(uid), Answer::Survey(survey)) => self.looked_again(*uid, &survey),
            (Of::Fetch(nos), Answer::Fetched(fetched)) => self.fetched(nos, fetched, book),
            (Of::Sent, Answer::Status { began, folders }) => {
                let began = began.max(self.sent.asked_at().unwrap_or(began)).min(self.now);
                self.know_target(&folders);
                self.look_for_lessons(began);
                if let Some(hello) = self.hello.as_mut().filter(|_| self.target.is_none()) {
                    hello.folders.backscatter_exists = false;
                }
                let span = self.sent.status(began, &folders);
                if let Some(span) = self.sent.narrowed().or(span) {
                    self.keep_sent(SentPage { span: Some(span), ..SentPage::default() });
                }
                true
            }
            (Of::Doubt, Answer::Located(located)) => self.doubt_told(&located.heads, book),
            (Of::Lesson, answer) => self.lesson_read(answer, book),
            (Of::Sent, Answer::Sent(batch)) => self.sent_batch(&batch, book),
            (Of::Scan, Answer::Survey(survey)) => self.scanned(&survey, book),
            (Of::Junk, Answer::Sent(batch)) => self.junk_read(&batch),
            (Of::Junk, Answer::Fetched(fetched)) => self.junk_fetched(&fetched, book),
            (Of::Watch, Answer::Watched) => {
                self.backoff.stood();
                self.inbox.pushed();
                true
            }
            (Of::Leave, Answer::Bye) => {
                self.state = State::Off;
                true
            }
            _ => false,
        };
        if !fits {
            self.state = State::Busy(work);
            let text = "something that does not answer the question".to_owned();
            self.failed(Failure::Server { command: "the last errand", text });
        }
    }

    fn connected(&mut self, hello: Hello, book: &Book) -> bool {
        self.epoch += 1;
        if self.offline.take().is_some() {
            self.notes.push_back(Note::Online);
        }
        if self.inbox.selected(&hello.inbox, hello.at.min(self.now), self.far_end()) {
            self.renumbered(hello.at);
        }
        for gone in self.sent.found(&hello.folders, self.now) {
            let span = self.sent.narrowed();
            self.keep_sent(SentPage { read: Some((gone, GONE)), span, ..SentPage::default() });
        }
        self.coverage = book.coverage(&self.address, self.now);
        self.target = None;
        self.hello = Some(hello);
        true
    }

    /// What a STATUS tells of the folder for backscatter.
    pub(super) fn know_target(&mut self, folders: &[FolderStatus]) {
        let known = self.hello.as_ref().map(|h| h.folders.backscatter.as_str());
        let target = folders.iter().find(|f| Some(f.folder.as_str()) == known);
        self.target = target.map(|f| Target { folder: f.folder.clone(), validity: f.validity, uid_next: f.uid_next });
    }

    fn sent_batch(&mut self, batch: &SentBatch, book: &Book) -> bool {
        let began = batch.began.min(self.now);
        if self.sent.is_blind(&batch.folder) {
            let passed = batch.heads.iter().map(|head| Note::PassedOver { folder: batch.folder.clone(), uid: head.uid });
            self.notes.extend(passed);
        }
        let Some((met, span)) = self.sent.batch(batch, began) else { return false };
        let mut page = SentPage { read: Some((batch.folder.clone(), batch.cursor)), span, ..SentPage::default() };
        for head in &batch.heads {
            page::add(&mut page, head, &mail::read(&head.fields), met, &self.own, book);
        }
        self.keep_sent(page);
        if let Some(reading) = self.sent.reading() {
            self.notes.push_back(Note::Reading { folder: reading.folder, read: reading.read, left: reading.left });
        }
        true
    }

    /// To the disk, and from there into the book.
    pub(super) fn keep_sent(&mut self, page: SentPage) {
        // the replies only measure: what waits is judged by them when its time comes
        let then = Then::Sent { span: page.span, more: !page.messages.is_empty(), taught: !page.learned.is_empty() };
        self.desk.add(DeskErrand::KeepSent(page), then);
    }

    fn fetched(&mut self, nos: &[CaseNo], fetched: Vec<Fetched>, book: &Book) -> bool {
        let mut bytes: std::collections::BTreeMap<u32, Option<Vec<u8>>> = fetched.into_iter().map(|f| (f.uid, f.bytes)).collect();
        for &no in nos {
            let Some(case) = self.docket.case(no) else { continue };
            let size = usize::try_from(case.size).unwrap_or(usize::MAX);
            match bytes.remove(&case.place.uid) {
                Some(Some(bytes)) => {
                    let mail = Box::new(mail::read_cut(&bytes, size.max(bytes.len())));
                    self.docket.change(no, |case| case.mail = Some(mail));
                    self.judge_case(no, book);
                }
                Some(None) => self.pass_over(no),
                // deleted or moved since it was surveyed
                None => self.drop_case(no, Step::Gone),
            }
        }
        true
    }

    /// Each message of a move, or of a copy, is where the server says, or somebody else took it.
    fn shifted(&mut self, nos: &[CaseNo], errand: &LineErrand, shifted: Vec<Shifted>) -> bool {
        self.breaker.moved();
        let copied = matches!(errand, LineErrand::Copy { .. });
        for &no in nos {
            let Some(shift) = self.shift_mut(no) else { continue };
            let of_it = |s: &&Shifted| match s {
                Shifted::There { uid, .. } | Shifted::Gone { uid } => *uid == shift.from.uid,
            };
            match shifted.iter().find(of_it) {
                Some(Shifted::There { to, .. }) if copied => self.note_copied(no, to.clone()),
                Some(Shifted::There { to, .. }) => self.close_shift(no, to.clone()),
                Some(Shifted::Gone { .. }) => self.gone(no),
                None => shift.stage = Stage::Adrift,
            }
        }
        true
    }

    fn expunged(&mut self, nos: &[CaseNo]) -> bool {
        self.breaker.moved();
        for &no in nos {
            if let Some(shift) = self.shift_mut(no)
                && let Stage::Expunging { to } = &shift.stage
            {
                let to = to.clone();
                self.close_shift(no, to);
            }
        }
        true
    }

    /// It is copied: that is written down before the one where it stood is expunged.
    pub(super) fn note_copied(&mut self, no: CaseNo, to: Place) {
        let Some(shift) = self.shift_mut(no) else { return };
        let step = shift.copied(to);
        shift.stage = Stage::Noting;
        self.step(no, step);
    }

    /// It is where it was to go.
    pub(super) fn close_shift(&mut self, no: CaseNo, to: Place) {
        let now = self.now;
        let Some(shift) = self.shift_mut(no) else { return };
        let step = shift.done(to.clone(), now);
        shift.stage = Stage::Closing;
        // what is planned from now on comes to stand above it
        match shift.way {
            Way::Out => self.filed_at(&to),
            Way::Back(_) => self.inbox.came(&to),
        }
        self.step(no, step);
    }

    /// Somebody else took it: no failure.
    pub(super) fn gone(&mut self, no: CaseNo) {
        self.set_stage(no, Stage::Closing);
        self.step(no, Step::Gone);
    }

    /// The line is gone, and the errand with it.
    pub(super) fn failed(&mut self, failure: Failure) {
        if !self.is_live() && !self.is_connecting() {
            return;
        }
        let work = match std::mem::replace(&mut self.state, State::Off) {
            State::Busy(work) => Some(work),
            _ => None,
        };
        if let Some(work) = work {
            self.broke(&work, &failure);
        }
        self.line_lost();
        let until = self.backoff.until(&failure, self.now);
        self.state = match &failure {
            Failure::Refused(_) => State::Refused,
            Failure::Secret(_) => State::Locked { until },
            Failure::Line(_) | Failure::Server { .. } => State::BackingOff { until, obeys: false },
            Failure::SlowDown { .. } | Failure::Gone { .. } | Failure::Renumbered { .. } => State::BackingOff { until, obeys: true },
        };
        if matches!(failure, Failure::Refused(_) | Failure::Secret(_)) {
            self.answer_all(&failure.to_string());
        }
        // a renumbered folder is no trouble of the line's
        if self.offline.is_none() && !matches!(failure, Failure::Renumbered { .. }) && !self.quitting {
            self.notes.push_back(Note::Offline { why: failure.clone() });
            self.offline = Some(failure);
        }
    }

    /// What the line broke on.
    fn broke(&mut self, work: &Work, failure: &Failure) {
        if work.of == Of::Junk {
            return self.junk_broke();
        }
        if let Failure::Renumbered { folder } = failure {
            self.sent.renumbered(folder, self.now);
            if let Some(span) = self.sent.narrowed() {
                self.keep_sent(SentPage { span: Some(span), ..SentPage::default() });
            }
        }
        if matches!((failure, &work.of), (Failure::Renumbered { .. }, Of::Doubt)) {
            self.doubt_broke();
        }
        if !matches!(failure, Failure::Line(_) | Failure::Server { .. } | Failure::Gone { .. }) {
            return;
        }
        match (&work.of, &work.errand) {
            (Of::Fetch(nos), _) => {
                nos.iter().for_each(|no| self.strike(*no));
                let passed: Vec<CaseNo> = nos.iter().copied().filter(|no| self.struck_out(*no)).collect();
                passed.into_iter().for_each(|no| self.pass_over(no));
            }
            (Of::Move(nos) | Of::Expunge(nos), _) => {
                nos.iter().for_each(|no| self.strike(*no));
                if let Some(why) = self.breaker.refused(&failure.to_string()) {
                    self.notes.push_back(Note::Paused { why });
                }
            }
            (Of::Inbox, _) => {
                if let Some(uid) = self.inbox.broke() {
                    self.notes.push_back(Note::PassedOver { folder: INBOX.to_owned(), uid });
                }
            }
            (Of::Make, _) => {
                self.made = self.made.saturating_add(1);
                if self.made >= STRIKES {
                    self.trip(format!("the folder for backscatter cannot be made: {failure}"));
                }
            }
            (Of::Second(uid), _) => self.inbox.second.retain(|(one, _)| one != uid),
            (Of::Sent, LineErrand::ReadSent { folder, .. }) => {
                self.sent.broke(folder, self.now);
            }
            (Of::Reconcile, _) => {
                self.reconcile_strikes = self.reconcile_strikes.saturating_add(1);
                if self.reconcile_strikes >= STRIKES {
                    self.trip(format!("what was begun cannot be looked for: {failure}"));
                }
            }
            (Of::Doubt, _) => self.doubt_broke(),
            (Of::Lesson, _) => self.lessons.broke(),
            (Of::Scan, _) => self.scan_broke(failure),
            _ => {}
        }
    }

    fn line_lost(&mut self) {
        self.reconcile = None;
        let nos: Vec<CaseNo> = self.docket.shifts().map(|(no, ..)| no).collect();
        for no in nos {
            if let Some(shift) = self.shift_mut(no) {
                shift.line_lost();
            }
        }
    }

    pub(super) fn strike(&mut self, no: CaseNo) {
        if let Some(case) = self.docket.case(no) {
            self.inbox.strike(case.place.uid);
        }
    }

    pub(super) fn struck_out(&self, no: CaseNo) -> bool {
        self.docket.case(no).is_some_and(|case| self.inbox.strikes(case.place.uid) >= STRIKES)
    }

    /// The message stays where it is, and is not asked for again.
    pub(super) fn pass_over(&mut self, no: CaseNo) {
        if let Some(case) = self.docket.case(no) {
            self.notes.push_back(Note::PassedOver { folder: case.place.folder.clone(), uid: case.place.uid });
        }
        self.drop_case(no, Step::Left);
    }

    /// Nothing is filed from now on, until somebody resumes.
    pub(super) fn trip(&mut self, why: String) -> bool {
        if !self.breaker.paused() {
            let why = self.breaker.trip(why);
            self.notes.push_back(Note::Paused { why });
            self.unplan(|_| true);
        }
        true
    }

    /// INBOX has new numbers: whatever waits for one of the old is dropped, and nothing is filed before INBOX and Sent are read again.
    fn renumbered(&mut self, at: jiff::Timestamp) {
        self.renumbered = Some(at.max(self.now));
        let waiting = [Shelf::Arrived, Shelf::Held, Shelf::Looking, Shelf::Unread];
        let mut nos: Vec<CaseNo> = waiting.into_iter().flat_map(|shelf| self.docket.on(shelf)).map(|(no, _)| no).collect();
        nos.sort_unstable();
        for no in nos {
            self.void(no);
        }
        self.void_scan();
        self.inbox.second.clear();
        self.doubts.clear();
    }

    /// The number of a waiting case means nothing any more. One that the journal knows as begun is looked for.
    fn void(&mut self, no: CaseNo) {
        let begun = self.docket.change(no, |case| {
            case.mail = None;
            let shift = case.record.as_ref().and_then(super::filing::Shift::resumed);
            shift.map(|shift| case.state = CaseState::Shifting(shift))
        });
        if begun == Some(None) {
            self.docket.close(no, None);
        }
    }

    /// Journalled shifts that were not asked for yet are judged again: the person stopped filing, or time has passed.
    pub(super) fn unplan(&mut self, which: impl Fn(&Record) -> bool) {
        let now = self.now;
        let planned = |shift: &Shift| shift.way == Way::Out && matches!(shift.stage, Stage::Planned(_));
        let shifts = self.docket.shifts().filter(|(_, case, shift)| planned(shift) && case.record.as_ref().is_some_and(&which));
        let nos: Vec<CaseNo> = shifts.map(|(no, ..)| no).collect();
        for no in nos {
            self.docket.change(no, |case| {
                case.state = CaseState::Arrived;
                case.seen = now;
            });
        }
    }

    /// Looks for what is adrift, when the disk has nothing more to say of it.
    pub(super) fn search(&mut self) {
        let possible = self.is_live() && self.reconcile.is_none() && self.reconcile_strikes < STRIKES;
        if possible && self.docket.is_adrift() {
            let shifts = self.docket.shifts().filter(|(_, _, shift)| shift.is_adrift()).map(|(no, _, shift)| (no, shift));
            self.reconcile = Some(super::reconcile::Reconcile::new(shifts, self.inbox.validity));
        }
    }

    pub(super) fn far_end(&self) -> jiff::Timestamp {
        super::moment::before(self.now, super::moment::days(self.days))
    }
}
