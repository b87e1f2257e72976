//! Judging: which cases are ready, what a verdict makes of them, and what of that is written down.

use super::case::{Case, CaseNo, Fate, Look, Origin, State as CaseState};
use super::desk::Then;
use super::filing::{Filing, Shift};
use super::record::Why;
use super::session::Session;
use super::shelves::Shelf;
use super::{DeskErrand, Note, Record, SentPage, Step};
use crate::mail::{Address, Mail};
use crate::recognise::{Known, Outcome, Reasoning, Verdict, agrees};
use crate::sent::Book;

/// Judges a message; [`crate::recognise::recognise`], but for tests.
pub(super) type Judge = fn(&Mail, &Known<'_>) -> Verdict;

/// What one event has decided.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub opening: Vec<(CaseNo, Record)>,
    /// Rows that are there, and say something else now.
    pub renewing: Vec<(CaseNo, Record)>,
    pub stepping: Vec<(CaseNo, i64, Step)>,
    pub returned: Vec<i64>,
    pub forgotten: Vec<i64>,
    /// What reports that are proved ours teach of the person's relays.
    pub learned: Vec<(u32, Vec<u64>)>,
}

/// Records in one errand to the disk: as many as are moved together.
const TOGETHER: usize = 100;

/// Messages on their way together.
const ON_THE_WAY: usize = 5 * TOGETHER;

/// Bytes of waiting messages that are kept in memory; the others are fetched again.
const MEMORY: usize = 16 * 1024 * 1024;

impl Session {
    /// Is the message to be fetched, now?
    pub(super) fn wants_bytes(&self, case: &Case) -> bool {
        case.mail.is_none()
            && match &case.state {
                CaseState::Arrived => true,
                CaseState::Looking { since, elsewhere } => {
                    self.sent.knows(*since)
                        && !self.is_full()
                        && !self.rests(case)
                        && elsewhere.as_ref().is_none_or(|e| e.again <= self.now)
                }
                _ => false,
            }
    }

    /// Filing is paused, and this case would come to a filing: it waits, and nothing is looked up for it.
    fn rests(&self, case: &Case) -> bool {
        self.breaker.paused() && case.origin != Origin::Scan { dry: true }
    }

    /// Weighs what waits and can be weighed; `changed`: the book has changed since. Asks for a look at Sent where one is missing.
    pub(super) fn judge_waiting(&mut self, book: &Book, changed: bool) {
        let mut wanted = None;
        let mut ready = Vec::new();
        for (no, case) in self.docket.on(Shelf::Looking).chain(self.docket.on(Shelf::Unread)) {
            let CaseState::Looking { since, elsewhere } = &case.state else { continue };
            if self.rests(case) {
                continue;
            }
            if !self.sent.knows(*since) {
                wanted = wanted.max(Some(*since));
            } else if case.mail.is_some() && (changed || elsewhere.as_ref().is_none_or(|e| e.again <= self.now)) {
                ready.push(no);
            }
        }
        if changed {
            ready.extend(self.docket.on(Shelf::Held).filter(|(_, case)| case.mail.is_some()).map(|(no, _)| no));
        }
        if let Some(since) = wanted.filter(|_| !self.sent.is_behind()) {
            self.sent.want_again(since, self.now);
        }
        for no in ready {
            if self.is_full() {
                break;
            }
            self.judge_case(no, book);
        }
    }

    /// As much is on its way as is good at once: what is planned long before it goes would be judged again. The others wait, and
    /// every one that comes to its end lets them go on.
    fn is_full(&self) -> bool {
        !self.breaker.paused() && self.docket.count(Shelf::Shifting) >= ON_THE_WAY
    }

    /// Does the original claim to be from this account's own address? Mail of another address may go out by another provider.
    fn is_mine_alone(&self, verdict: &Verdict) -> bool {
        let from = &verdict.sought.from;
        let mine = |from: &Address| from.without_tag() == self.address.without_tag();
        !from.is_empty() && from.iter().all(mine)
    }

