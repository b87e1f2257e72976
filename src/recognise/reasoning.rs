//! How a verdict came about: what was looked up in Sent and what it gave, what a filing needs, and why it is no other verdict.
//!
//! The first is kept beside the evidence when a verdict is written down; the others follow from it and from the evidence. All of it
//! can be worked out again with the message and the Sent folders at hand.

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, Sign, shown};
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

/// Something without which nothing is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    KindIsFiled,
    SeenWhole,
    Identified,
    ShowsYou,
    NoMachine,
    NothingAlike,
    SentIsKnown,
    AbsenceProves,
}

impl Need {
    /// In the order in which a person would ask.
    pub const ALL: [Self; 8] = [
        Self::KindIsFiled,
        Self::SeenWhole,
        Self::Identified,
        Self::ShowsYou,
        Self::NoMachine,
        Self::NothingAlike,
        Self::SentIsKnown,
        Self::AbsenceProves,
    ];

    pub fn says(self) -> &'static str {
        match self {
            Self::KindIsFiled => "It is of a kind that may be filed.",
            Self::SeenWhole => "What it returns is seen to its end.",
            Self::Identified => "It says which message it answers.",
            Self::ShowsYou => "What it returns shows that message as from you.",
            Self::NoMachine => "No machine, list or calendar sends such a message for you.",
            Self::NothingAlike => "No Sent message could be that one.",
            Self::SentIsKnown => "Sent is read without a gap, from its day until after this arrived.",
            Self::AbsenceProves => "Enough of what you send is in Sent, or another sign speaks.",
        }
    }

    /// Is it there, as this evidence tells? `None`: it was not asked, because nobody knew of which address Sent should tell.
    pub fn is_met(self, evidence: &[Evidence]) -> Option<bool> {
        let nobody = |sign| matches!(sign, Sign::NoOriginalFrom | Sign::NotFromYou | Sign::NotToYou);
        if matches!(self, Self::SentIsKnown | Self::AbsenceProves) && evidence.iter().any(|e| nobody(e.sign)) {
            return None;
        }
        Some(!evidence.iter().any(|e| Self::refuted_by(e.sign) == Some(self)))
    }

    /// The need that a sign says is missing; `None` for signs that speak of something else.
    fn refuted_by(sign: Sign) -> Option<Self> {
        Some(match sign {
            Sign::NeverFiled => Self::KindIsFiled,
            Sign::BlockCut | Sign::PartsGuessed => Self::SeenWhole,
            Sign::NotIdentified => Self::Identified,
            Sign::NoOriginalFrom | Sign::NotFromYou | Sign::NotToYou | Sign::HeaderMissing => Self::ShowsYou,
            Sign::OriginalAutomatic
            | Sign::OriginalCalendar
            | Sign::OriginalList
            | Sign::OriginalSender
            | Sign::RoleAddress
            | Sign::ListNotice
            | Sign::SendsElsewhere => Self::NoMachine,
            Sign::SubjectUndated => Self::NothingAlike,
            Sign::BeyondCoverage => Self::SentIsKnown,
            Sign::CoverageUnknown | Sign::CoverageLow => Self::AbsenceProves,
            _ => return None,
        })
    }
}

/// Why it is not another verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyNot {
    /// `ours`, `ours, proved`, `backscatter`, `unsure`.
    pub verdict: &'static str,
    pub says: String,
}

/// Why a report with this verdict (in the words of `check`) has no other.
pub fn why_not(verdict: &str, proved: bool, evidence: &[Evidence], reasoning: &Reasoning) -> Vec<WhyNot> {
    let not = |verdict, says: String| WhyNot { verdict, says };
    let missing = Need::ALL.iter().filter(|need| need.is_met(evidence) == Some(false)).count();
    match (verdict, proved) {
        ("ours", true) => vec![not("backscatter", "What you sent is never filed: nothing else was asked.".to_owned())],
        ("ours", false) => vec![
            not("ours, proved", not_proved(evidence, reasoning)),
            not("backscatter", "What you may have sent is never filed: nothing else was asked.".to_owned()),
        ],
        ("backscatter", _) => vec![not("ours", not_ours(reasoning)), not("unsure", "Everything that a filing needs is there.".to_owned())],
        ("unsure", _) => {
            let says = match missing {
                1 => "One of the things that a filing needs is missing.".to_owned(),
                many => format!("Of what a filing needs, {many} things are missing."),
            };
            vec![not("ours", not_ours(reasoning)), not("backscatter", says)]
        }
        _ => Vec::new(),
    }
}

fn not_ours(reasoning: &Reasoning) -> String {
    if reasoning.tried.is_empty() {
        return "It gives no fact by which a Sent message could be found.".to_owned();
    }
    match facts(&reasoning.nearest) {
        None => "No Sent message has any of these facts.".to_owned(),
        Some(facts) => format!(
            "The Sent message that comes nearest agrees on the {facts} alone; needed are the ID, or two of recipient, subject and date."
        ),
    }
}

