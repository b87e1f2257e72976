//! Records of the journal, as people read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::screen::{Screen, Tone, columns, fitted};
use super::when::{clock, short};
use crate::account::record::Why;
use crate::account::{Record, Step};
use crate::mail::shown;
use crate::recognise::Kind;

/// Where and when a person looks.
#[derive(Clone, Debug)]
pub struct Eye {
    pub screen: Screen,
    pub now: Timestamp,
    pub zone: TimeZone,
}

impl Eye {
    pub fn of_person() -> Self {
        Self { screen: Screen::of_output(), now: Timestamp::now(), zone: TimeZone::system() }
    }

    pub fn short(&self, moment: Timestamp) -> String {
        short(moment, self.now, &self.zone)
    }

    pub fn clock(&self, moment: Timestamp) -> String {
        clock(moment, self.now, &self.zone)
    }
}

/// The list, newest first, as it comes.
pub fn table(records: &[Record], eye: &Eye) -> String {
    if records.is_empty() {
        return "Nothing has been judged yet.\n".to_owned();
    }
    let several = records.iter().any(|record| Some(&record.account) != records.first().map(|first| &first.account));
    let mut rows = vec![["ID", "WHEN", "VERDICT", "KIND", "STEP", "MESSAGE"].map(str::to_owned)];
    rows.extend(records.iter().map(|record| {
        [
            record.id.to_string(),
            eye.short(record.judged),
            shown(&record.verdict, 12),
            kind(record.kind).to_owned(),
            step(&record.step).to_owned(),
            message(record, several),
        ]
    }));
    let widths: [usize; 5] =
        std::array::from_fn(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell)).max().unwrap_or(0));
    let used = widths.iter().map(|width| width + 2).sum();
    // on a narrow screen the message has a line of its own
    let (apart, room) = match eye.screen.rest(used) {
        None => (false, None),
        Some(rest) if rest >= SUBJECT => (false, Some(rest)),
        Some(_) => (true, eye.screen.rest(INDENT)),
    };
    let mut out = String::new();
    for (number, row) in rows.iter().enumerate() {
        let tones = match number.checked_sub(1).and_then(|index| records.get(index)) {
            None => [Tone::Faint; 6],
            Some(record) => [Tone::Plain, Tone::Faint, verdict_tone(&record.verdict), Tone::Plain, step_tone(&record.step), Tone::Plain],
        };
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell}{:1$}", "", width.saturating_sub(columns(cell)))).collect();
        let cells: Vec<String> = cells.iter().zip(tones).map(|(cell, tone)| eye.screen.tone(tone, cell)).collect();
        let message = row.last().map(|cell| room.map_or_else(|| cell.clone(), |room| fitted(cell, room))).unwrap_or_default();
        let message = eye.screen.tone(tones[5], &message);
        let cells = cells.join("  ");
        out.push_str(&match (apart, number) {
            (false, _) => format!("{cells}  {message}\n"),
            (true, 0) => format!("{}\n", cells.trim_end()),
            (true, _) => format!("{}\n{:INDENT$}{message}\n", cells.trim_end(), ""),
        });
    }
    out
}

/// As many columns are left for the message, or it has a line of its own.
const SUBJECT: usize = 60;

/// Where such a line begins.
const INDENT: usize = 6;

/// A record's number, as a person types it.
pub fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "it is no number; backstop log shows them".to_owned())
}

/// An account's name as a shell takes it for one word.
pub fn as_argument(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+');
    let name = shown(name, 60);
    if !name.is_empty() && name.chars().all(plain) { name } else { format!("'{}'", name.replace('\'', "'\\''")) }
}

/// Author and subject in one cell; the account where there are several.
fn message(record: &Record, several: bool) -> String {
    let from = match &record.step {
        Step::Learned { .. } => "learned from your move: what answers the same forgery is filed".to_owned(),
        Step::Forgotten => "learned from your move, and forgotten when you moved it back".to_owned(),
        _ => shown(&record.from, 60),
    };
    let account = if several { format!("[{}] ", shown(&record.account, 20)) } else { String::new() };
    let dash = if from.is_empty() || record.subject.is_empty() { "" } else { " - " };
    format!("{account}{from}{dash}{}", shown(&record.subject, 200))
}

/// The words of `check`.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Failure => "failure",
        Kind::Delay => "delay",
        Kind::Success => "success",
        Kind::AutoReply => "auto-reply",
        Kind::Challenge => "challenge",
        Kind::Notice => "notice",
        Kind::Receipt => "receipt",
        Kind::Complaint => "complaint",
        Kind::Ordinary => "ordinary",
    }
}

pub fn step(step: &Step) -> &'static str {
    match step {
        Step::Left => "left",
        Step::WouldFile => "would file",
        Step::Planned { .. } | Step::Copied { .. } => "filing",
        Step::Filed { .. } => "filed",
        Step::Gone => "moved by you",
        Step::BackPlanned { .. } | Step::BackCopied { .. } => "going back",
        Step::Back { why: Why::Asked, .. } => "undone",
        Step::Back { why: Why::LateTruth, .. } => "put back",
        Step::Returned => "put back by you",
        Step::Learned { .. } => "learned",
        Step::Forgotten => "forgotten",
    }
}