    /// Judges a case whose message is here.
    pub(super) fn judge_case(&mut self, no: CaseNo, book: &Book) {
        let Some(mut case) = self.docket.take(no) else { return };
        let Some(mail) = case.mail.take() else { return self.docket.put(no, case) };
        let known = Known {
            book,
            own: &self.own,
            campaigns: &self.campaigns,
            arrived: case.here,
            looked_after: case.looked_after(),
            now: self.now,
        };
        let verdict = (self.judge)(&mail, &known);
        let look = Look {
            now: self.now,
            known_until: self.sent.known_until(),
            no_sent: self.sent.no_sent(),
            keeps_sent: self.hello.as_ref().is_some_and(|h| h.keeps_sent) && self.is_mine_alone(&verdict),
        };
        let fate = case.weigh(&verdict, &look);
        if self.counts(no, &case, &verdict, &fate) {
            self.docket.put(no, case);
            self.docket.close(no, None);
            return;
        }
        if matches!(fate, Fate::Left | Fate::Files(_)) {
            case.reasoning = Some(Reasoning::of(&verdict, book));
        }
        match fate {
            Fate::Waits => self.keep_waiting(no, case, mail),
            Fate::Asks(account) => {
                if account == self.name {
                    self.sent.want_again(self.now, self.now);
                } else {
                    self.notes.push_back(Note::WantsSent { account });
                }
                self.keep_waiting(no, case, mail);
            }
            Fate::Ordinary => {
                self.docket.put(no, case);
                self.drop_case(no, Step::Left);
            }
            // the person has put back the very same: it was delivered twice
            Fate::Files(_) if self.docket.is_pinned(case.identity) => self.record(no, case, &mail, &verdict, Step::Left),
            Fate::Left => self.record(no, case, &mail, &verdict, Step::Left),
            Fate::Files(_) if !self.files() => self.record(no, case, &mail, &verdict, Step::WouldFile),
            Fate::Files(filing) => self.file(no, case, mail, &verdict, filing),
        }
    }

    fn keep_waiting(&mut self, no: CaseNo, mut case: Case, mail: Box<Mail>) {
        if self.docket.bytes().saturating_add(case.bytes()) <= MEMORY {
            case.mail = Some(mail);
        }
        self.docket.put(no, case);
    }

    /// Plans a filing, where all that it needs is known.
    fn file(&mut self, no: CaseNo, mut case: Case, mail: Box<Mail>, verdict: &Verdict, filing: Filing) {
        let another = self.docket.is_moving(case.identity);
        let Some(target) = self.target.clone().filter(|_| !self.breaker.paused() && !another) else {
            // where it goes is told by the same STATUS that looks at Sent; and two that nobody can tell apart go one after the other
            case.state = CaseState::Looking { since: self.now, elsewhere: None };
            return self.keep_waiting(no, case, mail);
        };
        let shift = Shift::out(filing, case.place.clone(), target, self.epoch);
        let record = case.word(&self.name, &mail, verdict, self.now, shift.planned());
        case.state = CaseState::Shifting(shift);
        self.write(no, case, record);
    }

    /// It stays where it is, and that is written down.
    fn record(&mut self, no: CaseNo, mut case: Case, mail: &Mail, verdict: &Verdict, step: Step) {
        let record = case.word(&self.name, mail, verdict, self.now, step);
        if matches!(verdict.outcome, Outcome::Ours { proved: true }) {
            case.failed = verdict.failed.clone().filter(|_| case.origin == Origin::Arrival);
            self.judged.learned.extend(verdict.taught.as_ref().map(|t| (t.message, t.hashes.clone())));
        }
        case.state = CaseState::Recording;
        self.write(no, case, record);
    }

