//! Facts of a sent message, and their hashes.

use std::hash::Hasher;

use jiff::Timestamp;
use siphasher::sip::SipHasher24;

use super::relays;
use crate::mail::{Address, Mail, MessageId, ReturnPath, subject};

/// The secret under which facts are hashed: with it unknown, nobody reads an address out of the book's file.
#[derive(Clone)]
pub struct Key(pub [u8; 16]);

/// What a fact is about; part of its hash. The numbers stand in every stored hash, so they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Id = 0,
    /// A Message-ID without its domain: relays that mend the domain keep it.
    IdLocal = 1,
    Recipient = 2,
    Subject = 3,
    /// An own address, as a From.
    Author = 4,
    /// An own address and the organisational domain of a host through which its mail went out.
    Relay = 5,
    /// An own address and the very second of a Date.
    Moment = 6,
    /// Nothing: the message could not be read whole, and may be any that was sent at its time.
    Unread = 7,
    /// A subject and a From, of a forgery.
    Campaign = 8,
}

impl Key {
    /// SipHash-2-4 (Aumasson and Bernstein, 2012) of one fact.
    pub fn hash(&self, about: About, text: &str) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write_u8(about as u8);
        hasher.write(text.as_bytes());
        hasher.finish()
    }

    /// An ID. Without case: some servers change it, and no two messages differ by case alone.
    pub fn id(&self, id: &str) -> u64 {
        self.hash(About::Id, &id.to_ascii_lowercase())
    }

    /// An ID's local part; `None` where it is too short to tell one message from another.
    pub fn id_local(&self, id: &MessageId) -> Option<u64> {
        id.local().map(|local| self.hash(About::IdLocal, &local.to_ascii_lowercase()))
    }

    /// A recipient, plus-tags aside.
    pub fn recipient(&self, address: &Address) -> u64 {
        self.hash(About::Recipient, address.without_tag().as_str())
    }

    /// A subject as [`subject::bare`] leaves it; `None` for an empty one.
    pub fn subject(&self, text: &str) -> Option<u64> {
        let bare = subject::bare(text);
        (!bare.is_empty()).then(|| self.hash(About::Subject, &bare))
    }

    /// A From and the second of a Date. Relays change IDs and gateways subjects; a Date they leave.
    pub fn moment(&self, from: &Address, date: Timestamp) -> u64 {
        self.hash(About::Moment, &[from.without_tag().as_str(), " ", &date.as_second().to_string()].concat())
    }

    /// A bare subject and a From that a forgery bears; its reports have them in common.
    pub fn campaign(&self, bare: &str, from: &Address) -> u64 {
        self.hash(About::Campaign, &format!("{} {bare}", from.without_tag()))
    }

    /// The mark of a message that could not be read whole.
    pub(super) fn unread(&self) -> u64 {
        self.hash(About::Unread, "")
    }

    /// An own address, plus-tags aside.
    pub fn author(&self, address: &Address) -> u64 {
        self.hash(About::Author, address.without_tag().as_str())
    }
}

/// A message of the person's own, as its header block tells of it.
#[derive(Clone, Debug, Default)]
pub struct SentMail {
    pub from: Option<Address>,
    pub ids: Vec<MessageId>,
    pub recipients: Vec<Address>,
    pub subject: Option<String>,
    pub date: Option<Timestamp>,
    /// Organisational domains of the hosts that took it from the person.
    pub relays: Vec<String>,
}

/// Where relays that give a message a new ID keep the old one, or mail programs the one that a relay gave.
const OTHER_IDS: [&str; 5] = [
    "x-microsoft-original-message-id",
    "x-google-original-message-id",
    "x-original-message-id",
    "original-message-id",
    "resent-message-id",
];

/// The header fields that a Sent folder is asked for besides: only the person's own copy holds them.
pub const SENT_FIELDS: &[&str] = &[
    "Bcc",
    "Received",
    "Resent-To",
    "Resent-Cc",
    "Resent-Bcc",
    "Resent-Message-ID",
    "Original-Message-ID",
    "X-Original-Message-ID",
    "X-Microsoft-Original-Message-ID",
    "X-Google-Original-Message-ID",
];

impl SentMail {
    /// What `mail`, met in a Sent folder or with an own From, says of itself.
    pub fn of(mail: &Mail) -> Self {
        let mut ids = mail.ids.clone();
        let mut recipients = mail.to.clone();
        for field in mail.fields.iter() {
            match field.name {
                name if OTHER_IDS.contains(&name) => ids.extend(MessageId::all(&field.text())),
                "bcc" | "resent-to" | "resent-cc" | "resent-bcc" => recipients.extend(Address::all(&field.text())),
                _ => {}
            }
        }
        Self {
            from: mail.from.first().cloned(),
            ids,
            recipients,
            subject: mail.subject.clone(),
            date: mail.date,
            relays: relays::of_sent(mail),
        }
    }
}

/// The hashed facts of one sent message: what the book and its store keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Sorted, each once.
    pub hashes: Vec<u64>,
    /// The author's hash; 0 where there is none.
    pub author: u64,
    /// Hours since 1970 of its Date, or of its arrival in the folder; `None` where neither is known.
    pub hour: Option<i32>,
    /// Met in a Sent folder, in \All or Archive under an own From: it can prove. Met in INBOX: anybody may have forged it.
    pub proves: bool,
}

