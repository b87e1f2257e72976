//! The session: one account, one line, one errand on it at a time.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::agenda::{Of, Work};
use super::backoff::Backoff;
use super::breaker::Breaker;
use super::case::CaseNo;
use super::desk::Desk;
use super::docket::Docket;
use super::doubts::Doubt;
use super::filing::Target;
use super::inbox::Inbox;
use super::judging::{Judge, Judged};
use super::lessons::Lessons;
use super::moment::{before, days, minutes};
use super::reconcile::Reconcile;
use super::remembered::{Pause, Remembered};
use super::scan::Scan;
use super::sentwork::SentWork;
use super::undo::Undo;
use super::{Errand, Event, Failure, Hello, LineErrand, Note};
use crate::recognise::{Campaigns, Own, recognise};
use crate::sent::{Book, Coverage};
use crate::settings::{self, Mode};

/// One account. Pure: events come in by [`Session::handle`], what is to be done and told goes out by
/// [`Session::poll_errand`] and [`Session::poll_note`].
///
/// The shell carries out every errand and answers it by exactly one event. A `Connect` begins a new line: whatever line the
/// shell still has is dropped. While `Watch` is abroad and [`Session::wants_line`] says so, the watch is interrupted.
pub struct Session {
    pub(super) name: String,
    pub(super) own: Own,
    pub(super) campaigns: Campaigns,
    pub(super) address: crate::mail::Address,
    pub(super) mode: Mode,
    pub(super) days: i64,
    pub(super) judge: Judge,

    pub(super) state: State,
    /// What the last login found.
    pub(super) hello: Option<Hello>,
    /// Counts logins.
    pub(super) epoch: u32,
    pub(super) backoff: Backoff,
    /// Why the line is gone, from the first failure of a row to the next login.
    pub(super) offline: Option<Failure>,
    pub(super) quitting: bool,

    pub(super) docket: Docket,
    pub(super) inbox: Inbox,
    pub(super) sent: SentWork,
    pub(super) doubts: Vec<Doubt>,
    pub(super) lessons: Lessons,
    pub(super) desk: Desk,
    pub(super) breaker: Breaker,
    /// The pause that the disk has, or is about to.
    pub(super) kept_pause: Option<Pause>,
    /// INBOX was renumbered: nothing is filed until it, and Sent, have been read again.
    pub(super) renumbered: Option<Timestamp>,
    /// Where backscatter goes, as the last STATUS tells.
    pub(super) target: Option<Target>,
    pub(super) reconcile: Option<Reconcile>,
    /// Searches in a row during which the line broke.
    pub(super) reconcile_strikes: u8,
    /// How often the Backscatter folder was made.
    pub(super) made: u8,
    pub(super) scan: Option<Scan>,
    pub(super) undos: Vec<Undo>,

    /// What waits could be judged otherwise now.
    pub(super) weigh_anew: bool,
    /// What is filed could be found in Sent now.
    pub(super) compare_anew: bool,
    /// What was filed since, and is to be compared with the book once.
    pub(super) fresh: Vec<CaseNo>,
    /// The clock was set back.
    set_back: bool,
    /// What this event has decided, to be written together.
    pub(super) judged: Judged,
    pub(super) coverage: Coverage,
    pub(super) filed: u32,
    pub(super) now: Timestamp,
    pub(super) errands: VecDeque<Errand>,
    pub(super) notes: VecDeque<Note>,
}

/// What is to be moved, and could not be for so long, is judged again: Sent may have grown meanwhile.
const FRESH: SignedDuration = minutes(2);

/// How the line stands.
#[derive(Debug)]
pub(super) enum State {
    Off,
    /// Logged in, and nothing abroad on the line: so only while the disk is at work.
    Free,
    /// An errand is abroad: connecting, surveying, watching, and all the others.
    Busy(Work),
    BackingOff {
        until: Timestamp,
        /// The server named the time: a network that comes back does not shorten it.
        obeys: bool,
    },
    /// The password cannot be had.
    Locked {
        until: Timestamp,
    },
    /// The login was refused: until a person acts.
    Refused,
    Ended,
}

impl Session {
    /// `own` are the addresses of the person, in all accounts.
    pub fn new(account: &settings::Account, own: Own, remembered: Remembered, now: Timestamp) -> Self {
        Self::judged_by(recognise, account, own, remembered, now)
    }

    pub(super) fn judged_by(judge: Judge, account: &settings::Account, own: Own, remembered: Remembered, now: Timestamp) -> Self {
        let days_back = i64::from(account.days);
        Self {
            name: account.name.clone(),
            own,
            campaigns: Campaigns::default(),
            address: account.address.clone(),
            mode: account.mode,
            days: days_back,
            judge,
            state: State::Off,
            hello: None,
            epoch: 0,
            backoff: Backoff::new(&account.name, now),
            offline: None,
            quitting: false,
            // the last life of the agent may have learned of an original, and not come to act on it
            compare_anew: !remembered.watched.is_empty(),
            weigh_anew: false,
            docket: Docket::new(&remembered),
            fresh: Vec::new(),
            // the last life of the agent may have had a clock that was ahead
            set_back: true,
            inbox: Inbox::new(remembered.inbox, remembered.looked, &remembered.passed),
            sent: SentWork::new(remembered.sent, remembered.span, before(now, days(days_back))),
            doubts: Vec::new(),
            lessons: Lessons::new(remembered.target, remembered.taught),
            desk: Desk::default(),
            kept_pause: remembered.pause.clone(),
            breaker: Breaker::new(remembered.pause, remembered.returns, now),
            renumbered: None,
            target: None,
            reconcile: None,
            reconcile_strikes: 0,
            made: 0,
            scan: None,
            undos: Vec::new(),
            judged: Judged::default(),
            coverage: Coverage::Unknown { replies: 0 },
            filed: 0,
            now,
            errands: VecDeque::new(),
            notes: VecDeque::new(),
        }
    }

