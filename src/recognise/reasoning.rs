//! How a verdict came about: by what its kind was told, and what was looked up in Sent and what it gave. Kept beside the evidence
//! when a verdict is written down, so that a person can do each step again.

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, shown};
use super::{Verdict, agrees};
use crate::mail;
use crate::sent::{Agreement, Book, Sought};

/// What is kept of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoning {
    /// By which sign its kind was told.
    pub kind_by: Option<Evidence>,
    /// Facts of the original that were looked up in Sent; at most [`MOST`].
    pub tried: Vec<Tried>,
    /// How many facts were looked up beside these.
    pub more: u32,
    /// On which facts the Sent message agrees that comes nearest; empty where none agrees on any.
    pub nearest: Vec<Fact>,
    /// What spoke for filing, though it is not filed.
    pub spoke_for_filing: Vec<Evidence>,
}

/// So many facts are kept: a report may name a thousand recipients.
pub const MOST: usize = 16;

/// As many characters has the sentence on its kind.
const LONGEST: usize = 160;

/// One fact of the original, looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub fact: Fact,
    /// As the report gives it, made fit to be shown.
    pub value: String,
    /// In so many Sent messages it stands.
    pub found: u32,
}

/// What can agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// The ID, or its local part under another domain.
    MessageId,
    Recipient,
    Subject,
    /// A subject that a reply's own subject may quote.
    QuotedSubject,
    /// Within 26 hours. Never looked up alone: somebody who writes daily has always sent something that day.
    Date,
    /// The From, and the very second of the Date.
    Moment,
}

impl Reasoning {
    /// Of a verdict that was given with this book.
    pub fn of(verdict: &Verdict, book: &Book) -> Self {
        let sought = &verdict.sought;
        let tried: Vec<Tried> = keys(sought)
            .take(MOST)
            .map(|(fact, value, key)| Tried { fact, value: shown(&value), found: count(book.look_up(&key).len()) })
            .collect();
        let all = keys(sought).count();
        Self {
            kind_by: verdict.kind_by.as_ref().map(sentence),
            more: count(all.saturating_sub(tried.len())),
            tried,
            nearest: nearest(sought, book),
            spoke_for_filing: verdict.set_aside.clone(),
        }
    }
}

/// What a stranger wrote in it is made fit to be shown.
fn sentence(by: &Evidence) -> Evidence {
    let says = mail::shown(&by.says, LONGEST);
    let end = if says.ends_with(['.', '…']) { "" } else { "." };
    Evidence { sign: by.sign, says: format!("{says}{end}").into() }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Each fact, its text, and itself as the only thing to look up.
fn keys(sought: &Sought) -> impl Iterator<Item = (Fact, String, Sought)> {
    let one = |fact, value: &str, key| (fact, value.to_owned(), key);
    let ids = sought.ids.iter().map(move |id| one(Fact::MessageId, id.as_str(), Sought { ids: vec![id.clone()], ..Sought::default() }));
    let recipients = sought.recipients.iter();
    let recipients = recipients.map(move |r| one(Fact::Recipient, r.as_str(), Sought { recipients: vec![r.clone()], ..Sought::default() }));
    let subject = sought.subject.iter();
    let subject = subject.map(move |s| one(Fact::Subject, s, Sought { subject: Some(s.clone()), ..Sought::default() }));
    let quoted = sought.quoted.iter();
    let quoted = quoted.map(move |s| one(Fact::QuotedSubject, s, Sought { quoted: vec![s.clone()], ..Sought::default() }));
    let moment = sought.date.filter(|_| !sought.from.is_empty()).map(|date| {
        let says = date.strftime("%-d %b %Y %H:%M:%S UTC").to_string();
        (Fact::Moment, says, Sought { from: sought.from.clone(), date: Some(date), ..Sought::default() })
    });
    ids.chain(recipients).chain(subject).chain(quoted).chain(moment)
}

fn nearest(sought: &Sought, book: &Book) -> Vec<Fact> {
    let weight = |a: &Agreement| {
        let others = [a.recipient, a.subject, a.date, a.moment].into_iter().filter(|agrees| *agrees).count();
        (a.id || a.id_local, others)
    };
    let decided = agrees(sought, book).map(|ours| ours.agreement);
    let Some(best) = decided.or_else(|| book.look_up(sought).into_iter().max_by_key(weight)) else { return Vec::new() };
    let facts = [
        (best.id || best.id_local, Fact::MessageId),
        (best.recipient, Fact::Recipient),
        (best.subject, Fact::Subject),
        (best.date, Fact::Date),
        (best.moment, Fact::Moment),
    ];
    facts.into_iter().filter(|(agrees, _)| *agrees).map(|(_, fact)| fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Address, MessageId};
    use crate::recognise::Sign;
    use crate::sent::{Facts, Key, SentMail};

    fn book() -> Book {
        let mut book = Book::new(Key([3; 16]));
        for (number, to) in [(1, "ann@far.example"), (2, "ann@far.example"), (3, "bob@far.example")] {
            let sent = SentMail {
                from: Address::parse("me@example.org"),
                recipients: Address::parse(to).into_iter().collect(),
                subject: Some("Lunch".to_owned()),
                date: Some("2026-11-02T10:00:00Z".parse().unwrap()),
                ..SentMail::default()
            };
            book.add(number, "home", &Facts::of(&sent, book.key(), None, true));
        }
        book
    }

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn every_fact_tells_in_how_many_sent_messages_it_stands() {
        let sought = Sought {
            from: vec![address("me@example.org")],
            ids: MessageId::all("<x@y.example>"),
            recipients: ["ann@far.example", "nobody@far.example"].map(address).to_vec(),
            subject: Some("Watches".to_owned()),
            date: Some("2026-10-02T10:00:00Z".parse().unwrap()),
            ..Sought::default()
        };
        let verdict = Verdict { sought, ..Verdict::ordinary() };
        let reasoning = Reasoning::of(&verdict, &book());
        let tried: Vec<_> = reasoning.tried.iter().map(|t| (t.fact, t.value.as_str(), t.found)).collect();
        assert_eq!(
            tried,
            [
                (Fact::MessageId, "x@y.example", 0),
                (Fact::Recipient, "ann@far.example", 2),
                (Fact::Recipient, "nobody@far.example", 0),
                (Fact::Subject, "Watches", 0),
                (Fact::Moment, "2 Oct 2026 10:00:00 UTC", 0),
            ]
        );
        assert_eq!((reasoning.nearest.as_slice(), reasoning.more), (&[Fact::Recipient][..], 0));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let sought = Sought { recipients: (0..5000).map(|n| address(&format!("r{n}@far.example"))).collect(), ..Sought::default() };
        let reasoning = Reasoning::of(&Verdict { sought, ..Verdict::ordinary() }, &book());
        assert_eq!((reasoning.tried.len(), reasoning.more), (MOST, 5000 - 16));
        let says = format!("Its subject speaks of delivery: \"\u{202E}{}\"", "long ".repeat(500));
        let verdict = Verdict { kind_by: Some(Evidence::new(Sign::BounceSubject, says)), ..Verdict::ordinary() };
        let kept = Reasoning::of(&verdict, &book()).kind_by.unwrap().says;
        assert!(kept.chars().count() <= LONGEST && kept.ends_with('…') && !kept.contains('\u{202E}'), "{kept}");
    }
}
