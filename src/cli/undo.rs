//! `backstop undo`: puts filed messages back into INBOX, where they are never touched again.

use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::asking::{ask, unexpected};
use super::records::number;
use super::screen::{print, print_json};
use super::trouble::{Trouble, ended};
use super::when;
use crate::account::Request;
use crate::account::note::Reply;
use crate::account::request::Which;

/// Put filed messages back into the inbox, where they are never touched again
#[derive(Args)]
#[command(after_help = "Example:\n  backstop undo 42\n  backstop undo --last\n  backstop undo --since 2h")]
pub struct Undo {
    #[command(flatten)]
    which: Chosen,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Chosen {
    /// Its number in `backstop log`
    #[arg(value_parser = number)]
    id: Option<i64>,
    /// The one that was filed last
    #[arg(long)]
    last: bool,
    /// All that were filed since then: 2h, 3d, today, or a date such as 2026-11-03
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    since: Option<Timestamp>,
}

fn moment(text: &str) -> Result<Timestamp, String> {
    when::read(text, Timestamp::now(), &TimeZone::system())
}

impl Undo {
    pub fn run(self) -> ExitCode {
        ended(self.undo())
    }

    fn undo(self) -> Result<(), Trouble> {
        let which = match (self.which.id, self.which.since) {
            (Some(id), _) => Which::Id { id },
            (None, Some(at)) => Which::Since { at },
            (None, None) => Which::Last,
        };
        let reply = ask(&Request::Undo(which), |_| {})?.reply;
        let Reply::PutBack { count } = reply else { return Err(unexpected()) };
        if self.json {
            return print_json(&reply);
        }
        print(&match count {
            0 => "Nothing was put back: nothing that was filed is left to put back.\n".to_owned(),
            1 => "1 message is back in the inbox. It will not be touched again.\n".to_owned(),
            many => format!("{many} messages are back in the inbox. They will not be touched again.\n"),
        });
        Ok(())
    }
}
