//! The book itself, in memory: entries in order, spans of the accounts, and the look-up.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::coverage::REPLY_DAYS;
use super::entries::Entries;
use super::facts::hour_of;
use super::replies::{Replies, Tally};
use super::{Coverage, Facts, Key, Reply, Sought, relays};
use crate::mail::{Address, MessageId};

/// How far one account's Sent folders have been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Everything sent since then is in the book.
    pub from: Timestamp,
    /// ... up to this moment: when the last look *began*.
    pub until: Timestamp,
}

/// One Sent message that agrees with a report on at least one fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    pub message: u32,
    pub id: bool,
    /// The ID agrees but for its domain.
    pub id_local: bool,
    pub recipient: bool,
    pub subject: bool,
    /// Within 26 hours.
    pub date: bool,
    /// The From, and the very second of the Date.
    pub moment: bool,
    /// It was met where only the person writes.
    pub proves: bool,
}

/// A day, and what time zones and clocks add.
const SAME_DAY_HOURS: u32 = 26;

/// Why absence proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No Sent folder of any account has been read.
    NoSent,
    /// This account is off, paused, refused or still building, and may have sent as that address.
    Account { name: String, building: bool },
    /// The original is older than what was read.
    Before { name: String, from: Timestamp },
    /// A message that was sent then could not be read whole, and may be the original.
    Unread { about: Timestamp },
    /// Sent was last looked at before the report arrived: a fresher look may find it.
    Stale { name: String },
}

struct Account {
    name: String,
    span: Option<Span>,
    /// Its Sent is not looked at: off, paused or refused.
    off: bool,
    /// It stands in no settings any more: asked only for the addresses that it ever sent as.
    left: bool,
}

/// One sent message, beside its entries.
struct Message {
    hour: Option<i32>,
    proves: bool,
}

/// Everything that the person is known to have sent.
pub struct Book {
    key: Key,
    entries: Entries,
    messages: BTreeMap<u32, Message>,
    accounts: Vec<Account>,
    /// Which accounts (by their place in the list) ever sent as an address. Kept when its messages are forgotten.
    authors: BTreeMap<u64, BTreeSet<usize>>,
    replies: Replies,
    /// What they measure, until something changes.
    tally: Option<Tally>,
    /// The own addresses to which a person ever wrote.
    written_to: BTreeSet<u64>,
    assumed: bool,
}

impl Book {
    pub fn new(key: Key) -> Self {
        Self {
            key,
            entries: Entries::default(),
            messages: BTreeMap::new(),
            accounts: Vec::new(),
            authors: BTreeMap::new(),
            replies: Replies::default(),
            tally: None,
            written_to: BTreeSet::new(),
            assumed: false,
        }
    }

    pub fn key(&self) -> &Key {
        &self.key
    }

    /// How many messages are in it.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Names an account, so that its absence counts; `span` is `None` while it has no book.
    pub fn set_account(&mut self, account: &str, span: Option<Span>) {
        let at = self.account(account);
        if let Some(account) = self.accounts.get_mut(at) {
            account.span = span;
        }
    }

    /// Says whether nobody looks at this account's Sent, because its login is refused. What it ever sent as, it may send
    /// as now.
    pub fn set_off(&mut self, account: &str, off: bool) {
        let at = self.account(account);
        if let Some(account) = self.accounts.get_mut(at) {
            account.off = off;
        }
    }

    /// These accounts stand in the settings; nobody looks at the Sent of the others any more.
    pub fn leave_out_all_but(&mut self, names: &[&str]) {
        self.accounts.iter_mut().for_each(|account| account.left = !names.contains(&account.name.as_str()));
    }

    /// The accounts that stand in no settings any more and ever sent as this address: their names, and until when their Sent is known.
    pub fn left_behind(&self, address: &Address) -> Vec<(String, Option<Timestamp>)> {
        let senders = self.authors.get(&self.key.author(address));
        let asked = |at: usize| senders.is_some_and(|senders| senders.contains(&at));
        let left = self.accounts.iter().enumerate().filter(|(at, account)| account.left && asked(*at));
        left.map(|(_, account)| (account.name.clone(), account.span.map(|span| span.until))).collect()
    }

    fn account(&mut self, name: &str) -> usize {
        self.accounts.iter().position(|a| a.name == name).unwrap_or_else(|| {
            self.accounts.push(Account { name: name.to_owned(), span: None, off: false, left: false });
            self.accounts.len() - 1
        })
    }

    /// The clock says `now`: a look that began later was made by one that has been set back since, and tells nothing.
    pub fn looks_end_by(&mut self, now: Timestamp) {
        let spans = self.accounts.iter_mut().filter_map(|account| account.span.as_mut());
        spans.filter(|span| span.until > now).for_each(|span| span.until = span.from.min(now));
    }

