//! Messages that were filed and stand in INBOX, unmarked and fresh: put back at once, or delivered twice within a second? The
//! folder for backscatter tells: what was put back is not there any more.

use super::agenda::{Of, Work};
use super::breaker::How;
use super::case::Origin;
use super::errand::identity_of;
use super::session::Session;
use super::{Head, Identity, LineErrand};
use crate::mail;
use crate::mail::Place;
use crate::sent::Book;

#[derive(Clone, Debug)]
pub(super) struct Doubt {
    head: Head,
    identity: Identity,
    record: i64,
    /// Where it was filed.
    filed: Place,
    /// It was there before the last look.
    old: bool,
}

impl Session {
    pub(super) fn doubt(&mut self, head: &Head, identity: Identity, record: i64, old: bool) {
        match self.docket.filed_to(record).cloned() {
            Some(filed) => self.doubts.push(Doubt { head: head.clone(), identity, record, filed, old }),
            None if !self.inbox.keyword => self.returned(identity, record, How::Back),
            None => {}
        }
    }

    pub(super) fn doubt_work(&self) -> Option<Work> {
        let Place { folder, validity, uid } = self.doubts.first()?.filed.clone();
        Some(Work { errand: LineErrand::Locate { folder, validity, uid_from: uid }, of: Of::Doubt })
    }

    /// The folder is looked at.
    pub(super) fn doubt_told(&mut self, heads: &[Head], book: &Book) -> bool {
        if self.doubts.is_empty() {
            return true;
        }
        let Doubt { head, identity, record, filed, old } = self.doubts.remove(0);
        let is_it = |h: &Head| h.uid == filed.uid && identity_of(h, &mail::read(&h.fields), book.key()) == identity;
        if !heads.iter().any(is_it) {
            self.returned(identity, record, How::Back);
        } else if !(old || head.deleted || self.inbox.passes_over(head.uid)) {
            let mail = mail::read(&head.fields);
            self.open(&head, &mail, identity, Origin::Arrival, book);
        }
        true
    }

    /// The folder cannot be looked at: the message is left where it is.
    pub(super) fn doubt_broke(&mut self) {
        if !self.doubts.is_empty() {
            self.doubts.remove(0);
        }
    }
}
