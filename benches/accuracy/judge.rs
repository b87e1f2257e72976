//! Every letter judged, as the agent does it: the same gate, the same verdict, over a Sent book of the person's whole mail.

use backstop::mail::{Address, Pattern, looks_automatic, read};
use backstop::recognise::{Campaigns, Known, Outcome, Own, Verdict, recognise};
use backstop::sent::{Book, Facts, Key, Reply, SentMail, Span};
use jiff::Timestamp;

use crate::letters::{CATCH_ALL, HOME, Habits, Letter, SHOP, WORK};

/// How much of what the person sends is in the book, and how much is known of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// All of it, measured.
    Whole,
    /// A third is missing, and the answers show it.
    Third,
    /// A third is missing, and too few have answered to know.
    Unknown,
}

impl Coverage {
    pub const ALL: [Self; 3] = [Self::Whole, Self::Third, Self::Unknown];

    fn keeps(self, n: usize) -> bool {
        self == Self::Whole || !n.is_multiple_of(3)
    }
}

/// What was said of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Proved,
    Possible,
    Unsure,
    Backscatter,
    Ordinary,
}

impl Said {
    pub const ALL: [Self; 5] = [Self::Proved, Self::Possible, Self::Unsure, Self::Backscatter, Self::Ordinary];

    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Ours { proved: true } => Self::Proved,
            Outcome::Ours { proved: false } => Self::Possible,
            Outcome::Unsure => Self::Unsure,
            Outcome::Backscatter(_) => Self::Backscatter,
            Outcome::Ordinary => Self::Ordinary,
        }
    }
}

/// A letter and what was said of it.
pub struct Judged<'a> {
    pub letter: &'a Letter,
    pub kind: String,
    pub said: Said,
    /// A sentence each.
    pub evidence: Vec<String>,
}

/// Judges every letter with one book, in which the copies of all the genuine ones stand.
pub fn judge<'a>(letters: &'a [Letter], habits: &Habits, coverage: Coverage, now: Timestamp) -> Vec<Judged<'a>> {
    let pattern = |text: &str| Pattern::parse(text).expect("an address or a domain");
    let own = Own { addresses: [HOME, WORK, SHOP, CATCH_ALL].map(pattern).to_vec(), elsewhere: vec![pattern(SHOP)] };
    let book = book(letters, habits, coverage, &own, now);
    letters.iter().map(|letter| one(letter, &book, &own, now)).collect()
}

fn one<'a>(letter: &'a Letter, book: &Book, own: &Own, now: Timestamp) -> Judged<'a> {
    let mail = read(&letter.bytes);
    let known = Known { book, own, campaigns: &Campaigns::default(), arrived: letter.arrived, looked_after: letter.arrived, now };
    let verdict = if looks_automatic(&mail) { recognise(&mail, &known) } else { Verdict::ordinary() };
    let kind = serde_json::to_value(verdict.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let evidence = verdict.kind_by.iter().chain(verdict.evidence()).map(|e| e.says.to_string()).collect();
    Judged { letter, kind, said: Said::of(&verdict.outcome), evidence }
}

fn book(letters: &[Letter], habits: &Habits, coverage: Coverage, own: &Own, now: Timestamp) -> Book {
    let mut book = Book::new(Key([7; 16]));
    let span = Span { from: now - jiff::SignedDuration::from_hours(24 * 120), until: now };
    ["home", "work"].iter().for_each(|account| book.set_account(account, Some(span)));
    let copies = letters.iter().filter_map(|l| l.copy.as_ref()).enumerate().chain(habits.sent.iter().enumerate());
    for (number, (n, copy)) in (0..).zip(copies) {
        if coverage.keeps(n / 2) {
            let mut sent = SentMail::of(&read(&copy.bytes));
            if coverage == Coverage::Whole {
                // most Sent folders tell of no relay: then the facts of the original alone must do
                sent.relays.clear();
            }
            let facts = Facts::of(&sent, book.key(), None, true);
            book.add(number, copy.account, &facts);
        }
    }
    let is_own = |address: &Address| own.addresses.iter().any(|p| p.covers(address));
    let met = if coverage == Coverage::Unknown { 8 } else { habits.answers.len() };
    for answer in habits.answers.iter().take(met) {
        let mail = read(answer);
        mail.to.iter().for_each(|to| book.note_written_to(book.key().author(to)));
        book.add_reply(Reply::of(&mail, book.key(), is_own, now).expect("a person's answer to one address"));
    }
    book
}
