//! What the texts of automatic mail say: one table of formats, found in one pass.
//!
//! A new format is a line here: whose it is, what it says, and words that stand in no other mail.

use std::sync::LazyLock;

use super::formats_languages::LANGUAGES;
use super::formats_words::{COMMON, FORMATS, TECHNICAL};
use crate::mail::{Mail, Phrases, Says};

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
    // the format whose words end first gives its name
    let mut ends = [usize::MAX; 8];
    words().each(&text, |end, meaning| match meaning {
        Meaning::Format(format) => told.add(format, end, &mut ends),
        Meaning::Technical(n) => technical |= 1 << (n % 64),
        Meaning::Common(n) => common |= 1 << (n % 64),
    });
    told.technical = technical.count_ones();
    told.marks = told.technical + common.count_ones();
    told
}

impl Told {
    /// It is told to be something else than the report of a delivery.
    pub fn is_no_delivery(&self) -> bool {
        self.reply.or(self.challenge).or(self.notice).or(self.receipt).or(self.complaint).is_some()
    }

    fn add(&mut self, format: &'static Format, end: usize, ends: &mut [usize; 8]) {
        let [failure, delay, success, reply, challenge, notice, receipt, complaint] = ends;
        let (place, first) = match format.says {
            Says::Failure => (&mut self.failure, failure),
            Says::Delay => (&mut self.delay, delay),
            Says::Success => (&mut self.success, success),
            Says::Reply => (&mut self.reply, reply),
            Says::Challenge => (&mut self.challenge, challenge),
            Says::Notice => (&mut self.notice, notice),
            Says::Receipt => (&mut self.receipt, receipt),
            Says::Complaint => (&mut self.complaint, complaint),
            Says::Daemon | Says::Role | Says::Robot | Says::Polite | Says::Machine | Says::List => return,
        };
        // a name says more than words that many use
        if format.name.is_empty() {
            place.get_or_insert_default();
        } else if end < *first {
            *first = end;
            *place = Some(format.name);
        }
    }
}

/// Lower case, runs of space made one: servers break their lines where they like.
fn searchable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(SEARCHED) + BLOCK);
    let mut rest = text;
    while plain.len() < SEARCHED {
        let fits = plain.len() + BLOCK <= SEARCHED;
        if let Some((block, behind)) = rest.split_at_checked(BLOCK).filter(|(block, _)| fits && is_even(block, plain.ends_with(' '))) {
            plain.push_str(block);
            rest = behind;
            continue;
        }
        // what follows an uneven letter is even again, as a rule
        let mut letters = rest.chars();
        for c in letters.by_ref() {
            let space = c.is_whitespace() || c == '\u{feff}';
            if !space {
                match c {
                    '’' => plain.push('\''),
                    c if c.is_ascii() => plain.push(c),
                    c => plain.extend(c.to_lowercase()),
                }
            } else if !plain.ends_with(' ') {
                plain.push(' ');
            }
            if space || plain.len() >= SEARCHED {
                break;
            }
        }
        if letters.as_str().is_empty() {
            break;
        }
        rest = letters.as_str();
    }
    plain.make_ascii_lowercase();
    plain
}

/// So many bytes of a text are looked at together.
const BLOCK: usize = 16;

/// Is this text as it is searched, but for its case: ASCII, and no space beside another?
fn is_even(block: &str, after_space: bool) -> bool {
    let bytes = block.as_bytes();
    let printable = bytes.iter().fold(true, |all, b| all & (0x20..0x7f).contains(b));
    let gaps = bytes.iter().zip(bytes.iter().skip(1)).fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')));
    printable && !gaps && !(after_space && block.starts_with(' '))
}

enum Meaning {
    Format(&'static Format),
    Technical(usize),
    Common(usize),
}

fn words() -> &'static Phrases<Meaning> {
    static WORDS: LazyLock<Phrases<Meaning>> = LazyLock::new(|| {
        let formats =
            FORMATS.iter().chain(LANGUAGES).flat_map(|format| format.words.split('|').map(move |word| (word, Meaning::Format(format))));
        let technical = TECHNICAL.split('|').enumerate().map(|(n, word)| (word, Meaning::Technical(n)));
        let common = COMMON.split('|').enumerate().map(|(n, word)| (word, Meaning::Common(n)));
        Phrases::new(formats.chain(technical).chain(common))
    });
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_they_are_searched() {
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
