//! How an account stands: derived when somebody asks, never pushed.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::agenda::Of;
use super::case::State as CaseState;
use super::hold::HoldWhy;
pub use super::sentwork::Reading;
use super::session::{Session, State};
use super::shelves::Shelf;
use crate::mail::Pattern;
use crate::mail::place::Cursor;
use crate::sent::{Book, Coverage};
use crate::settings::{self, Mode};

/// One account, for `status`, tray and window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    pub account: String,
    pub line: Line,
    pub mode: Mode,
    /// The server can neither MOVE nor UID EXPUNGE: reports are only told.
    pub reports_only: bool,
    /// INBOX was renumbered: nothing is filed until it is read again.
    pub renumbered: bool,
    pub paused: Option<PausedFor>,
    /// How far INBOX is read.
    pub cursor: Option<Cursor>,
    /// When INBOX was last looked at, by our clock.
    pub looked: Option<Timestamp>,
    /// Reports that wait for a race with Sent to be over, the next first.
    pub held: Vec<Held>,
    /// Reports that wait for a look at Sent, to be fetched, to be written down, or that are on their way.
    pub waiting: u32,
    /// Sent is read for the first time.
    pub reading: Option<Reading>,
    /// Sent folders on which the line breaks again and again.
    pub stuck: Vec<String>,
    pub no_sent_folder: bool,
    /// Sent is known from there ...
    pub sent_from: Option<Timestamp>,
    /// ... to there.
    pub sent_until: Option<Timestamp>,
    /// Replies to the account's address, and those of them whose original is in Sent; absent while they are too few.
    pub coverage: Option<Measured>,
    /// Accounts that stand in no settings any more, and once sent as an address of this one.
    #[serde(default)]
    pub left: Vec<LeftBehind>,
    /// Filed since the agent started.
    pub filed: u32,
    /// Filed, and still compared with Sent.
    pub watched: u32,
    pub returns_today: u32,
    /// The disk refuses: nothing on the server is touched.
    pub disk_refuses: bool,
    pub next_wake: Option<Timestamp>,
}

/// The line of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Line {
    Off,
    Connecting,
    /// At work: what it does.
    Working {
        at: Cow<'static, str>,
    },
    Watching,
    /// Until when, and why.
    Offline {
        until: Timestamp,
        why: Option<String>,
    },
    /// The password cannot be had.
    Locked {
        until: Timestamp,
        why: Option<String>,
    },
    /// The login was refused: until a person acts.
    Refused {
        why: Option<String>,
    },
    Ended,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PausedFor {
    pub until: Option<Timestamp>,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    pub uid: u32,
    pub arrived: Timestamp,
    pub until: Timestamp,
    pub why: HoldWhy,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub replies: u32,
    pub found: u32,
}

/// An account that stands in no settings any more: nothing is filed that it may have sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftBehind {
    pub account: String,
    pub sent_as: String,
    /// Until then its Sent is known.
    pub until: Option<Timestamp>,
}

/// Those that once sent as an address of this account.
pub fn left_behind(account: &settings::Account, book: &Book) -> Vec<LeftBehind> {
    let mut left = Vec::new();
    for own in account.own() {
        let Pattern::One(address) = own else { continue };
        let sent_as = address.as_str().to_owned();
        left.extend(book.left_behind(&address).into_iter().map(|(account, until)| LeftBehind { account, sent_as: sent_as.clone(), until }));
    }
    left
}

impl Session {
    pub fn health(&self) -> Health {
        let count = |shelf| u32::try_from(self.docket.count(shelf)).unwrap_or(u32::MAX);
        let waiting = [Shelf::Arrived, Shelf::Looking, Shelf::Unread, Shelf::Recording, Shelf::Shifting, Shelf::Recalled];
        let mut held: Vec<Held> = self
            .docket
            .on(Shelf::Held)
            .filter_map(|(_, case)| match case.state {
                CaseState::Held { until, why } => Some(Held { uid: case.place.uid, arrived: case.arrived, until, why }),
                _ => None,
            })
            .collect();
        held.sort_by_key(|held| held.until);
        Health {
            account: self.name.clone(),
            line: self.line(),
            mode: self.mode,
            reports_only: self.hello.as_ref().is_some_and(|h| h.means == super::Means::Report),
            renumbered: self.renumbered.is_some(),
            paused: self.breaker.pause().map(|p| PausedFor { until: p.until, why: p.why.clone() }),
            cursor: self.inbox.cursor(),
            looked: self.inbox.looked_here,
            held,
            waiting: waiting.into_iter().map(count).sum(),
            reading: self.sent.reading(),
            stuck: self.sent.stuck(),
            no_sent_folder: self.sent.no_sent(),
            sent_from: self.sent.span().map(|s| s.from),
            sent_until: self.sent.known_until(),
            coverage: match self.coverage {
                Coverage::Measured { replies, found } => Some(Measured { replies, found }),
                Coverage::Unknown { .. } | Coverage::Assumed => None,
            },
            left: Vec::new(),
            filed: self.filed,
            watched: count(Shelf::Watched),
            returns_today: u32::try_from(self.breaker.returns_today(self.now)).unwrap_or(u32::MAX),
            disk_refuses: self.desk.refuses(),
            next_wake: self.wakes_at().map(|(at, _)| at),
        }
    }

    fn line(&self) -> Line {
        let why = self.offline.as_ref().map(ToString::to_string);
        match &self.state {
            State::Off => Line::Off,
            State::Free => Line::Working { at: "the journal".into() },
            State::Busy(work) => match &work.of {
                Of::Connect => Line::Connecting,
                Of::Watch => Line::Watching,
                Of::Reconcile => Line::Working { at: "looking for what was begun".into() },
                Of::Make => Line::Working { at: "making the folder".into() },
                Of::Move(_) | Of::Expunge(_) => Line::Working { at: "filing".into() },
                Of::Inbox | Of::Second(_) => Line::Working { at: "surveying".into() },
                Of::Fetch(_) => Line::Working { at: "fetching".into() },
                Of::Sent => Line::Working { at: "reading Sent".into() },
                Of::Doubt => Line::Working { at: "looking whether it was put back".into() },
                Of::Lesson => Line::Working { at: "looking at what you moved".into() },
                Of::Scan | Of::Junk => Line::Working { at: "scanning".into() },
                Of::Leave => Line::Working { at: "logging out".into() },
            },
            State::BackingOff { until, .. } => Line::Offline { until: *until, why },
            State::Locked { until } => Line::Locked { until: *until, why },
            State::Refused => Line::Refused { why },
            State::Ended => Line::Ended,
        }
    }
}
