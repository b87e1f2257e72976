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
    /// The same, the oldest first.
    by_age: BTreeSet<(Timestamp, i64)>,
    /// Whose servers answered, and how many of those reports each sent: a storm is thousands, and is not counted anew for each.
    servers: BTreeMap<(Campaign, Proof), BTreeMap<String, u32>>,
    /// What the person has taught by a move, by the record that says so.
    taught: BTreeMap<i64, Campaign>,
    /// Proved by their servers.
    proved: BTreeSet<(Campaign, Proof)>,
    /// What is proved has changed since it was last asked for.
    news: bool,
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

impl Filed {
    /// What it is evidence of.
    fn proofs(&self) -> impl Iterator<Item = Proof> + use<> {
        [Some(Proof::Servers), self.absent.then_some(Proof::Absence)].into_iter().flatten()
    }
}

impl Tidings {
    /// From the journal: what was filed since [`since`], and all that was taught.
    pub(super) fn new(key: Key, records: impl IntoIterator<Item = Record>) -> Self {
        let (filed, by_age, servers) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        let mut tidings = Self { key, filed, by_age, servers, taught: BTreeMap::new(), proved: BTreeSet::new(), news: true };
        records.into_iter().for_each(|record| tidings.learn(&record));
        tidings
    }

    pub(super) fn heard(&mut self, note: &Note) {
        match note {
            Note::Filed(record) | Note::Learned(record) => self.learn(record),
            Note::PutBack(Record { id, .. }) | Note::Returned { record: id } | Note::Forgot { record: id } => {
                self.forget(*id);
                self.news |= self.taught.remove(id).is_some();
            }
            _ => {}
        }
    }

    fn learn(&mut self, record: &Record) {
        if let Step::Learned { campaign } = record.step {
            self.taught.insert(record.id, campaign);
            self.news = true;
            return;
        }
        let signs = |sign| record.evidence.iter().any(|e| e.sign == sign);
        // what was filed for a campaign's sake proves none: it goes with the lesson that it rests on
        if signs(Sign::Campaign) {
            return;
        }
        let server = record.from.rsplit_once('@').map(|(_, domain)| domain.trim_end_matches('>').to_lowercase());
        if let (Some(campaign), Some(server)) = (Campaign::of_sought(&record.sought, &self.key), server) {
            let server = organisation(&server).unwrap_or(&server).to_owned();
            let absent = signs(Sign::CoverageEnough);
            self.forget(record.id);
            self.forget_before(since(record.judged));
            self.keep(record.id, Filed { campaign, server, absent, judged: record.judged });
        }
    }

    fn keep(&mut self, id: i64, filed: Filed) {
        for proof in filed.proofs() {
            *self.servers.entry((filed.campaign, proof)).or_default().entry(filed.server.clone()).or_default() += 1;
            self.weigh(filed.campaign, proof);
        }
        self.by_age.insert((filed.judged, id));
        self.filed.insert(id, filed);
    }

    fn forget(&mut self, id: i64) {
        let Some(filed) = self.filed.remove(&id) else { return };
        self.by_age.remove(&(filed.judged, id));
        for proof in filed.proofs() {
            let Some(servers) = self.servers.get_mut(&(filed.campaign, proof)) else { continue };
            if let Some(count) = servers.get_mut(&filed.server) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    servers.remove(&filed.server);
                }
            }
            if servers.is_empty() {
                self.servers.remove(&(filed.campaign, proof));
            }
            self.weigh(filed.campaign, proof);
        }
    }

    fn forget_before(&mut self, since: Timestamp) {
        while let Some((_, id)) = self.by_age.first().copied().filter(|(judged, _)| *judged < since) {
            self.forget(id);
        }
    }

    /// Is it proved, now?
    fn weigh(&mut self, campaign: Campaign, proof: Proof) {
        let of_it = (campaign, proof);
        let proved = self.servers.get(&of_it).is_some_and(|servers| servers.len() >= SERVERS);
        self.news |= if proved { self.proved.insert(of_it) } else { self.proved.remove(&of_it) };
    }

    /// What is proved, where that has changed since this was last asked.
    pub(super) fn campaigns(&mut self) -> Option<Campaigns> {
        if !std::mem::take(&mut self.news) {
            return None;
        }
        let mut campaigns = Campaigns::default();
        self.proved.iter().for_each(|(campaign, proof)| campaigns.add(*campaign, *proof));
        self.taught.values().for_each(|campaign| campaigns.add(*campaign, Proof::Person));
        Some(campaigns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Identity;
    use crate::mail::{Address, Place};
    use crate::recognise::{Evidence, Kind};
    use crate::sent::Sought;

    const KEY: Key = Key([7; 16]);
    const SUBJECT: &str = "Watches at half the price";

    fn me() -> Address {
        Address::parse("me@example.org").unwrap()
    }

    fn filed(id: i64, from: &str, sign: Sign) -> Note {
        let place = Place { folder: "Backscatter".to_owned(), validity: 1, uid: 1 };
        let now = Timestamp::UNIX_EPOCH;
        Note::Filed(Record {
            id,
            account: "home".to_owned(),
            place: place.clone(),
            identity: Identity(1),
            letter: None,
            kind: Kind::Failure,
            verdict: "backscatter".to_owned(),
            proved: false,
            evidence: vec![Evidence { sign, says: "so it is".into() }],
            sought: Sought { from: vec![me()], subject: Some(SUBJECT.to_owned()), ..Sought::default() },
            subject: String::new(),
            from: from.to_owned(),
            arrived: now,
            judged: now,
            step: Step::Filed { to: place, watched_until: now },
            reasoning: None,
        })
    }

    /// What is proved now, told or not.
    fn all_of(tidings: &mut Tidings) -> String {
        tidings.news = true;
        format!("{:?}", tidings.campaigns().unwrap())
    }

    fn known(proof: Option<Proof>) -> String {
        let mut campaigns = Campaigns::default();
        proof.into_iter().for_each(|proof| campaigns.add(Campaign::new(SUBJECT, &me(), &KEY).unwrap(), proof));
        format!("{campaigns:?}")
    }

    #[test]
    fn three_servers_prove_a_campaign_and_what_was_filed_for_its_sake_proves_none() {
        let three = ["mailer-daemon@a.example", "mailer-daemon@mx.b.example", "mailer-daemon@c.example"];
        let one = ["mailer-daemon@mx1.a.example", "mailer-daemon@mx2.a.example", "mailer-daemon@a.example"];
        for (servers, sign, proof) in [
            (three, Sign::HopsForeign, Some(Proof::Servers)),
            (three, Sign::CoverageEnough, Some(Proof::Absence)),
            (one, Sign::CoverageEnough, None),
            (three, Sign::Campaign, None),
        ] {
            let mut tidings = Tidings::new(KEY, []);
            let lesson = Campaign::new(SUBJECT, &me(), &KEY).unwrap();
            tidings.taught.insert(9, lesson);
            (1..).zip(servers).for_each(|(id, from)| tidings.heard(&filed(id, from, sign)));
            assert_eq!(all_of(&mut tidings), known(Some(Proof::Person)));
            tidings.heard(&Note::Forgot { record: 9 });
            assert_eq!(all_of(&mut tidings), known(proof), "{servers:?} {sign:?}");
            tidings.heard(&Note::Returned { record: 1 });
            assert_eq!(all_of(&mut tidings), known(None));
        }
    }
}
