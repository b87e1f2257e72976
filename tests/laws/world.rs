//! One session in its world: a mailbox, a disk, a book, a clock, and a person. Every errand is checked against the laws as it
//! goes out.

use std::collections::{BTreeMap, BTreeSet};

use backstop::account::health::Line;
use backstop::account::{
    Answer, DeskErrand, Errand, Event, Failure, LineErrand, Means, Note, Record, Request, Session, Step, Ticket, request,
};
use backstop::mail::{Address, Pattern, Place};
use backstop::recognise::Own;
use backstop::sent::Book;
use backstop::settings::{self, Mode, PasswordFrom, Server};
use jiff::{SignedDuration, Timestamp};

use super::disk::{ACCOUNT, Disk};
use super::letters::{self, Kind, ME};
use super::mailbox::{Done, ELSEWHERE, INBOX, JUNK, Mailbox, SENT, TARGET};

pub const START: Timestamp = Timestamp::constant(1_790_000_000, 0);

pub fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

#[derive(Debug)]
pub struct Letter {
    pub kind: Kind,
    pub arrived: Timestamp,
    /// The person has put it where it is: it is never moved again.
    pub hands_off: bool,
    /// It was there before the first login: only a pass judges it.
    pub old: bool,
    /// So often it was delivered, within a second: nobody can tell the copies apart.
    pub copies: usize,
    /// The person put it into the folder for backscatter.
    pub by_hand: bool,
    /// The person moved it here from a folder of their own.
    moved_in: bool,
}

pub struct World {
    pub session: Session,
    pub mailbox: Mailbox,
    pub disk: Disk,
    pub book: Book,
    pub now: Timestamp,
    pub mode: Mode,
    pub letters: Vec<Letter>,
    pub line: Option<LineErrand>,
    pub desk: Option<DeskErrand>,
    pub notes: Vec<Note>,
    /// Every line errand that went out.
    pub sent_out: Vec<LineErrand>,
    /// Nothing but right answers, and nobody but the mail.
    pub clean: bool,
    started: bool,
    refused: bool,
    pub quitting: bool,
    pub ended: bool,
    logins: Vec<Timestamp>,
    /// Lines that broke on a message, by its number.
    broken: BTreeMap<(u32, u32), u32>,
    /// When the last look at Sent began: a STATUS, or a reading to its end.
    sent_look: Option<Timestamp>,
    inbox_validity: u32,
    copies: Vec<(Timestamp, usize)>,
    tickets: BTreeMap<Ticket, bool>,
    last_ticket: u64,
    /// Prints all that goes in and out: to read a failure by.
    pub trace: bool,
}

fn account(mode: Mode) -> settings::Account {
    settings::Account {
        name: ACCOUNT.to_owned(),
        address: Address::parse(ME).unwrap(),
        server: Server { host: "imap.example.org".to_owned(), port: 993, ca_file: None },
        user: ME.to_owned(),
        password: PasswordFrom::Keyring,
        mode,
        also: Vec::new(),
        elsewhere: Vec::new(),
        sent: Vec::new(),
        folder: TARGET.to_owned(),
        days: 90,
    }
}

fn session(mode: Mode, disk: &Disk, now: Timestamp) -> Session {
    let own = Own { addresses: vec![Pattern::parse(ME).unwrap()], elsewhere: Vec::new() };
    Session::new(&account(mode), own, disk.remembered(now), now)
}

impl World {
    pub fn new(means: Means, keyword: bool, mode: Mode) -> Self {
        let disk = Disk::default();
        let mut mailbox = Mailbox::new(means, keyword);
        for n in 0..5 {
            mailbox.put(SENT, usize::MAX - n, START - seconds(86_400), letters::other_copy(n, START - seconds(86_400)));
        }
        // what a server took for spam: passes that only count look at it
        for (n, kind) in [(800, Kind::Forged), (801, Kind::Unclear)] {
            mailbox.put(JUNK, n, START - seconds(86_400), letters::letter(kind, n, START - seconds(86_400)));
        }
        Self {
            session: session(mode, &disk, START),
            mailbox,
            book: disk.book(),
            disk,
            now: START,
            mode,
            letters: Vec::new(),
            line: None,
            desk: None,
            notes: Vec::new(),
            sent_out: Vec::new(),
            clean: true,
            started: false,
            refused: false,
            quitting: false,
            ended: false,
            logins: Vec::new(),
            broken: BTreeMap::new(),
            sent_look: None,
            inbox_validity: 0,
            copies: Vec::new(),
            tickets: BTreeMap::new(),
            last_ticket: 0,
            trace: false,
        }
    }

