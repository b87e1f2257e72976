//! The command line: one file a subcommand.

mod check;
mod messages;
mod report;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Takes backscatter out of a personal IMAP inbox, and proves every time that the original was never yours.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Check),
}

/// Reads the arguments and does what they ask. Wrong usage ends with 2.
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Check(check) => check.run(),
    }
}
