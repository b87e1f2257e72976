//! What a terminal gets that a pipe does not: colours, and lines no longer than it is wide.

use std::io::{self, IsTerminal, Write};

use dialoguer::console::Term;

/// How standard output is written to.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    colours: bool,
    /// Characters a line; `None` where nobody looks.
    width: Option<usize>,
}

/// A meaning that has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    /// A heading or a name.
    Strong,
    /// Less important.
    Faint,
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Wrong, or forged.
    Bad,
}

impl Screen {
    /// Colours only on a terminal, and not where NO_COLOR asks for none.
    pub fn of_output() -> Self {
        let terminal = io::stdout().is_terminal();
        Self {
            colours: terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            width: terminal.then(|| usize::from(Term::stdout().size().1)),
        }
    }

    /// The text in the colour of its tone.
    pub fn tone(self, tone: Tone, text: &str) -> String {
        let code = match tone {
            _ if !self.colours => return text.to_owned(),
            Tone::Plain => return text.to_owned(),
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Good => "32",
            Tone::Warn => "33",
            Tone::Bad => "31",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// What is left of a line after so many characters; plenty where nobody looks.
    pub fn rest(self, used: usize) -> usize {
        self.width.map_or(200, |width| width.saturating_sub(used).max(20))
    }
}

/// Writes to standard output. A reader that has seen enough (`| head`) closes the pipe, and that is no failure.
pub fn print(text: &str) {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).unwrap_or_default();
}

/// A value as one line of JSON.
pub fn print_json(value: &impl serde::Serialize) -> Result<(), super::trouble::Trouble> {
    let line = serde_json::to_string(value).map_err(super::trouble::Trouble::failed)?;
    print(&format!("{line}\n"));
    Ok(())
}
