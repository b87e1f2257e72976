//! The driver of all accounts: wait, decide, do; the middle one has no await.
//!
//! One task owns the sessions and the Sent book. An errand goes abroad as a task of its own, takes the line with it where it
//! is about one, and comes home as one event.

pub mod clock;
mod driver;
mod errands;
pub mod once;
mod requests;
mod tidings;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use tokio::task::{Id, JoinError, JoinSet};

pub use clock::Clock;
pub use once::once;
pub use requests::remembered;

use crate::account::{Errand, Event, Failure, LineErrand, Note, Session, Ticket};
use crate::control::Asked;
use crate::recognise::Own;
use crate::sent::Book;
use crate::settings::Settings;
use crate::store::{Store, StoreError};
use clock::Waited;
use driver::Driver;
use errands::{Brought, Home};
use requests::Waiting;
use tidings::Tidings;

/// What of an agent is another's business.
pub struct Outside {
    /// Questions from the door. An agent that nobody can ask has a receiver whose sender is gone.
    pub questions: mpsc::Receiver<Asked>,
    /// Told every note, and the name of its account.
    pub tell: Tell,
}

/// Takes an account's name and what is told of it. It never waits.
pub type Tell = Box<dyn FnMut(&str, &Note) + Send>;

/// The agent of one person.
pub struct Agent {
    clock: Clock,
    store: Store,
    book: Book,
    drivers: Vec<Driver>,
    tidings: Tidings,
    abroad: JoinSet<Home>,
    /// Which event each task abroad owes to whom, should it panic.
    owed: BTreeMap<Id, (usize, Event)>,
    /// What happened to which session, and was not handled yet.
    events: VecDeque<(usize, Event)>,
    outside: Outside,
    waiting: BTreeMap<Ticket, Waiting>,
    tickets: u64,
    /// When what is too old is next taken out of store and book.
    forget_at: Timestamp,
    /// It lives for one request: an account that cannot log in now is done without.
    hurried: bool,
    quitting: bool,
}

/// Between two of these.
const FORGET_EVERY: SignedDuration = SignedDuration::from_hours(24);

impl Agent {
    /// Reads what is remembered, and starts every account's session.
    pub async fn start(settings: &Settings, store: Store, clock: Clock, outside: Outside) -> Result<Self, StoreError> {
        let now = clock.now();
        let mut book = store.load_book().await?;
        let own = Own {
            addresses: settings.accounts.iter().flat_map(|a| a.own()).collect(),
            elsewhere: settings.accounts.iter().flat_map(|a| a.elsewhere.clone()).collect(),
        };
        let mut drivers = Vec::new();
        for account in &settings.accounts {
            let remembered = store.remembered(&account.name, now).await?;
            book.set_account(&account.name, remembered.span);
            let session = Session::new(account, own.clone(), remembered, now);
            drivers.push(Driver::new(account.clone(), session));
        }
        book.leave_out_all_but(&settings.accounts.iter().map(|a| a.name.as_str()).collect::<Vec<_>>());
        let (filed, learned) = (store.filed_since(tidings::since(now)).await?, store.learned().await?);
        let tidings = Tidings::new(book.key().clone(), filed.into_iter().chain(learned));
        let mut agent = Self {
            clock,
            store,
            book,
            drivers,
            tidings,
            abroad: JoinSet::new(),
            owed: BTreeMap::new(),
            events: VecDeque::new(),
            outside,
            waiting: BTreeMap::new(),
            tickets: 0,
            forget_at: now,
            hurried: false,
            quitting: false,
        };
        agent.teach_campaigns();
        agent.happened_to_all(&Event::Start);
        agent.settle();
        Ok(agent)
    }

    /// Works until every session has ended, after [`Agent::quit`].
    pub async fn run(&mut self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        while !self.ended() {
            tokio::select! {
                () = &mut stop, if !self.quitting => self.quit(),
                () = self.beat() => {}
            }
        }
    }

    /// Finishes what is begun, logs out, ends.
    pub fn quit(&mut self) {
        self.quitting = true;
        self.happened_to_all(&Event::Quit);
        self.settle();
    }

    pub fn ended(&self) -> bool {
        self.drivers.iter().all(|d| d.ended)
    }

    /// One beat: waits for one thing, and does all that follows from it. Safe to drop while it waits.
    pub async fn beat(&mut self) {
        let due = self.drivers.iter().filter_map(|d| d.session.wakes_at()).map(|(at, _)| at).chain([self.forget_at]).min();
        tokio::select! {
            Some(home) = self.abroad.join_next_with_id() => self.came_home(home),
            Some(asked) = self.outside.questions.recv() => self.asked(asked),
            waited = self.clock.wait(due) => self.woke(waited),
        }
        self.settle();
    }

    fn happened(&mut self, who: usize, event: Event) {
        self.events.push_back((who, event));
    }

    fn happened_to_all(&mut self, event: &Event) {
        (0..self.drivers.len()).for_each(|who| self.happened(who, event.clone()));
    }

    fn woke(&mut self, waited: Waited) {
        match waited {
            Waited::Slept => self.happened_to_all(&Event::Stirred),
            Waited::Due => {
                let now = self.clock.now();
                if self.forget_at <= now {
                    self.forget_at = now.checked_add(FORGET_EVERY).unwrap_or(Timestamp::MAX);
                    let store = self.store.clone();
                    self.abroad.spawn(async move { Home::Forgot(store.forget_old(now).await) });
                }
                let is_due = |driver: &Driver| driver.session.wakes_at().is_some_and(|(at, _)| at <= now);
                let due: Vec<usize> = self.drivers.iter().enumerate().filter(|(_, d)| is_due(d)).map(|(who, _)| who).collect();
                due.into_iter().for_each(|who| self.happened(who, Event::Wake));
            }
        }
    }