    /// Takes coverage as complete, where nothing was given to measure it from.
    pub fn assume_coverage(&mut self) {
        self.assumed = true;
    }

    /// Adds one sent message. `message` is its number, unique in the book; the same number again replaces nothing.
    pub fn add(&mut self, message: u32, account: &str, facts: &Facts) {
        if self.messages.contains_key(&message) {
            return;
        }
        if let Some(author) = facts.teaches() {
            self.note_author(account, author);
        }
        self.messages.insert(message, Message { hour: facts.hour, proves: facts.proves });
        self.learn(message, &facts.hashes);
    }

    /// Notes that an account ever sent as this author (its hash): its Sent is asked for what claims to be from it, also when all
    /// that it sent is forgotten.
    pub fn note_author(&mut self, account: &str, author: u64) {
        let account = self.account(account);
        self.authors.entry(author).or_default().insert(account);
    }

    /// Adds facts to a message that is in the book: the relays that a returned copy of it names.
    pub fn learn(&mut self, message: u32, hashes: &[u64]) {
        if self.messages.contains_key(&message) {
            hashes.iter().for_each(|&hash| self.entries.insert(hash, message));
            self.tally = None;
        }
    }

    /// Adds what a person wrote to one of the person's addresses; coverage is measured from these.
    pub fn add_reply(&mut self, reply: Reply) {
        self.written_to.insert(reply.to);
        self.replies.add(reply);
        self.tally = None;
    }

    /// Notes that a person wrote to this own address (its hash, as an author), answer or not.
    pub fn note_written_to(&mut self, author: u64) {
        self.written_to.insert(author);
    }

    /// Takes out what was sent before `hour`.
    pub fn forget_before(&mut self, hour: i32) {
        self.messages.retain(|_, message| message.hour.is_none_or(|h| h >= hour));
        let messages = &self.messages;
        self.entries.retain(|number| messages.contains_key(&number));
        self.replies.forget_before(hour);
        self.tally = None;
    }

    /// Every Sent message that agrees with `sought` on an ID, a recipient or a subject, or on From and second. A day alone finds nothing.
    pub fn look_up(&self, sought: &Sought) -> Vec<Agreement> {
        let mut found: BTreeMap<u32, Agreement> = BTreeMap::new();
        let mut mark = |hash: u64, agree: fn(&mut Agreement)| {
            for message in self.entries.of(hash) {
                agree(found.entry(message).or_default());
            }
        };
        for id in &sought.ids {
            mark(self.key.id(id.as_str()), |a| a.id = true);
            if let Some(local) = self.key.id_local(id) {
                mark(local, |a| a.id_local = true);
            }
        }
        for address in &sought.recipients {
            mark(self.key.recipient(address), |a| a.recipient = true);
        }
        for hash in sought.subject.iter().chain(&sought.quoted).filter_map(|s| self.key.subject(s)) {
            mark(hash, |a| a.subject = true);
        }
        for (from, date) in sought.from.iter().zip(sought.date.into_iter().cycle()) {
            mark(self.key.moment(from, date), |a| a.moment = true);
        }
        let hour = sought.date.map(hour_of);
        let complete = |(number, mut agreement): (u32, Agreement)| {
            let message = self.messages.get(&number)?;
            agreement.message = number;
            agreement.proves = message.proves;
            agreement.date = message.hour.zip(hour).is_some_and(|(a, b)| a.abs_diff(b) <= SAME_DAY_HOURS);
            Some(agreement)
        };
        found.into_iter().filter_map(complete).collect()
    }

    /// Did this message go to `address`?
    pub fn went_to(&self, message: u32, address: &Address) -> bool {
        self.entries.of(self.key.recipient(address)).any(|m| m == message)
    }

    /// Did any message go to `address` in that time, or at a time that is not known?
    pub fn wrote_to(&self, address: &Address, from: Timestamp, until: Timestamp) -> bool {
        let sent =
            |number| self.messages.get(&number).is_some_and(|m| m.hour.is_none_or(|h| (hour_of(from)..=hour_of(until)).contains(&h)));
        self.entries.of(self.key.recipient(address)).any(sent)
    }

    /// Does this message carry `id`, or its local part?
    pub fn has_id(&self, message: u32, id: &MessageId) -> bool {
        std::iter::once(self.key.id(id.as_str())).chain(self.key.id_local(id)).any(|hash| self.entries.of(hash).any(|m| m == message))
    }

    /// Has this message that subject?
    pub fn has_subject_on(&self, message: u32, subject: &str) -> bool {
        self.key.subject(subject).is_some_and(|hash| self.entries.of(hash).any(|m| m == message))
    }