    /// A world in which the session watches, with all of Sent read.
    pub fn watching(means: Means) -> Self {
        let mut world = Self::new(means, true, Mode::File);
        world.start();
        world.calm(0);
        assert!(matches!(world.line, Some(LineErrand::Watch { .. })), "{:?}", world.session.health());
        world.sent_out.clear();
        world.notes.clear();
        world
    }

    pub fn start(&mut self) {
        self.started = true;
        self.refused = false;
        self.tell(Event::Start);
    }

    // -- the laws --

    /// Hands an event to the session, and checks everything that follows.
    pub fn tell(&mut self, event: Event) {
        if self.trace {
            println!("  < {:.160}", format!("{event:?}"));
        }
        self.session.handle(event, self.now, &self.book);
        while let Some(errand) = self.session.poll_errand() {
            match errand {
                Errand::Line(errand) => {
                    assert!(self.line.is_none(), "{errand:?} beside {:?}", self.line);
                    if self.trace {
                        println!("  > {} {errand:?}", self.now);
                    }
                    self.check(&errand);
                    self.sent_out.push(errand.clone());
                    self.line = Some(errand);
                }
                Errand::Desk(errand) => {
                    assert!(self.desk.is_none(), "{errand:?} beside {:?}", self.desk);
                    if self.trace {
                        println!("  > {:.300}", format!("{errand:?}"));
                    }
                    self.desk = Some(errand);
                }
            }
        }
        while let Some(note) = self.session.poll_note() {
            match &note {
                Note::Ended => {
                    self.ended = true;
                    assert!(self.tickets.values().all(|answered| *answered), "a request was never answered");
                }
                Note::Answered(ticket, _) => {
                    let answered = self.tickets.get_mut(ticket).expect("nobody asked");
                    assert!(!*answered, "{ticket:?} is answered twice");
                    *answered = true;
                }
                _ => {}
            }
            self.notes.push(note);
        }
        self.check_alive();
    }

    /// Never stalled: an errand is abroad, or a wake-up is set, or a person must act, or it is over.
    fn check_alive(&self) {
        let wakes = self.session.wakes_at();
        assert!(wakes.is_none_or(|(at, _)| at > self.now), "woken for nothing: {wakes:?}");
        let line = self.session.health().line;
        let waits = matches!(line, Line::Refused { .. });
        let alive = self.line.is_some() || self.desk.is_some() || wakes.is_some() || waits || self.ended || !self.started;
        assert!(alive, "stalled: {:?}", self.session.health());
        let working = matches!(line, Line::Working { .. } | Line::Watching);
        assert!(!working || self.line.is_some() || self.desk.is_some(), "the line is idle: {:?}", self.session.health());
    }

    fn check(&mut self, errand: &LineErrand) {
        assert!(!self.quitting || matches!(errand, LineErrand::Logout), "{errand:?} after Quit");
        match errand {
            LineErrand::Connect => {
                assert!(!self.refused, "a login after it was refused");
                self.logins.push(self.now);
                if let [.., a, _, c] = self.logins.as_slice() {
                    assert!(c.duration_since(*a) >= seconds(60), "three logins within a minute");
                }
            }
            LineErrand::Survey { validity, .. } => {
                assert_eq!(*validity, self.inbox_validity, "an old number: {errand:?}");
            }
            LineErrand::Fetch { from, .. } if from.folder == INBOX => {
                assert_eq!(from.validity, self.inbox_validity, "an old number: {errand:?}");
            }
            LineErrand::Move { from, to, uids, .. } | LineErrand::Copy { from, to, uids, .. } => {
                assert_eq!(matches!(errand, LineErrand::Move { .. }), self.mailbox.means == Means::Move);
                assert!(uids.len() <= 100);
                assert_eq!(uids.iter().collect::<BTreeSet<_>>().len(), uids.len(), "a place twice");
                for uid in uids {
                    let place = Place { folder: from.folder.clone(), validity: from.validity, uid: *uid };
                    match from.folder.as_str() {
                        INBOX => self.check_filing(&place, to),
                        _ => self.check_return(&place, to),
                    }
                }
            }
            LineErrand::Expunge { from, uids } => {
                for uid in uids {
                    let place = Place { folder: from.folder.clone(), validity: from.validity, uid: *uid };
                    self.check_expunge(&place);
                }
            }
            _ => {}
        }
    }

