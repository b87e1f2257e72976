//! Did the person send the original? Its facts against the Sent book, and the hosts that carried it.

use super::evidence::{Evidence, Sign, day, shown};
use crate::mail::{Address, MessageId, Original};
use crate::sent::{Agreement, Book, Sought, relays};

/// A Sent message that agrees with a report on enough to leave it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ours {
    /// It agrees on so much that it may be told as a failure.
    pub proved: bool,
    pub agreement: Agreement,
}

/// The Sent message that agrees best with what a report gives of its original, if one agrees well enough. Asked again for
/// what was filed, whenever Sent has grown.
///
/// *Proved*: the ID and one more fact, or recipient, subject and date, on a message from where only the person writes.
/// *Possible*: the ID; or two of recipient, subject and date; or, IDs and date set aside, the only fact that the report gives;
/// or the From and the very second, by which a message is known whose ID and subject were changed on the way, and whose blind
/// copy was not kept.
pub fn agrees(sought: &Sought, book: &Book) -> Option<Ours> {
    let only_recipient = !sought.recipients.is_empty() && sought.subject.is_none();
    let only_subject = sought.subject.is_some() && sought.recipients.is_empty();
    let judge = |agreement: Agreement| {
        let Agreement { recipient, subject, date, moment, .. } = agreement;
        let id = agreement.id || agreement.id_local;
        let others = u8::from(recipient) + u8::from(subject) + u8::from(date);
        let proved = agreement.proves && (id && others > 0 || others == 3);
        let possible = id || moment || others > 1 || only_recipient && recipient || only_subject && subject;
        (proved || possible).then_some((proved, u8::from(id) * 4 + others, Ours { proved, agreement }))
    };
    let best = book.look_up(sought).into_iter().filter_map(judge).max_by_key(|(proved, weight, _)| (*proved, *weight));
    best.map(|(_, _, ours)| ours)
}

impl Ours {
    /// What agrees, a sentence a fact.
    pub(super) fn evidence(&self, sought: &Sought, book: &Book) -> Vec<Evidence> {
        let Agreement { message, id, id_local, recipient, subject, date, moment, proves } = self.agreement;
        let mut says = Vec::new();
        if id || id_local {
            let which = sought.ids.iter().find(|one| book.has_id(message, one)).map_or("", MessageId::as_str);
            says.push(Evidence::new(Sign::SentId, format!("The original <{}> is in your Sent folders.", shown(which))));
        }
        if recipient {
            let to = sought.recipients.iter().find(|r| book.went_to(message, r)).map_or("", Address::as_str);
            says.push(Evidence::new(Sign::SentRecipient, format!("You wrote to {}.", shown(to))));
        }
        if subject {
            let quoted = sought.subject.iter().chain(&sought.quoted).find(|s| book.has_subject_on(message, s));
            let quoted = quoted.map_or("", String::as_str);
            says.push(Evidence::new(Sign::SentSubject, format!("You sent a message with the subject “{}”.", shown(quoted))));
        }
        if moment && let Some(date) = sought.date {
            let text = format!("It has the date of the original to the second: {}.", date.strftime("%-d %b %Y %H:%M:%S UTC"));
            says.push(Evidence::new(Sign::SentMoment, text));
        } else if date && let Some(date) = sought.date {
            says.push(Evidence::new(Sign::SentDate, format!("You sent it on the day of the original, about {}.", day(date))));
        }
        if !proves {
            let text = "That message was met in INBOX, where anybody may have put it: it proves nothing.";
            says.push(Evidence::new(Sign::MetInInbox, text));
        }
        says
    }
}

/// A returned Received line in which a relay of `author` hands the original on to somebody else. (What its own hosts hand to
/// each other they also hand on when they only received it.)
pub(super) fn handed_on(original: &Original, author: &Address, book: &Book) -> Option<Evidence> {
    original.received.iter().find_map(|hop| {
        let by = relays::organisation(hop.by.as_deref()?)?;
        let relay = |host: &&String| {
            relays::organisation(host).is_some_and(|organisation| organisation != by && book.is_relay(author, organisation))
        };
        let host = hop.from.iter().find(relay)?;
        Some(Evidence::new(Sign::RelayHandedOn, format!("Your mail goes out through {}, and it handed the original on.", shown(host))))
    })
}
