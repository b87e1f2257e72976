//! What only the text tells: a pasted original, the recipients of a plain bounce.

use super::parts::Texts;
use super::{Address, Mail, Recipient, Returned, quoted, status};

/// Takes the pasted original out of the texts, joins them to what a person reads, and finds the recipients that no status part names.
pub(super) fn read(parts: Texts, whole: bool, mail: &mut Mail) {
    let last = parts.texts.len();
    for (n, mut text) in (1..).zip(parts.texts) {
        if mail.returned == Returned::Nothing
            && let Some(pasted) = quoted::find(&text, if n == last { parts.ended && whole } else { true })
        {
            mail.returned = Returned::Quoted(pasted.original);
            if pasted.whole_block {
                text.truncate(pasted.start);
            } else {
                text.replace_range(pasted.start..pasted.end, "");
            }
        }
        if !mail.text.is_empty() {
            mail.text.push('\n');
        }
        mail.text.push_str(&text);
    }
    add_failed_recipients(mail);
    if mail.recipients.is_empty() {
        let found = paragraphs(&mail.text);
        mail.recipients = found;
    }
}

/// X-Failed-Recipients, which Exim and Gmail write, fifty addresses a field.
fn add_failed_recipients(mail: &mut Mail) {
    let named: Vec<Address> = mail
        .fields
        .iter()
        .filter(|(name, _)| name == "x-failed-recipients")
        .flat_map(|(_, value)| value.split([',', ' ']))
        .filter_map(Address::parse)
        .take(status::MOST_RECIPIENTS)
        .collect();
    for address in named {
        if !mail.recipients.iter().any(|r| r.address.as_ref() == Some(&address)) {
            mail.recipients.push(Recipient { address: Some(address), ..Recipient::default() });
        }
    }
}

/// Paragraphs that open with an address: `<ann@example.org>:` of qmail, `  ann@example.org` of Exim, `<ann@example.org>: host ...` of Postfix.
fn paragraphs(text: &str) -> Vec<Recipient> {
    let mut found: Vec<Recipient> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let words = line.trim().trim_start_matches(['>', '*', '-', '|']).trim_start();
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
    for recipient in &mut found {
        recipient.status = recipient.diagnostic.as_deref().and_then(status::code);
    }
    found
}

/// A line that opens with an address, and what follows it.
fn addressed(line: &str) -> Option<(Address, &str)> {
    let (word, rest) = line.split_once(|c: char| c.is_whitespace()).unwrap_or((line, ""));
    let alone = rest.trim().is_empty() || word.ends_with(':');
    let address = Address::parse(word).filter(|_| alone)?;
    Some((address, rest.trim()))
}