    /// The journal's row whose open step is about this place.
    fn journalled(&self, of: impl Fn(&Record) -> bool) -> &Record {
        self.disk.records.iter().map(|(record, _)| record).find(|r| of(r)).expect("the journal knows nothing of it")
    }

    /// Filed only after "synced", only with grounds, only after a look at Sent that began after arrival and hold.
    fn check_filing(&self, place: &Place, to: &str) {
        assert_eq!((to, place.validity), (TARGET, self.inbox_validity));
        let planned = |r: &Record| r.place == *place && matches!(&r.step, Step::Planned { target, .. } if target == to);
        let record = self.journalled(planned);
        assert!(!record.evidence.is_empty() && record.verdict == "backscatter");
        assert!(self.session.health().paused.is_none() && self.mode == Mode::File);
        let Some(letter) = self.letter_at(place) else { return };
        // (of two copies the other may be on its way)
        assert!(!letter.hands_off || letter.copies > 1, "the person's own move is law: {letter:?}");
        let held = match letter.kind {
            Kind::Forged => seconds(0),
            Kind::ForgedJustNow => seconds(900),
            _ => panic!("{letter:?} is filed"),
        };
        let look = self.sent_look.expect("no look at Sent");
        assert!(look >= letter.arrived + held, "{letter:?} is filed after a look at {look}");
    }

    fn check_return(&self, place: &Place, to: &str) {
        assert_eq!((to, place.folder.as_str()), (INBOX, TARGET));
        self.journalled(|r| matches!(&r.step, Step::BackPlanned { from, .. } if from == place));
    }

    /// Expunged only after the copy was synced, and while the copy stands.
    fn check_expunge(&self, place: &Place) {
        self.journalled(|r| match &r.step {
            Step::Copied { .. } => r.place == *place || place.folder == INBOX,
            Step::BackCopied { from, .. } => from == place || place.folder == TARGET,
            _ => false,
        });
        let Some(folder) = self.mailbox.folders.get(&place.folder).filter(|f| f.validity == place.validity) else { return };
        if let Some(message) = folder.messages.iter().find(|m| m.uid == place.uid) {
            let others = self.mailbox.places(message.letter).into_iter();
            let others = others.filter(|(folder, uid, deleted)| (&*place.folder, place.uid) != (&**folder, *uid) && !deleted).count();
            let copies = self.letters.get(message.letter).map_or(1, |letter| letter.copies);
            assert!(others >= copies, "the only copy is expunged");
        }
    }

    fn letter_at(&self, place: &Place) -> Option<&Letter> {
        let folder = self.mailbox.folders.get(&place.folder).filter(|f| f.validity == place.validity)?;
        let message = folder.messages.iter().find(|m| m.uid == place.uid)?;
        self.letters.get(message.letter)
    }

    /// Nothing is lost: every letter stands somewhere, and not only where it is \Deleted.
    pub fn check_nothing_lost(&self) {
        for n in 0..self.letters.len() {
            let places = self.mailbox.places(n);
            let stand = places.iter().filter(|(_, _, deleted)| !deleted).count();
            assert!(stand >= self.letters[n].copies, "letter {n} is lost: {places:?}");
        }
    }

    /// Nothing is doubled either.
    pub fn check_one_copy(&self) {
        for n in 0..self.letters.len() {
            let places = self.mailbox.places(n);
            // of two that cannot be told apart one more may be left: better than one less
            let right = places.len() == self.letters[n].copies || self.letters[n].copies > 1;
            assert!(right && places.iter().all(|(_, _, deleted)| !deleted), "letter {n} {:?}: {places:?}", self.letters[n]);
        }
    }

