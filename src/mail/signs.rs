//! What a header block says of its message: the words and fields by which automatic mail is known.
//!
//! One table for the gate and for `recognise`; every field that it names stands in [`super::SURVEY_FIELDS`]. A new program, or a new
//! language, is a few words here.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::words::{FIELDS, SENDERS};
use super::words_subject::SUBJECTS;
use super::{Mail, ReturnPath};

/// What words or a field say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Says {
    /// The sender is a mail server, and nothing else.
    Daemon,
    /// The sender is a role that both people and servers write as.
    Role,
    /// The sender is nobody to whom one could answer, as of bounces and of much else.
    Robot,
    Failure,
    Delay,
    Success,
    /// An automatic reply.
    Reply,
    /// Words of an automatic reply that people use as well.
    Polite,
    Challenge,
    Notice,
    Receipt,
    Complaint,
    /// Some machine wrote it, for whatever reason.
    Machine,
    /// It came through a mailing list, or went to many.
    List,
}

/// A set of [`Says`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said(u16);

impl Said {
    pub fn has(self, says: Says) -> bool {
        self.0 & (1 << says as u8) != 0
    }

    pub fn any(self, of: &[Says]) -> bool {
        of.iter().any(|&says| self.has(says))
    }

    fn add(&mut self, says: Says) {
        self.0 |= 1 << says as u8;
    }
}

/// The signs of one header block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    pub sender: Said,
    pub subject: Said,
    pub fields: Said,
    /// Return-Path is `<>`, or names a mail server.
    pub null_path: bool,
}

impl Signs {
    /// Reads them off the fields of [`super::SURVEY_FIELDS`], and no others.
    pub fn of(mail: &Mail) -> Self {
        let mut signs = Self { null_path: null_path(&mail.return_path), ..Self::default() };
        let words = Words::get();
        let haystack = haystack(mail);
        for found in words.automaton.iter().flat_map(|a| a.find_overlapping_iter(&haystack)) {
            match words.meaning.get(found.pattern().as_usize()) {
                Some((Place::Sender, says)) => signs.sender.add(*says),
                Some((Place::Subject, says)) => signs.subject.add(*says),
                None => {}
            }
        }
        // `From: <>`, as Exim writes for itself
        if mail.from.is_empty() && mail.field("from").is_some_and(|from| from.trim() == "<>") {
            signs.sender.add(Says::Daemon);
        }
        for (name, value) in &mail.fields {
            for (_, start, says) in FIELDS.iter().filter(|(field, ..)| field == name) {
                if value.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)) {
                    signs.fields.add(*says);
                }
            }
        }
        signs
    }
}

/// `<>`, or a server's name where a program wrote that instead.
fn null_path(path: &ReturnPath) -> bool {
    match path {
        ReturnPath::Null => true,
        ReturnPath::Of(address) => matches!(address.local(), "mailer-daemon" | "mailer_daemon" | "double-bounce"),
        ReturnPath::Absent => false,
    }
}

/// `<sender` and `^subject`: the marks let words of the table ask for the beginning.
fn haystack(mail: &Mail) -> String {
    let mut text = String::with_capacity(256);
    text.push('<');
    text.push_str(&mail.from_name.as_deref().unwrap_or_default().to_lowercase());
    for address in mail.from.iter().take(3) {
        text.push('<');
        text.push_str(address.as_str());
    }
    text.push('\n');
    text.push('^');
    let subject = mail.subject.as_deref().unwrap_or_default().to_lowercase();
    let mut rest = subject.as_str();
    // a filter's mark before the subject: "[SPAM] Undelivered ...", "***SPAM*** Undelivered ..."
    for (open, close) in [("[", "]"), ("***", "***"), ("{", "}")] {
        if let Some((mark, after)) = rest.strip_prefix(open).and_then(|r| r.split_once(close)).filter(|(mark, _)| mark.len() < 40) {
            text.push_str(open);
            text.push_str(mark);
            text.push_str(close);
            text.push('^');
            rest = after.trim_start();
        }
    }
    for word in rest.split_whitespace() {
        text.push_str(word);
        text.push(' ');
    }
    text
}

#[derive(Clone, Copy)]
enum Place {
    Sender,
    Subject,
}

struct Words {
    /// `None` never, as a test shows: the words are ours.
    automaton: Option<AhoCorasick>,
    meaning: Vec<(Place, Says)>,
}

impl Words {
    fn get() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| {
            let tables = [(Place::Sender, SENDERS), (Place::Subject, SUBJECTS)];
            let rows: Vec<_> = tables
                .iter()
                .flat_map(|(place, table)| table.iter().flat_map(|(says, words)| words.split('|').map(|word| (word, (*place, *says)))))
                .collect();
            let automaton = AhoCorasick::new(rows.iter().map(|(word, _)| word)).ok();
            Words { automaton, meaning: rows.into_iter().map(|(_, meaning)| meaning).collect() }
        });
        &WORDS
    }
}
