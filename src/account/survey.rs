//! What a look at INBOX shows: which messages are new, which were moved here, which came back, and which are worth judging.

use super::case::{Case, CaseNo, Origin, State as CaseState};
use super::clock::moved_here;
use super::docket::Acquaintance;
use super::errand::identity_of;
use super::page::{self, Met};
use super::remembered::{End, Settled};
use super::session::Session;
use super::{Care, Head, INBOX, Identity, Note, SentPage, Survey};
use crate::mail::{self, Mail};
use crate::sent::Book;

impl Session {
    /// A look at what is above the cursor.
    pub(super) fn surveyed(&mut self, survey: &Survey, book: &Book) -> bool {
        let (above, care) = (self.inbox.seen, self.inbox.care());
        let mut page = SentPage::default();
        for head in survey.heads.iter().filter(|h| h.uid > above) {
            if care == Care::Blind {
                self.inbox.pass_over(head.uid);
                self.notes.push_back(Note::PassedOver { folder: INBOX.to_owned(), uid: head.uid });
                continue;
            }
            let mail = mail::read(&head.fields);
            page::add(&mut page, head, &mail, Met::Inbox, &self.own, book);
            self.met(head, &mail, book);
        }
        if !page::is_empty(&page) {
            self.keep_sent(page);
        }
        self.inbox.surveyed(survey, self.now)
    }

    /// One new message.
    fn met(&mut self, head: &Head, mail: &Mail, book: &Book) {
        let identity = identity_of(head, mail, book.key());
        match self.docket.acquaintance(identity) {
            Acquaintance::InHand => return,
            Acquaintance::Settled(Settled { record, end: End::Filed }) if head.marked || !self.inbox.keyword => {
                return self.returned(identity, record);
            }
            Acquaintance::Settled(_) => return,
            Acquaintance::New => {}
        }
        if head.marked {
            // another Backstop has it, or somebody put back what it had filed: it is never ours to file
            return self.inbox.look_again(head.uid, self.now);
        }
        let moved = self.inbox.looked.is_some_and(|looked| moved_here(head.arrived, looked));
        // what INBOX held before our first login is old, and nobody need have moved it
        if moved && head.uid >= self.inbox.old_below {
            self.inbox.moved.insert(head.uid);
        }
        let passed_over = self.inbox.passes_over(head.uid);
        if !head.deleted && !moved && !passed_over && mail::looks_automatic(mail) {
            self.open(head, identity, Origin::Arrival);
        }
    }

    pub(super) fn open(&mut self, head: &Head, identity: Identity, origin: Origin) -> CaseNo {
        let here = match origin {
            Origin::Arrival => self.inbox.here(head.arrived, self.now),
            // the last look did show it
            Origin::Scan { .. } => self.inbox.stood_here(head.arrived, self.now),
        };
        self.docket.open(Case {
            place: self.in_inbox(head.uid),
            identity,
            arrived: head.arrived,
            here,
            seen: self.now,
            size: head.size,
            origin,
            mail: None,
            record: None,
            failed: None,
            state: CaseState::Arrived,
        })
    }

    /// The person put back what we had filed: it is never touched again.
    fn returned(&mut self, identity: Identity, record: i64) {
        if let Some(no) = self.docket.watched(record) {
            self.docket.close(no, None);
        }
        self.docket.settle(identity, Settled { record, end: End::Pinned });
        self.judged.returned.push(record);
        self.count_return();
    }

    fn count_return(&mut self) {
        if let Some(why) = self.breaker.returned(self.now) {
            self.notes.push_back(Note::Paused { why });
            self.unplan(|_| true);
        }
    }

    /// Ten minutes later: does our keyword still stand on a message that we did not file?
    pub(super) fn looked_again(&mut self, uid: u32, survey: &Survey) -> bool {
        self.inbox.second.retain(|(one, _)| *one != uid);
        if survey.heads.iter().any(|h| h.uid == uid && h.marked && !h.deleted) {
            self.count_return();
        }
        true
    }
}