fn not_proved(evidence: &[Evidence], reasoning: &Reasoning) -> String {
    let has = |sign| evidence.iter().any(|e| e.sign == sign);
    if has(Sign::RelayHandedOn) {
        return "The name of a server proves no single message of yours.".to_owned();
    }
    if has(Sign::MetInInbox) {
        return "What agrees does not stand in a Sent folder.".to_owned();
    }
    let facts = facts(&reasoning.nearest).unwrap_or_else(|| "nothing".to_owned());
    format!("One Sent message must agree on the ID and one more fact, or on recipient, subject and date; this one agrees on the {facts}.")
}

/// "recipient and date"; `None` where nothing agrees.
fn facts(facts: &[Fact]) -> Option<String> {
    let words = facts.iter().map(|fact| match fact {
        Fact::MessageId => "ID",
        Fact::Recipient => "recipient",
        Fact::Subject | Fact::QuotedSubject => "subject",
        Fact::Date => "date",
        Fact::Moment => "From and very second",
    });
    let words: Vec<&str> = words.collect();
    let (last, first) = words.split_last()?;
    Some(if first.is_empty() { (*last).to_owned() } else { format!("{} and {last}", first.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Address, MessageId};
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

    #[test]
    fn why_not_is_told_in_a_sentence() {
        let with = |nearest: &[Fact]| Reasoning {
            tried: vec![Tried { fact: Fact::Subject, value: "x".to_owned(), found: 0 }],
            nearest: nearest.to_vec(),
            ..Reasoning::default()
        };
        let signs = |signs: &[Sign]| signs.iter().map(|sign| Evidence::new(*sign, "")).collect::<Vec<_>>();
        let needed = "needed are the ID, or two of recipient, subject and date.";
        let must = "One Sent message must agree on the ID and one more fact, or on recipient, subject and date;";
        for (verdict, proved, evidence, reasoning, want) in [
            (
                "backscatter",
                false,
                vec![],
                with(&[]),
                ["ours: No Sent message has any of these facts.", "unsure: Everything that a filing needs is there."],
            ),
            (
                "backscatter",
                false,
                vec![],
                with(&[Fact::Recipient]),
                [
                    &*format!("ours: The Sent message that comes nearest agrees on the recipient alone; {needed}"),
                    "unsure: Everything that a filing needs is there.",
                ],
            ),
            (
                "unsure",
                false,
                signs(&[Sign::BlockCut, Sign::PartsGuessed]),
                Reasoning::default(),
                [
                    "ours: It gives no fact by which a Sent message could be found.",
                    "backscatter: One of the things that a filing needs is missing.",
                ],
            ),
            (
                "unsure",
                false,
                signs(&[Sign::NotIdentified, Sign::CoverageLow]),
                with(&[]),
                ["ours: No Sent message has any of these facts.", "backscatter: Of what a filing needs, 2 things are missing."],
            ),
            (
                "ours",
                false,
                signs(&[Sign::SentRecipient, Sign::SentDate]),
                with(&[Fact::Recipient, Fact::Date]),
                [
                    &*format!("ours, proved: {must} this one agrees on the recipient and date."),
                    "backscatter: What you may have sent is never filed: nothing else was asked.",
                ],
            ),
            (
                "ours",
                false,
                signs(&[Sign::SentId, Sign::SentDate, Sign::MetInInbox]),
                with(&[Fact::MessageId, Fact::Date]),
                [
                    "ours, proved: What agrees does not stand in a Sent folder.",
                    "backscatter: What you may have sent is never filed: nothing else was asked.",
                ],
            ),
        ] {
            let said: Vec<_> =
                why_not(verdict, proved, &evidence, &reasoning).iter().map(|n| format!("{}: {}", n.verdict, n.says)).collect();
            assert_eq!(said, want);
        }
        assert_eq!(why_not("ours", true, &[], &with(&[])).len(), 1);
        let met = |evidence: &[Evidence]| Need::ALL.map(|need| need.is_met(evidence).map_or('-', |met| if met { 'y' } else { 'n' }));
        for (evidence, want) in [
            (vec![], "yyyyyyyy"),
            (signs(&[Sign::NoOriginalFrom, Sign::NotIdentified]), "yynnyy--"),
            (signs(&[Sign::HeaderMissing, Sign::CoverageUnknown]), "yyynyyyn"),
            (signs(&[Sign::NeverFiled, Sign::BlockCut, Sign::OriginalList, Sign::SubjectUndated, Sign::BeyondCoverage]), "nnyynnny"),
        ] {
            assert_eq!(met(&evidence).iter().collect::<String>(), want);
        }
    }
}
