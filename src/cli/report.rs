//! How `check` prints a verdict: a JSON object a line (the shape is stable: others measure with it), or lines for people.

use std::fmt;
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;

use super::records::kind;
use super::screen::{Screen, Tone};
use crate::mail::{Address, Mail, Returned};
use crate::recognise::{Evidence, Kind, Outcome, Verdict, shown};

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    kind: Kind,
    verdict: &'static str,
    proved: bool,
    returned: Original<'a>,
    recipients: Vec<Recipient<'a>>,
    reporting_mta: Option<&'a str>,
    evidence: &'a [Evidence],
}

#[derive(Serialize)]
struct Original<'a> {
    extent: &'static str,
    message_id: Option<&'a str>,
    from: Option<&'a str>,
    to: Vec<&'a str>,
    subject: Option<&'a str>,
    date: Option<Timestamp>,
}

#[derive(Serialize)]
struct Recipient<'a> {
    address: Option<&'a str>,
    action: Option<&'a str>,
    status: Option<&'a str>,
    diagnostic: Option<&'a str>,
}

/// Prints one object, and ends the line.
pub fn json(out: &mut impl Write, path: &str, mail: &Mail, verdict: &Verdict) -> io::Result<()> {
    let reports = verdict.kind != Kind::Ordinary;
    let recipient = |r: &'_ crate::mail::Recipient| r.address.is_some() || r.original.is_some() || r.status.is_some();
    let row = Row {
        path,
        kind: verdict.kind,
        verdict: word(&verdict.outcome),
        proved: verdict.outcome == Outcome::Ours { proved: true },
        returned: if reports { original(&mail.returned) } else { original(&Returned::Nothing) },
        recipients: mail.recipients.iter().filter(|r| reports && recipient(r)).map(Recipient::of).collect(),
        reporting_mta: mail.status_fields.iter().find(|(name, _)| reports && name == "reporting-mta").map(|(_, v)| untyped(v)),
        evidence: verdict.evidence(),
    };
    serde_json::to_writer(&mut *out, &row)?;
    out.write_all(b"\n")
}

impl<'a> Recipient<'a> {
    fn of(recipient: &'a crate::mail::Recipient) -> Self {
        Self {
            address: recipient.address.as_ref().or(recipient.original.as_ref()).map(Address::as_str),
            action: recipient.action.as_deref(),
            status: recipient.status.as_deref(),
            diagnostic: recipient.diagnostic.as_deref(),
        }
    }
}

fn original(returned: &Returned) -> Original<'_> {
    let extent = match returned {
        Returned::Whole(_) => "whole",
        Returned::Headers(_) => "headers",
        Returned::Quoted(_) => "quoted",
        Returned::Nothing => "nothing",
    };
    let original = returned.original();
    Original {
        extent,
        message_id: original.and_then(|o| o.ids.first()).map(|id| id.as_str()),
        from: original.and_then(|o| o.from.first()).map(Address::as_str),
        to: original.map(|o| o.to.iter().map(Address::as_str).collect()).unwrap_or_default(),
        subject: original.and_then(|o| o.subject.as_deref()),
        date: original.and_then(|o| o.date),
    }
}

/// A name without its type: `dns; mx.example.org` (RFC 3464, section 2.1.2).
fn untyped(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, name)| name).trim()
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Ordinary => "ordinary",
        Outcome::Ours { .. } => "ours",
        Outcome::Backscatter(_) => "backscatter",
        Outcome::Unsure => "unsure",
    }
}

fn tone(outcome: &Outcome) -> Tone {
    match outcome {
        Outcome::Ordinary => Tone::Faint,
        Outcome::Ours { .. } => Tone::Good,
        Outcome::Backscatter(_) => Tone::Bad,
        Outcome::Unsure => Tone::Warn,
    }
}

/// Prints the verdict on a line, and its evidence below.
pub fn line(out: &mut impl Write, screen: Screen, path: &str, verdict: &Verdict) -> io::Result<()> {
    let outcome = screen.tone(tone(&verdict.outcome), &format!("{:<12}", word(&verdict.outcome)));
    let kind = if verdict.kind == Kind::Ordinary { "" } else { kind(verdict.kind) };
    writeln!(out, "{outcome}{kind:<11}{}", printable(path))?;
    let lead = format!("{:12}- ", "");
    verdict.evidence().iter().try_for_each(|evidence| writeln!(out, "{}", screen.hanging(&lead, &evidence.says)))
}

/// A file's name may hold what moves a terminal's cursor. It is not cut.
fn printable(path: &str) -> String {
    path.split_inclusive('/').map(shown).collect()
}

/// How many of each.
#[derive(Default)]
pub struct Counts {
    ordinary: usize,
    ours: usize,
    backscatter: usize,
    unsure: usize,
}

impl Counts {
    pub fn add(&mut self, verdict: &Verdict) {
        match verdict.outcome {
            Outcome::Ordinary => self.ordinary += 1,
            Outcome::Ours { .. } => self.ours += 1,
            Outcome::Backscatter(_) => self.backscatter += 1,
            Outcome::Unsure => self.unsure += 1,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ordinary, ours, backscatter, unsure } = self;
        let all = ordinary + ours + backscatter + unsure;
        let s = if all == 1 { "" } else { "s" };
        write!(f, "{all} message{s}: {ordinary} ordinary, {ours} ours, {backscatter} backscatter, {unsure} unsure.")
    }
}
