//! One record, whole: the verdict, its evidence, and each step of the way there.

use jiff::Timestamp;
use serde::Serialize;

use super::records::{Eye, kind, stands, step, verdict_tone};
use super::screen::{Tone, columns};
use crate::account::{Record, Step};
use crate::mail::shown;
use crate::recognise::needs::WhyNot;
use crate::recognise::reasoning::{Fact, Tried};
use crate::recognise::{Need, Reasoning, why_not};

/// What `--json` prints: the record as it is kept, and what follows from it.
#[derive(Serialize)]
pub struct Explained<'a> {
    #[serde(flatten)]
    record: &'a Record,
    /// What a filing needs; empty where nothing was asked but whether it is ours.
    needs: Vec<Needed>,
    why_not: Vec<WhyNot>,
}

#[derive(Serialize)]
struct Needed {
    need: Need,
    says: &'static str,
    /// `null`: not asked.
    met: Option<bool>,
}

impl<'a> Explained<'a> {
    pub fn of(record: &'a Record) -> Self {
        let asked = matches!(record.verdict.as_str(), "backscatter" | "unsure");
        let needs = Need::ALL.into_iter().filter(|_| asked);
        let needs = needs.map(|need| Needed { need, says: need.says(), met: need.is_met(&record.evidence) });
        let known = |reasoning: &Reasoning| why_not(&record.verdict, record.proved, &record.evidence, reasoning);
        Self { record, needs: needs.collect(), why_not: record.reasoning.as_ref().map(known).unwrap_or_default() }
    }
}

/// The same for a person.
pub fn explained(record: &Record, eye: &Eye) -> String {
    let mut page = Page { eye, out: String::new() };
    let Explained { needs, why_not, .. } = Explained::of(record);
    page.head(record);
    page.title("Why");
    for evidence in &record.evidence {
        page.sentence(&evidence.says);
    }
    let reasoning = record.reasoning.as_ref();
    if let Some(by) = reasoning.and_then(|reasoning| reasoning.kind_by.as_ref()) {
        page.title(&format!("Taken as {}", article(kind(record.kind))));
        page.sentence(&by.says);
    }
    page.title("Looked up in your Sent folders");
    match reasoning {
        Some(reasoning) => page.tried(reasoning),
        None => page.sought(record),
    }
    if !needs.is_empty() {
        page.title("What a filing needs");
        let not_asked = needs.iter().any(|needed| needed.met.is_none());
        for Needed { says, met, .. } in needs {
            let mark = match met {
                Some(true) => eye.screen.tone(Tone::Good, "yes"),
                Some(false) => eye.screen.tone(Tone::Warn, "no "),
                None => eye.screen.tone(Tone::Faint, "-  "),
            };
            page.line(&format!("    {mark}  "), says);
        }
        if not_asked {
            page.line("    ", &eye.screen.tone(Tone::Faint, "(-: not asked, because it shows no address of yours)"));
        }
    }
    if let Some(reasoning) = reasoning.filter(|reasoning| !reasoning.spoke_for_filing.is_empty()) {
        page.title("What spoke for filing it");
        reasoning.spoke_for_filing.iter().for_each(|evidence| page.sentence(&evidence.says));
    }
    for WhyNot { verdict, says } in why_not {
        page.title(&format!("Why not {verdict}"));
        page.line("    ", &says);
    }
    let back = match record.step {
        Step::Filed { .. } => Some("To put it back"),
        Step::Learned { .. } => Some("To put it back, and to forget what it taught"),
        _ => None,
    };
    if let Some(back) = back {
        page.line("", "");
        page.line("", &format!("{back}: backstop undo {}", record.id));
    }
    page.out
}

struct Page<'a> {
    eye: &'a Eye,
    out: String,
}

/// The names of facts stand in a column.
const NAME: usize = 12;

/// A value that is longer has its answer on the next line.
const VALUE: usize = 40;

