//! What filed reports, and the person's own moves, teach: campaigns.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::account::{Note, Record, Step};
use crate::recognise::{Campaign, Campaigns, Proof, Sign};
use crate::sent::Key;
use crate::sent::relays::organisation;

/// Reports filed so long ago prove no campaign any more: subjects are used again.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// So many servers prove a campaign.
const SERVERS: usize = 3;

pub(super) struct Tidings {
    key: Key,
    /// The filed reports that return a subject and a From.
    filed: BTreeMap<i64, Filed>,
    /// What the person has taught by a move, by the record that says so.
    taught: BTreeMap<i64, Campaign>,
}

struct Filed {
    campaign: Campaign,
    /// Whose server answered.
    server: String,
    /// Absence proved it: coverage was measured, and enough.
    absent: bool,
    judged: Timestamp,
}

/// From when on filed reports count.
pub(super) fn since(now: Timestamp) -> Timestamp {
    now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN)
}

impl Tidings {
    /// From the journal: what was filed since [`since`], and all that was taught.
    pub(super) fn new(key: Key, records: impl IntoIterator<Item = Record>) -> Self {
        let mut tidings = Self { key, filed: BTreeMap::new(), taught: BTreeMap::new() };
        records.into_iter().for_each(|record| tidings.learn(&record));
        tidings
    }

    /// True when the campaigns may have changed.
    pub(super) fn heard(&mut self, note: &Note) -> bool {
        match note {
            Note::Filed(record) | Note::Learned(record) => self.learn(record),
            Note::PutBack(Record { id, .. }) | Note::Returned { record: id } | Note::Forgot { record: id } => {
                self.filed.remove(id);
                self.taught.remove(id);
            }
            _ => return false,
        }
        true
    }

    fn learn(&mut self, record: &Record) {
        if let Step::Learned { campaign } = record.step {
            self.taught.insert(record.id, campaign);
            return;
        }
        let server = record.from.rsplit_once('@').map(|(_, domain)| domain.trim_end_matches('>').to_lowercase());
        if let (Some(campaign), Some(server)) = (Campaign::of_sought(&record.sought, &self.key), server) {
            let server = organisation(&server).unwrap_or(&server).to_owned();
            let absent = record.evidence.iter().any(|e| e.sign == Sign::CoverageEnough);
            let filed = Filed { campaign, server, absent, judged: record.judged };
            self.filed.retain(|_, other| other.judged >= since(filed.judged));
            self.filed.insert(record.id, filed);
        }
    }

    pub(super) fn campaigns(&self) -> Campaigns {
        let mut campaigns = Campaigns::default();
        for (proof, counts) in [(Proof::Servers, false), (Proof::Absence, true)] {
            let mut servers: BTreeMap<Campaign, BTreeSet<&str>> = BTreeMap::new();
            for filed in self.filed.values().filter(|filed| filed.absent || !counts) {
                servers.entry(filed.campaign).or_default().insert(&filed.server);
            }
            servers.iter().filter(|(_, servers)| servers.len() >= SERVERS).for_each(|(campaign, _)| campaigns.add(*campaign, proof));
        }
        self.taught.values().for_each(|campaign| campaigns.add(*campaign, Proof::Person));
        campaigns
    }
}
