//! Campaigns: one forgery, answered by many servers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, Sign, shown};
use crate::mail::{Address, Mail, subject};
use crate::sent::{Book, Sought};

/// What the reports of one forgery have in common: the returned subject and From. Kept when the person files a report by
/// hand, and counted when one is filed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Campaign {
    /// As [`subject::bare`] leaves it.
    pub subject: String,
    pub from: String,
}

impl Campaign {
    /// `None` where the report does not return both.
    pub fn of(mail: &Mail) -> Option<Self> {
        let original = mail.returned.original()?;
        let subject = subject::bare(original.subject.as_deref()?);
        let from = original.from.first().map(Address::without_tag)?;
        (!subject.is_empty()).then(|| Self { subject, from: from.as_str().to_owned() })
    }
}

/// The subjects of forgeries that three filed reports from different servers have proved.
#[derive(Clone, Debug, Default)]
pub struct Campaigns {
    proved: BTreeSet<String>,
}

/// A shorter subject is anybody's.
const SHORTEST: usize = 10;

impl Campaigns {
    /// Adds a subject that three filed reports from different servers have proved to be a forgery's.
    pub fn add(&mut self, subject: &str) {
        let bare = subject::bare(subject);
        if bare.chars().count() >= SHORTEST {
            self.proved.insert(bare);
        }
    }

    /// Is this report one of a campaign: it quotes such a subject, which stands in no Sent message?
    pub(super) fn of(&self, mail: &Mail, book: &Book) -> Option<Evidence> {
        if self.proved.is_empty() {
            return None;
        }
        let sought = Sought::of(mail).with_author(mail);
        let quoted: Vec<&String> = sought.subject.iter().chain(&sought.quoted).collect();
        if quoted.iter().any(|s| book.has_subject(s)) {
            return None;
        }
        let subject = quoted.into_iter().find(|s| self.proved.contains(&subject::bare(s)))?;
        let text = format!("Three other servers answered the same forgery, “{}”.", shown(subject));
        Some(Evidence::new(Sign::Campaign, text))
    }
}
