//! What is known when a message is judged: a world of Sent entries, addresses and coverage, drawn from a few bytes.

use crate::mail::{Address, Mail, MessageId, Pattern, looks_automatic};
use crate::recognise::{Campaign, Campaigns, Known, Outcome, Own, Proof, Verdict, recognise};
use crate::sent::facts::hour_of;
use crate::sent::{Book, Facts, Key, Reply, SentMail, Sought, Span};
use jiff::{SignedDuration, Timestamp};
use libfuzzer_sys::arbitrary::{Result, Unstructured};

/// The person of the letters in `tests/mail`.
const ME: &str = "me@example.org";
/// Now, and when the report arrived, in seconds since 1970: 24 Nov 2026, 12:00 UTC.
const NOW: i64 = 1_795_521_600;
const KEY: Key = Key(*b"sixteen bytes of");

/// How much of what the person sends is in Sent; each proves less than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    Assumed,
    Enough,
    Unknown,
    Low,
}

/// How far the one account's Sent has been read; each but the first proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    Whole,
    /// From after the original on.
    Late,
    /// Up to before the report's arrival.
    Stale,
    /// The account is refused.
    Off,
    /// Nothing has been read.
    Nothing,
    /// One message of that time could not be read.
    Unread,
    /// There is another account, without a book.
    Other,
}

#[derive(Clone)]
pub struct World {
    pub own: Own,
    pub measured: Measured,
    pub reading: Reading,
    pub sent: Vec<SentMail>,
    pub campaigns: Campaigns,
}

impl World {
    /// Where filing is easiest: whoever the original is from is the person, who sent nothing like it, and all of Sent is known.
    pub fn open(mail: &Mail) -> Self {
        let from = mail.returned.original().map(|o| o.from.as_slice()).unwrap_or_default();
        let addresses = Pattern::parse(ME).into_iter().chain(from.iter().chain(&mail.to).cloned().map(Pattern::One)).collect();
        Self {
            own: Own { addresses, elsewhere: Vec::new() },
            measured: Measured::Assumed,
            reading: Reading::Whole,
            sent: Vec::new(),
            campaigns: Campaigns::default(),
        }
    }

    /// Some world about what `sought` gives of an original.
    pub fn drawn(mail: &Mail, sought: &Sought, from: &mut Unstructured<'_>) -> Result<Self> {
        let mut world = Self::open(mail);
        world.measured = *from.choose(&[Measured::Assumed, Measured::Enough, Measured::Unknown, Measured::Low])?;
        if one_in(8, from)? {
            world.reading =
                *from.choose(&[Reading::Late, Reading::Stale, Reading::Off, Reading::Nothing, Reading::Unread, Reading::Other])?;
        }
        if one_in(8, from)? {
            world.own.elsewhere = world.own.addresses.clone();
        }
        // a domain in place of its addresses: then they may be unused
        if one_in(4, from)? {
            world.own.addresses = world.own.addresses.iter().filter_map(|p| Pattern::parse(&format!("*@{}", domain(p)))).collect();
        }
        if one_in(4, from)? {
            let proof = *from.choose(&[Proof::Servers, Proof::Absence, Proof::Person])?;
            let authors: Vec<Address> = sought.from.iter().chain(&mail.to).cloned().collect();
            for subject in sought.subject.iter().chain(&sought.quoted) {
                for author in authors.iter().take(3) {
                    Campaign::new(subject, author, &KEY).into_iter().for_each(|campaign| world.campaigns.add(campaign, proof));
                }
            }
        }
        for _ in 0..from.int_in_range(0..=3)? {
            world.sent.push(entry(sought, from)?);
        }
        Ok(world)
    }

    pub fn book(&self) -> Book {
        let mut book = Book::new(KEY);
        let span = match self.reading {
            Reading::Nothing => None,
            Reading::Late => Some(Span { from: at(NOW + 1), until: Timestamp::MAX }),
            Reading::Stale => Some(Span { from: Timestamp::MIN, until: at(NOW - 1) }),
            Reading::Whole | Reading::Off | Reading::Unread | Reading::Other => Some(Span { from: Timestamp::MIN, until: Timestamp::MAX }),
        };
        book.set_account("home", span);
        if self.reading == Reading::Other {
            book.set_account("work", None);
        }
        book.set_off("home", self.reading == Reading::Off);
        let base = SentMail { ids: MessageId::parse(ANSWERED).into_iter().collect(), ..SentMail::default() };
        let mut facts = Facts::of(&base, book.key(), Some(at(NOW - 100 * 3600)), true);
        if self.reading == Reading::Unread {
            // as new as the report: it may be any original
            facts = Facts { hour: Some(hour_of(at(NOW))), ..facts }.not_whole(book.key());
        }
        book.add(u32::MAX, "home", &facts);
        for (number, sent) in (0..).zip(&self.sent) {
            book.add(number, "home", &Facts::of(sent, book.key(), None, true));
        }
        // a person wrote to somebody else in the house: it is known to whom nobody wrote
        book.note_written_to(1);
        let (replies, found) = match self.measured {
            Measured::Assumed => (0, 0),
            Measured::Enough => (20, 20),
            Measured::Unknown => (19, 19),
            Measured::Low => (20, 18),
        };
        if self.measured == Measured::Assumed {
            book.assume_coverage();
        }
        for pattern in &self.own.addresses {
            let Pattern::One(to) = pattern else { continue };
            for n in 0..replies {
                let answered = if n < found { ANSWERED } else { "sent-by-phone@nowhere.invalid" };
                let (to, ids) = (book.key().author(to), vec![book.key().id(answered)]);
                book.add_reply(Reply { id: n, to, hour: i32::MAX, ids });
            }
        }
        book
    }

