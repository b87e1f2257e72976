//! What the texts of automatic mail say: one table of formats, found in one pass.
//!
//! A new format is a line here: whose it is, what it says, and words that stand in no other mail.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::formats_languages::LANGUAGES;
use super::formats_words::{COMMON, FORMATS, TECHNICAL};
use crate::mail::{Mail, Says};

/// As much of a text is searched, in bytes: servers say what happened at the top.
const SEARCHED: usize = 8 * 1024;

/// Words of a format.
pub(super) struct Format {
    /// Whose format it is, as a person would call it; empty for words that many use.
    pub name: &'static str,
    pub says: Says,
    /// In lower case, single spaces, apart by `|`.
    pub words: &'static str,
}

/// A row of the table.
pub(super) const fn format(name: &'static str, says: Says, words: &'static str) -> Format {
    Format { name, says, words }
}

/// What a text says, and by which format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Words that only machines write.
    pub failure: Option<&'static str>,
    pub delay: Option<&'static str>,
    pub success: Option<&'static str>,
    pub reply: Option<&'static str>,
    pub challenge: Option<&'static str>,
    pub notice: Option<&'static str>,
    pub receipt: Option<&'static str>,
    pub complaint: Option<&'static str>,
    /// As many different words of SMTP were met.
    pub technical: u32,
    /// The same, and words of failure that people use as well.
    pub marks: u32,
}

/// Reads what the text of `mail` says.
pub(super) fn told(mail: &Mail) -> Told {
    let text = searchable(&mail.text);
    let mut told = Told::default();
    let (mut technical, mut common) = (0_u64, 0_u64);
    let words = Words::get();
    for found in words.automaton.iter().flat_map(|a| a.find_overlapping_iter(&text)) {
        match words.meaning.get(found.pattern().as_usize()) {
            Some(Meaning::Format(format)) => told.add(format),
            Some(Meaning::Technical(n)) => technical |= 1 << (n % 64),
            Some(Meaning::Common(n)) => common |= 1 << (n % 64),
            None => {}
        }
    }
    told.technical = technical.count_ones();
    told.marks = told.technical + common.count_ones();
    told
}

impl Told {
    /// It is told to be something else than the report of a delivery.
    pub fn is_no_delivery(&self) -> bool {
        self.reply.or(self.challenge).or(self.notice).or(self.receipt).or(self.complaint).is_some()
    }

    fn add(&mut self, format: &'static Format) {
        let place = match format.says {
            Says::Failure => &mut self.failure,
            Says::Delay => &mut self.delay,
            Says::Success => &mut self.success,
            Says::Reply => &mut self.reply,
            Says::Challenge => &mut self.challenge,
            Says::Notice => &mut self.notice,
            Says::Receipt => &mut self.receipt,
            Says::Complaint => &mut self.complaint,
            Says::Daemon | Says::Role | Says::Robot | Says::Polite | Says::Machine | Says::List => return,
        };
        // a name says more than words that many use
        if place.is_none_or(str::is_empty) {
            *place = Some(format.name);
        }
    }
}

/// Lower case, runs of space made one: servers break their lines where they like.
fn searchable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(SEARCHED) + 8);
    for c in text.chars() {
        if plain.len() >= SEARCHED {
            break;
        }
        if c.is_whitespace() || c == '\u{feff}' {
            if !plain.ends_with(' ') {
                plain.push(' ');
            }
        } else if c.is_ascii() {
            plain.push(c.to_ascii_lowercase());
        } else if c == '’' {
            plain.push('\'');
        } else {
            plain.extend(c.to_lowercase());
        }
    }
    plain
}

enum Meaning {
    Format(&'static Format),
    Technical(usize),
    Common(usize),
}

struct Words {
    /// `None` never, as a test shows: the words are ours.
    automaton: Option<AhoCorasick>,
    meaning: Vec<Meaning>,
}

impl Words {
    fn get() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| {
            let formats =
                FORMATS.iter().chain(LANGUAGES).flat_map(|format| format.words.split('|').map(move |word| (word, Meaning::Format(format))));
            let technical = TECHNICAL.split('|').enumerate().map(|(n, word)| (word, Meaning::Technical(n)));
            let common = COMMON.split('|').enumerate().map(|(n, word)| (word, Meaning::Common(n)));
            let (words, meaning): (Vec<_>, Vec<_>) = formats.chain(technical).chain(common).unzip();
            Words { automaton: AhoCorasick::new(words).ok(), meaning }
        });
        &WORDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_they_are_searched() {
        assert!(Words::get().automaton.is_some());
        for word in FORMATS.iter().chain(LANGUAGES).flat_map(|f| f.words.split('|')).chain(TECHNICAL.split('|')).chain(COMMON.split('|')) {
            assert_eq!(searchable(word), word, "lower case, single spaces");
        }
    }

    #[test]
    fn words_are_found_across_lines() {
        let mail = Mail { text: "Hi. This is the\n  qmail-send program at mx.example.net.".to_owned(), ..Mail::default() };
        assert_eq!(told(&mail).failure, Some("qmail"));
        assert_eq!(told(&Mail::default()), Told::default());
    }
}