    /// Is there any message with this subject, of any day and to anybody?
    pub fn has_subject(&self, subject: &str) -> bool {
        self.key.subject(subject).is_some_and(|hash| self.entries.of(hash).next().is_some())
    }

    /// Was it ever the From of a Sent message? (Plus-tags aside; what was met in INBOX teaches nothing.)
    pub fn wrote_as(&self, address: &Address) -> bool {
        self.authors.contains_key(&self.key.author(address))
    }

    /// Is it known that no person ever wrote to this own address? `false` while nobody has looked.
    pub fn never_written_to(&self, address: &Address) -> bool {
        !self.written_to.is_empty() && !self.written_to.contains(&self.key.author(address))
    }

    /// Are the relays known through which mail of `author` goes out?
    pub fn relays_known(&self, author: &Address) -> bool {
        self.proving(relays::some(&self.key, author)).take(relays::ENOUGH).count() == relays::ENOUGH
    }

    /// Does mail of `author` go out through hosts of this organisational domain?
    pub fn is_relay(&self, author: &Address, organisation: &str) -> bool {
        self.proving(relays::one(&self.key, author, organisation)).next().is_some()
    }

    fn proving(&self, hash: u64) -> impl Iterator<Item = u32> {
        self.entries.of(hash).filter(|number| self.messages.get(number).is_some_and(|m| m.proves))
    }

    /// Would a message from `author`, sent at `sent`, be in the book, if we look now at a report that arrived at `arrived`?
    ///
    /// Asked of every account that ever sent as `author` and of every one that has no book yet; where none ever sent as
    /// `author`, of them all.
    pub fn covers(&self, author: &Address, sent: Timestamp, arrived: Timestamp) -> Result<(), Gap> {
        if !self.accounts.iter().any(|a| a.span.is_some()) {
            return Err(Gap::NoSent);
        }
        let senders = self.authors.get(&self.key.author(author));
        let asked = |at: usize| senders.is_none_or(|senders| senders.contains(&at));
        let mut stale = None;
        for (at, account) in self.accounts.iter().enumerate() {
            let name = || account.name.clone();
            match account.span {
                _ if account.left => {
                    if senders.is_some_and(|senders| senders.contains(&at)) {
                        return Err(Gap::Account { name: name(), building: false });
                    }
                }
                None => return Err(Gap::Account { name: name(), building: !account.off }),
                Some(_) if !asked(at) => {}
                Some(_) if account.off => return Err(Gap::Account { name: name(), building: false }),
                Some(span) if span.from > sent => return Err(Gap::Before { name: name(), from: span.from }),
                Some(span) if span.until < arrived => stale = stale.or_else(|| Some(Gap::Stale { name: name() })),
                Some(_) => {}
            }
        }
        if let Some(about) = self.unread_since(sent) {
            return Err(Gap::Unread { about });
        }
        // last, because only this one a fresher look can mend
        stale.map_or(Ok(()), Err)
    }

    /// The first message that could not be read whole and may be what was sent at `sent`, or later.
    fn unread_since(&self, sent: Timestamp) -> Option<Timestamp> {
        let earliest = hour_of(sent).saturating_sub_unsigned(SAME_DAY_HOURS);
        let hours = self.entries.of(self.key.unread()).filter_map(|number| self.messages.get(&number)?.hour);
        let hour = hours.filter(|hour| *hour >= earliest).min()?;
        Timestamp::from_second(i64::from(hour) * 3600).ok()
    }

    /// How much of what `address` sends is in Sent, measured over the 90 days before `now`. (Where all addresses together
    /// are covered less, and its own replies are few, their measure.)
    pub fn coverage(&self, address: &Address, now: Timestamp) -> Coverage {
        if self.assumed {
            return Coverage::Assumed;
        }
        let (author, since) = (self.key.author(address), measured_since(now));
        match &self.tally {
            Some(tally) if tally.is_of(since) => tally.coverage(author),
            _ => self.count(since).coverage(author),
        }
    }

    /// Counts the replies once for all that is judged until the book changes, or an hour has passed.
    pub fn measure(&mut self, now: Timestamp) {
        let since = measured_since(now);
        if !self.assumed && !self.tally.as_ref().is_some_and(|tally| tally.is_of(since)) {
            self.tally = Some(self.count(since));
        }
    }

    fn count(&self, since: i32) -> Tally {
        self.replies.tally(since, |id| self.proving(id).next().is_some())
    }
}

/// From which hour on replies count.
fn measured_since(now: Timestamp) -> i32 {
    hour_of(now).saturating_sub(REPLY_DAYS * 24)
}
