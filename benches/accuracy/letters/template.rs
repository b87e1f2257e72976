//! The formats: texts in `formats/*.txt`, and how one of them is filled in.

use fastrand::Rng;

/// The files of formats, each of which says at its top how it is read.
const FILES: [&str; 11] = [
    include_str!("formats/servers.txt"),
    include_str!("formats/groupware.txt"),
    include_str!("formats/providers.txt"),
    include_str!("formats/providers_local.txt"),
    include_str!("formats/gateways.txt"),
    include_str!("formats/shapes.txt"),
    include_str!("formats/status.txt"),
    include_str!("formats/replies.txt"),
    include_str!("formats/machines.txt"),
    include_str!("formats/wanted.txt"),
    include_str!("formats/ordinary.txt"),
];

const LANGUAGES: [&str; 2] = [include_str!("formats/languages.txt"), include_str!("formats/languages_east.txt")];

/// How one program writes one kind of mail.
#[derive(Clone, Debug)]
pub struct Format {
    pub name: &'static str,
    /// The kinds it may be called; the first is what it is.
    pub kinds: Vec<&'static str>,
    pub languages: Vec<&'static str>,
    /// Header, empty line, text.
    pub text: &'static str,
}

/// What a language says, by name, and the charsets in which it says it.
pub struct Language {
    pub name: &'static str,
    pub charsets: Vec<&'static str>,
    phrases: Vec<(&'static str, &'static str)>,
}

impl Language {
    /// The alternatives of a phrase.
    pub fn phrase(&self, name: &str) -> Option<&'static str> {
        self.phrases.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
    }

    /// Every language there is.
    pub fn all() -> Vec<Self> {
        LANGUAGES.iter().flat_map(|file| sections(file)).map(|(head, text)| Self::read(head, text)).collect()
    }

    fn read(head: &'static str, text: &'static str) -> Self {
        let (name, charsets) = head.split_once(": ").expect("== language: charsets");
        let phrases = text.lines().filter_map(|line| line.split_once(": ")).collect();
        Self { name, charsets: charsets.split(' ').collect(), phrases }
    }
}

impl Format {
    /// Every format there is, in the languages that it is written in.
    pub fn all(languages: &[Language]) -> Vec<Self> {
        FILES.iter().flat_map(|file| sections(file)).map(|(head, text)| Self::read(head, text, languages)).collect()
    }

    fn read(head: &'static str, text: &'static str, languages: &[Language]) -> Self {
        let (name, rest) = head.split_once(": ").expect("== name: kind [language ...]");
        let mut words = rest.split(' ');
        let kinds = words.next().unwrap_or_default().split('|').collect();
        let languages = match words.collect::<Vec<_>>().as_slice() {
            [] => vec!["en"],
            ["all"] => languages.iter().map(|l| l.name).collect(),
            named => named.to_vec(),
        };
        Self { name, kinds, languages, text }
    }
}

/// The head and the text of each "== head" in a file.
fn sections(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let starts = file.split("\n== ").skip(1);
    starts.map(|section| section.split_once('\n').expect("a text under each head")).map(|(head, text)| (head, text.trim_end()))
}

/// Fills in a text: `{a|b}` is one of both, `{name}` is what `value` says.
pub fn fill(text: &str, chance: &mut Rng, value: &mut dyn FnMut(&str, &mut Rng) -> String) -> String {
    let mut filled = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let (choices, after) = group(behind);
        match choices.as_slice() {
            [name] => filled.push_str(&value(name, chance)),
            choices => filled.push_str(&fill(choices[chance.usize(..choices.len())], chance, value)),
        }
        rest = after;
    }
    filled + rest
}

/// What stands in a brace, apart at the `|` that are not in an inner one; and what stands behind it.
fn group(text: &str) -> (Vec<&str>, &str) {
    let (mut depth, mut begun, mut choices) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' => {
                choices.push(&text[begun..at]);
                return (choices, &text[at + 1..]);
            }
            '|' if depth == 0 => {
                choices.push(&text[begun..at]);
                begun = at + 1;
            }
            _ => {}
        }
    }
    panic!("a brace without an end: {text}")
}
