//! Errands to the disk: in order, one at a time, each kept until it is written.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::case::CaseNo;
use super::moment::{after, seconds};
use super::{DeskErrand, Record, Written};
use crate::sent::Span;

/// A disk that refused is asked again after this, then ever later, up to [`LONGEST`].
const AGAIN: SignedDuration = seconds(5);
const LONGEST: SignedDuration = seconds(300);

/// What is done when an errand is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Then {
    /// These cases have a record each, in this order.
    Opened(Vec<CaseNo>),
    /// These cases have taken a step.
    Stepped(Vec<CaseNo>),
    /// The person put these back.
    Returned(Vec<i64>),
    /// The book is known as far as `span` says, and has grown: by what was sent (`more`), or by what reports teach of that (`taught`).
    Sent {
        span: Option<Span>,
        more: bool,
        taught: bool,
    },
    /// The person's lessons are written: they teach.
    Learned(Vec<Record>),
    /// The person took these back.
    Forgot(Vec<i64>),
    Inbox,
    Pause,
}

#[derive(Debug, Default)]
pub(super) struct Desk {
    waiting: VecDeque<(DeskErrand, Then)>,
    abroad: bool,
    again: Option<Timestamp>,
    refused: u32,
}

impl Desk {
    pub fn add(&mut self, errand: DeskErrand, then: Then) {
        self.waiting.push_back((errand, then));
    }

    /// The next errand, when none is abroad.
    pub fn send(&mut self, now: Timestamp) -> Option<DeskErrand> {
        if self.abroad || self.again.is_some_and(|at| at > now) {
            return None;
        }
        let (errand, _) = self.waiting.front()?;
        self.abroad = true;
        self.again = None;
        Some(errand.clone())
    }

    /// The errand abroad is written: what is to be done. `None` when the answer does not fit the question.
    pub fn written(&mut self, written: &Written) -> Option<Then> {
        if !self.abroad {
            return None;
        }
        let fits = match (self.waiting.front().map(|(_, then)| then), written) {
            (Some(Then::Opened(cases)), Written::Opened(ids)) => cases.len() == ids.len(),
            (Some(Then::Learned(records)), Written::Opened(ids)) => records.len() == ids.len(),
            (Some(Then::Stepped(_) | Then::Returned(_) | Then::Forgot(_)), Written::Stepped)
            | (Some(Then::Sent { .. }), Written::Sent { .. })
            | (Some(Then::Inbox), Written::Inbox)
            | (Some(Then::Pause), Written::Pause) => true,
            _ => false,
        };
        if !fits {
            return None;
        }
        self.abroad = false;
        self.refused = 0;
        self.waiting.pop_front().map(|(_, then)| then)
    }

    /// The disk refused: the errand stays, and is tried again. True the first time in a row.
    pub fn refused(&mut self, now: Timestamp) -> bool {
        self.abroad = false;
        let wait = AGAIN.saturating_mul(1 << self.refused.min(10)).min(LONGEST);
        self.again = Some(after(now, wait));
        self.refused = self.refused.saturating_add(1);
        self.refused == 1
    }

    /// The disk does not take what it is given: nothing on the server may be touched.
    pub fn refuses(&self) -> bool {
        self.refused > 0
    }

    pub fn again(&self) -> Option<Timestamp> {
        self.again
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_abroad(&self) -> bool {
        self.abroad
    }

    pub fn holds_inbox(&self) -> bool {
        self.waiting.iter().any(|(_, then)| *then == Then::Inbox)
    }

    /// At the end: what a disk that refuses never took is given up. The next start finds it undone, and does it again.
    pub fn give_up(&mut self) {
        self.waiting.clear();
    }
}
