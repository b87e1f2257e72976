//! `backstop scan`: one pass over the inbox, and what it found.

use std::process::ExitCode;

use clap::Args;

use super::asking::{ask, unexpected};
use super::preview::preview;
use super::progress::Progress;
use super::screen::{Screen, print, print_json};
use super::trouble::{Trouble, ended};
use crate::account::Request;
use crate::account::note::{Reply, Scanned};
use crate::mail::shown;

/// Look through the whole inbox once, and file what is backscatter where an account is set to file
#[derive(Args)]
#[command(after_help = "Example:\n  backstop scan --dry-run")]
pub struct Scan {
    /// Only count, and look into Junk too: move nothing
    #[arg(long)]
    dry_run: bool,
    /// Only this account
    #[arg(value_name = "ACCOUNT")]
    account: Option<String>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Scan {
    pub fn run(self) -> ExitCode {
        ended(self.scan())
    }

    fn scan(self) -> Result<(), Trouble> {
        let request = Request::Scan { account: self.account, dry: self.dry_run };
        let mut progress = Progress::new("looking through the inbox");
        let answered = ask(&request, |line| progress.line(line));
        drop(progress);
        let Reply::Scanned(scanned) = answered?.reply else { return Err(unexpected()) };
        if self.json {
            return print_json(&scanned);
        }
        let found = format!("{}\n{}\n", preview(&scanned, "In the inbox").join("\n"), moved(&scanned, self.dry_run));
        print(&Screen::of_output().paragraphs(&found));
        Ok(())
    }
}

fn moved(scanned: &Scanned, dry: bool) -> String {
    let messages = if scanned.seen == 1 { "message" } else { "messages" };
    let read = format!("{} {messages} looked at, {} automatic", scanned.seen, scanned.automatic);
    let said = match scanned.filed {
        _ if dry => format!("{read}; nothing was moved."),
        0 => format!("{read}; nothing was filed."),
        1 => format!("{read}; 1 was filed: backstop log"),
        many => format!("{read}; {many} were filed: backstop log"),
    };
    let left = [(scanned.moved, "they were moved or put back here"), (scanned.passed_over, "they could not be read")];
    let left = left.into_iter().filter(|(count, _)| *count > 0).map(|(count, why)| format!("\n{count} left alone: {why}."));
    let missing = scanned.missing.iter().map(|missing| {
        let (account, why) = (shown(&missing.account, 60), shown(&missing.why, 200));
        format!("\n{account} was not looked at: {why}. Nothing is filed that its Sent folders may explain.")
    });
    said + &left.chain(missing).collect::<String>()
}
