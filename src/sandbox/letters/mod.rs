//! A believable mailbox: ninety days of a person's mail, made from a seed and from now, with the truth about every message.
//!
//! It is the demo's, and a test's: 300 Sent messages, 200 ordinary mails, 6 genuine bounces and one more in Junk, 40 backscatter in the
//! formats of [`reports`], 3 that nobody can decide, 5 wanted automatic mails; and three more to be delivered while somebody watches.

mod chance;
mod correspondence;
mod machines;
mod original;
mod paper;
mod people;
mod reports;
mod topics;
mod unclear;

pub use people::ME;

use jiff::Timestamp;

use chance::Chance;
use correspondence::Correspondence;
use original::Original;
use paper::later;

use super::{Mailbox, Profile};

/// A mailbox, message by message, oldest first.
#[derive(Clone, Debug)]
pub struct Letters {
    pub sent: Vec<Letter>,
    pub inbox: Vec<Letter>,
    /// A bounce of Robin's own mail that the server took for spam.
    pub junk: Vec<Letter>,
    pub live: Live,
}

/// What is delivered while somebody watches.
#[derive(Clone, Debug)]
pub struct Live {
    /// Backscatter whose returned Received lines are hours old.
    pub forged: Letter,
    /// A bounce of a message that stands in Sent.
    pub genuine: Letter,
    pub ordinary: Letter,
}

/// One message, and the truth about it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Unique in its mailbox; begins with the sort that it is of.
    pub name: String,
    pub truth: Truth,
    /// When it arrived: INTERNALDATE.
    pub arrived: Timestamp,
    pub seen: bool,
    pub bytes: Vec<u8>,
}

/// What a message really is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// Robin sent it.
    Sent,
    /// A person or a newsletter wrote it.
    Ordinary,
    /// It answers what Robin did send, and Sent proves it.
    Genuine,
    /// It answers what Robin never sent.
    Backscatter,
    /// Nobody can say what it answers.
    Undecidable,
    /// Automatic, and wanted.
    Wanted,
}

impl Truth {
    /// It belongs into the Backscatter folder; everything else stays.
    pub fn is_filed(self) -> bool {
        self == Self::Backscatter
    }

    /// May this be the verdict, in the words of `backstop check`? What is wanted or undecidable may be taken for several things,
    /// as long as it is not filed.
    pub fn allows(self, verdict: &str, proved: bool) -> bool {
        match self {
            Self::Sent => true,
            Self::Ordinary => verdict == "ordinary",
            Self::Genuine => verdict == "ours" && proved,
            Self::Backscatter => verdict == "backscatter",
            Self::Undecidable => verdict == "unsure",
            Self::Wanted => verdict != "backscatter" && !proved,
        }
    }
}

impl Letters {
    /// The same letters for the same seed and moment.
    pub fn write(seed: u64, now: Timestamp) -> Self {
        let mut chance = Chance(seed);
        let Correspondence { mut sent, mut inbox, failing, spammed, just_left } = Correspondence::write(&mut chance, now);
        inbox.extend(genuine(&mut chance, &failing));
        inbox.extend(backscatter(&mut chance, now));
        inbox.extend(unclear::undecidable(&mut chance, now));
        inbox.extend(unclear::wanted(&mut chance, now));
        let junk = vec![bounced(&mut chance, &spammed, later(spammed.at, 400), 0).named("junk-genuine")];
        sent.sort_by_key(|letter| letter.arrived);
        inbox.sort_by_key(|letter| letter.arrived);
        let bait = people::BAIT.first().copied().unwrap_or_default();
        let live = Live {
            forged: forged(&mut chance, now, later(now, -5 * 3600), bait, 40).named("live-forged"),
            genuine: bounced(&mut chance, &just_left, now, 0).named("live-genuine"),
            ordinary: correspondence::greeting(&mut chance, now).named("live-ordinary"),
        };
        Self { sent, inbox, junk, live }
    }

    /// A server's mailbox with these in INBOX, Junk and Sent; what is live is not in it.
    pub fn mailbox(&self, profile: &Profile) -> Mailbox {
        let mut mailbox = Mailbox::new(profile);
        let [sent, junk] = ["Sent", "Junk"].map(|name| format!("{}{name}", profile.prefix));
        for (folder, letters) in [("INBOX", &self.inbox), (&sent, &self.sent), (&junk, &self.junk)] {
            for letter in letters {
                let flags: &[&str] = if letter.seen { &["\\Seen"] } else { &[] };
                mailbox.append(folder, letter.arrived, flags, letter.bytes.as_slice());
            }
        }
        mailbox
    }
}

