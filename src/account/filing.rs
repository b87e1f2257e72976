//! Moving a message, there or back: what allows it, and how far it has come.

use jiff::Timestamp;

use super::moment::{after, days};
use super::record::Why;
use super::{INBOX, Record, Step};
use crate::mail::Place;
use crate::recognise::Grounds;

/// The right to move one message. It comes from grounds, which only `recognise` makes, or from a reason to put something back;
/// it goes when the server is asked.
#[derive(Clone, Debug)]
pub struct Filing(());

impl Filing {
    pub fn on(_: &Grounds) -> Self {
        Self(())
    }

    pub fn back(_: Why) -> Self {
        Self(())
    }
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Out of INBOX.
    Out,
    Back(Why),
}

/// A folder, and the first number that it can give to what comes now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub folder: String,
    pub validity: u32,
    pub uid_next: u32,
}

/// One message on its way.
#[derive(Clone, Debug)]
pub(super) struct Shift {
    pub way: Way,
    pub from: Place,
    pub to: Target,
    pub stage: Stage,
    /// The login under which it was planned: after another one, a look comes first.
    pub epoch: u32,
}

/// How far a shift has come. What stands on the disk is never behind what the server was asked for.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// The journal is being written.
    Planning(Filing),
    /// Written and synced: the server may be asked.
    Planned(Filing),
    /// The server is asked.
    Moving,
    /// Copied; the journal is being written.
    Noting,
    /// Copied, written and synced: the source may be expunged.
    Copied {
        to: Place,
    },
    Expunging {
        to: Place,
    },
    /// Its last step is being written.
    Closing,
    /// Nobody knows how far the server came: it must be looked for.
    Adrift,
}

/// Filed messages are compared with Sent for so long.
const WATCHED_DAYS: i64 = 7;

impl Shift {
    /// Out of INBOX, to `to`.
    pub fn out(filing: Filing, from: Place, to: Target, epoch: u32) -> Self {
        Self { way: Way::Out, from, to, stage: Stage::Planning(filing), epoch }
    }

    /// Back to INBOX, whose next number is `uid_next`.
    pub fn back(why: Why, from: Place, validity: u32, uid_next: u32, epoch: u32) -> Self {
        let to = Target { folder: INBOX.to_owned(), validity, uid_next };
        Self { way: Way::Back(why), from, to, stage: Stage::Planning(Filing::back(why)), epoch }
    }

    /// What an open record tells of a shift whose session is gone. `None` where the record is closed.
    pub fn resumed(record: &Record) -> Option<Self> {
        let at = |to: &Place| Target { folder: to.folder.clone(), validity: to.validity, uid_next: to.uid };
        let (way, from, to) = match &record.step {
            Step::Planned { target, validity, uid_next } => {
                (Way::Out, &record.place, Target { folder: target.clone(), validity: *validity, uid_next: *uid_next })
            }
            Step::Copied { to } => (Way::Out, &record.place, at(to)),
            Step::BackPlanned { from, why, validity, uid_next } => {
                (Way::Back(*why), from, Target { folder: INBOX.to_owned(), validity: *validity, uid_next: *uid_next })
            }
            Step::BackCopied { from, to, why } => (Way::Back(*why), from, at(to)),
            Step::Left | Step::WouldFile | Step::Filed { .. } | Step::Gone | Step::Back { .. } | Step::Returned => return None,
            Step::Learned { .. } | Step::Forgotten => return None,
        };
        Some(Self { way, from: from.clone(), to, stage: Stage::Adrift, epoch: 0 })
    }

    pub fn planned(&self) -> Step {
        let Target { folder, validity, uid_next } = self.to.clone();
        match self.way {
            Way::Out => Step::Planned { target: folder, validity, uid_next },
            Way::Back(why) => Step::BackPlanned { from: self.from.clone(), why, validity, uid_next },
        }
    }

    pub fn copied(&self, to: Place) -> Step {
        match self.way {
            Way::Out => Step::Copied { to },
            Way::Back(why) => Step::BackCopied { from: self.from.clone(), to, why },
        }
    }

    pub fn done(&self, to: Place, now: Timestamp) -> Step {
        match self.way {
            Way::Out => Step::Filed { to, watched_until: after(now, days(WATCHED_DAYS)) },
            Way::Back(why) => Step::Back { to, why },
        }
    }

    /// The server may have been asked, and the line is gone; or it was planned under another login.
    pub fn line_lost(&mut self) {
        match self.stage {
            Stage::Planned(_) | Stage::Moving | Stage::Copied { .. } | Stage::Expunging { .. } => self.stage = Stage::Adrift,
            Stage::Planning(_) | Stage::Noting | Stage::Closing | Stage::Adrift => {}
        }
    }

    pub fn is_adrift(&self) -> bool {
        matches!(self.stage, Stage::Adrift)
    }
}
