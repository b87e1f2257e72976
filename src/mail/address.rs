//! Mail addresses, compared as people mean them: without case, and without a plus-tag where it does not matter.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An address, `local@domain`, in lower case.
///
/// RFC 5321 lets local parts differ by case; no server that people use does, and reports change the case freely.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// Reads a bare address; brackets, quotes and a leading `rfc822;` are taken off. `None` when no address is left.
    pub fn parse(text: &str) -> Option<Self> {
        if is_plain(text) {
            return Some(Self(text.to_ascii_lowercase()));
        }
        let text = text.trim();
        let text = split_last(text, b';').map_or(text, |(_, address)| address.trim());
        let text = text.trim_matches(|c| matches!(c, '<' | '>' | '"' | '\'' | ',' | ';' | ':') || c.is_whitespace());
        let text = text.get(7..).filter(|_| text.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("mailto:"))).unwrap_or(text);
        let (local, domain) = split_last(text, b'@')?;
        // a source route (RFC 5321, appendix C) is passed over, as every server does
        let local = local.strip_prefix('@').and_then(|route| route.split_once(':')).map_or(local, |(_, local)| local);
        let local = local.trim_matches('"');
        // "[mailto:ann@example.org]", as Outlook shows it; an address literal has both brackets
        let domain = if domain.starts_with('[') { domain } else { domain.trim_end_matches(']') };
        let domain = domain.trim_end_matches('.');
        let sane = |part: &str, most: usize| !part.is_empty() && part.len() <= most && is_one_word(part);
        // RFC 5321, section 4.5.3.1, gives 64 and 255; real local parts (VERP, SRS) are longer.
        (sane(local, 256) && sane(domain, 255)).then(|| Self(lower([local, "@", domain].concat())))
    }

    /// The addresses of a list, as To and Bcc hold it.
    pub fn all(list: &str) -> Vec<Self> {
        super::header::addresses(list.as_bytes()).0
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`.
    pub fn local(&self) -> &str {
        split_last(&self.0, b'@').map_or("", |(local, _)| local)
    }

    /// What stands after the last `@`.
    pub fn domain(&self) -> &str {
        split_last(&self.0, b'@').map_or("", |(_, domain)| domain)
    }

    /// The address without what follows the first `+` of its local part (RFC 5233).
    pub fn without_tag(&self) -> Cow<'_, Self> {
        if memchr::memchr(b'+', self.0.as_bytes()).is_none() {
            return Cow::Borrowed(self);
        }
        match self.local().split_once('+') {
            Some((name, _)) if !name.is_empty() => Cow::Owned(Self([name, "@", self.domain()].concat())),
            _ => Cow::Borrowed(self),
        }
    }
}

/// `local@domain` in letters, figures and the commonest signs, as nearly all are: nothing is to be taken off.
fn is_plain(text: &str) -> bool {
    let word = |text: &[u8]| text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+' | b'='));
    let Some((local, domain)) = split_last(text, b'@') else { return false };
    (1..=64).contains(&local.len())
        && (1..=255).contains(&domain.len())
        && domain.ends_with(|c: char| c.is_ascii_alphanumeric())
        && word(local.as_bytes())
        && word(domain.as_bytes())
}

/// What stands before and behind the last `sign`, which is ASCII.
fn split_last(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = memchr::memrchr(sign, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Without a space, a control character, or a sign that stands around addresses.
fn is_one_word(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b',');
    text.bytes().all(plain) || !text.contains(|c: char| c.is_whitespace() || c.is_control() || is_mark(c))
}

/// In lower case; nearly every text is ASCII, and then nothing is moved.
pub(super) fn lower(mut text: String) -> String {
    if !text.is_ascii() {
        return text.to_lowercase();
    }
    text.make_ascii_lowercase();
    text
}

/// Marks that stand around an address: in Chinese and Japanese no space does.
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '<' | '>'
            | ','
            | '（'
            | '）'
            | '，'
            | '、'
            | '。'
            | '：'
            | '；'
            | '「'
            | '」'
            | '【'
            | '】'
            | '《'
            | '》'
            | '“'
            | '”'
            | '＜'
            | '＞'
    )
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

/// One of the person's addresses, or `*@domain` for all of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    One(Address),
    Domain(String),
}

impl Pattern {
    /// `None` when it is neither an address nor `*@domain`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().strip_prefix("*@") {
            Some(domain) => Address::parse(&format!("x@{domain}")).map(|a| Self::Domain(a.domain().to_owned())),
            None => Address::parse(text).map(Self::One),
        }
    }

    /// Does it cover this address, plus-tags aside?
    pub fn covers(&self, address: &Address) -> bool {
        match self {
            Self::One(own) => own.without_tag() == address.without_tag(),
            Self::Domain(domain) => address.domain() == domain,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(address) => address.fmt(f),
            Self::Domain(domain) => write!(f, "*@{domain}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_reports_write_them() {
        for (text, want) in [
            ("Ann@Example.ORG", Some("ann@example.org")),
            ("rfc822; <ann@example.org>", Some("ann@example.org")),
            ("\"ann\"@example.org.", Some("ann@example.org")),
            ("utf-8;änn@exämple.org", Some("änn@exämple.org")),
            ("mailto:ann@example.org", Some("ann@example.org")),
            ("ann@example.org]", Some("ann@example.org")),
            ("ann@[192.0.2.7]", Some("ann@[192.0.2.7]")),
            ("rfc822;<@relay.example,@mx.example:ann@example.org>", Some("ann@example.org")),
            ("no address", None),
            ("@example.org", None),
            ("ann@", None),
            ("a b@example.org", None),
        ] {
            assert_eq!(Address::parse(text).as_ref().map(Address::as_str), want, "{text}");
        }
    }

    #[test]
    fn a_pattern_covers_tags_and_domains() {
        let covers = |pattern: &str, address: &str| Pattern::parse(pattern).unwrap().covers(&Address::parse(address).unwrap());
        assert!(covers("me@example.org", "me+shop@example.org"));
        assert!(!covers("me@example.org", "you@example.org"));
        assert!(covers("*@example.org", "any@example.org"));
        assert!(!covers("*@example.org", "any@mail.example.org"));
    }
}
