//! One report: arrived -> held -> looked for in Sent -> planned -> journalled -> filed -> watched -> closed, or returned, or left.

use jiff::{SignedDuration, Timestamp};

use super::filing::{Filing, Shift};
use super::hold::{self, HoldWhy};
use super::moment::{after, hours, minutes, seconds};
use super::record::Why;
use super::{Identity, Record, Step};
use crate::mail::{Address, LOOKED_AT, Mail, Place};
use crate::recognise::{Outcome, Reason, Reasoning, Verdict, Want, shown};
use crate::sent::Gap;

/// A case's number within its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CaseNo(pub u64);

/// A message that breaks the line so often is passed over.
pub(super) const STRIKES: u8 = 3;

/// Where a case comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It arrived.
    Arrival,
    /// Somebody asked for a pass over INBOX; `dry` only counts.
    Scan { dry: bool },
}

#[derive(Debug)]
pub(super) struct Case {
    pub place: Place,
    pub identity: Identity,
    pub letter: Option<u64>,
    /// INTERNALDATE, the server's clock.
    pub arrived: Timestamp,
    /// When it arrived by our clock, at the earliest.
    pub here: Timestamp,
    /// It was there at this moment: only a look at Sent that begins later can know of what it answers.
    pub seen: Timestamp,
    pub size: u32,
    pub origin: Origin,
    /// The message, while it is worth its memory; else it is fetched again.
    pub mail: Option<Box<Mail>>,
    /// The number of the row that an earlier look at this message wrote; 0 where none did.
    pub row: i64,
    /// The journal's row, once there is one.
    pub record: Option<Record>,
    /// The server was asked to move it: our keyword may stand on it.
    pub asked: bool,
    /// For a proved failure: what is told when the record is written.
    pub failed: Option<(Address, Reason)>,
    /// How its last verdict came about, once that is written down.
    pub reasoning: Option<Reasoning>,
    pub state: State,
}

#[derive(Debug)]
pub(super) enum State {
    /// To be fetched and judged.
    Arrived,
    Held {
        until: Timestamp,
        why: HoldWhy,
    },
    /// Waits for a look at Sent that begins at `since` or later.
    Looking {
        since: Timestamp,
        elsewhere: Option<Elsewhere>,
    },
    /// Its last word is being written.
    Recording,
    Shifting(Shift),
    /// Filed: compared with Sent whenever that grows.
    Watched {
        to: Place,
        until: Timestamp,
    },
    /// To be put back, as soon as the line allows.
    Recalled {
        from: Place,
        why: Why,
    },
}

/// Another account's Sent must be looked at first.
#[derive(Debug)]
pub(super) struct Elsewhere {
    asked_first: Timestamp,
    pub again: Timestamp,
}

/// How often another account is asked, and for how long: after that, the message is left where it is.
const ASK_AGAIN: SignedDuration = minutes(5);
const PATIENCE: SignedDuration = hours(6);
const PATIENCE_OF_A_SCAN: SignedDuration = seconds(60);

/// What is known of Sent when a case is weighed.
pub(super) struct Look {
    pub now: Timestamp,
    /// Sent is known up to there; `None` while it is being read for the first time.
    pub known_until: Option<Timestamp>,
    /// The account has no Sent folder: looking brings nothing.
    pub no_sent: bool,
    pub keeps_sent: bool,
}

impl Look {
    pub fn began_after(&self, since: Timestamp) -> bool {
        self.no_sent || self.known_until.is_some_and(|until| until >= since)
    }
}

/// What a verdict makes of a case.
pub(super) enum Fate {
    /// It stays, and is weighed again.
    Waits,
    /// This account must look at its Sent first.
    Asks(String),
    Ordinary,
    Left,
    Files(Filing),
}

