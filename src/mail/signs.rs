//! What a header block says of its message: the words and fields by which automatic mail is known.
//!
//! One table for the gate and for `recognise`; every field that it names stands in [`super::SURVEY_FIELDS`]. A new program, or a new
//! language, is a few words here.

use std::sync::LazyLock;

use super::words::{FIELDS, SENDERS};
use super::words_subject::SUBJECTS;
use super::{Mail, Phrases, ReturnPath};

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
        words().each(&haystack(mail), |_, (place, says)| match place {
            Place::Sender => signs.sender.add(*says),
            Place::Subject => signs.subject.add(*says),
        });
        // `From: <>`, as Exim writes for itself
        if mail.from.is_empty() && mail.field("from").is_some_and(|from| from.trim() == "<>") {
            signs.sender.add(Says::Daemon);
        }
        for field in mail.fields.iter() {
            let mut rows = fields(field.name.len()).filter(|(name, ..)| *name == field.name).peekable();
            if rows.peek().is_none() {
                continue;
            }
            let value = field.text();
            for (_, start, says) in rows {
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

type FieldRow = (&'static str, &'static str, Says);

/// The rows of fields whose names are so long: no other can be meant.
fn fields(length: usize) -> impl Iterator<Item = &'static FieldRow> {
    static BY_LENGTH: LazyLock<Vec<Vec<&FieldRow>>> = LazyLock::new(|| {
        let longest = FIELDS.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
        (0..=longest).map(|length| FIELDS.iter().filter(|(name, ..)| name.len() == length).collect()).collect()
    });
    BY_LENGTH.get(length).into_iter().flatten().copied()
}

fn words() -> &'static Phrases<(Place, Says)> {
    static WORDS: LazyLock<Phrases<(Place, Says)>> = LazyLock::new(|| {
        let tables = [(Place::Sender, SENDERS), (Place::Subject, SUBJECTS)];
        let rows = |(place, table): (Place, &'static [(Says, &'static str)])| {
            table.iter().flat_map(move |(says, words)| words.split('|').map(move |word| (word, (place, *says))))
        };
        Phrases::new(tables.into_iter().flat_map(rows))
    });
    &WORDS
}
