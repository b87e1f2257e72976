//! When a session wants to be woken, and why.

use jiff::Timestamp;
use serde::Serialize;

use super::case::State as CaseState;
use super::moment::{after, seconds};
use super::session::{Session, State};
use super::shelves::Shelf;

/// What the moment brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wake {
    /// The next login may be tried.
    Connect,
    /// The disk is asked again.
    Write,
    /// A hold is over.
    HoldOver,
    /// Sent is looked at, for a case or for what is filed.
    LookAtSent,
    /// Another account is asked again.
    AskElsewhere,
    /// Does our keyword still stand on a message that we did not file?
    LookAgain,
    /// A pause is over.
    PauseOver,
}

impl Session {
    /// The next moment at which an `Event::Wake` is due; always later than the event that was handled last.
    pub fn wakes_at(&self) -> Option<(Timestamp, Wake)> {
        let mut moments: Vec<(Timestamp, Wake)> = Vec::new();
        match self.state {
            State::Ended => return None,
            State::BackingOff { until, .. } | State::Locked { until } => moments.push((until, Wake::Connect)),
            _ => {}
        }
        moments.extend(self.desk.again().map(|at| (at, Wake::Write)));
        moments.extend(self.breaker.pause().and_then(|p| p.until).map(|at| (at, Wake::PauseOver)));
        if self.is_live() {
            let mut asking = self.scan.as_ref().is_some_and(|scan| !self.sent.knows(scan.waits_for()));
            moments.extend(self.docket.next_over().map(|at| (at, Wake::HoldOver)));
            for (_, case) in self.docket.on(Shelf::Looking).chain(self.docket.on(Shelf::Unread)) {
                match &case.state {
                    CaseState::Looking { elsewhere: Some(elsewhere), .. } => moments.push((elsewhere.again, Wake::AskElsewhere)),
                    CaseState::Looking { since, .. } => asking |= !self.sent.knows(*since),
                    _ => {}
                }
            }
            moments.extend(self.sent.next_look(asking).map(|at| (at, Wake::LookAtSent)));
            moments.extend(self.inbox.second.iter().map(|(_, at)| (*at, Wake::LookAgain)));
        }
        let (at, why) = moments.into_iter().min()?;
        // what is due already waits for the line, or for the disk: waking for it brings nothing
        Some((at.max(after(self.now, seconds(1))), why))
    }
}