impl Facts {
    /// `arrived` is when it came into its folder, for messages without a Date.
    pub fn of(sent: &SentMail, key: &Key, arrived: Option<Timestamp>, proves: bool) -> Self {
        let mut hashes: Vec<u64> = Vec::with_capacity(8);
        for id in &sent.ids {
            hashes.push(key.id(id.as_str()));
            hashes.extend(key.id_local(id));
        }
        hashes.extend(sent.recipients.iter().map(|r| key.recipient(r)));
        hashes.extend(sent.subject.as_deref().and_then(|s| key.subject(s)));
        hashes.extend(sent.from.as_ref().zip(sent.date).map(|(from, date)| key.moment(from, date)));
        // what was met in INBOX teaches nothing of the person's relays
        if proves && let Some(from) = &sent.from {
            hashes.extend(relays::hashes(key, from, &sent.relays));
        }
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes, author: sent.from.as_ref().map_or(0, |a| key.author(a)), hour: sent.date.or(arrived).map(hour_of), proves }
    }
}

impl Facts {
    /// The own address that it teaches, as an author's hash: what was met in INBOX anybody may have forged.
    pub fn teaches(&self) -> Option<u64> {
        Some(self.author).filter(|author| self.proves && *author != 0)
    }

    /// Its header block could not be read to its end: absence of what it may have said proves nothing.
    pub fn not_whole(mut self, key: &Key) -> Self {
        self.hashes.push(key.unread());
        self.hashes.sort_unstable();
        self
    }
}

/// Hours since 1970.
pub fn hour_of(time: Timestamp) -> i32 {
    // the seconds of a Timestamp stay under 2^38, so the hours fit
    i32::try_from(time.as_second().div_euclid(3600)).unwrap_or(i32::MAX)
}

/// The facts that a report gives of its original.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sought {
    /// The original's From.
    pub from: Vec<Address>,
    pub ids: Vec<MessageId>,
    pub recipients: Vec<Address>,
    /// The original's subject, as it was returned.
    pub subject: Option<String>,
    /// Subjects that a reply's own subject may quote, the whole of it first: they may agree, but are no fact that it gives.
    pub quoted: Vec<String>,
    pub date: Option<Timestamp>,
}

impl Sought {
    /// What `mail` says of the message that it answers: returned part, status part, In-Reply-To and References.
    pub fn of(mail: &Mail) -> Self {
        let original = mail.returned.original();
        let mut sought = Self::default();
        let status = mail.status_fields.iter().filter(|(name, _)| name.ends_with("original-message-id"));
        let from_status: Vec<MessageId> = status.flat_map(|(_, value)| MessageId::all(value)).collect();
        let returned = original.into_iter().flat_map(|o| &o.ids);
        for id in returned.chain(&from_status).chain(&mail.in_reply_to).chain(&mail.references) {
            push(&mut sought.ids, id);
        }
        let named = mail.recipients.iter().flat_map(|r| [&r.original, &r.address]).flatten();
        for address in named.chain(original.into_iter().flat_map(|o| &o.to)) {
            push(&mut sought.recipients, address);
        }
        if let Some(original) = original {
            sought.from = original.from.clone();
            sought.subject = original.subject.clone().filter(|s| !subject::bare(s).is_empty());
            sought.date = original.date;
        }
        sought
    }

    /// What an automatic reply, a challenge or a notice says besides: who writes it counts as a recipient, and its own subject
    /// may quote the original's. (A bounce's own subject is its server's, and a forwarded bounce has the same.)
    pub fn with_author(mut self, mail: &Mail) -> Self {
        let path = match &mail.return_path {
            ReturnPath::Of(address) => Some(address),
            ReturnPath::Null | ReturnPath::Absent => None,
        };
        for address in mail.from.iter().chain(path) {
            push(&mut self.recipients, address);
        }
        if self.subject.is_none() {
            self.quoted = mail.subject.as_deref().map(quoted).unwrap_or_default();
        }
        self
    }
}

/// As many facts of one sort are sought: no honest report gives more.
const MOST_FACTS: usize = 1_000;

fn push<T: Clone + PartialEq>(list: &mut Vec<T>, one: &T) {
    if list.len() < MOST_FACTS && !list.contains(one) {
        list.push(one.clone());
    }
}

/// The whole subject, and what stands behind each of its first colons: "Out of office: Re: Lunch" may quote three.
fn quoted(subject: &str) -> Vec<String> {
    let behind = subject.char_indices().filter(|(_, c)| matches!(c, ':' | '：')).map(|(at, c)| at + c.len_utf8()).take(3);
    let mut found: Vec<String> = Vec::new();
    for start in std::iter::once(0).chain(behind) {
        let rest = subject.get(start..).unwrap_or_default().trim().trim_matches('"');
        if !rest.is_empty() && !found.iter().any(|f| f == rest) {
            found.push(rest.to_owned());
        }
    }
    found
}