    // -- what happens --

    /// The line errand abroad is answered.
    pub fn answer_line(&mut self) {
        let Some(errand) = self.line.take() else { return };
        let outcome = self.carry_out(&errand, Done::All);
        // an answer takes a moment
        self.pass(self.now + SignedDuration::from_millis(200));
        self.hear(&errand, outcome);
    }

    /// The line breaks during the errand abroad.
    pub fn break_line(&mut self, done: Done, failure: Failure) {
        let Some(errand) = self.line.take() else { return };
        self.clean = false;
        if done != Done::Nothing {
            let _ = self.carry_out(&errand, done);
        }
        self.hear(&errand, Err(failure));
    }

    /// The errand abroad is done, and answered by something else.
    pub fn answer_wrongly(&mut self, answer: Answer) {
        let Some(errand) = self.line.take() else { return };
        self.clean = false;
        let _ = self.carry_out(&errand, Done::All);
        // an empty list would fit this question
        let answer = if matches!(errand, LineErrand::Locate { .. }) { Answer::Bye } else { answer };
        self.hear(&errand, Ok(answer));
    }

    fn carry_out(&mut self, errand: &LineErrand, done: Done) -> Result<Answer, Failure> {
        let back = |folder: &str| folder == TARGET;
        if let LineErrand::Move { from, uids, .. } | LineErrand::Copy { from, uids, .. } = errand
            && back(&from.folder)
        {
            let target = self.mailbox.folders.get(TARGET).filter(|f| f.validity == from.validity);
            let moved: Vec<usize> =
                target.into_iter().flat_map(|f| &f.messages).filter(|m| uids.contains(&m.uid)).map(|m| m.letter).collect();
            for n in moved {
                if let Some(letter) = self.letters.get_mut(n) {
                    letter.hands_off = true;
                }
            }
        }
        self.mailbox.carry_out(errand, done, self.now)
    }

    fn hear(&mut self, errand: &LineErrand, outcome: Result<Answer, Failure>) {
        match outcome {
            Ok(answer) => {
                match &answer {
                    Answer::Hello(hello) if matches!(errand, LineErrand::Connect) => self.inbox_validity = hello.inbox.validity,
                    Answer::Status { began, .. } if matches!(errand, LineErrand::Status { .. }) => self.sent_look = Some(*began),
                    Answer::Sent(batch) if !batch.more => self.sent_look = Some(batch.began),
                    _ => {}
                }
                self.tell(Event::Answer(answer));
            }
            Err(failure) => {
                if matches!(failure, Failure::Line(_) | Failure::Server { .. }) {
                    self.count_broken(errand);
                }
                self.refused |= matches!(failure, Failure::Refused(_));
                self.tell(Event::Failed(failure));
            }
        }
    }

    /// No UID costs more than three lines.
    fn count_broken(&mut self, errand: &LineErrand) {
        let (validity, uids) = match errand {
            LineErrand::Fetch { from, uids } if from.folder == INBOX => (from.validity, uids),
            LineErrand::Move { from, uids, .. } | LineErrand::Copy { from, uids, .. } if from.folder == INBOX => (from.validity, uids),
            _ => return,
        };
        for uid in uids {
            let broken = self.broken.entry((validity, *uid)).or_default();
            *broken += 1;
            assert!(*broken <= 3, "UID {uid} has cost {broken} lines");
        }
    }

    pub fn answer_desk(&mut self, works: bool) {
        let Some(errand) = self.desk.take() else { return };
        if works {
            let written = self.disk.write(&errand, &mut self.book, self.now);
            self.tell(Event::Written(written));
        } else {
            self.clean = false;
            self.tell(Event::NotWritten("disk full".to_owned()));
        }
    }

