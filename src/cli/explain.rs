//! `backstop explain`: why a message was judged as it was, in sentences that a person can check.

use std::process::ExitCode;

use clap::Args;

use super::asking::{ask, unexpected};
use super::explained::{Explained, explained};
use super::records::{Eye, number};
use super::screen::{print, print_json};
use super::trouble::{Trouble, ended};
use crate::account::Request;
use crate::account::note::Reply;

/// Show why a message was judged as it was, and what was compared
#[derive(Args)]
#[command(after_help = "Example:\n  backstop explain 42")]
pub struct Explain {
    /// Its number in `backstop log`
    #[arg(value_parser = number)]
    id: i64,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub fn run(self) -> ExitCode {
        ended(self.explain())
    }

    fn explain(self) -> Result<(), Trouble> {
        let Reply::Record { record } = ask(&Request::Explain { id: self.id }, |_| {})?.reply else { return Err(unexpected()) };
        if self.json {
            return print_json(&Explained::of(&record));
        }
        print(&explained(&record, &Eye::of_person()));
        Ok(())
    }
}