impl Page<'_> {
    fn line(&mut self, lead: &str, text: &str) {
        self.out.push_str(self.eye.screen.hanging(lead, text).trim_end());
        self.out.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.out.push('\n');
        self.line("", &self.eye.screen.tone(Tone::Strong, title));
    }

    /// Whoever made it has cleaned what strangers wrote; what came from the disk is cleaned once more.
    fn sentence(&mut self, says: &str) {
        self.line("    - ", &shown(says, 600));
    }

    fn fact(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("    {}", self.eye.screen.tone(Tone::Faint, &format!("{name:<NAME$}"))), value);
        }
    }

    fn head(&mut self, record: &Record) {
        let eye = self.eye;
        let verdict = eye.screen.tone(verdict_tone(&record.verdict), &shown(&record.verdict, 12));
        let proved = if record.proved { ", proved" } else { "" };
        let id = eye.screen.tone(Tone::Strong, &record.id.to_string());
        self.line("", &format!("{id}  {verdict}{proved}, {}, {}", kind(record.kind), step(&record.step)));
        self.fact("From", &shown(&record.from, 120));
        self.fact("Subject", &shown(&record.subject, 120));
        self.fact("Account", &shown(&record.account, 60));
        self.fact("Arrived", &format!("{}, judged {}", eye.short(record.arrived), eye.short(record.judged)));
        self.fact("Stands in", &shown(stands(&record.step).unwrap_or(&record.place.folder), 60));
    }

    fn tried(&mut self, reasoning: &Reasoning) {
        let values: Vec<String> = reasoning.tried.iter().map(|tried| shown(&tried.value, 90)).collect();
        let width = values.iter().map(|value| columns(value)).filter(|width| *width <= VALUE).max().unwrap_or_default();
        for (Tried { fact, found, .. }, value) in reasoning.tried.iter().zip(&values) {
            let gave = gave(*fact, *found);
            let tone = if *found == 0 { Tone::Faint } else { Tone::Plain };
            let gave = self.eye.screen.tone(tone, &gave);
            let name = name(*fact);
            match width.checked_sub(columns(value)) {
                Some(gap) => self.fact(name, &format!("{value}{:gap$}  {gave}", "")),
                None => {
                    self.fact(name, value);
                    self.line(&" ".repeat(4 + NAME + width + 2), &gave);
                }
            }
        }
        match (reasoning.tried.len(), reasoning.more) {
            (0, _) => self.line("    ", "Nothing: it does not say which mail it answers."),
            (_, 0) => {}
            (_, more) => self.line("    ", &format!("and {more} more")),
        }
    }

    /// Of a record that is older than its reasoning.
    fn sought(&mut self, record: &Record) {
        let sought = &record.sought;
        let written = |date: &Timestamp| date.to_zoned_datetime(self.eye.zone.clone()).strftime("%-d %b %Y %H:%M").to_string();
        let mut facts: Vec<(&str, String)> = sought.ids.iter().map(|id| ("Message-ID", shown(id.as_str(), 120))).collect();
        facts.extend(sought.recipients.iter().map(|address| ("Recipient", shown(address.as_str(), 120))));
        facts.extend(sought.subject.iter().map(|subject| ("Subject", shown(subject, 120))));
        facts.extend(sought.date.iter().map(|date| ("Date", written(date))));
        if facts.is_empty() {
            self.line("    ", "Nothing: it does not say which mail it answers.");
        }
        facts.iter().for_each(|(name, value)| self.fact(name, value));
    }
}

fn article(kind: &str) -> String {
    let an = kind.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {kind}", if an { "an" } else { "a" })
}

fn name(fact: Fact) -> &'static str {
    match fact {
        Fact::MessageId => "Message-ID",
        Fact::Recipient => "Recipient",
        Fact::Subject | Fact::QuotedSubject => "Subject",
        Fact::Date | Fact::Moment => "Date",
    }
}

