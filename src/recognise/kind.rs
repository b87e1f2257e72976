//! The kinds of automatic mail, told apart: by the status part first, by header and words second.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::formats::{self, Told};
use super::{Evidence, Sign, delivery};
use crate::mail::{Mail, Report, Returned, Says, Signs};

/// What a message is, whoever sent what it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A bounce: not delivered.
    Failure,
    /// Not delivered yet.
    Delay,
    /// Delivered, relayed or expanded.
    Success,
    /// A vacation notice or its like (RFC 3834).
    AutoReply,
    /// "Confirm that you are a person."
    Challenge,
    /// A virus or content notice.
    Notice,
    /// A read receipt (RFC 8098).
    Receipt,
    /// A complaint (RFC 5965).
    Complaint,
    /// Everything else.
    Ordinary,
}

impl Kind {
    /// It tells the fate of a delivery.
    pub fn is_bounce(self) -> bool {
        matches!(self, Self::Failure | Self::Delay | Self::Success)
    }
}

/// Which kind of automatic mail is it, and by which sign? `None` for ordinary mail, which needs none.
pub fn kind_of(mail: &Mail) -> (Kind, Option<Evidence>) {
    let signs = mail.signs();
    let told = formats::told(mail);
    let found = by_report(mail, signs, &told).or_else(|| by_words(mail, signs, &told));
    match found {
        Some((kind, evidence)) => (kind, Some(evidence)),
        None => (Kind::Ordinary, None),
    }
}

type Found = Option<(Kind, Evidence)>;

fn found(kind: Kind, sign: Sign, says: impl Into<Cow<'static, str>>) -> Found {
    Some((kind, Evidence::new(sign, says)))
}

/// By the status part, which machines alone write.
fn by_report(mail: &Mail, signs: Signs, told: &Told) -> Found {
    let report = mail.report?;
    let disposition = mail.status_fields.iter().find(|(name, _)| name == "disposition").map(|(_, value)| value.to_lowercase());
    let kind = match report {
        Report::Feedback => Kind::Complaint,
        // a delivery status that was given the wrong name
        Report::Disposition if disposition.is_none() && mail.recipients.iter().any(|r| r.action.is_some()) => by_action(mail, signs, told),
        // Dovecot and others reject in the clothes of a receipt
        Report::Disposition if rejects(mail, signs, told, disposition.as_deref()) => Kind::Failure,
        Report::Disposition => Kind::Receipt,
        // a receipt whose server calls it a delivery report
        Report::DeliveryStatus if disposition.is_some() && !mail.recipients.iter().any(|r| r.action.is_some()) => Kind::Receipt,
        // Boxbe asks for a confirmation in the clothes of a bounce
        Report::DeliveryStatus if signs.sender.has(Says::Challenge) && told.challenge.is_some() => Kind::Challenge,
        Report::DeliveryStatus => by_action(mail, signs, told),
    };
    let part = match report {
        Report::Feedback => "a complaint (feedback report)",
        Report::Disposition => "a disposition notification",
        Report::DeliveryStatus => "a delivery status",
    };
    let server = mail.status_fields.iter().find(|(name, _)| name == "reporting-mta").and_then(|(_, value)| value.split(';').nth(1));
    let by = server.map(|server| format!(" from {}", server.trim())).unwrap_or_default();
    found(kind, Sign::StatusPart, format!("The message holds {part}{by}"))
}

fn rejects(mail: &Mail, signs: Signs, told: &Told, disposition: Option<&str>) -> bool {
    let rejected = mail.field("auto-submitted").is_some_and(|v| v.to_ascii_lowercase().contains("reject"));
    rejected
        || signs.subject.has(Says::Failure) && !signs.subject.has(Says::Receipt)
        || disposition.is_none_or(|d| !d.contains("displayed")) && told.failure.is_some()
}

/// One failed recipient makes a failure, else one delayed a delay; a report of deliveries alone is a success. Without an action the words decide.
fn by_action(mail: &Mail, signs: Signs, told: &Told) -> Kind {
    let any = |words: &[&str]| mail.recipients.iter().any(|r| r.action.as_deref().is_some_and(|a| words.contains(&a)));
    let class = |digit: char| mail.recipients.iter().any(|r| r.status.as_deref().is_some_and(|s| s.starts_with(digit)));
    if any(&["failed", "failure", "error"]) {
        Kind::Failure
    } else if any(&["delayed", "delay"]) {
        Kind::Delay
    } else if any(&["delivered", "relayed", "expanded", "deliverable"]) {
        Kind::Success
    } else if class('5') {
        Kind::Failure
    } else if class('2') {
        Kind::Success
    } else {
        of_failures(signs, told)
    }
}

