//! What notices say: short, plain, and without blame. Nothing of a report stands in them but a recipient that stands in Sent.

use jiff::tz::TimeZone;

use super::board::{Group, Subject};
use crate::account::Failure;
use crate::mail::shown;
use crate::recognise::Kind;

/// The longest title, in characters.
pub const TITLE: usize = 60;
/// The longest line of a body, in characters.
const LINE: usize = 160;
/// The longest name of an account or a folder.
const NAME: usize = 30;
/// The longest address.
const ADDRESS: usize = 80;

/// What a message is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noun {
    Bounce,
    Delay,
    AutoReply,
    Challenge,
    Notice,
    Message,
}

impl Noun {
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Failure => Self::Bounce,
            Kind::Delay => Self::Delay,
            Kind::AutoReply => Self::AutoReply,
            Kind::Challenge => Self::Challenge,
            Kind::Notice => Self::Notice,
            Kind::Success | Kind::Receipt | Kind::Complaint | Kind::Ordinary => Self::Message,
        }
    }

    /// So many of them, in words.
    pub fn counted(self, count: u32) -> String {
        let (one, many) = match self {
            Self::Bounce => ("bounce", "bounces"),
            Self::Delay => ("delay notice", "delay notices"),
            Self::AutoReply => ("automatic reply", "automatic replies"),
            Self::Challenge => ("challenge", "challenges"),
            Self::Notice => ("virus notice", "virus notices"),
            Self::Message => ("message", "messages"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

/// A failure of the line, as a person needs it; the server's own words stand in `backstop status`.
pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Refused(_) => "The server refused the login. It will not be tried again until you have looked: backstop setup".to_owned(),
        Failure::Secret(why) => format!("The password is not to be had: {}", without_stop(why)),
        Failure::Line(why) => format!("No connection: {}", without_stop(why)),
        Failure::Gone { folder } => format!("The folder {folder} is not there any more."),
        Failure::Server { .. } | Failure::Renumbered { .. } => "The server answers with an error.".to_owned(),
        Failure::SlowDown { .. } => "The server asks us to wait.".to_owned(),
    }
}

/// Title and body.
pub(super) fn notice(subject: Subject, group: &Group, private: bool, zone: &TimeZone) -> (String, String) {
    let one = group.count == 1;
    let messages = messages(group);
    let (title, body) = match subject {
        Subject::Filed if private => (format!("{messages} filed"), vec![]),
        Subject::WouldFile if private => (format!("{messages} would be filed"), vec![]),
        Subject::Filed => {
            let place = place(group, if one { "It is" } else { "They are" });
            (format!("{messages} filed"), vec![counts(group, zone), Some(format!("For mail that you never sent. {place}"))])
        }
        Subject::WouldFile => {
            let observes = match group.accounts.0.as_slice() {
                [account] => format!("{} only observes, so nothing was moved.", name(account)),
                _ => "You asked to observe only, so nothing was moved.".to_owned(),
            };
            (format!("{messages} would be filed"), vec![counts(group, zone), Some(format!("For mail that you never sent. {observes}"))])
        }
        Subject::NotDelivered if private && one => ("A mail of yours was not delivered".to_owned(), vec![]),
        Subject::NotDelivered if private => (format!("{} mails of yours were not delivered", group.count), vec![]),
        Subject::NotDelivered => failures(group),
        Subject::PutBack => {
            let body = if one {
                "The mail that it answers has turned up in Sent: it is yours, and in your inbox again."
            } else {
                "The mail that they answer has turned up in Sent: they are yours, and in your inbox again."
            };
            (format!("{messages} put back"), vec![Some(body.to_owned())])
        }
        Subject::PassedOver => {
            let body = if one {
                "Reading it broke the connection twice. It stays in your inbox."
            } else {
                "Reading them broke the connection twice. They stay in your inbox."
            };
            (format!("{} left unread by Backstop", Noun::Message.counted(group.count)), vec![Some(body.to_owned())])
        }
        Subject::Paused => troubles(group, private, "Filing is paused", "file nothing for now"),
        Subject::Refused => troubles(group, private, "Backstop cannot log in", "cannot log in"),
        Subject::Offline => troubles(group, private, "Backstop is offline", "are offline"),
    };
    let body: Vec<String> = body.into_iter().flatten().map(|line| shown(&line, LINE)).collect();
    (shown(&title, TITLE), body.join("\n"))
}

/// "3 bounces", or "12 messages" where they are of several kinds.
fn messages(group: &Group) -> String {
    match group.kinds.iter().next() {
        Some((noun, _)) if group.kinds.len() == 1 => noun.counted(group.count),
        _ => Noun::Message.counted(group.count),
    }
}

/// "9 bounces, 3 automatic replies, since 14:02", as far as the title does not say it.
fn counts(group: &Group, zone: &TimeZone) -> Option<String> {
    let mut parts = Vec::new();
    if group.kinds.len() > 1 {
        parts.extend(group.kinds.iter().map(|(noun, count)| noun.counted(*count)));
    }
    if group.latest.duration_since(group.since).as_mins() >= 1 {
        parts.push(format!("since {}", group.since.to_zoned_datetime(zone.clone()).strftime("%H:%M")));
    }
    let line = parts.join(", ");
    let mut letters = line.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// "It is in the folder Backscatter of home."
fn place(group: &Group, it_is: &str) -> String {
    match (group.folders.0.as_slice(), group.accounts.0.as_slice()) {
        ([folder], [account]) => format!("{it_is} in the folder {} of {}.", name(folder), name(account)),
        ([folder], _) => format!("{it_is} in the folders {}.", name(folder)),
        _ => format!("{it_is} in the folder for backscatter."),
    }
}

fn failures(group: &Group) -> (String, Vec<Option<String>>) {
    match group.failures.0.as_slice() {
        [(to, why)] if group.count == 1 => {
            let line = format!("Your mail to {} was not delivered: {}.", shown(to.as_str(), ADDRESS), why.says());
            ("Mail not delivered".to_owned(), vec![Some(line)])
        }
        known => {
            let mut lines: Vec<_> =
                known.iter().map(|(to, why)| Some(format!("To {}: {}.", shown(to.as_str(), ADDRESS), why.says()))).collect();
            let more = group.count.saturating_sub(u32::try_from(known.len()).unwrap_or(u32::MAX));
            lines.push((more > 0).then(|| format!("And {more} more: backstop log")));
            (format!("{} mails not delivered", group.count), lines)
        }
    }
}

fn troubles(group: &Group, private: bool, alone: &str, several: &str) -> (String, Vec<Option<String>>) {
    let count = group.troubles.len();
    let title = if count == 1 { alone.to_owned() } else { format!("{count} accounts {several}") };
    if private {
        return (title, vec![Some("To see why: backstop status".to_owned())]);
    }
    match group.troubles.iter().next() {
        Some((account, why)) if count == 1 => (format!("{}: {}", name(account), lower_first(alone)), vec![Some(sentence(why))]),
        _ => {
            let mut lines: Vec<_> =
                group.troubles.iter().take(3).map(|(account, why)| Some(format!("{}: {}", name(account), lower_first(why)))).collect();
            lines.push((count > 3).then(|| format!("And {} more: backstop status", count - 3)));
            (title, lines)
        }
    }
}

fn name(text: &str) -> String {
    shown(text, NAME)
}

fn without_stop(text: &str) -> String {
    format!("{}.", shown(text, LINE).trim_end_matches('.'))
}

/// A reason, as a sentence of its own. A command at its end is not followed by a stop, which would be copied with it.
fn sentence(why: &str) -> String {
    let why = shown(why, LINE);
    let mut letters = why.chars();
    let begun: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    if begun.ends_with(['.', '!', '?', '…']) || begun.contains(": backstop ") { begun } else { format!("{begun}.") }
}

/// A sentence's beginning after a colon; names and abbreviations keep their capital.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() && !text.starts_with("Backstop") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