/// Of a date only the very second is looked up; its day alone finds nothing.
fn gave(fact: Fact, found: u32) -> String {
    let to_the_second = if fact == Fact::Moment { "to the second " } else { "" };
    match found {
        0 => format!("{to_the_second}in no Sent message"),
        1 => format!("{to_the_second}in one Sent message"),
        many => format!("{to_the_second}in {many} Sent messages"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::records::tests::{eye, filed, record};
    use crate::cli::screen::Screen;
    use crate::recognise::{Evidence, Kind, Sign};

    fn reasoning() -> Reasoning {
        let tried = |fact, value: &str, found| Tried { fact, value: value.to_owned(), found };
        Reasoning {
            kind_by: Some(Evidence { sign: Sign::StatusPart, says: "It holds a delivery status.".into() }),
            tried: vec![
                tried(Fact::MessageId, "x@example.net", 0),
                tried(Fact::MessageId, "an-id-that-is-long-and-longer-and-longer-still@mail.example.net", 0),
                tried(Fact::Recipient, "ann@example.com", 3),
                tried(Fact::Subject, "Cheap pills", 1),
                tried(Fact::Moment, "1 Nov 2026 10:00:00 UTC", 0),
            ],
            more: 4,
            nearest: vec![Fact::Recipient],
            spoke_for_filing: Vec::new(),
        }
    }

    const HEAD: &str = "
    From        mailer-daemon@mx.example.com
    Subject     Undelivered Mail Returned [2J to Sender
    Account     home
    Arrived     today 09:30, judged today 09:31
";

    #[test]
    fn an_explanation_shows_every_step() {
        let record = Record { reasoning: Some(reasoning()), ..record(42, Kind::Failure, "backscatter", filed()) };
        let want = "
Why
    - The original <x@example.net> of 1 Nov 2026 is in none of your Sent folders

Taken as a failure
    - It holds a delivery status.

Looked up in your Sent folders
    Message-ID  x@example.net            in no Sent message
    Message-ID  an-id-that-is-long-and-longer-and-longer-still@mail.example.net
                                         in no Sent message
    Recipient   ann@example.com          in 3 Sent messages
    Subject     Cheap pills              in one Sent message
    Date        1 Nov 2026 10:00:00 UTC  to the second in no Sent message
    and 4 more

What a filing needs
    yes  It is of a kind that may be filed.
    yes  What it returns is seen to its end.
    yes  It says which message it answers.
    yes  What it returns shows that message as from you.
    yes  No machine, list or calendar sends such a message for you.
    yes  No Sent message could be that one.
    yes  Sent is read without a gap, from its day until after this arrived.
    yes  Enough of what you send is in Sent, or another sign speaks.

Why not ours
    The Sent message that comes nearest agrees on the recipient alone; needed are the ID, or two of recipient, subject and date.

Why not unsure
    Everything that a filing needs is there.

To put it back: backstop undo 42
";
        assert_eq!(explained(&record, &eye()), format!("42  backscatter, failure, filed{HEAD}    Stands in   Backscatter\n{want}"));
        let narrow = Eye { screen: Screen::of_width(80), ..eye() };
        assert_eq!(explained(&record, &narrow).lines().map(columns).max(), Some(80));
        let data = serde_json::to_value(Explained::of(&record)).unwrap();
        assert_eq!(data["reasoning"]["tried"][2]["found"], 3);
        assert_eq!((&data["needs"][7]["need"], &data["needs"][7]["met"]), (&"absence-proves".into(), &true.into()));
        assert_eq!((&data["why_not"][1]["verdict"], &data["id"]), (&"unsure".into(), &42.into()));
    }

    #[test]
    fn what_is_left_alone_shows_what_is_missing_and_what_spoke_for_it() {
        let doubt = Evidence { sign: Sign::CoverageLow, says: "Of 40 messages that people answered, only 30 are there.".into() };
        let hops = Evidence { sign: Sign::HopsForeign, says: "The original came in through dialup.example.".into() };
        let reasoning = Reasoning { nearest: Vec::new(), spoke_for_filing: vec![hops], ..reasoning() };
        let unsure = Record { evidence: vec![doubt], reasoning: Some(reasoning), ..record(7, Kind::AutoReply, "unsure", Step::Left) };
        let said = explained(&unsure, &eye());
        for part in [
            "\nTaken as an auto-reply\n",
            "    yes  No Sent message could be that one.\n",
            "    no   Enough of what you send is in Sent, or another sign speaks.\n",
            "\nWhat spoke for filing it\n    - The original came in through dialup.example.\n",
            "\nWhy not ours\n    No Sent message has any of these facts.\n",
            "\nWhy not backscatter\n    One of the things that a filing needs is missing.\n",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        assert!(!said.contains("undo"), "{said}");
        let stranger = Evidence { sign: Sign::NotFromYou, says: "The original is from ann@far.example.".into() };
        let said = explained(&Record { evidence: vec![stranger], ..unsure }, &eye());
        assert!(
            said.contains("    -    Enough of what you send is in Sent, or another sign speaks.\n    (-: not asked, because"),
            "{said}"
        );
    }

    #[test]
    fn a_record_that_is_older_shows_what_was_compared() {
        let ours = record(3, Kind::Failure, "ours", Step::Left);
        let want = "
Why
    - The original <x@example.net> of 1 Nov 2026 is in none of your Sent folders

Looked up in your Sent folders
    Message-ID  x@example.net
    Recipient   ann@example.com
    Subject     Cheap pills
    Date        1 Nov 2026 10:00
";
        assert_eq!(explained(&ours, &eye()), format!("3  ours, failure, left{HEAD}    Stands in   INBOX\n{want}"));
    }
}