/// The bounces of what Robin did send: each format that the big providers and servers use, once.
fn genuine(chance: &mut Chance, originals: &[Original]) -> Vec<Letter> {
    let made = originals.iter().enumerate().map(|(n, original)| {
        let arrived = later(original.at, chance.between(20, 1500));
        bounced(chance, original, arrived, n)
    });
    made.collect()
}

fn bounced(chance: &mut Chance, original: &Original, arrived: Timestamp, n: usize) -> Letter {
    let formats = reports::GENUINE;
    let (format, write) = formats.get(n % formats.len()).copied().unwrap_or(reports::FALLBACK);
    let text = write(&reports::Case::new(chance, original, arrived));
    Letter::new(format!("genuine-{n}-{format}"), Truth::Genuine, arrived, true, &text)
}

/// A storm of two days about one forged message, and strays over the whole time.
fn backscatter(chance: &mut Chance, now: Timestamp) -> Vec<Letter> {
    let storm = later(now, -6 * 86_400);
    let letter = |n: usize| {
        let (left, bait) = match n {
            0..26 => (later(storm, chance.between(-86_400, 86_400)), people::BAIT.first().copied().unwrap_or_default()),
            _ => (later(now, -chance.between(86_400, 80 * 86_400)), chance.pick(people::BAIT.get(1..).unwrap_or_default())),
        };
        let arrived = later(left, chance.between(40 * 60, 9 * 3600));
        forged(chance, arrived, left, bait, n)
    };
    (0..40).map(letter).collect()
}

/// A report of a message with Robin's address in it, which left a stranger's machine at `left`.
fn forged(chance: &mut Chance, arrived: Timestamp, left: Timestamp, bait: &str, n: usize) -> Letter {
    let original = Original::forged(chance, left, bait);
    let formats = reports::ALL;
    let (format, write) = formats.get(n % formats.len()).copied().unwrap_or(reports::FALLBACK);
    let text = write(&reports::Case::new(chance, &original, arrived));
    Letter::new(format!("backscatter-{n:02}-{format}"), Truth::Backscatter, arrived, false, &text)
}

impl Letter {
    fn new(name: String, truth: Truth, arrived: Timestamp, seen: bool, text: &str) -> Self {
        Self { name, truth, arrived, seen, bytes: paper::bytes(text) }
    }

    /// Not seen yet, under another name.
    fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), seen: false, ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_mailbox_is_the_one_that_was_promised() {
        let letters = Letters::write(1, now());
        let count = |truth| letters.inbox.iter().filter(|letter| letter.truth == truth).count();
        assert_eq!(letters.sent.len(), 300);
        assert_eq!([Truth::Ordinary, Truth::Genuine, Truth::Backscatter, Truth::Undecidable, Truth::Wanted].map(count), [200, 6, 40, 3, 5]);
        let formats: BTreeSet<_> = letters.inbox.iter().filter_map(|l| l.name.strip_prefix("backscatter-")?.get(3..)).collect();
        assert_eq!(formats.len(), reports::ALL.len());
        let names: BTreeSet<_> = letters.inbox.iter().chain(&letters.sent).map(|letter| &letter.name).collect();
        assert_eq!(names.len(), 554, "every name is given once");
    }

    #[test]
    fn every_letter_could_have_come_in_the_ninety_days() {
        let letters = Letters::write(7, now());
        let live = [&letters.live.forged, &letters.live.genuine, &letters.live.ordinary];
        assert_eq!(letters.junk.len(), 1);
        for letter in letters.sent.iter().chain(&letters.inbox).chain(&letters.junk).chain(live) {
            // what is live is delivered when somebody watches
            assert!(
                letter.arrived <= later(now(), 2) && letter.arrived > later(now(), -90 * 86_400),
                "{}: {}",
                letter.name,
                letter.arrived
            );
            let text = String::from_utf8(letter.bytes.clone()).unwrap();
            assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{}: lines end with CRLF", letter.name);
            assert!(text.lines().all(|line| line.len() < 998), "{}: no line is too long", letter.name);
        }
    }

    #[test]
    fn the_same_seed_writes_the_same_letters_and_another_one_does_not() {
        let all = |seed| Letters::write(seed, now()).inbox.into_iter().map(|letter| letter.bytes).collect::<Vec<_>>();
        assert_eq!(all(1), all(1));
        assert_ne!(all(1), all(2));
    }
}
