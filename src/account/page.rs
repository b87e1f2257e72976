//! What a batch of header blocks adds to the Sent book.

use super::{Head, SentPage};
use crate::mail::{Address, Mail};
use crate::recognise::Own;
use crate::sent::{Book, Facts, Reply, SentMail, by_person};

/// Where a message was met, and so what it proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// A Sent folder: all in it counts as sent, whoever its From is.
    Sent,
    /// \All and Archive: what has an own From counts as sent.
    Kept,
    /// INBOX, where anybody may have put it: it proves nothing.
    Inbox,
}

/// Adds one message to `page`: as sent, or as what a person wrote.
pub(super) fn add(page: &mut SentPage, head: &Head, mail: &Mail, met: Met, own: &Own, book: &Book) {
    let is_own = |address: &Address| own.addresses.iter().any(|p| p.covers(address)) || book.wrote_as(address);
    let key = book.key();
    if met == Met::Sent || mail.from.iter().any(is_own) {
        page.messages.push(Facts::of(&SentMail::of(mail), key, Some(head.arrived), met != Met::Inbox));
        return;
    }
    if !by_person(mail) {
        return;
    }
    page.replies.extend(Reply::of(mail, key, is_own, head.arrived));
    let written_to = mail.to.iter().filter(|address| is_own(address)).map(|address| key.author(address));
    for hash in written_to {
        if !page.written_to.contains(&hash) {
            page.written_to.push(hash);
        }
    }
}

pub(super) fn is_empty(page: &SentPage) -> bool {
    page.messages.is_empty() && page.replies.is_empty() && page.written_to.is_empty() && page.learned.is_empty()
}
