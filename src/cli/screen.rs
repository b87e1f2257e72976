//! What a terminal gets that a pipe does not: colours, and lines no longer than it is wide.

use std::io::{self, IsTerminal, Write};

use console::{Term, measure_text_width, truncate_str};

/// How standard output, or standard error, is written to.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    colours: bool,
    /// Columns of a line; `None` where nobody looks.
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

/// Further lines of a paragraph are never narrower.
const NARROWEST: usize = 20;

impl Screen {
    /// Colours only on a terminal, and not where NO_COLOR asks for none.
    pub fn of_output() -> Self {
        Self::of(io::stdout().is_terminal(), &Term::stdout())
    }

    pub fn of_errors() -> Self {
        Self::of(io::stderr().is_terminal(), &Term::stderr())
    }

    fn of(terminal: bool, term: &Term) -> Self {
        Self {
            colours: terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
            width: terminal.then(|| usize::from(term.size().1)),
        }
    }

    #[cfg(test)]
    pub fn of_width(width: usize) -> Self {
        Self { colours: false, width: Some(width) }
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

    /// What is left of a line after so many columns; `None` where a line may be as long as it likes.
    pub fn rest(self, used: usize) -> Option<usize> {
        self.width.map(|width| width.saturating_sub(used))
    }

    /// `lead`, then the text, broken between words where the terminal ends: its further lines stand under its first word. One line
    /// where nobody looks.
    pub fn hanging(self, lead: &str, text: &str) -> String {
        let indent = measure_text_width(lead);
        let Some(room) = self.rest(indent).map(|room| room.max(NARROWEST)) else { return format!("{lead}{text}") };
        let mut out = lead.to_owned();
        let mut used = 0;
        for word in text.split(' ') {
            let length = measure_text_width(word);
            if used > 0 && used + 1 + length > room {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += length;
        }
        out
    }

    /// A text of several lines, each broken between words where the terminal ends. Further lines stand under the first, and so they
    /// do where it is one of a list (`1. `, `- `).
    pub fn paragraphs(self, text: &str) -> String {
        let is_mark = |word: &str| word == "-" || word.strip_suffix('.').is_some_and(|number| number.parse::<u8>().is_ok());
        let each = text.split('\n').map(|line| {
            let words = line.trim_start_matches(' ');
            let words = words.split_once(' ').filter(|(mark, _)| is_mark(mark)).map_or(words, |(_, words)| words);
            self.hanging(line.strip_suffix(words).unwrap_or_default(), words)
        });
        each.collect::<Vec<_>>().join("\n")
    }
}

/// The columns that a text takes: some characters take two.
pub fn columns(text: &str) -> usize {
    measure_text_width(text)
}

/// The text in at most so many columns; what is cut off ends in `…`.
pub fn fitted(text: &str, columns: usize) -> String {
    truncate_str(text, columns, "…").into_owned()
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

#[cfg(test)]
mod tests {
    use super::{Screen, fitted};

    #[test]
    fn paragraphs_break_between_words() {
        let narrow = Screen::of_width(30);
        for (lead, text, want) in [
            ("  - ", "short", "  - short"),
            ("  - ", "The original is in none of your Sent folders.", "  - The original is in none of\n    your Sent folders."),
            ("", "exactly thirty columns of text and more", "exactly thirty columns of text\nand more"),
            ("", "a-word-that-is-longer-than-the-line-is and more", "a-word-that-is-longer-than-the-line-is\nand more"),
            (
                "          \x1b[2mlead\x1b[0m          ",
                "no line is made of nothing",
                "          \x1b[2mlead\x1b[0m          no line is made of\n                        nothing",
            ),
            ("", "日本語の件名は 二倍の幅を 取ります", "日本語の件名は 二倍の幅を\n取ります"),
        ] {
            assert_eq!(narrow.hanging(lead, text), want);
        }
        assert_eq!(narrow.paragraphs("  1. one that goes on and on and on"), "  1. one that goes on and on\n     and on");
        assert_eq!(narrow.paragraphs("one\n  two that goes on and on, indented\n"), "one\n  two that goes on and on,\n  indented\n");
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(fitted("a subject", 9), "a subject");
        assert_eq!(fitted("a long subject", 9), "a long s…");
        assert_eq!(fitted("日本語の件名", 7), "日本語…");
    }
}
