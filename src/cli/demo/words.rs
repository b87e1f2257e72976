//! What the demo prints: a few lines a stage, in plain words.

use std::fmt::Write;
use std::time::Duration;

use super::ending::Ending;
use super::stage::{ACCOUNT, FOLDER, PASSWORD, Stage};
use crate::account::Record;
use crate::account::note::{Note, Scanned};
use crate::cli::preview;
use crate::cli::records::Eye;
use crate::cli::screen::Tone;
use crate::mail::shown;
use crate::sandbox::letters::{Letters, ME};

/// A heading, and lines under it.
fn stage(number: u8, title: &str, lines: &[String], eye: &Eye) -> String {
    let mut out = format!("\n{}\n", eye.screen.tone(Tone::Strong, &format!("{number}  {title}")));
    for line in lines {
        let line = match line.strip_prefix("   - ") {
            Some(evidence) => eye.screen.hanging("      - ", evidence),
            // a command is copied: it stays one line
            None if line.starts_with(' ') || line.is_empty() => format!("   {line}").trim_end().to_owned(),
            None => eye.screen.hanging("   ", line),
        };
        let _ = writeln!(out, "{line}");
    }
    out
}

pub(super) fn opening(letters: &Letters, eye: &Eye) -> String {
    let lead = "Backstop at work on an invented mailbox. Server, mail and agent live in this program; nothing of yours is touched.\n";
    let lines = [
        format!(
            "An IMAP server on this machine holds 90 days of Robin's mail: {} in INBOX, {} in Sent, {} in Junk.",
            letters.inbox.len(),
            letters.sent.len(),
            letters.junk.len()
        ),
        format!("Somebody sends spam as {ME}, and what cannot be delivered comes back to Robin."),
    ];
    format!("{}{}", eye.screen.paragraphs(lead), stage(1, "The mailbox", &lines, eye))
}

pub(super) fn preview(found: &Scanned, eye: &Eye) -> String {
    let mut lines = preview::preview(found, "90 days");
    lines.push("Nothing was moved or marked so far.".to_owned());
    stage(2, "A look, before anything is touched", &lines, eye)
}

pub(super) fn filed(count: u32, examples: &[&Record], notices: &[String], eye: &Eye) -> String {
    let mut lines = vec![format!("{count} messages were moved from INBOX to {FOLDER}, each written into a journal first.")];
    lines.extend(notices.iter().map(|title| format!("A notice on the desktop says: {title}")));
    lines.push("Some of them, and why:".to_owned());
    for record in examples {
        let from = format!("from {}", shown(&record.from, 60));
        lines.push(String::new());
        lines.push(format!("{}  {}", shown(&record.subject, 50), eye.screen.tone(Tone::Faint, &from)));
        lines.extend(record.evidence.iter().map(|evidence| format!("   - {}", shown(&evidence.says, 300))));
    }
    stage(3, "Filing", &lines, eye)
}

pub(super) fn live(told: &Note, took: Duration, eye: &Eye) -> String {
    let notice = match told {
        Note::NotDelivered { to, reason, .. } => format!("Your mail to {to} was not delivered: {}", reason.says()),
        _ => String::new(),
    };
    let lines = [
        "A friend writes. It stays in INBOX.".to_owned(),
        format!("A bounce of mail that Robin sent a moment ago. It stays in INBOX, and a notice says: {notice}"),
        format!("A bounce of mail that Robin never sent. It is in {FOLDER} {:.1} s after it came.", took.as_secs_f64()),
    ];
    stage(4, "Three mails arrive", &lines, eye)
}

pub(super) fn undone(eye: &Eye) -> String {
    let lines = [
        "The last one is put back: it stands in INBOX again, unread as it was.".to_owned(),
        "Another pass over INBOX leaves it there: what you put back is not filed again.".to_owned(),
    ];
    stage(5, "Undo", &lines, eye)
}

pub(super) fn ending(ending: &Ending, took: Duration, eye: &Eye) -> String {
    let number = |count: usize| if count == 0 { "-".to_owned() } else { count.to_string() };
    let mut lines = vec![eye.screen.tone(Tone::Faint, &format!("{:<28} {:>8} {:>8} {:>12}", "", "messages", "INBOX", FOLDER))];
    for row in &ending.rows {
        let mark = if row.right { eye.screen.tone(Tone::Good, "ok") } else { eye.screen.tone(Tone::Bad, "wrong") };
        lines.push(format!("{:<28} {:>8} {:>8} {:>12}  {mark}", row.sort, row.count, number(row.inbox), number(row.filed)));
    }
    lines.push(String::new());
    if ending.is_right() {
        lines.push("Every message is where it belongs, once; none was marked as read, none was lost.".to_owned());
    }
    lines.extend(ending.wrong.iter().map(|fault| eye.screen.tone(Tone::Bad, fault)));
    lines.push(eye.screen.tone(Tone::Faint, &format!("It took {:.1} s.", took.as_secs_f64())));
    stage(6, "Where every message ended", &lines, eye)
}

pub(super) fn keeping(kept: &Stage, eye: &Eye) -> String {
    let program = std::env::current_exe().map_or_else(|_| "backstop".to_owned(), |path| path.display().to_string());
    let server = format!("imaps://localhost:{}", kept.sandbox.port());
    let authority = kept.folder.path().join("ca.pem").display().to_string();
    let curl = format!("curl --cacert {authority} -u {ME}:{PASSWORD}");
    let lines = [
        format!("Account {ACCOUNT} at {server}, user {ME}, password {PASSWORD}, folder {FOLDER}."),
        "Ask the agent, in another terminal (log, status, explain, undo, scan --dry-run):".to_owned(),
        format!("   {} {program} log", kept.environment()),
        "Look at the server, or put a message back yourself and see that it stays:".to_owned(),
        format!("   {curl} {server}/{FOLDER} -X 'UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])'"),
        format!("   {curl} {server}/{FOLDER} -X 'UID MOVE 1 INBOX'"),
        "Ctrl-C ends it, and takes its folder away.".to_owned(),
    ];
    stage(7, "It goes on", &lines, eye)
}
