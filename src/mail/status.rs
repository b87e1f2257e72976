//! The status part of a report: one group of fields about the message, then one a recipient (RFC 3464, section 2.1).

use std::borrow::Cow;

use super::fields::Block;
use super::{Address, Mail, Recipient, header};

/// More recipients than this are not told apart.
pub(super) const MOST_RECIPIENTS: usize = 500;

/// Reads a status part into `mail`: message/delivery-status, message/disposition-notification, message/feedback-report, and
/// what stands in for them.
pub(super) fn read(bytes: &[u8], mail: &mut Mail) {
    let mut rest = bytes;
    while !rest.is_empty() && mail.recipients.len() < MOST_RECIPIENTS {
        let block = Block::read(rest);
        rest = rest.get(block.length.max(1)..).unwrap_or_default();
        let mut recipient = Recipient::default();
        let mut speaks_of_one = false;
        for field in block.fields.iter() {
            let value = field.text();
            match field.name {
                "final-recipient" => recipient.address = recipient.address.or_else(|| address(&value)),
                "x-actual-recipient" | "x-actual-rcpt" => recipient.address = recipient.address.or_else(|| address(&value)),
                "original-recipient" | "original-rcpt-to" => recipient.original = recipient.original.or_else(|| address(&value)),
                "action" => recipient.action = recipient.action.or_else(|| word(&value)),
                "status" => recipient.status = recipient.status.or_else(|| code(&value)),
                "diagnostic-code" => recipient.diagnostic = recipient.diagnostic.or_else(|| Some(untyped(&value).to_owned())),
                "remote-mta" => recipient.remote_mta = recipient.remote_mta.or_else(|| Some(untyped(&value).to_owned())),
                _ => {
                    if mail.status_fields.len() < 200 {
                        mail.status_fields.push((field.name.to_owned(), value.into_owned()));
                    }
                    continue;
                }
            }
            speaks_of_one = true;
        }
        if speaks_of_one {
            mail.recipients.push(recipient);
        }
    }
}

/// `rfc822; <ann@example.org>`, also with `+xx;` or nothing before it, or an address among words.
fn address(value: &str) -> Option<Address> {
    let value = from_xtext(value);
    Address::parse(&value).or_else(|| header::in_words(&value))
}

/// An address of type `utf-8` as servers write it that pass on ASCII alone: `\x{E4}` is `ä` (RFC 6533, section 3).
fn from_xtext(value: &str) -> Cow<'_, str> {
    if !value.contains("\\x{") {
        return Cow::Borrowed(value);
    }
    let mut pieces = value.split("\\x{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let letter = piece.split_once('}').and_then(|(hex, rest)| Some((char::from_u32(u32::from_str_radix(hex, 16).ok()?)?, rest)));
        match letter {
            Some((letter, rest)) => {
                text.push(letter);
                text.push_str(rest);
            }
            None => text.push_str(piece),
        }
    }
    Cow::Owned(text)
}

/// The first word of an Action, in lower case: servers put comments behind it.
fn word(value: &str) -> Option<String> {
    let word: String = value.trim().chars().take_while(char::is_ascii_alphabetic).collect();
    (!word.is_empty()).then(|| word.to_ascii_lowercase())
}

/// The first `d.d.d` of a text (RFC 3463), where the first digit is 2, 4 or 5.
pub(super) fn code(text: &str) -> Option<String> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    // `d.d.d` at the least
    words.filter(|word| word.len() >= 5).find_map(|word| {
        let word = word.trim_matches('.');
        let mut parts = word.split('.');
        let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
        let sound = matches!(class, "2" | "4" | "5")
            && parts.next().is_none()
            && [subject, detail].iter().all(|part| (1..=3).contains(&part.len()));
        sound.then(|| word.to_owned())
    })
}

/// A typed value without its type: `smtp; 550 no` is `550 no`.
fn untyped(value: &str) -> &str {
    let typed = value.split_once(';').filter(|(kind, _)| {
        let kind = kind.trim();
        kind.len() <= 20 && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    });
    typed.map_or(value, |(_, rest)| rest).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_become_recipients() {
        let mut mail = Mail::default();
        read(
            b"Reporting-MTA: dns; mx.example.net\nX-Original-Message-ID: <1@example.org>\n\n\
              Final-Recipient: rfc822; <Ann@example.net>\nOriginal-Recipient: rfc822;all@example.net\nAction: failed (bounced)\n\
              Status: 5.1.1 (no such user)\nRemote-MTA: dns; mx.example.net\nDiagnostic-Code: smtp; 550 5.1.1\n no such user\n\n\n\
              Final-Recipient: bob@example.net\nAction: delayed\nStatus: 4.4.1\n",
            &mut mail,
        );
        assert_eq!(mail.status_fields.len(), 2);
        let [ann, bob] = mail.recipients.as_slice() else { panic!("{:?}", mail.recipients) };
        assert_eq!(ann.address, Address::parse("ann@example.net"));
        assert_eq!(ann.original, Address::parse("all@example.net"));
        assert_eq!(
            (ann.action.as_deref(), ann.status.as_deref(), ann.diagnostic.as_deref(), ann.remote_mta.as_deref()),
            (Some("failed"), Some("5.1.1"), Some("550 5.1.1 no such user"), Some("mx.example.net"))
        );
        assert_eq!(bob.action.as_deref(), Some("delayed"));
    }

    #[test]
    fn addresses_of_every_type_are_read() {
        for (value, want) in [
            ("utf-8;\\x{E4}nn@ex\\x{00E4}mple.org", Some("änn@exämple.org")),
            ("utf-8; änn@example.org", Some("änn@example.org")),
            ("RFC822;<ann@example.org> (Ann)", Some("ann@example.org")),
            ("x400; c=us;a= ;p=corp;s=ann", None),
            ("LN;CN=Ann/O=Corp", None),
            ("system;unknown", None),
            ("utf-8;\\x{no}@example.org", Some("no}@example.org")),
        ] {
            assert_eq!(address(value).as_ref().map(Address::as_str), want, "{value}");
        }
    }

    #[test]
    fn status_codes_are_found_in_text() {
        for (text, want) in
            [("550 5.1.1 gone", Some("5.1.1")), ("(#5.7.1)", Some("5.7.1")), ("192.0.2.7", None), ("1.2.3", None), ("5.1", None)]
        {
            assert_eq!(code(text).as_deref(), want, "{text}");
        }
    }
}
