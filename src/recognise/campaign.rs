//! Campaigns: one forgery, answered by many servers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, Sign, shown};
use crate::mail::{Address, Mail, subject};
use crate::sent::{Book, Key, Sought};

/// What the reports of one forgery have in common: the returned subject and From, as a keyed hash. It stands in the journal when
/// the person files a report by hand, and nobody reads an address out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Campaign(u64);

/// What has proved a campaign. Of two, the later in this list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// Three filed reports from different servers.
    Servers,
    /// The same, and each was filed because Sent shows what the person sends: it proves where that is not so any more, too.
    Absence,
    /// The person moved a report of it into the folder for backscatter.
    Person,
}

/// A shorter subject is anybody's.
const SHORTEST: usize = 10;

impl Campaign {
    /// `None` where the subject is too short to tell a forgery from other mail.
    pub fn new(subject: &str, from: &Address, key: &Key) -> Option<Self> {
        let bare = subject::bare(subject);
        (bare.chars().count() >= SHORTEST).then(|| Self(key.campaign(&bare, from)))
    }

    /// Of the message that a report returns; `None` where it does not return both.
    pub fn of(mail: &Mail, key: &Key) -> Option<Self> {
        let original = mail.returned.original()?;
        Self::new(original.subject.as_deref()?, original.from.first()?, key)
    }

    /// Why what answers the same forgery is filed.
    pub fn moved_by_hand() -> Evidence {
        let text = "You moved it into the folder for backscatter: what answers the same forgery, by its subject and From, is filed.";
        Evidence::new(Sign::Campaign, text)
    }

    /// Of what was kept of a report that was filed.
    pub fn of_sought(sought: &Sought, key: &Key) -> Option<Self> {
        Self::new(sought.subject.as_deref()?, sought.from.first()?, key)
    }
}

/// The forgeries that are known as such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Campaigns(BTreeMap<Campaign, Proof>);

impl Campaigns {
    pub fn add(&mut self, campaign: Campaign, proof: Proof) {
        let known = self.0.entry(campaign).or_insert(proof);
        *known = proof.max(*known);
    }

    /// Is this report one of a campaign: its original claims to be from `author`, and it quotes a subject of such a one, which
    /// stands in no Sent message?
    pub(super) fn of(&self, sought: &Sought, author: &Address, book: &Book) -> Option<(Proof, Evidence)> {
        if self.0.is_empty() {
            return None;
        }
        if sought.subject.iter().chain(&sought.quoted).any(|s| book.has_subject(s)) {
            return None;
        }
        // the first is a reply's own subject, whole, which may be that of every reply
        let mut quoted = sought.subject.iter().chain(sought.quoted.iter().skip(1));
        let known = |s: &String| self.0.get(&Campaign::new(s, author, book.key())?).copied();
        let (subject, proof) = quoted.find_map(|s| Some((shown(s), known(s)?)))?;
        let text = match proof {
            Proof::Servers | Proof::Absence => format!("Three other servers answered the same forgery, “{subject}”."),
            Proof::Person => format!("You moved a report of the same forgery, “{subject}”, into the folder for backscatter."),
        };
        Some((proof, Evidence::new(Sign::Campaign, text)))
    }
}