    fn write(&mut self, no: CaseNo, mut case: Case, record: Record) {
        if record.id == 0 {
            self.judged.opening.push((no, record.clone()));
        } else {
            self.judged.renewing.push((no, record.clone()));
        }
        case.record = Some(record);
        self.docket.put(no, case);
    }

    /// A case that the journal knows takes a step.
    pub(super) fn step(&mut self, no: CaseNo, step: Step) {
        let record = self.docket.change(no, |case| {
            let record = case.record.as_mut()?;
            record.step = step.clone();
            Some(record.id)
        });
        if let Some(Some(record)) = record {
            self.judged.stepping.push((no, record, step));
        }
    }

    /// A case that comes to nothing; what the journal knows of it is closed.
    pub(super) fn drop_case(&mut self, no: CaseNo, step: Step) {
        self.scan_drops(no);
        if self.docket.case(no).is_some_and(Case::is_journalled) {
            self.docket.change(no, |case| case.state = CaseState::Recording);
            self.step(no, step);
        } else {
            self.docket.close(no, None);
        }
    }

    /// What was filed is compared with what Sent shows now: when the original turns up, the report goes back.
    /// With a book that has not changed, only what has just been filed is.
    pub(super) fn look_back(&mut self, book: &Book, changed: bool) {
        let now = self.now;
        let fresh = std::mem::take(&mut self.fresh);
        let late = |case: &Case| match &case.state {
            CaseState::Watched { to, until } if *until > now => {
                let ours = case.record.as_ref().is_some_and(|r| agrees(&r.sought, book).is_some());
                ours.then(|| to.clone())
            }
            _ => None,
        };
        let look = |no: CaseNo| Some((no, late(self.docket.case(no)?)?));
        let found: Vec<_> = match changed {
            true => self.docket.on(Shelf::Watched).filter_map(|(no, _)| look(no)).collect(),
            false => fresh.into_iter().filter_map(look).collect(),
        };
        for (no, from) in found {
            self.docket.recall(no, from, Why::LateTruth);
        }
    }

    /// What this event has decided goes to the disk, in one errand for many.
    pub(super) fn write_down(&mut self) {
        let Judged { opening, renewing, stepping, returned, forgotten, learned } = std::mem::take(&mut self.judged);
        for chunk in opening.chunks(TOGETHER) {
            let (nos, records) = chunk.iter().cloned().unzip();
            self.desk.add(DeskErrand::Open(records), Then::Opened(nos));
        }
        for chunk in renewing.chunks(TOGETHER) {
            let (nos, records) = chunk.iter().cloned().unzip();
            self.desk.add(DeskErrand::Renew(records), Then::Stepped(nos));
        }
        for chunk in stepping.chunks(TOGETHER) {
            let nos = chunk.iter().map(|(no, _, _)| *no).collect();
            let steps = chunk.iter().map(|(_, id, step)| (*id, step.clone())).collect();
            self.desk.add(DeskErrand::Step(steps), Then::Stepped(nos));
        }
        if !returned.is_empty() {
            let steps = returned.iter().map(|id| (*id, Step::Returned)).collect();
            self.desk.add(DeskErrand::Step(steps), Then::Returned(returned));
        }
        if !forgotten.is_empty() {
            let steps = forgotten.iter().map(|id| (*id, Step::Forgotten)).collect();
            self.desk.add(DeskErrand::Step(steps), Then::Forgot(forgotten));
        }
        if !learned.is_empty() {
            self.keep_sent(SentPage { learned, ..SentPage::default() });
        }
        if !self.desk.holds_inbox()
            && let Some(page) = self.inbox.worth_keeping(self.docket.unsettled())
        {
            self.desk.add(DeskErrand::KeepInbox(page), Then::Inbox);
        }
        if self.breaker.pause() != self.kept_pause.as_ref() {
            self.kept_pause = self.breaker.pause().cloned();
            self.desk.add(DeskErrand::KeepPause(self.kept_pause.clone()), Then::Pause);
        }
    }
}
