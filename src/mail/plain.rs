//! What only the text tells: a status part or an original pasted into it, and the recipients of a plain bounce.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::parts::Texts;
use super::{Address, Mail, MessageId, Original, Phrases, Recipient, Report, Returned, header, lines, quoted, status};

/// As many lines are searched for recipients.
const MOST_LINES: usize = 400;

/// Takes status groups and a pasted original out of the texts, joins them to what a person reads, and finds the recipients that
/// no status part names.
pub(super) fn read(parts: Texts<'_>, whole: bool, mail: &mut Mail) {
    let (last, torn) = (parts.texts.len(), parts.torn);
    for (n, text) in (1..).zip(&parts.texts) {
        if mail.recipients.is_empty() {
            pasted_status(text, mail);
        }
        let (mut before, mut behind) = (text.as_ref(), "");
        if mail.returned == Returned::Nothing
            && let Some(pasted) = quoted::find(text, n < last || parts.ended && whole)
        {
            mail.returned = Returned::Quoted(pasted.original);
            before = text.get(..pasted.start).unwrap_or_default();
            if !pasted.whole_block {
                behind = text.get(pasted.end..).unwrap_or_default();
            }
        }
        if !mail.text.is_empty() {
            mail.text.push('\n');
        }
        mail.text.push_str(before);
        mail.text.push_str(behind);
    }
    if mail.returned == Returned::Nothing
        && let Some(original) = mentioned(&mail.text)
    {
        mail.returned = Returned::Quoted(original);
    }
    // what is behind the cut may name the original better, or say that nothing went wrong
    if (torn || !whole)
        && let Some(original) = mail.returned.original_mut()
    {
        original.complete = false;
    }
    add_failed_recipients(mail);
    if mail.recipients.is_empty() {
        let mut found = paragraphs(&mail.text);
        if found.is_empty() {
            found = in_sentences(mail);
        }
        for recipient in &mut found {
            recipient.status = recipient.diagnostic.as_deref().and_then(status::code);
        }
        mail.recipients = found;
    }
}

/// A status part that lost its MIME header: from the line that opens it to the last group that still speaks of a recipient.
fn pasted_status(text: &str, mail: &mut Mail) {
    let opens = |line: &str| {
        ["reporting-mta:", "final-recipient:", "original-recipient:"]
            .iter()
            .any(|name| line.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)))
    };
    // every group of a status part holds one, and few other texts do
    static ACTION: LazyLock<[Finder<'_>; 2]> = LazyLock::new(|| [Finder::new("Action"), Finder::new("ACTION")]);
    if !ACTION.iter().any(|word| word.find(text.as_bytes()).is_some()) {
        return;
    }
    let mut at = 0;
    for line in lines::whole(text) {
        if opens(line) {
            let before = mail.recipients.len();
            status::read(text.get(at..).unwrap_or_default().as_bytes(), mail);
            if mail.recipients.len() > before {
                mail.report = mail.report.or(Some(Report::DeliveryStatus));
            }
            return;
        }
        at += line.len();
    }
}

/// What sentences tell of the original, where no block does: its ID, and the lines in which Exim's warnings give subject and date.
fn mentioned(text: &str) -> Option<Original> {
    let mut found = Original { complete: true, ..Original::default() };
    for line in lines::bare(text).take(MOST_LINES) {
        let told = |words: &str| {
            let line = line.trim_start();
            let head = line.get(..words.len()).filter(|head| head.eq_ignore_ascii_case(words));
            head.and_then(|_| line.get(words.len()..)).map(str::trim).filter(|rest| !rest.is_empty())
        };
        if let Some(id) = told("message-id:") {
            found.ids.extend(MessageId::parse(id));
        } else if let Some(subject) = told("the subject of the message is:") {
            found.subject = Some(subject.to_owned());
        } else if let Some(date) = told("the date of the message is:") {
            found.date = header::date(date);
        }
    }
    found.ids.truncate(1);
    (found != Original { complete: true, ..Original::default() }).then_some(found)
}