    /// As the agent judges it: the gate first.
    pub fn judge(&self, mail: &Mail) -> Verdict {
        if !looks_automatic(mail) {
            return Verdict::ordinary();
        }
        let now = at(NOW);
        recognise(mail, &Known { book: &self.book(), own: &self.own, campaigns: &self.campaigns, arrived: now, looked_after: now, now })
    }

    pub fn files(&self, mail: &Mail) -> bool {
        matches!(self.judge(mail).outcome, Outcome::Backscatter(_))
    }

    pub fn with(&self, more: SentMail) -> Self {
        let mut world = self.clone();
        world.sent.push(more);
        world
    }

    /// Every world in which less is known than in this one: what is not filed here is filed in none of them.
    pub fn poorer(&self) -> Vec<Self> {
        let measures = match self.measured {
            Measured::Assumed | Measured::Enough => &[Measured::Unknown, Measured::Low][..],
            Measured::Unknown | Measured::Low => &[],
        };
        let mut worlds: Vec<Self> = measures.iter().map(|&measured| Self { measured, ..self.clone() }).collect();
        worlds.extend(self.blind());
        worlds
    }

    /// Every world in which absence proves nothing.
    pub fn blind(&self) -> Vec<Self> {
        let readings = [Reading::Late, Reading::Stale, Reading::Off, Reading::Nothing, Reading::Unread, Reading::Other];
        readings.map(|reading| Self { reading, ..self.clone() }).into()
    }
}

/// Bytes of nothing but 0 draw the open world.
fn one_in(many: u8, from: &mut Unstructured<'_>) -> Result<bool> {
    Ok(from.int_in_range(1..=many)? == many)
}

/// What the replies answer that are found in Sent.
const ANSWERED: &str = "answered-by-people@nowhere.invalid";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

fn domain(pattern: &Pattern) -> &str {
    match pattern {
        Pattern::One(address) => address.domain(),
        Pattern::Domain(domain) => domain,
    }
}

/// A Sent message that shares some facts with what a report gives. It teaches neither an address nor a relay: its author is not said.
pub fn entry(sought: &Sought, from: &mut Unstructured<'_>) -> Result<SentMail> {
    let shares = from.arbitrary::<u8>()?;
    let nth = from.arbitrary::<u8>()? as usize;
    let subjects: Vec<String> = sought.subject.iter().chain(&sought.quoted).cloned().collect();
    let hours = *from.choose(&[0, 1, 25, -26, 27, -4800])?;
    Ok(SentMail {
        from: None,
        ids: pick(&sought.ids, nth).filter(|_| shares & 1 != 0).into_iter().collect(),
        recipients: pick(&sought.recipients, nth).filter(|_| shares & 2 != 0).into_iter().collect(),
        subject: pick(&subjects, nth).filter(|_| shares & 4 != 0),
        date: sought.date.filter(|_| shares & 8 != 0).and_then(|date| date.checked_add(SignedDuration::from_hours(hours)).ok()),
        relays: Vec::new(),
    })
}

fn pick<T: Clone>(list: &[T], nth: usize) -> Option<T> {
    list.get(nth.checked_rem(list.len()).unwrap_or(0)).cloned()
}

/// The Sent messages of which each alone makes a report possibly ours, by the words of the design: the ID; two of recipient,
/// subject and date; From and the very second; the only fact that is given.
pub fn originals(sought: &Sought) -> Vec<(&'static str, SentMail)> {
    let none = SentMail::default;
    let id = sought.ids.first().cloned();
    let recipient = sought.recipients.first().cloned();
    let from = sought.from.first().cloned();
    let subject = sought.subject.clone();
    let mut found = Vec::new();
    if let Some(id) = id {
        found.push(("the ID", SentMail { ids: vec![id.clone()], ..none() }));
        if let Some(mended) = id.local().and_then(|local| MessageId::parse(&format!("{local}@mended.invalid"))) {
            found.push(("the ID's local part", SentMail { ids: vec![mended], ..none() }));
        }
    }
    if let (Some(to), Some(date)) = (&recipient, sought.date) {
        found.push(("recipient and date", SentMail { recipients: vec![to.clone()], date: Some(date), ..none() }));
    }
    if let (Some(_), Some(date)) = (&subject, sought.date) {
        found.push(("subject and date", SentMail { subject: subject.clone(), date: Some(date), ..none() }));
    }
    if let (Some(to), Some(_)) = (&recipient, &subject) {
        found.push(("recipient and subject", SentMail { recipients: vec![to.clone()], subject: subject.clone(), ..none() }));
    }
    if let (Some(_), Some(date)) = (&from, sought.date) {
        found.push(("From and second", SentMail { from, date: Some(date), ..none() }));
    }
    match (&recipient, &subject) {
        (Some(to), None) => found.push(("the recipient, and no subject is given", SentMail { recipients: vec![to.clone()], ..none() })),
        (None, Some(_)) => found.push(("the subject, and no recipient is given", SentMail { subject, ..none() })),
        _ => {}
    }
    found
}
