//! `backstop status`: how every account stands, and what keeps it from filing.

use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::asking::{Answered, ask, unexpected};
use super::preview::share;
use super::records::{Eye, as_argument};
use super::screen::{Tone, print, print_json};
use super::trouble::{Trouble, ended};
use crate::account::health::Line;
use crate::account::note::Reply;
use crate::account::{Health, Record, Request, Step};
use crate::mail::shown;
use crate::sent::coverage::{ENOUGH_FOUND, ENOUGH_REPLIES};
use crate::settings::Mode;

/// So many of the newest records are looked through for the last filing.
const LOOKED_THROUGH: u32 = 1_000;

/// Show how every account stands, and what keeps it from filing
#[derive(Args)]
#[command(after_help = "Example:\n  backstop status")]
pub struct Status {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Standing {
    /// An agent is running.
    running: bool,
    accounts: Vec<Account>,
}

#[derive(Serialize)]
struct Account {
    #[serde(flatten)]
    health: Health,
    /// When it filed last.
    last_filed: Option<Timestamp>,
}

impl Status {
    pub fn run(self) -> ExitCode {
        ended(self.status())
    }

    fn status(self) -> Result<(), Trouble> {
        let Answered { reply: Reply::Status { accounts }, by_agent } = ask(&Request::Status, |_| {})? else { return Err(unexpected()) };
        let Reply::Records { records } = ask(&Request::Log { most: LOOKED_THROUGH }, |_| {})?.reply else { return Err(unexpected()) };
        let accounts = accounts
            .into_iter()
            .map(|health| {
                let last_filed = last_filed(&records, &health.account);
                Account { health, last_filed }
            })
            .collect();
        let standing = Standing { running: by_agent, accounts };
        if self.json {
            return print_json(&standing);
        }
        print(&shown_to_people(&standing, &Eye::of_person()));
        Ok(())
    }
}

fn last_filed(records: &[Record], account: &str) -> Option<Timestamp> {
    records.iter().find(|record| record.account == account && matches!(record.step, Step::Filed { .. })).map(|record| record.judged)
}

fn shown_to_people(standing: &Standing, eye: &Eye) -> String {
    let mut out = String::new();
    if !standing.running {
        let left = eye.screen.hanging("", "No agent is running: start it with backstop run. This is what it left.");
        out.push_str(&format!("{left}\n\n"));
    }
    if standing.accounts.is_empty() {
        out.push_str("No account is set up yet: backstop setup\n");
    }
    let blocks: Vec<String> = standing.accounts.iter().map(|account| block(account, standing.running, eye)).collect();
    out + &blocks.join("\n")
}

fn block(account: &Account, running: bool, eye: &Eye) -> String {
    let health = &account.health;
    let mut rows = Vec::new();
    if running {
        rows.push(("State", state(health, eye)));
    }
    let mode = match health.mode {
        Mode::File => "file",
        Mode::Observe => "observe",
    };
    rows.push(("Mode", (Tone::Plain, mode.to_owned())));
    if let Some(next) = health.held.first() {
        rows.push(("Held", (Tone::Plain, format!("{}, next at {}", health.held.len(), eye.clock(next.until)))));
    }
    if health.waiting > 0 {
        rows.push(("Waiting", (Tone::Plain, format!("{}, for a look at Sent, to be read, or on their way", health.waiting))));
    }
    rows.push(("Sent", sent(health, eye)));
    rows.push(("Coverage", coverage(health)));
    rows.push(("Filed", (Tone::Plain, filed(account, running, eye))));
    if health.returns_today > 0 {
        rows.push(("Put back", (Tone::Plain, format!("{} by you in the last 24 hours", health.returns_today))));
    }
    let mut out = format!("{}\n", eye.screen.tone(Tone::Strong, &shown(&health.account, 60)));
    for (name, (tone, text)) in rows {
        let name = eye.screen.tone(Tone::Faint, &format!("{name:<11}"));
        out.push_str(&format!("{}\n", eye.screen.hanging(&format!("  {name}"), &eye.screen.tone(tone, &text))));
    }
    for why in stops(health, running, eye) {
        let name = eye.screen.tone(Tone::Faint, "Not filing: ");
        out.push_str(&format!("{}\n", eye.screen.hanging(&format!("  {name}"), &eye.screen.tone(Tone::Warn, &why))));
    }
    out
}

fn state(health: &Health, eye: &Eye) -> (Tone, String) {
    let looked = health.looked.map(|at| format!(", looked at the inbox {}", eye.short(at))).unwrap_or_default();
    match &health.line {
        Line::Watching => (Tone::Good, format!("watching{looked}")),
        Line::Working { at } => (Tone::Good, format!("at work: {at}{looked}")),
        Line::Connecting => (Tone::Plain, "connecting".to_owned()),
        Line::Off | Line::Ended => (Tone::Plain, "off".to_owned()),
        Line::Offline { until, .. } => (Tone::Warn, format!("offline, next try {}{looked}", eye.clock(*until))),
        Line::Locked { until, .. } => (Tone::Warn, format!("without its password, next try {}", eye.clock(*until))),
        Line::Refused { .. } => (Tone::Bad, "login refused".to_owned()),
    }
}

fn sent(health: &Health, eye: &Eye) -> (Tone, String) {
    match (&health.reading, health.sent_from, health.sent_until) {
        (Some(reading), ..) => {
            let all = u64::from(reading.read) + u64::from(reading.left);
            (Tone::Plain, format!("reading {}: {} of {all}", shown(&reading.folder, 40), reading.read))
        }
        (None, Some(from), Some(until)) => (Tone::Plain, format!("read from {} to {}", eye.short(from), eye.short(until))),
        (None, Some(from), None) => (Tone::Plain, format!("read from {}", eye.short(from))),
        (None, None, _) => (Tone::Warn, "not read yet".to_owned()),
    }
}

/// The figure, and what lowers it.
fn coverage(health: &Health) -> (Tone, String) {
    match health.coverage {
        None => (Tone::Warn, format!("not known: fewer than {ENOUGH_REPLIES} answers to your mail in 90 days; a second sign is asked for")),
        Some(measured) => {
            let percent = share(measured.replies, measured.found);
            let figure = format!("{percent} % of what people answered is in Sent ({} of {})", measured.found, measured.replies);
            if percent >= ENOUGH_FOUND {
                (Tone::Plain, figure)
            } else {
                (Tone::Warn, format!("{figure}: something sends as you and keeps no copy there, so absence proves nothing"))
            }
        }
    }
}

fn filed(account: &Account, running: bool, eye: &Eye) -> String {
    let count = Some(account.health.filed).filter(|count| running && *count > 0);
    match (count, account.last_filed.map(|at| eye.short(at))) {
        (None, None) => "nothing yet".to_owned(),
        (None, Some(last)) => format!("last {last}"),
        (Some(count), None) => format!("{count} since the agent started, all put back"),
        (Some(count), Some(last)) => format!("{count} since the agent started, last {last}"),
    }
}

/// All that keeps an account from filing, in sentences that say what helps.
fn stops(health: &Health, running: bool, eye: &Eye) -> Vec<String> {
    let name = as_argument(&health.account);
    let why = |why: &Option<String>| why.as_deref().map(|why| format!(": {}", shown(why, 200))).unwrap_or_default();
    let mut stops = Vec::new();
    if let Some(paused) = &health.paused {
        let until = paused.until.map(|until| format!(" until {}", eye.clock(until))).unwrap_or_default();
        stops.push(format!("it is paused{until}: {}. To go on: backstop resume {name}", shown(&paused.why, 200)));
    }
    if health.mode == Mode::Observe {
        stops.push(format!("it only observes. To file: backstop mode {name} file"));
    }
    match &health.line {
        Line::Refused { why: said } => {
            stops.push(format!("the server refused the login{}. When you have looked: backstop setup", why(said)))
        }
        Line::Locked { why: said, .. } => stops.push(format!("the password is not to be had{}", why(said))),
        Line::Offline { why: said, .. } => stops.push(format!("the server is out of reach{}", why(said))),
        Line::Off | Line::Connecting | Line::Working { .. } | Line::Watching | Line::Ended => {}
    }
    if health.reports_only {
        stops.push("the server can neither MOVE nor UID EXPUNGE: nothing can be moved safely".to_owned());
    }
    if health.renumbered {
        stops.push("the server renumbered the inbox; it is read again first".to_owned());
    }
    if health.no_sent_folder {
        stops.push("no Sent folder was found: name it in the settings, sent = [\"...\"]".to_owned());
    } else if running && health.sent_from.is_none() {
        stops.push("Sent is being read for the first time".to_owned());
    }
    for folder in &health.stuck {
        stops.push(format!("the line breaks whenever {} is read", shown(folder, 60)));
    }
    for left in &health.left {
        let (old, address) = (shown(&left.account, 60), shown(&left.sent_as, 120));
        let after = left.until.map(|until| format!(" after {}", eye.short(until))).unwrap_or_default();
        stops.push(format!(
            "the account {old} is no longer in the settings and once sent as {address}: nothing of {address} is filed{after}. Set it up again: \
             backstop setup --name {old}; or, where another account sends its mail now, give that one the name {old} in the settings"
        ));
    }
    if health.disk_refuses {
        stops.push("the disk does not take the journal; nothing on the server is touched".to_owned());
    }
    if health.coverage.is_some_and(|c| share(c.replies, c.found) < ENOUGH_FOUND) {
        stops.push("coverage is too low for absence to prove anything; name what else sends as you: elsewhere = [\"...\"]".to_owned());
    }
    stops
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::account::health::{Held, LeftBehind, Measured, PausedFor, Reading};
    use crate::account::hold::HoldWhy;

    use crate::cli::screen::Screen;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn eye() -> Eye {
        Eye { screen: Screen::of_output(), now: at("2026-11-03T12:00:00Z"), zone: TimeZone::UTC }
    }

    fn health() -> Health {
        Health {
            account: "home".to_owned(),
            line: Line::Watching,
            mode: Mode::File,
            reports_only: false,
            renumbered: false,
            paused: None,
            cursor: None,
            looked: Some(at("2026-11-03T11:59:00Z")),
            held: vec![],
            waiting: 0,
            reading: None,
            stuck: vec![],
            no_sent_folder: false,
            sent_from: Some(at("2026-08-05T00:00:00Z")),
            sent_until: Some(at("2026-11-03T11:59:00Z")),
            coverage: Some(Measured { replies: 120, found: 116 }),
            left: vec![],
            filed: 12,
            watched: 3,
            returns_today: 0,
            disk_refuses: false,
            next_wake: None,
        }
    }

    fn shown_as(health: Health, running: bool) -> String {
        let accounts = vec![Account { health, last_filed: Some(at("2026-11-02T08:15:00Z")) }];
        shown_to_people(&Standing { running, accounts }, &eye())
    }

    #[test]
    fn an_account_that_files() {
        let held = |until| Held { uid: 1, arrived: at("2026-11-03T11:50:00Z"), until: at(until), why: HoldWhy::SentMayFollow };
        let held = vec![held("2026-11-03T12:05:00Z"), held("2026-11-03T12:09:00Z")];
        let health = Health { held, returns_today: 2, ..health() };
        assert_eq!(
            shown_as(health, true),
            "\
home
  State      watching, looked at the inbox today 11:59
  Mode       file
  Held       2, next at 12:05
  Sent       read from 5 Aug to today 11:59
  Coverage   96 % of what people answered is in Sent (116 of 120)
  Filed      12 since the agent started, last yesterday 08:15
  Put back   2 by you in the last 24 hours
"
        );
    }

    #[test]
    fn what_was_put_back_is_not_called_nothing() {
        let account = |filed, last: Option<&str>| Account { health: Health { filed, ..health() }, last_filed: last.map(at) };
        let last = Some("2026-11-03T08:15:00Z");
        for (filed, last, running, want) in [
            (0, None, true, "nothing yet"),
            (12, None, true, "12 since the agent started, all put back"),
            (12, None, false, "nothing yet"),
            (0, last, true, "last today 08:15"),
        ] {
            assert_eq!(super::filed(&account(filed, last), running, &eye()), want);
        }
    }

    #[test]
    fn an_account_that_does_not_says_why() {
        let health = Health {
            line: Line::Offline { until: at("2026-11-03T12:10:00Z"), why: Some("no route\u{1b}[2J".to_owned()) },
            mode: Mode::Observe,
            reports_only: true,
            renumbered: true,
            paused: Some(PausedFor { until: None, why: "you paused it".to_owned() }),
            reading: Some(Reading { folder: "Sent".to_owned(), read: 200, left: 800 }),
            stuck: vec!["Archive".to_owned()],
            sent_from: None,
            sent_until: None,
            coverage: Some(Measured { replies: 40, found: 30 }),
            left: vec![LeftBehind {
                account: "old".to_owned(),
                sent_as: "me@example.org".to_owned(),
                until: Some(at("2026-11-01T09:00:00Z")),
            }],
            disk_refuses: true,
            filed: 0,
            ..health()
        };
        assert_eq!(
            shown_as(health, true),
            "\
home
  State      offline, next try 12:10, looked at the inbox today 11:59
  Mode       observe
  Sent       reading Sent: 200 of 1000
  Coverage   75 % of what people answered is in Sent (30 of 40): something sends as you and keeps no copy there, so absence proves nothing
  Filed      last yesterday 08:15
  Not filing: it is paused: you paused it. To go on: backstop resume home
  Not filing: it only observes. To file: backstop mode home file
  Not filing: the server is out of reach: no route [2J
  Not filing: the server can neither MOVE nor UID EXPUNGE: nothing can be moved safely
  Not filing: the server renumbered the inbox; it is read again first
  Not filing: Sent is being read for the first time
  Not filing: the line breaks whenever Archive is read
  Not filing: the account old is no longer in the settings and once sent as me@example.org: nothing of me@example.org is filed \
after 1 Nov. Set it up again: backstop setup --name old; or, where another account sends its mail now, give that one the name \
old in the settings
  Not filing: the disk does not take the journal; nothing on the server is touched
  Not filing: coverage is too low for absence to prove anything; name what else sends as you: elsewhere = [\"...\"]
"
        );
    }

    #[test]
    fn with_no_agent_it_says_so() {
        let health = Health { line: Line::Off, coverage: None, filed: 0, looked: None, ..health() };
        assert_eq!(
            shown_as(health, false),
            "\
No agent is running: start it with backstop run. This is what it left.

home
  Mode       file
  Sent       read from 5 Aug to today 11:59
  Coverage   not known: fewer than 20 answers to your mail in 90 days; a second sign is asked for
  Filed      last yesterday 08:15
"
        );
    }
}
