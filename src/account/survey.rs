//! What a look at INBOX shows: which messages are new, which were moved here, which came back, and which are worth judging.

use super::breaker::How;
use super::case::{Case, CaseNo, Origin, State as CaseState};
use super::clock::moved_here;
use super::docket::Acquaintance;
use super::errand::{identity_of, letter_of};
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
        if !mail::looks_automatic(mail) {
            return;
        }
        let identity = identity_of(head, mail, book.key());
        // the person took it back out of the folder for backscatter
        self.judged.forgotten.extend(self.lessons.forget(identity));
        let old = self.inbox.looked.is_some_and(|looked| moved_here(head.arrived, looked));
        // what INBOX held before our first login is old, and nobody need have moved it
        let moved = old && head.uid >= self.inbox.old_below;
        match self.docket.acquaintance(identity) {
            Acquaintance::InHand if self.docket.stand_elsewhere(identity, head.uid) => self.twin(head, mail, identity, old, moved, book),
            Acquaintance::InHand => {}
            Acquaintance::Settled(Settled { record, end: End::Filed }) if head.marked => self.returned(identity, record, How::Back),
            Acquaintance::Settled(Settled { record, end: End::Filed }) if moved => {
                let how = if self.inbox.keyword { How::Unmarked } else { How::Back };
                self.returned(identity, record, how);
            }
            // put back within two minutes, or delivered twice in one second: the folder tells
            Acquaintance::Settled(Settled { record, end: End::Filed }) => self.doubt(head, identity, record, old),
            Acquaintance::Settled(Settled { end: End::Pinned, .. }) => {}
            Acquaintance::Settled(_) | Acquaintance::New if moved && !head.marked => self.leave_moved(identity),
            Acquaintance::Settled(_) => {}
            // another Backstop has it, or somebody put back what it had filed: it is never ours to file
            Acquaintance::New if head.marked => self.inbox.look_again(head.uid, self.now),
            Acquaintance::New if head.deleted || old || self.inbox.passes_over(head.uid) => {}
            Acquaintance::New if self.docket.comes_again(letter_of(mail, book.key()), head.arrived) => {
                self.leave_moved(identity);
                self.count_return(How::Copied);
            }
            Acquaintance::New => {
                self.open(head, mail, identity, Origin::Arrival, book);
            }
        }
    }

    /// The same message a second time, while the first stands where it stood: delivered twice within a second, or moved away and
    /// back.
    fn twin(&mut self, head: &Head, mail: &Mail, identity: Identity, old: bool, moved: bool, book: &Book) {
        if moved && !head.marked {
            self.leave_moved(identity);
        } else if !(old || head.marked || head.deleted || self.inbox.passes_over(head.uid)) {
            self.open(head, mail, identity, Origin::Arrival, book);
        }
    }

    /// The person's own move is law: no pass touches it, in this life of the agent or another.
    fn leave_moved(&mut self, identity: Identity) {
        self.docket.pin(identity);
        self.inbox.moved_here(identity);
    }

    pub(super) fn open(&mut self, head: &Head, mail: &Mail, identity: Identity, origin: Origin, book: &Book) -> CaseNo {
        let here = match origin {
            Origin::Arrival => self.inbox.here(head.arrived, self.now),
            // the last look did show it
            Origin::Scan { .. } => self.inbox.stood_here(head.arrived, self.now),
        };
        let row = match self.docket.acquaintance(identity) {
            Acquaintance::Settled(Settled { record, end: End::Left | End::WouldFile }) => record,
            _ => 0,
        };
        self.docket.open(Case {
            place: self.in_inbox(head.uid),
            identity,
            letter: letter_of(mail, book.key()),
            arrived: head.arrived,
            here,
            seen: self.now,
            size: head.size,
            origin,
            mail: None,
            row,
            record: None,
            asked: false,
            failed: None,
            reasoning: None,
            state: CaseState::Arrived,
        })
    }

    /// The person put back what we had filed: it is never touched again.
    pub(super) fn returned(&mut self, identity: Identity, record: i64, how: How) {
        if let Some(no) = self.docket.watched(record) {
            self.docket.close(no, None);
        }
        self.docket.settle(identity, Settled { record, end: End::Pinned });
        self.unplan(|record| record.identity == identity);
        self.judged.returned.push(record);
        self.count_return(how);
    }

    fn count_return(&mut self, how: How) {
        if let Some(why) = self.breaker.returned(self.now, how) {
            self.notes.push_back(Note::Paused { why });
            self.unplan(|_| true);
        }
    }

    /// Ten minutes later: does our keyword still stand on a message that we did not file?
    pub(super) fn looked_again(&mut self, uid: u32, survey: &Survey) -> bool {
        self.inbox.second.retain(|(one, _)| *one != uid);
        if survey.heads.iter().any(|h| h.uid == uid && h.marked && !h.deleted) {
            self.count_return(How::Back);
        }
        true
    }
}
