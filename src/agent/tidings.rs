//! What filed reports teach: campaigns that three of them, from different servers, have proved.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::account::{Note, Record};
use crate::mail::subject;
use crate::recognise::Campaigns;

/// Reports filed so long ago prove no campaign any more: subjects are used again.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// So many servers prove a campaign.
const SERVERS: usize = 3;

/// The filed reports that return a subject: that, and whose server answered.
pub(super) struct Tidings {
    filed: BTreeMap<i64, Filed>,
}

struct Filed {
    subject: String,
    server: String,
    judged: Timestamp,
}

/// From when on filed reports count.
pub(super) fn since(now: Timestamp) -> Timestamp {
    now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN)
}

impl Tidings {
    pub(super) fn new(filed: Vec<Record>) -> Self {
        let mut tidings = Self { filed: BTreeMap::new() };
        filed.iter().for_each(|record| tidings.filed(record));
        tidings
    }

    /// True when the campaigns may have changed.
    pub(super) fn heard(&mut self, note: &Note) -> bool {
        match note {
            Note::Filed(record) => self.filed(record),
            Note::PutBack(record) => {
                self.filed.remove(&record.id);
            }
            Note::Returned { record } => {
                self.filed.remove(record);
            }
            _ => return false,
        }
        true
    }

    fn filed(&mut self, record: &Record) {
        let server = record.from.rsplit_once('@').map(|(_, domain)| domain.trim_end_matches('>').to_lowercase());
        if let (Some(subject), Some(server)) = (&record.sought.subject, server) {
            let filed = Filed { subject: subject::bare(subject), server, judged: record.judged };
            self.filed.retain(|_, other| other.judged >= since(filed.judged));
            self.filed.insert(record.id, filed);
        }
    }

    pub(super) fn campaigns(&self) -> Campaigns {
        let mut servers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for Filed { subject, server, .. } in self.filed.values() {
            servers.entry(subject).or_default().insert(server);
        }
        let mut campaigns = Campaigns::default();
        servers.iter().filter(|(_, servers)| servers.len() >= SERVERS).for_each(|(subject, _)| campaigns.add(subject));
        campaigns
    }
}