/// X-Failed-Recipients, which Exim and Gmail write, fifty addresses a field.
fn add_failed_recipients(mail: &mut Mail) {
    let named: Vec<Address> = mail
        .fields
        .named("x-failed-recipients")
        .flat_map(|field| field.text().split([',', ' ']).filter_map(Address::parse).collect::<Vec<_>>())
        .take(status::MOST_RECIPIENTS)
        .collect();
    for address in named {
        if !mail.recipients.iter().any(|r| r.address.as_ref() == Some(&address)) {
            mail.recipients.push(Recipient { address: Some(address), ..Recipient::default() });
        }
    }
}

/// Paragraphs that open with an address: `<ann@example.org>:` of qmail, `  ann@example.org` of Exim, `<ann@example.org>: host ...` of
/// Postfix, `ann@example.org on Mon, 2 Nov` of Exchange.
fn paragraphs(text: &str) -> Vec<Recipient> {
    let mut found: Vec<Recipient> = Vec::new();
    let mut open = false;
    for line in lines::bare(text).take(MOST_LINES) {
        let words = line.trim().trim_start_matches(['>', '*', '-', '|', '•', '·']).trim_start();
        if words.is_empty() {
            open = false;
        } else if let Some((address, reason)) = addressed(words) {
            open = found.len() < status::MOST_RECIPIENTS;
            if open && !found.iter().any(|r| r.address.as_ref() == Some(&address)) {
                let diagnostic = (!reason.is_empty()).then(|| reason.to_owned());
                found.push(Recipient { address: Some(address), diagnostic, ..Recipient::default() });
            }
        } else if open && let Some(last) = found.last_mut() {
            let diagnostic = last.diagnostic.get_or_insert_default();
            if diagnostic.len() < 500 {
                if !diagnostic.is_empty() {
                    diagnostic.push(' ');
                }
                diagnostic.push_str(words);
            }
        }
    }
    found
}

/// A line that opens with an address, and what follows it.
fn addressed(line: &str) -> Option<(Address, &str)> {
    let (word, rest) = line.split_once(|c: char| c.is_whitespace()).unwrap_or((line, ""));
    if !word.contains('@') {
        return None;
    }
    let rest = rest.trim_start();
    let set_apart =
        rest.is_empty() || word.ends_with([':', '>', ';']) || ["on ", "(", "..", "-", ":", "="].iter().any(|sign| rest.starts_with(sign));
    let address = Address::parse(word.trim_end_matches(['.', ':', ';'])).filter(|a| !a.local().ends_with("-owner"))?;
    set_apart.then(|| (address, rest.trim_matches(['(', ')', ' ', ':', '-'])))
}

/// Words of a sentence that says which recipient failed, in lower case.
const TELLS_FAILURE: &str = "deliver|unknown|user|recipient|mailbox|rcpt|failed|rejected|exceed|reach|quota|address|account|not sent|bounce|\
    550|551|552|553|554|zugestellt|empf|entreg|destinat|недоставлен|не доставлен";
/// Words of a sentence that names somebody else.
const TELLS_OTHER: &str = "contact|assistance|questions|sender:|from:|mail from|support";

/// The addresses of sentences that speak of failure, where no paragraph opens with one.
fn in_sentences(mail: &Mail) -> Vec<Recipient> {
    static WORDS: LazyLock<Phrases<bool>> = LazyLock::new(|| {
        let (failure, other) = (TELLS_FAILURE.split('|').map(|word| (word, true)), TELLS_OTHER.split('|').map(|word| (word, false)));
        Phrases::new(failure.chain(other))
    });
    let mut found: Vec<Recipient> = Vec::new();
    let at = |line: &&str| memchr::memchr(b'@', line.as_bytes()).is_some() && line.len() < 1_000;
    for line in lines::bare(&mail.text).take(MOST_LINES).filter(at) {
        let (mut failure, mut other) = (false, false);
        WORDS.each(&line.to_lowercase(), |_, &tells_failure| *(if tells_failure { &mut failure } else { &mut other }) = true);
        if !failure || other {
            continue;
        }
        let Some(address) = header::in_words(line) else { continue };
        let known = mail.to.contains(&address) || mail.from.contains(&address);
        if !known && found.len() < 20 && !found.iter().any(|r| r.address.as_ref() == Some(&address)) {
            found.push(Recipient { address: Some(address), diagnostic: Some(line.trim().to_owned()), ..Recipient::default() });
        }
    }
    found
}