    fn came_home(&mut self, home: Result<(Id, Home), JoinError>) {
        match home {
            Ok((id, home)) => {
                let owed = self.owed.remove(&id);
                match home {
                    Home::Done(done) => {
                        if let Some((who, _)) = owed {
                            let (event, brought) = *done;
                            self.receive(who, brought);
                            self.happened(who, event);
                        }
                    }
                    Home::Found { records, answer } => self.undo(records, answer),
                    Home::Forgot(Ok(before)) => self.book.forget_before(before),
                    // Tomorrow again; a disk that refuses is told of when it matters.
                    Home::Forgot(Err(trouble)) => tracing::warn!("what is too old stays in the store: {trouble}"),
                    Home::Nothing => {}
                }
            }
            Err(error) => self.events.extend(self.owed.remove(&error.id())),
        }
    }

    /// Puts away what an errand brought.
    fn receive(&mut self, who: usize, brought: Brought) {
        let Some(driver) = self.drivers.get_mut(who) else { return };
        match brought {
            Brought::Line(line) => driver.line = Some(*line),
            Brought::Page(page, numbers) => {
                let name = driver.name().to_owned();
                page.messages.iter().zip(numbers).for_each(|(facts, number)| self.book.add(number, &name, facts));
                page.learned.iter().for_each(|(message, hashes)| self.book.learn(*message, hashes));
                page.replies.into_iter().for_each(|reply| self.book.add_reply(reply));
                page.written_to.iter().for_each(|&hash| self.book.note_written_to(hash));
                if let Some(span) = page.span {
                    self.book.set_account(&name, Some(span));
                }
                for other in (0..self.drivers.len()).filter(|&other| other != who) {
                    self.happened(other, Event::BookChanged);
                }
            }
            Brought::Nothing => {}
        }
    }

    /// Lets the sessions decide until nothing has happened any more, and does what they decide.
    fn settle(&mut self) {
        while let Some((who, event)) = self.events.pop_front() {
            let now = self.clock.now();
            self.book.looks_end_by(now);
            self.book.measure(now);
            let Some(driver) = self.drivers.get_mut(who) else { continue };
            driver.session.handle(event, now, &self.book);
            self.book.set_off(driver.name(), driver.absent.is_some() || driver.session.is_refused());
            if driver.session.wants_line() {
                driver.interrupt.notify_one();
            }
            while let Some(errand) = self.drivers.get_mut(who).and_then(|d| d.session.poll_errand()) {
                self.send(who, errand, now);
            }
            while let Some(note) = self.drivers.get_mut(who).and_then(|d| d.session.poll_note()) {
                self.noted(who, note);
            }
            self.teach_campaigns();
        }
    }

    fn send(&mut self, who: usize, errand: Errand, now: Timestamp) {
        let Some(driver) = self.drivers.get_mut(who) else { return };
        // A task that panics has dropped its line, if it had one.
        let early = || "an errand ended before its time".to_owned();
        let owed = match errand {
            Errand::Line(_) => Event::Failed(Failure::Line(early())),
            Errand::Desk(_) => Event::NotWritten(early()),
        };
        let abroad = match errand {
            Errand::Line(LineErrand::Connect) => {
                driver.line = None;
                self.abroad.spawn(errands::connect(Arc::clone(&driver.settings), now))
            }
            Errand::Line(errand) => {
                // An interruption that came too late for the last watch must not end the next.
                driver.interrupt = Arc::default();
                self.abroad.spawn(errands::on_line(driver.line.take(), errand, now, Arc::clone(&driver.interrupt)))
            }
            Errand::Desk(errand) => self.abroad.spawn(errands::on_desk(self.store.clone(), driver.name().to_owned(), errand, now)),
        };
        self.owed.insert(abroad.id(), (who, owed));
    }

    fn noted(&mut self, who: usize, note: Note) {
        let Some(name) = self.drivers.get(who).map(|d| d.name().to_owned()) else { return };
        match note {
            Note::Answered(ticket, answer) => self.answered(who, ticket, answer),
            Note::WantsSent { account } => {
                if let Some(wanted) = self.drivers.iter().position(|d| d.name() == account) {
                    self.happened(wanted, Event::SentWanted);
                }
            }
            note => {
                if let Note::Reading { folder, read, left } = &note {
                    self.waiting.values().for_each(|waiting| waiting.reading(folder, *read, *left));
                }
                if matches!(note, Note::Ended)
                    && let Some(driver) = self.drivers.get_mut(who)
                {
                    driver.ended = true;
                }
                if let Note::Offline { why } = &note
                    && self.hurried
                {
                    self.do_without(who, why.to_string());
                }
                (self.outside.tell)(&name, &note);
                self.tidings.heard(&note);
            }
        }
    }

    /// This account is not waited for, and its Sent is not known: what it may explain is left alone.
    fn do_without(&mut self, who: usize, why: String) {
        if let Some(driver) = self.drivers.get_mut(who).filter(|d| d.absent.is_none()) {
            driver.absent = Some(why);
            self.happened(who, Event::Quit);
            (0..self.drivers.len()).filter(|&other| other != who).for_each(|other| self.happened(other, Event::BookChanged));
        }
    }

    fn teach_campaigns(&mut self) {
        let Some(campaigns) = self.tidings.campaigns() else { return };
        self.drivers.iter_mut().for_each(|d| d.session.set_campaigns(campaigns.clone()));
    }
}
