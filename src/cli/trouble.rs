//! How a command can fail, and the exit code that says so.

use std::fmt;
use std::process::ExitCode;

/// What went wrong, in a sentence for the person.
#[derive(Debug)]
pub enum Trouble {
    /// It was tried, and did not work out: 1.
    Failed(String),
    /// Wrong usage or wrong settings: 2.
    Usage(String),
    /// Another Backstop works on this data: 3.
    Another(String),
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
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Failed(why) | Self::Usage(why) | Self::Another(why)) = self;
        f.write_str(why)
    }
}

/// Says what went wrong, and gives the exit code.
pub fn ended(outcome: Result<(), Trouble>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("backstop: {trouble}");
            ExitCode::from(trouble.code())
        }
    }
}