    /// Time passes; copies that mail programs were late to save come into Sent at their time.
    pub fn pass(&mut self, to: Timestamp) {
        self.copies.sort();
        while let Some((due, n)) = self.copies.first().copied().filter(|(due, _)| *due <= to) {
            self.copies.remove(0);
            let arrived = self.letters[n].arrived;
            self.mailbox.put(SENT, usize::MAX / 2 - n, due, letters::copy(n, arrived));
        }
        self.now = to.max(self.now);
    }

    /// To the moment at which the session wants to be woken, but not beyond `most`.
    pub fn wake(&mut self, most: Timestamp) -> bool {
        let Some((at, _)) = self.session.wakes_at().filter(|(at, _)| *at <= most) else { return false };
        self.pass(at);
        self.tell(Event::Wake);
        true
    }

    pub fn deliver(&mut self, kind: Kind) -> usize {
        let (n, now) = (self.letters.len(), self.now);
        let old = self.inbox_validity == 0;
        self.letters.push(Letter { kind, arrived: now, hands_off: false, old, copies: 1, by_hand: false, moved_in: false });
        match kind {
            Kind::Genuine => {
                self.mailbox.put(SENT, usize::MAX / 2 - n, now, letters::copy(n, now));
            }
            Kind::GenuineRace => self.copies.push((now + seconds(300), n)),
            _ => {}
        }
        let there = now + self.mailbox.ahead;
        self.mailbox.put(INBOX, n, there, letters::letter(kind, n, there));
        n
    }

    /// The server delivers the last letter once more, within the same second.
    pub fn deliver_again(&mut self) {
        let Some(last) = self.letters.len().checked_sub(1) else { return };
        let stands = self.mailbox.folder(INBOX).messages.iter().find(|m| m.letter == last).cloned();
        let letter = &mut self.letters[last];
        let fresh = matches!(letter.kind, Kind::Forged | Kind::ForgedJustNow) && letter.arrived >= self.now && letter.copies == 1;
        if let Some(message) = stands.filter(|m| fresh && !m.marked) {
            letter.copies = 2;
            self.mailbox.put(INBOX, last, message.arrived, message.bytes);
        }
    }

    /// Somebody moves an old forged report into INBOX.
    pub fn move_in(&mut self) {
        let Some(looked) = self.session.health().looked else { return };
        let (n, arrived) = (self.letters.len(), looked - seconds(600));
        self.mailbox.put(INBOX, n, arrived, letters::letter(Kind::Forged, n, arrived));
        // under numbers that the session has not seen it was always there
        let hands_off = self.mailbox.folder(INBOX).validity == self.inbox_validity;
        self.letters.push(Letter { kind: Kind::Forged, arrived, hands_off, old: true, copies: 1, by_hand: false, moved_in: true });
    }

    fn only_copy(&self, folder: &str, pick: usize) -> Option<(usize, u32)> {
        let folder = self.mailbox.folders.get(folder)?;
        let alone = |n: usize| n < self.letters.len() && self.mailbox.places(n).len() == 1;
        let all: Vec<_> = folder.messages.iter().filter(|m| alone(m.letter)).map(|m| (m.letter, m.uid)).collect();
        (!all.is_empty()).then(|| all[pick % all.len()])
    }

    /// The person puts a filed one back.
    pub fn take_back(&mut self, pick: usize) -> bool {
        let Some((n, uid)) = self.only_copy(TARGET, pick) else { return false };
        self.clean = false;
        // one that the person had put there, and that nobody noticed, has moved nowhere
        self.letters[n].hands_off = !std::mem::take(&mut self.letters[n].by_hand);
        self.mailbox.shift(TARGET, uid, INBOX, false);
        true
    }

    /// The person takes a message out of INBOX.
    pub fn take_away(&mut self, pick: usize) {
        if let Some((n, uid)) = self.only_copy(INBOX, pick) {
            self.letters[n].hands_off = true;
            self.mailbox.shift(INBOX, uid, ELSEWHERE, false);
        }
    }

    /// The person moves a message out of INBOX into the folder for backscatter.
    pub fn file_by_hand(&mut self, pick: usize) {
        if self.mailbox.folders.contains_key(TARGET)
            && let Some((n, uid)) = self.only_copy(INBOX, pick)
        {
            self.letters[n].hands_off = true;
            self.letters[n].by_hand = true;
            self.mailbox.shift(INBOX, uid, TARGET, false);
        }
    }

