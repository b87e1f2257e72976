//! Message-IDs (RFC 5322, section 3.6.4), without their brackets.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A Message-ID without brackets. Compared to the letter: case may matter on either side of its `@`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(String);

/// A longer one is no ID but an attack or a slip; RFC 5322 allows no line above 998.
const LONGEST: usize = 998;

impl MessageId {
    /// One ID, with or without brackets. `None` when nothing usable is left.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
        let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'>');
        let strange = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>');
        let usable = !text.is_empty() && text.len() <= LONGEST && (text.bytes().all(plain) || !text.contains(strange));
        usable.then(|| Self(text.to_owned()))
    }

    /// Every `<...>` of a References, In-Reply-To or Message-ID value; a bare value counts as one.
    pub fn all(text: &str) -> Vec<Self> {
        let mut found: Vec<Self> =
            text.split('<').skip(1).filter_map(|rest| rest.split_once('>')).filter_map(|(id, _)| Self::parse(id)).collect();
        if found.is_empty() && text.contains('@') {
            found.extend(Self::parse(text));
        }
        found
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`: relays that mend the domain keep it. `None` when it is too short to tell one from another.
    pub fn local(&self) -> Option<&str> {
        let (local, _) = self.0.rsplit_once('@')?;
        (local.len() >= 8).then_some(local)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_what_servers_write() {
        let all = |text: &str| MessageId::all(text).iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(all("<a@b> <c@d>"), ["a@b", "c@d"]);
        assert_eq!(all("a@b"), ["a@b"]);
        assert_eq!(all("Your message of Monday <a@b>"), ["a@b"]);
        assert!(all("").is_empty());
        assert!(all("< > <with space@x>").is_empty());
    }
}
