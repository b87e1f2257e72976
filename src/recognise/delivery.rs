//! Does a message without a status part tell the fate of a delivery? By where it comes from, what it says, and what it shows.

use super::Sign;
use super::formats::Told;
use crate::mail::{Address, Mail, Original, Returned, Said, Says, Signs};

/// The sign that it does, and its sentence. Each is made of two that do not come from one another.
pub(super) fn sign(mail: &Mail, signs: Signs, told: &Told) -> Option<(Sign, String)> {
    let shape = Shape::of(mail, signs, told);
    // a list's mail is one only where it returns a message to its author
    let listed = signs.fields.has(Says::List) && !shape.is_server() && !(shape.home && shape.words.is_some());
    if signs.subject.any(&[Says::Reply, Says::Notice]) && !shape.daemon || listed {
        return None;
    }
    shape.by_language(mail, signs).or_else(|| if told.is_no_delivery() { None } else { shape.by_structure() })
}

/// What [`sign`] weighs.
struct Shape {
    daemon: bool,
    null_path: bool,
    role: bool,
    /// Its header says that it was sent in reply.
    reply: bool,
    /// Its subject speaks of delivery.
    subject: bool,
    /// Whose words its text has, "" for words that many use.
    words: Option<&'static str>,
    marks: u32,
    /// It returns something of a message.
    returned: bool,
    /// It names recipients.
    recipients: bool,
    /// It gives codes, or other words of SMTP.
    coded: bool,
    /// Its text names one of those to whom the original went.
    names_recipient: bool,
    home: bool,
    person: bool,
}

impl Shape {
    fn of(mail: &Mail, signs: Signs, told: &Told) -> Self {
        let speaks = |said: Said| said.any(&[Says::Failure, Says::Delay, Says::Success]);
        Self {
            daemon: signs.sender.has(Says::Daemon),
            null_path: signs.null_path,
            role: signs.sender.has(Says::Role),
            reply: signs.fields.has(Says::Reply),
            subject: speaks(signs.subject),
            words: told.failure.or(told.delay).or(told.success),
            marks: told.marks,
            returned: returns(mail),
            recipients: !mail.recipients.is_empty(),
            coded: told.technical >= 1 || mail.recipients.iter().any(|r| r.status.is_some()),
            names_recipient: names_recipient(mail),
            home: comes_home(mail),
            person: by_person(mail),
        }
    }

    fn is_server(&self) -> bool {
        self.daemon || self.null_path
    }

    /// By words in a language that the tables know.
    fn by_language(&self, mail: &Mail, signs: Signs) -> Option<(Sign, String)> {
        let Self { daemon, null_path, role, subject, returned, coded, home, .. } = *self;
        let named = self.words.filter(|name| !name.is_empty());
        let worded = self.words.is_some();
        let shown = returned || self.recipients || coded;
        let machine = role || signs.fields.any(&[Says::Machine, Says::Reply]) || !self.person && (returned || coded);
        Some(if signs.fields.has(Says::Failure) {
            (Sign::FailedRecipients, "Its header names recipients that failed, or calls it a bounce".to_owned())
        } else if let Some(name) = named.filter(|_| self.is_server() || shown && machine && (role || subject)) {
            (Sign::BounceFormat, format!("Its text is written as {name} writes bounces"))
        } else if daemon && (subject || worded || (shown || self.marks >= 2) && (!self.reply || self.recipients)) {
            let sender = mail.from.first().map_or_else(|| mail.from_name.clone().unwrap_or_default(), ToString::to_string);
            (Sign::MachineSender, format!("It comes from a mail server, {sender}"))
        } else if subject && (null_path || shown && machine && (role || worded || returned && self.marks >= 1)) {
            (Sign::BounceSubject, format!("Its subject speaks of delivery: \"{}\"", mail.subject.as_deref().unwrap_or_default()))
        } else if worded && shown && (null_path || role || home && signs.sender.has(Says::Robot)) {
            (Sign::BounceWords, "Its text says that mail was not delivered, and no person sent it".to_owned())
        } else if null_path && returned && self.marks >= 2 && !self.reply {
            (Sign::BounceWords, "It returns a message, speaks of delivery, and its return path is null".to_owned())
        } else {
            return None;
        })
    }

    /// By what is the same in every language: where it comes from, what it returns and to whom, and the codes of SMTP. Never without a
    /// null return path: a postmaster, and a desk against abuse, are people who return a forgery as well.
    fn by_structure(&self) -> Option<(Sign, String)> {
        let Self { null_path, role, returned, coded, home, .. } = *self;
        if self.reply {
            None
        } else if home && null_path && (coded || self.names_recipient || role) {
            Some((Sign::ComesHome, "It returns a message to its author, and no person sent it".to_owned()))
        } else if null_path && role && coded && (returned || self.recipients) {
            Some((Sign::BounceCodes, "It gives codes of a delivery, its sender is a server's, and its return path is null".to_owned()))
        } else {
            None
        }
    }
}

/// Does it return something that was a message? A parcel's label has From and To as well.
pub(super) fn returns(mail: &Mail) -> bool {
    mail.returned.original().is_some_and(|o| !o.from.is_empty() || !o.ids.is_empty() || o.date.is_some() && o.subject.is_some())
}

/// As much of a text is searched for recipients, in bytes, and for as many of them.
const SEARCHED: (usize, usize) = (4 * 1024, 8);

fn names_recipient(mail: &Mail) -> bool {
    let Some(original) = mail.returned.original() else { return false };
    let text = mail.text.get(..mail.text.floor_char_boundary(SEARCHED.0)).unwrap_or_default().to_ascii_lowercase();
    original.to.iter().take(SEARCHED.1).any(|address| memchr::memmem::find(text.as_bytes(), address.as_str().as_bytes()).is_some())
}

/// Is it a person's who writes about a bounce, or quotes one? They answer, they ask, and what they return is theirs: sent by them,
/// or to them.
fn by_person(mail: &Mail) -> bool {
    let asks = mail.subject.as_deref().is_some_and(|subject| subject.trim_end().ends_with(['?', '？']));
    let theirs = |original: &Original| mail.from.iter().any(|from| original.from.contains(from) || original.to.contains(from));
    asks || !mail.in_reply_to.is_empty() || !mail.references.is_empty() || mail.returned.original().is_some_and(theirs)
}

/// Does it return, by its header, a message of the one to whom it is addressed? (What people quote has neither Message-ID nor
/// Received.)
fn comes_home(mail: &Mail) -> bool {
    let header = match &mail.returned {
        Returned::Whole(original) | Returned::Headers(original) => Some(original),
        Returned::Quoted(original) => Some(original).filter(|o| !o.ids.is_empty() || !o.received.is_empty()),
        Returned::Nothing => None,
    };
    header.is_some_and(|original| {
        let author = |address: &Address| original.from.iter().any(|from| from.without_tag() == address.without_tag());
        mail.to.iter().any(author) && !mail.from.iter().any(|from| author(from) || original.to.contains(from))
    })
}