/// The folder where it stands now, where that is not where it was judged.
pub fn stands(step: &Step) -> Option<&str> {
    match step {
        Step::Filed { to, .. } | Step::Copied { to } | Step::Back { to, .. } | Step::BackCopied { to, .. } => Some(&to.folder),
        Step::BackPlanned { from, .. } => Some(&from.folder),
        Step::Left | Step::WouldFile | Step::Planned { .. } | Step::Gone | Step::Returned => None,
        Step::Learned { .. } | Step::Forgotten => None,
    }
}

pub fn verdict_tone(verdict: &str) -> Tone {
    match verdict {
        "ours" => Tone::Good,
        "backscatter" => Tone::Bad,
        "unsure" => Tone::Warn,
        _ => Tone::Plain,
    }
}

fn step_tone(step: &Step) -> Tone {
    match step {
        Step::Left | Step::WouldFile | Step::Gone => Tone::Faint,
        Step::Filed { .. } => Tone::Plain,
        _ => Tone::Warn,
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::account::Identity;
    use crate::mail::{Address, MessageId, Place};
    use crate::recognise::{Evidence, Sign};
    use crate::sent::Sought;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    pub fn eye() -> Eye {
        Eye { screen: Screen::of_output(), now: at("2026-11-03T12:00:00Z"), zone: TimeZone::UTC }
    }

    pub fn record(id: i64, kind: Kind, verdict: &str, step: Step) -> Record {
        Record {
            id,
            account: "home".to_owned(),
            place: Place { folder: "INBOX".to_owned(), validity: 1, uid: 1 },
            identity: Identity(1),
            letter: None,
            kind,
            verdict: verdict.to_owned(),
            proved: false,
            evidence: vec![Evidence {
                sign: Sign::SentAbsent,
                says: "The original <x@example.net> of 1 Nov 2026 is in none of your Sent folders".into(),
            }],
            sought: Sought {
                ids: MessageId::all("<x@example.net>"),
                recipients: Address::all("ann@example.com"),
                subject: Some("Cheap\u{202E} pills".to_owned()),
                date: Some(at("2026-11-01T10:00:00Z")),
                ..Sought::default()
            },
            subject: "Undelivered Mail\r\nReturned\u{1b}[2J to Sender".to_owned(),
            from: "mailer-daemon@mx.example.com".to_owned(),
            arrived: at("2026-11-03T09:30:00Z"),
            judged: at("2026-11-03T09:31:00Z"),
            step,
            reasoning: None,
        }
    }

    pub fn filed() -> Step {
        Step::Filed { to: Place { folder: "Backscatter".to_owned(), validity: 2, uid: 7 }, watched_until: at("2026-11-10T09:31:00Z") }
    }

    #[test]
    fn a_list_is_aligned_and_clean() {
        let records = [record(142, Kind::Failure, "backscatter", filed()), record(7, Kind::AutoReply, "unsure", Step::Left)];
        assert_eq!(
            table(&records, &eye()),
            "\
ID   WHEN         VERDICT      KIND        STEP   MESSAGE
142  today 09:31  backscatter  failure     filed  mailer-daemon@mx.example.com - Undelivered Mail Returned [2J to Sender
7    today 09:31  unsure       auto-reply  left   mailer-daemon@mx.example.com - Undelivered Mail Returned [2J to Sender
"
        );
        assert_eq!(table(&[], &eye()), "Nothing has been judged yet.\n");
    }

    #[test]
    fn on_a_narrow_screen_the_message_has_a_line_of_its_own() {
        let records = [record(142, Kind::Failure, "backscatter", filed()), record(7, Kind::AutoReply, "unsure", Step::Left)];
        let narrow = Eye { screen: Screen::of_width(80), ..eye() };
        assert_eq!(
            table(&records, &narrow),
            "\
ID   WHEN         VERDICT      KIND        STEP
142  today 09:31  backscatter  failure     filed
      mailer-daemon@mx.example.com - Undelivered Mail Returned [2J to Sender
7    today 09:31  unsure       auto-reply  left
      mailer-daemon@mx.example.com - Undelivered Mail Returned [2J to Sender
"
        );
        let wide = Eye { screen: Screen::of_width(121), ..eye() };
        assert!(table(&records, &wide).lines().all(|line| line.starts_with("ID") || line.ends_with("Returned [2J to Sender")));
        let most = |width| table(&records, &Eye { screen: Screen::of_width(width), ..eye() }).lines().map(columns).max();
        assert_eq!([most(60), most(112)], [Some(60), Some(112)]);
    }

    #[test]
    fn names_are_one_word_to_a_shell() {
        for (name, want) in
            [("home", "home"), ("me@example.org", "me@example.org"), ("my home", "'my home'"), ("Ann's", "'Ann'\\''s'"), ("", "''")]
        {
            assert_eq!(as_argument(name), want);
        }
    }
}