/// Which of the three that speak of delivery do the words mean?
fn of_failures(signs: Signs, told: &Told) -> Kind {
    let subject = signs.subject;
    if subject.has(Says::Delay) || told.delay.is_some() && !subject.has(Says::Failure) {
        Kind::Delay
    } else if subject.has(Says::Success) || told.success.is_some() && told.failure.is_none() {
        Kind::Success
    } else if told.delay.is_some_and(|name| !name.is_empty()) {
        Kind::Delay
    } else {
        Kind::Failure
    }
}

/// By header and words: two signs that do not come from one another.
fn by_words(mail: &Mail, signs: Signs, told: &Told) -> Found {
    challenge(signs, told)
        .or_else(|| complaint(mail, signs, told))
        .or_else(|| delivery::sign(mail, signs, told).and_then(|(sign, says)| found(of_failures(signs, told), sign, says)))
        .or_else(|| notice(signs, told))
        .or_else(|| receipt(mail, signs, told))
        .or_else(|| reply(mail, signs, told))
}

/// Is it a machine's at all? A list's mail is not, unless its return path is null.
fn from_machine(signs: Signs) -> bool {
    signs.null_path
        || signs.sender.any(&[Says::Daemon, Says::Role, Says::Notice, Says::Reply, Says::Challenge])
        || signs.fields.any(&[Says::Failure, Says::Reply, Says::Machine])
}

fn challenge(signs: Signs, told: &Told) -> Found {
    let field = signs.fields.has(Says::Challenge);
    let machine = from_machine(signs) || field;
    let subject = signs.subject.has(Says::Challenge);
    let words = told.challenge.is_some();
    let replies = signs.null_path || signs.fields.has(Says::Reply);
    let delivers = signs.sender.has(Says::Daemon) || signs.subject.has(Says::Failure) || told.failure.is_some();
    let enough = field && (subject || words || signs.null_path)
        || subject && words
        || signs.sender.has(Says::Challenge) && (subject || words)
        || replies && words && !delivers;
    (enough || machine && subject && signs.fields.has(Says::Reply))
        .then(|| found(Kind::Challenge, Sign::ChallengeWords, "It asks for a confirmation before it delivers"))
        .flatten()
}

fn complaint(mail: &Mail, signs: Signs, told: &Told) -> Found {
    let returned = delivery::returns(mail);
    let enough = signs.fields.has(Says::Complaint) || signs.subject.has(Says::Complaint) && (returned || told.complaint.is_some());
    enough.then(|| found(Kind::Complaint, Sign::ComplaintWords, "A provider passes on that somebody complained")).flatten()
}

fn notice(signs: Signs, told: &Told) -> Found {
    let subject = signs.subject.has(Says::Notice);
    let enough = subject && (told.notice.is_some() || from_machine(signs))
        || told.notice.is_some() && (signs.null_path || signs.sender.has(Says::Notice));
    enough.then(|| found(Kind::Notice, Sign::NoticeWords, "It says that mail was found to hold a virus, or something forbidden")).flatten()
}

fn receipt(mail: &Mail, signs: Signs, told: &Told) -> Found {
    // Outlook's of old are a letter in TNEF, with the lines of the original's header in the language of whoever read it
    let tnef = mail.types.iter().any(|kind| kind == "application/ms-tnef") && mail.returned != Returned::Nothing;
    let enough = signs.subject.has(Says::Receipt) && (told.receipt.is_some() || signs.null_path || tnef);
    enough.then(|| found(Kind::Receipt, Sign::ReceiptWords, "It says that mail was read")).flatten()
}

fn reply(mail: &Mail, signs: Signs, told: &Told) -> Found {
    let listed = signs.fields.has(Says::List) && !signs.null_path;
    if signs.fields.has(Says::Reply) {
        return found(Kind::AutoReply, Sign::ReplyHeader, "Its header says that it was sent automatically, in reply");
    }
    if signs.subject.has(Says::Reply) && (!listed || told.reply.is_some()) {
        let subject = mail.subject.as_deref().unwrap_or_default();
        return found(Kind::AutoReply, Sign::ReplySubject, format!("Its subject is that of an automatic reply: \"{subject}\""));
    }
    let polite = signs.subject.has(Says::Polite) || signs.sender.has(Says::Reply);
    let enough =
        signs.null_path && (polite || told.reply.is_some()) || signs.fields.has(Says::Machine) && !listed && polite && told.reply.is_some();
    enough.then(|| found(Kind::AutoReply, Sign::ReplyWords, "It is written as automatic replies are")).flatten()
}