    pub fn renumber(&mut self, folder: &str) {
        self.clean = false;
        if self.mailbox.folders.contains_key(folder) {
            self.mailbox.renumber(folder);
            self.forget_moves();
            // a server renumbers while nobody is logged in
            if self.line.is_some() {
                self.break_line(Done::Nothing, Failure::Line("the server restarts".to_owned()));
            }
        }
    }

    /// The agent is killed, and started again. What was abroad may have been done.
    pub fn crash(&mut self, line: Done, desk: bool) {
        self.clean = false;
        if let Some(errand) = self.line.take()
            && line != Done::Nothing
        {
            let _ = self.carry_out(&errand, line);
        }
        if let Some(errand) = self.desk.take()
            && desk
        {
            self.disk.write(&errand, &mut self.book, self.now);
        }
        self.forget_moves();
        self.book = self.disk.book();
        self.session = session(self.mode, &self.disk, self.now);
        (self.refused, self.quitting, self.ended) = (false, false, false);
        self.logins.clear();
        self.broken.clear();
        self.tickets.clear();
        self.sent_look = None;
        self.start();
    }

    /// That somebody moved a message here, and the disk has not heard of it: to another life of the agent, and under new numbers, it
    /// was always there, and a pass that a person asks for judges it.
    fn forget_moves(&mut self) {
        for (n, letter) in self.letters.iter_mut().enumerate().filter(|(_, letter)| letter.moved_in) {
            let known =
                |(folder, uid, _): &(String, u32, bool)| self.disk.moved.contains(&self.mailbox.identity(folder, *uid, self.book.key()));
            letter.hands_off &= self.mailbox.places(n).iter().any(known);
        }
    }

    fn ticket(&mut self) -> Ticket {
        self.last_ticket += 1;
        self.tickets.insert(Ticket(self.last_ticket), false);
        Ticket(self.last_ticket)
    }

    pub fn ask(&mut self, request: Request) -> Ticket {
        self.clean = false;
        let ticket = self.ticket();
        if self.ended {
            self.tickets.insert(ticket, true);
            return ticket;
        }
        match &request {
            Request::Mode { mode, .. } => self.mode = *mode,
            Request::Resume { .. } => {
                self.refused = false;
                self.broken.clear();
            }
            _ => {}
        }
        self.tell(Event::Ask(ticket, request));
        ticket
    }

    pub fn resume(&mut self) {
        self.ask(request::Request::Resume { account: None });
    }

    pub fn undo(&mut self, pick: usize) {
        let filed = self.disk.filed();
        if filed.is_empty() || self.ended {
            return;
        }
        self.clean = false;
        let ticket = self.ticket();
        self.tell(Event::Undo(ticket, vec![filed[pick % filed.len()].clone()]));
    }

    pub fn undo_of(&mut self, record: Record) {
        let ticket = self.ticket();
        self.tell(Event::Undo(ticket, vec![record]));
    }

    pub fn quit(&mut self) {
        self.quitting = true;
        self.clean = false;
        self.tell(Event::Quit);
    }

    /// Everything is answered, and answered right, and time passes for so many seconds; nobody does anything.
    pub fn calm(&mut self, pass: i64) {
        let until = self.now + seconds(pass);
        self.calm_until(until);
        self.pass(until);
    }

    fn calm_until(&mut self, until: Timestamp) {
        for _ in 0..20_000 {
            if !self.step(until) {
                return;
            }
            self.check_nothing_lost();
        }
        panic!("it never comes to rest: {:?}", self.session.health());
    }

    /// The next thing that happens when all goes well. False when nothing does before `until`.
    pub fn step(&mut self, until: Timestamp) -> bool {
        let watching = matches!(self.line, Some(LineErrand::Watch { .. }));
        if self.ended {
            return false;
        } else if self.desk.is_some() {
            self.answer_desk(true);
        } else if self.line.is_some() && (!watching || self.mailbox.stirred || self.session.wants_line()) {
            self.answer_line();
        } else {
            return self.wake(until);
        }
        true
    }
}