impl Case {
    /// Weighs a verdict: nothing is final, but ordinary and ours, before Sent was looked at after the report had arrived; and
    /// nothing is filed before its hold is over and Sent was looked at after that.
    pub fn weigh(&mut self, verdict: &Verdict, look: &Look) -> Fate {
        let since = self.looked_after();
        match &verdict.outcome {
            Outcome::Ordinary => return Fate::Ordinary,
            Outcome::Ours { .. } => return Fate::Left,
            Outcome::Unsure | Outcome::Backscatter(_) => {}
        }
        if !look.began_after(since) {
            self.state = State::Looking { since, elsewhere: None };
            return Fate::Waits;
        }
        if let Some(Want::FresherSent(Gap::Stale { name })) = &verdict.wants
            && self.asks(since, look.now)
        {
            return Fate::Asks(name.clone());
        }
        let Outcome::Backscatter(grounds) = &verdict.outcome else { return Fate::Left };
        match hold::over(verdict, self.arrived, self.here, look.keeps_sent) {
            Some(until) if until > look.now => self.state = State::Held { until, why: HoldWhy::SentMayFollow },
            Some(over) if !look.began_after(over) => self.state = State::Looking { since: over, elsewhere: None },
            _ => return Fate::Files(Filing::on(grounds)),
        }
        Fate::Waits
    }

    /// Only a look at Sent that begins then or later can tell.
    pub fn looked_after(&self) -> Timestamp {
        match self.state {
            State::Looking { since, .. } => since.max(self.seen),
            _ => self.seen,
        }
    }

    /// Waits for another account, as long as patience lasts.
    fn asks(&mut self, since: Timestamp, now: Timestamp) -> bool {
        let asked_first = match &self.state {
            State::Looking { elsewhere: Some(elsewhere), .. } => elsewhere.asked_first,
            _ => now,
        };
        let patience = if self.origin == Origin::Arrival { PATIENCE } else { PATIENCE_OF_A_SCAN };
        let patient = now <= after(asked_first, patience);
        if patient {
            let again = after(now, if self.origin == Origin::Arrival { ASK_AGAIN } else { PATIENCE_OF_A_SCAN });
            self.state = State::Looking { since, elsewhere: Some(Elsewhere { asked_first, again }) };
        }
        patient
    }

    /// The hold is over: Sent is looked at once more. (No look that begins in the future is waited for: a clock was set back.)
    pub fn turn(&mut self, now: Timestamp) {
        self.seen = self.seen.min(now);
        if let State::Looking { since, .. } = &mut self.state {
            *since = (*since).min(now);
        }
        if let State::Held { until, .. } = self.state
            && until <= now
        {
            self.state = State::Looking { since: until, elsewhere: None };
        }
    }

    /// What of the message is looked at.
    pub fn bytes(&self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX).min(LOOKED_AT)
    }

    /// The journal knows of it: a crash now loses nothing.
    pub fn is_journalled(&self) -> bool {
        self.record.as_ref().is_some_and(|r| r.id != 0)
    }

    /// The row that tells of this verdict.
    pub fn word(&self, account: &str, mail: &Mail, verdict: &Verdict, now: Timestamp, step: Step) -> Record {
        let (word, proved) = match &verdict.outcome {
            Outcome::Ordinary => ("ordinary", false),
            Outcome::Ours { proved } => ("ours", *proved),
            Outcome::Backscatter(_) => ("backscatter", false),
            Outcome::Unsure => ("unsure", false),
        };
        Record {
            id: self.record.as_ref().map_or(self.row, |r| r.id),
            account: account.to_owned(),
            place: self.place.clone(),
            identity: self.identity,
            letter: self.letter,
            kind: verdict.kind,
            verdict: word.to_owned(),
            proved,
            evidence: verdict.evidence().to_vec(),
            sought: verdict.sought.clone(),
            subject: shown(mail.subject.as_deref().unwrap_or_default()),
            from: shown(mail.from.first().map_or("", Address::as_str)),
            arrived: self.arrived,
            judged: now,
            step,
            reasoning: self.reasoning.clone(),
        }
    }

    /// A record of an earlier life of the agent.
    pub fn remembered(record: Record, state: State) -> Self {
        Self {
            place: record.place.clone(),
            identity: record.identity,
            letter: record.letter,
            arrived: record.arrived,
            here: record.arrived,
            seen: record.judged,
            size: 0,
            origin: Origin::Arrival,
            mail: None,
            row: 0,
            record: Some(record),
            asked: true,
            failed: None,
            reasoning: None,
            state,
        }
    }
}
