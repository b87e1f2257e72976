//! `backstop log`: what was judged, the newest first.

use std::process::ExitCode;

use clap::Args;

use super::asking::{ask, unexpected};
use super::records::{Eye, table};
use super::screen::{print, print_json};
use super::trouble::{Trouble, ended};
use crate::account::Request;
use crate::account::note::Reply;

/// List what was judged, and what became of it, newest first
#[derive(Args)]
#[command(after_help = "Example:\n  backstop log -n 20\n  backstop explain 42")]
pub struct Log {
    /// So many messages at most
    #[arg(short = 'n', long = "number", value_name = "COUNT", default_value_t = 30)]
    most: u32,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

impl Log {
    pub fn run(self) -> ExitCode {
        ended(self.log())
    }

    fn log(self) -> Result<(), Trouble> {
        let Reply::Records { records } = ask(&Request::Log { most: self.most }, |_| {})?.reply else { return Err(unexpected()) };
        if self.json {
            return records.iter().try_for_each(print_json);
        }
        print(&table(&records, &Eye::of_person()));
        Ok(())
    }
}
