//! What a filing needs, and why a report has no other verdict: both follow from its evidence, and from what was looked up.

use serde::Serialize;

use super::evidence::{Evidence, Sign};
use super::reasoning::{Fact, Reasoning};

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
            Sign::NotIdentified | Sign::Undated | Sign::BlocksDiffer => Self::Identified,
            Sign::NoOriginalFrom | Sign::NotFromYou | Sign::NotToYou | Sign::HeaderMissing => Self::ShowsYou,
            Sign::OriginalAutomatic
            | Sign::OriginalCalendar
            | Sign::OriginalList
            | Sign::OriginalSender
            | Sign::RoleAddress
            | Sign::ListNotice
            | Sign::SendsElsewhere => Self::NoMachine,
            Sign::SubjectUndated | Sign::RecipientUndated | Sign::RecipientRecent => Self::NothingAlike,
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
    use crate::recognise::reasoning::Tried;

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