    /// The only way in. `book` is what all accounts sent, as it stands when the event is handled.
    pub fn handle(&mut self, event: Event, now: Timestamp, book: &Book) {
        if matches!(self.state, State::Ended) {
            return;
        }
        self.set_back |= now < self.now;
        self.now = now;
        match event {
            Event::Start => self.start(),
            Event::Wake => {}
            Event::Answer(answer) => self.answered(answer, book),
            Event::Failed(failure) => self.failed(failure),
            Event::Written(written) => self.written(&written, book),
            Event::NotWritten(why) => self.not_written(why),
            Event::SentWanted => self.sent.want(now),
            Event::BookChanged => (self.weigh_anew, self.compare_anew) = (true, true),
            Event::Stirred => self.stirred(),
            Event::Ask(ticket, request) => self.ask(ticket, request),
            Event::Undo(ticket, records) => self.undo(ticket, records),
            Event::Quit => self.quitting = true,
        }
        self.decide(book);
    }

    /// What is to be done next.
    pub fn poll_errand(&mut self) -> Option<Errand> {
        self.errands.pop_front()
    }

    /// What is to be told next.
    pub fn poll_note(&mut self) -> Option<Note> {
        self.notes.pop_front()
    }

    /// The watch abroad is to be interrupted: there is something better to do on the line.
    pub fn wants_line(&self) -> bool {
        let State::Busy(work) = &self.state else { return false };
        matches!(work.of, Of::Watch) && (self.quitting || self.next().is_some_and(|work| !matches!(work.of, Of::Watch)))
    }

    /// Nobody looks at this account's Sent, until a person acts.
    pub fn is_refused(&self) -> bool {
        matches!(self.state, State::Refused)
    }

    /// The campaigns that filed reports, or the person, have proved. What waits is weighed again.
    pub fn set_campaigns(&mut self, campaigns: Campaigns) {
        self.weigh_anew |= self.campaigns != campaigns;
        self.campaigns = campaigns;
    }

    /// Everything that follows from what is known now.
    fn decide(&mut self, book: &Book) {
        self.turn();
        if !self.quitting {
            self.search();
            let (compare, weigh) = (std::mem::take(&mut self.compare_anew), std::mem::take(&mut self.weigh_anew));
            self.look_back(book, compare);
            self.judge_waiting(book, weigh);
            self.plan_recalls();
            self.end_scan(book);
        }
        self.write_down();
        self.send();
    }

    /// What the time alone brings.
    fn turn(&mut self) {
        let now = self.now;
        if self.breaker.over(now) {
            self.resumed();
        }
        self.sent.turn(now);
        self.docket.turn(now, std::mem::take(&mut self.set_back));
        self.unplan(|record| record.judged < before(now, FRESH));
        if self.renumbered.is_some_and(|since| self.inbox.first.is_none() && self.sent.knows(since)) {
            self.renumbered = None;
        }
    }

    fn send(&mut self) {
        if let Some(errand) = self.desk.send(self.now) {
            self.errands.push_back(Errand::Desk(errand));
        }
        match self.state {
            State::Free => {
                let leave = || Some(Work { errand: LineErrand::Logout, of: Of::Leave });
                if let Some(work) = if self.quitting { leave() } else { self.next() } {
                    self.go(work);
                }
            }
            State::BackingOff { until, .. } | State::Locked { until } if until <= self.now && !self.quitting => self.connect(),
            _ => {}
        }
        if self.quitting && !self.is_live() && !self.is_connecting() && (self.desk.is_empty() || self.desk.refuses()) {
            self.end();
        }
    }

    /// One line errand goes out.
    pub(super) fn go(&mut self, work: Work) {
        self.note_going(&work);
        self.errands.push_back(Errand::Line(work.errand.clone()));
        self.state = State::Busy(work);
    }

    pub(super) fn start(&mut self) {
        if matches!(self.state, State::Off | State::Refused) {
            self.connect_soon();
        }
    }

    /// Connects as soon as logins allow it.
    pub(super) fn connect_soon(&mut self) {
        let until = self.backoff.next_login(self.now);
        self.state = State::BackingOff { until, obeys: true };
    }

    fn connect(&mut self) {
        self.backoff.login(self.now);
        self.go(Work { errand: LineErrand::Connect, of: Of::Connect });
    }

    fn stirred(&mut self) {
        self.inbox.stirred = true;
        match self.state {
            State::BackingOff { obeys: false, .. } | State::Locked { .. } => self.connect_soon(),
            _ => {}
        }
    }

    fn end(&mut self) {
        self.desk.give_up();
        self.answer_all("Backstop is ending");
        self.state = State::Ended;
        self.notes.push_back(Note::Ended);
    }

    pub(super) fn is_live(&self) -> bool {
        matches!(&self.state, State::Free) || matches!(&self.state, State::Busy(work) if !matches!(work.of, Of::Connect))
    }

    pub(super) fn is_connecting(&self) -> bool {
        matches!(&self.state, State::Busy(work) if matches!(work.of, Of::Connect))
    }

    /// Reports are moved, and not only told.
    pub(super) fn files(&self) -> bool {
        self.mode == Mode::File && self.renumbered.is_none() && self.hello.as_ref().is_some_and(|h| h.means != super::Means::Report)
    }
}
