//! `backstop check`: judges messages on disk as the agent would, with no server, no settings and no store.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;

use super::messages::{self, Found};
use super::report::{Counts, json, line};
use super::screen::Screen;
use super::trouble::say;
use crate::mail::{Pattern, looks_automatic, read_cut};
use crate::recognise::{Campaigns, Known, Own, Verdict, recognise};
use crate::sent::{Book, Facts, Key, Reply, SentMail, Span, by_person};

/// Judge messages on disk: is it a bounce or an automatic reply, and did you send what it answers?
#[derive(Args)]
#[command(after_help = "Example:\n  backstop check --me me@example.org --sent ~/Maildir/.Sent ~/Maildir/cur\n\n\
    Exit status: 0 when every input was read, 1 when one could not be, 2 for wrong usage.")]
pub struct Check {
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
    /// One of your addresses, or *@example.org for a whole domain
    #[arg(long, value_name = "ADDRESS", value_parser = pattern)]
    me: Vec<Pattern>,
    /// What you sent: all in it counts as sent, and nothing else
    #[arg(long, value_name = "PATH")]
    sent: Vec<PathBuf>,
    /// What you received: from the answers in it is measured how much of what you send is in --sent
    #[arg(long, value_name = "PATH")]
    inbox: Vec<PathBuf>,
    /// A message, an mbox, a Maildir, or a folder of these
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::parse(text).ok_or_else(|| "neither an address nor *@ and a domain".to_owned())
}

/// The one account of `check`.
const ACCOUNT: &str = "--sent";

impl Check {
    pub fn run(self) -> ExitCode {
        let mut unread = 0_usize;
        let mut book = self.book(&mut unread);
        let own = Own { addresses: self.me.clone(), elsewhere: Vec::new() };
        let now = Timestamp::now();
        book.measure(now);
        let campaigns = Campaigns::default();
        let screen = Screen::of_output();
        let mut counts = Counts::default();
        let mut out = io::stdout().lock();
        let judge = |found: Found| {
            let mail = read_cut(&found.bytes, found.size);
            // a file does not tell when it arrived
            let arrived = mail.date.unwrap_or(now);
            let known = Known { book: &book, own: &own, campaigns: &campaigns, arrived, looked_after: arrived, now };
            let verdict = if looks_automatic(&mail) { recognise(&mail, &known) } else { Verdict::ordinary() };
            counts.add(&verdict);
            let written =
                if self.json { json(&mut out, &found.path, &mail, &verdict) } else { line(&mut out, screen, &found.path, &verdict) };
            // a reader that has seen enough (`| head`) closes the pipe: no failure
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let flow = all(&self.paths, judge, &mut unread);
        if !self.json && flow.is_continue() {
            // the pipe may have closed since: nothing is lost
            writeln!(out, "\n{counts}").unwrap_or_default();
        }
        if unread == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// The Sent book of this run. Where some of Sent could not be read, absence proves nothing.
    fn book(&self, unread: &mut usize) -> Book {
        // nothing of it is stored: the key is no secret
        let mut book = Book::new(Key([0; 16]));
        let mut number = 0_u32;
        let mut missing = 0;
        let add = |found: Found| {
            let sent = SentMail::of(&read_cut(&found.bytes, found.size));
            book.add(number, ACCOUNT, &Facts::of(&sent, book.key(), None, true));
            number = number.saturating_add(1);
            ControlFlow::Continue(())
        };
        // judged only when all of Sent is read: nothing breaks it off
        let _ = all(&self.sent, add, &mut missing);
        *unread += missing;
        if missing == 0 && !book.is_empty() {
            book.set_account(ACCOUNT, Some(Span { from: Timestamp::MIN, until: Timestamp::MAX }));
        }
        if self.inbox.is_empty() {
            book.assume_coverage();
        }
        self.add_inbox(&mut book, number, unread);
        book
    }

    /// Replies of people, from which coverage is measured, and the person's own messages met among them.
    fn add_inbox(&self, book: &mut Book, mut number: u32, unread: &mut usize) {
        // all of it counts, and a file does not tell when it arrived: it is taken to have arrived now
        let now = Timestamp::now();
        let add = |found: Found| {
            let mail = read_cut(&found.bytes, found.size);
            let own = |address: &crate::mail::Address| self.me.iter().any(|p| p.covers(address)) || book.wrote_as(address);
            if mail.from.iter().any(own) {
                let facts = Facts::of(&SentMail::of(&mail), book.key(), None, false);
                book.add(number, ACCOUNT, &facts);
                number = number.saturating_add(1);
            } else if by_person(&mail) {
                let reply = Reply::of(&mail, book.key(), own, now);
                for to in &mail.to {
                    book.note_written_to(book.key().author(to));
                }
                if let Some(reply) = reply {
                    book.add_reply(reply);
                }
            }
            ControlFlow::Continue(())
        };
        let _ = all(&self.inbox, add, unread);
    }
}

/// Every message of every path; what cannot be read is named and counted.
fn all(paths: &[PathBuf], mut take: impl FnMut(Found) -> ControlFlow<()>, unread: &mut usize) -> ControlFlow<()> {
    let mut fail = |path: &Path, error: &io::Error| {
        *unread += 1;
        say(&format!("{}: {error}", path.display()));
    };
    paths.iter().try_for_each(|path| messages::each(path, &mut take, &mut fail))
}
