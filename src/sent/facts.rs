//! Facts of a sent message, and their hashes.

use std::hash::Hasher;

use jiff::Timestamp;
use siphasher::sip::SipHasher24;

use crate::mail::{Address, Mail, MessageId, Original, subject};

/// The secret under which facts are hashed: with it unknown, nobody reads an address out of the book's file.
#[derive(Clone)]
pub struct Key(pub [u8; 16]);

/// What a fact is about; part of its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Id,
    /// A Message-ID without its domain: relays that mend the domain keep it.
    IdLocal,
    Recipient,
    Subject,
    /// An own address, as a From.
    Author,
    /// A host's organisational domain, as one of the person's outbound relays.
    Relay,
}

impl Key {
    /// SipHash-2-4 (Aumasson and Bernstein, 2012) of one fact.
    pub fn hash(&self, about: About, text: &str) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write_u8(about as u8);
        hasher.write(text.as_bytes());
        hasher.finish()
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
}

impl SentMail {
    /// What `mail`, met in a Sent folder or with an own From, says of itself.
    pub fn of(mail: &Mail) -> Self {
        let _ = mail;
        Self::default()
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

/// The facts that a report gives of its original.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sought {
    pub ids: Vec<String>,
    pub recipients: Vec<String>,
    pub subject: Option<String>,
    pub date: Option<Timestamp>,
}

impl Sought {
    /// What `mail` says of the message that it answers: returned part, status part, In-Reply-To and References.
    pub fn of(mail: &Mail, original: Option<&Original>) -> Self {
        let _ = (mail, original, subject::bare(""));
        Self::default()
    }
}
