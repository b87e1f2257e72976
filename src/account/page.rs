//! What a batch of header blocks adds to the Sent book.

use super::{Head, SentPage};
use crate::mail::{Address, FIELDS_LOOKED_AT, Mail, ReturnPath};
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
    let own_from = mail.from.iter().find(|from| is_own(from));
    if met == Met::Sent || own_from.is_some() {
        let mut sent = SentMail::of(mail);
        if met != Met::Sent {
            // the first of several may be anybody
            sent.from = own_from.cloned();
        }
        let proves = met == Met::Sent || met == Met::Kept && !was_delivered(mail);
        let facts = Facts::of(&sent, key, Some(head.arrived), proves);
        page.messages.push(if met == Met::Sent && !is_whole(head, mail) { facts.not_whole(key) } else { facts });
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

/// It came by mail, with an own From: a note to oneself, or somebody's forgery that \All shows as INBOX does.
fn was_delivered(mail: &Mail) -> bool {
    mail.return_path != ReturnPath::Absent || mail.field("delivered-to").is_some()
}

/// The header fields were not cut, and say something of what was sent.
fn is_whole(head: &Head, mail: &Mail) -> bool {
    head.fields.len() < FIELDS_LOOKED_AT && !(mail.ids.is_empty() && mail.to.is_empty() && mail.subject.is_none())
}

pub(super) fn is_empty(page: &SentPage) -> bool {
    page.messages.is_empty() && page.replies.is_empty() && page.written_to.is_empty() && page.learned.is_empty()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::mail::{Pattern, read};
    use crate::sent::Key;

    #[test]
    fn only_what_the_person_alone_can_have_put_there_proves() {
        let own = Own { addresses: vec![Pattern::parse("me@example.org").unwrap()], elsewhere: Vec::new() };
        let book = Book::new(Key([7; 16]));
        let plain = "From: me@example.org\r\nSubject: Hello\r\n\r\n";
        let delivered = format!("Return-Path: <me@example.org>\r\nDelivered-To: me@example.org\r\n{plain}");
        let two = "From: other@far.example, me@example.org\r\nSubject: Hello\r\n\r\n";
        let (me, other) = (Address::parse("me@example.org").unwrap(), Address::parse("other@far.example").unwrap());
        for (text, met, proves, author) in [
            (plain, Met::Sent, true, &me),
            (plain, Met::Kept, true, &me),
            (plain, Met::Inbox, false, &me),
            (&*delivered, Met::Sent, true, &me),
            (&*delivered, Met::Kept, false, &me),
            (two, Met::Sent, true, &other),
            (two, Met::Kept, true, &me),
        ] {
            let fields = text.as_bytes().to_vec();
            let head = Head { uid: 1, arrived: Timestamp::UNIX_EPOCH, size: 100, marked: false, deleted: false, fields };
            let mut page = SentPage::default();
            add(&mut page, &head, &read(text.as_bytes()), met, &own, &book);
            let facts = page.messages.first().unwrap();
            assert_eq!((facts.proves, facts.author), (proves, book.key().author(author)), "{met:?}: {text}");
        }
    }
}
