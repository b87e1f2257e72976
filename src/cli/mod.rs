//! The command line: one file a subcommand.

mod alone;
mod asking;
mod check;
mod demo;
mod explain;
mod explained;
mod log;
mod logging;
mod messages;
mod preview;
mod progress;
mod providers;
mod questions;
mod records;
mod report;
mod run;
mod scan;
mod screen;
mod setup;
mod status;
mod switch;
mod trouble;
mod undo;
mod when;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Takes backscatter out of a personal IMAP inbox, and proves every time that the original was never yours.
#[derive(Parser)]
#[command(
    version,
    after_help = "Begin with one of these:\n  backstop demo     (see it at work on an invented mailbox)\n  \
    backstop setup    (an account of yours)"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Setup(setup::Setup),
    Run(run::Run),
    Scan(scan::Scan),
    Status(status::Status),
    Log(log::Log),
    Explain(explain::Explain),
    Undo(undo::Undo),
    Pause(switch::Pause),
    Resume(switch::Resume),
    Mode(switch::SetMode),
    Check(check::Check),
    Demo(demo::Demo),
}

/// Reads the arguments and does what they ask. Wrong usage ends with 2.
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Setup(setup) => setup.run(),
        Command::Run(run) => run.run(),
        Command::Scan(scan) => scan.run(),
        Command::Status(status) => status.run(),
        Command::Log(log) => log.run(),
        Command::Explain(explain) => explain.run(),
        Command::Undo(undo) => undo.run(),
        Command::Pause(pause) => pause.run(),
        Command::Resume(resume) => resume.run(),
        Command::Mode(mode) => mode.run(),
        Command::Check(check) => check.run(),
        Command::Demo(demo) => demo.run(),
    }
}
