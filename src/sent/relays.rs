//! The person's outbound relays: the organisational domains of the hosts that take mail from the person.
//!
//! Learned from the Received lines of Sent messages (servers that save what is sent through them leave these in), and of mail
//! that came back and was proved ours.

use super::{Key, facts::About};
use crate::mail::{Address, Mail, Received};

/// Fewer messages than this do not make an address's relays known: one odd path is no habit.
pub const ENOUGH: usize = 3;

/// The relays that a message of the person's own names.
pub(super) fn of_sent(mail: &Mail) -> Vec<String> {
    let lines: Vec<Received> = mail.fields.named("received").map(|field| Received::parse(&field.text())).collect();
    first_hop(&lines).into_iter().collect()
}

/// The host that took the message from the person: the `by` of the oldest line that names a host of a public domain.
/// (A laptop's own mail server, `by localhost`, is no relay.) `lines` are newest first.
pub fn first_hop(lines: &[Received]) -> Option<String> {
    lines.iter().rev().find_map(|line| line.by.as_deref().and_then(organisation)).map(str::to_owned)
}

/// The registrable domain of a host name in lower case, by the Public Suffix List; `None` for addresses and for names without one.
pub fn organisation(host: &str) -> Option<&str> {
    let host = host.trim_end_matches('.');
    // the list takes the last label of any name, so that of an IP address too
    if host.contains(':') || host.rsplit('.').next().is_none_or(|last| last.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    psl::domain_str(host)
}

/// The facts that say: mail of `author` goes out through these relays. Empty where no relay is named.
pub fn hashes(key: &Key, author: &Address, relays: &[String]) -> Vec<u64> {
    let mut hashes: Vec<u64> = relays.iter().map(|relay| one(key, author, relay)).collect();
    if !hashes.is_empty() {
        hashes.push(some(key, author));
    }
    hashes
}

/// The fact that `relay` takes mail of `author`.
pub(super) fn one(key: &Key, author: &Address, relay: &str) -> u64 {
    key.hash(About::Relay, &[author.without_tag().as_str(), " ", relay].concat())
}

/// The fact that a message tells of some relay of `author`.
pub(super) fn some(key: &Key, author: &Address) -> u64 {
    key.hash(About::Relay, author.without_tag().as_str())
}

#[cfg(test)]
mod tests {
    use super::organisation;

    #[test]
    fn hosts_are_reduced_to_their_organisation() {
        for (host, want) in [
            ("mail-lf1-f54.google.com", Some("google.com")),
            ("smtp.example.co.uk.", Some("example.co.uk")),
            ("mx.example.org", Some("example.org")),
            ("localhost", None),
            ("192.0.2.7", None),
            ("2002:a05:6a10::1", None),
        ] {
            assert_eq!(organisation(host), want, "{host}");
        }
    }
}
