//! How a command can fail, and the exit code that says so.

use std::fmt;
use std::io::Write;
use std::process::ExitCode;

use super::screen::Screen;

/// What went wrong, in a sentence for the person.
#[derive(Debug)]
pub enum Trouble {
    /// It was tried, and did not work out: 1.
    Failed(String),
    /// Wrong usage or wrong settings: 2.
    Usage(String),
    /// Another Backstop works on this data: 3.
    Another(String),
    /// The person stopped a setup, or its input ended: 130, as shells say it.
    Stopped,
}

impl Trouble {
    pub fn failed(why: impl fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }

    pub fn usage(why: impl fmt::Display) -> Self {
        Self::Usage(why.to_string())
    }

    fn code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Another(_) => 3,
            Self::Stopped => 130,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(why) | Self::Usage(why) | Self::Another(why) => f.write_str(why),
            Self::Stopped => f.write_str("stopped; nothing was set up"),
        }
    }
}

/// Says what went wrong, and gives the exit code.
pub fn ended(outcome: Result<(), Trouble>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            say(&trouble.to_string());
            ExitCode::from(trouble.code())
        }
    }
}

/// Says something that is not the answer.
pub fn say(text: &str) {
    let said = Screen::of_errors().paragraphs(&format!("backstop: {text}\n"));
    // where nobody listens, the exit code tells
    std::io::stderr().write_all(said.as_bytes()).unwrap_or_default();
}
