//! The messages that reports answer: the person's own, in the many ways in which a Sent copy differs from what went out, and
//! strangers' with the person's address in them.

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use super::paper::{date, header_line};
use super::template::Language;

/// The person's addresses, as settings name them. As any name at the last one a message may be forged, and none was ever sent.
pub const HOME: &str = "alice@home.example";
pub const WORK: &str = "alice@work.example";
pub const SHOP: &str = "shop@home.example";
pub const CATCH_ALL: &str = "*@alice-family.test";

/// What the Sent copy of a genuine original has of it, and how it went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum World {
    Kept,
    /// A relay gave it another ID (Outlook and SES always do).
    Rewritten,
    /// Another ID, and a Date of another minute, or hour.
    Shifted,
    /// The copy has no ID.
    NoId,
    /// Sent to an alias or list, which passed it on: the report names somebody else.
    Forwarded,
    /// A blind copy, which the mail program did not keep; another ID.
    BlindDropped,
    /// A gateway marked the subject; another ID.
    Marked,
    /// From the person's other account.
    OtherAccount,
    /// From the address with a plus-tag.
    Tagged,
}

impl World {
    pub const ALL: [Self; 9] = [
        Self::Kept,
        Self::Rewritten,
        Self::Shifted,
        Self::NoId,
        Self::Forwarded,
        Self::BlindDropped,
        Self::Marked,
        Self::OtherAccount,
        Self::Tagged,
    ];
}

/// One message, as a server that reports on it has it.
#[derive(Clone, Debug)]
pub struct Original {
    /// The address in its From.
    pub author: String,
    /// Whose mailbox the server tried.
    pub recipient: String,
    pub to: String,
    pub subject: String,
    /// Without angle brackets.
    pub id: String,
    pub date: Timestamp,
    zone: i8,
    /// Received lines, newest first, each with its end.
    hops: Vec<String>,
    /// More header lines, each with its end.
    pub more: String,
    charsets: Vec<&'static str>,
}

/// The copy in Sent.
#[derive(Clone, Debug)]
pub struct Copy {
    pub account: &'static str,
    pub bytes: Vec<u8>,
    pub id: Option<String>,
}

const BAIT: [&str; 10] = [
    "Watches at half the price",
    "You have won a voucher",
    "Account notice: act today",
    "RE: your payment is pending",
    "Cheap medicine without a prescription",
    "Ваш выигрыш ждёт вас",
    "Gewinn: Ihre Bestätigung fehlt",
    "特价手表",
    "Invoice attached",
    "Hi",
];

impl Original {
    /// What the person sent at `date`, and its copy.
    pub fn genuine(world: World, language: &Language, date: Timestamp, chance: &mut Rng) -> (Self, Copy) {
        let (author, account) = match world {
            World::OtherAccount => (WORK.to_owned(), "work"),
            World::Tagged => ("alice+post@home.example".to_owned(), "home"),
            _ if chance.u8(..4) == 0 => (WORK.to_owned(), "work"),
            _ => (HOME.to_owned(), "home"),
        };
        let domain = author.rsplit('@').next().unwrap_or_default().to_owned();
        let recipient = stranger(chance);
        let topic = super::topic(language, chance);
        let mut sent = Self {
            author,
            to: format!("<{recipient}>"),
            recipient,
            subject: format!("{topic} ({})", chance.u32(10..9999)),
            id: format!("{}@{domain}", hex(16, chance)),
            date,
            zone: chance.i8(-5..9),
            hops: Vec::new(),
            more: "User-Agent: Mail 91.6\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n".to_owned(),
            charsets: language.charsets.clone(),
        };
        sent.hops = sent.hops_of_own(chance);
        let mut copy = sent.clone();
        // some servers keep what they were given with the line of their own
        copy.hops = if chance.u8(..4) == 0 { copy.hops.split_off(1) } else { Vec::new() };
        sent.change(&mut copy, world, chance);
        // some servers return no Received line
        if chance.u8(..8) == 0 {
            sent.hops.clear();
        }
        let id = (world != World::NoId).then(|| copy.id.clone());
        let bytes = copy.header(id.as_deref(), chance) + "\nIt was good to see you.\n";
        (sent, Copy { account, bytes: bytes.into_bytes(), id })
    }

    /// What happens on the way, and to the copy.
    fn change(&mut self, copy: &mut Self, world: World, chance: &mut Rng) {
        let another_id = |chance: &mut Rng| format!("{}-{}@relay{}.mx.example", hex(12, chance), hex(4, chance), chance.u8(..9));
        match world {
            World::Kept | World::OtherAccount | World::Tagged | World::NoId => {}
            World::Rewritten => self.id = another_id(chance),
            World::Shifted => {
                self.id = another_id(chance);
                self.date += SignedDuration::from_secs(chance.i64(-600..80_000));
            }
            World::Forwarded => {
                copy.to =
                    format!("<friends{}@{}.example>", chance.u16(..), chance.choice(["forwarder", "club-list", "alumni"]).unwrap_or("x"));
                self.to = copy.to.clone();
                if chance.bool() {
                    self.id = another_id(chance);
                }
            }
            World::BlindDropped => {
                self.id = another_id(chance);
                self.to = "undisclosed-recipients:;".to_owned();
                copy.to = self.to.clone();
            }
            World::Marked => {
                self.id = another_id(chance);
                self.subject = format!("[External] {}", self.subject);
            }
        }
    }

    /// With the address of `author`, from a machine that the person has never heard of.
    pub fn forged(author: String, recipient: String, date: Timestamp, chance: &mut Rng) -> Self {
        let bait = chance.choice(BAIT).unwrap_or_default();
        let host = format!("host-{}-{}.cable{}.example", chance.u8(1..250), chance.u8(1..250), chance.u8(1..40));
        let mut original = Self {
            author,
            to: format!("<{recipient}>"),
            recipient,
            subject: format!("{bait}{}", chance.choice(["", "!", " 24/7"]).unwrap_or_default()),
            id: format!("{}@{}", hex(14, chance), chance.choice([host.as_str(), "home.example", "mailer.test"]).unwrap_or_default()),
            date,
            zone: chance.i8(-8..11),
            hops: Vec::new(),
            more: "X-Mailer: TheBulk 2.0\nMIME-Version: 1.0\nContent-Type: text/html\n".to_owned(),
            charsets: vec!["utf-8", "windows-1251", "gb2312"],
        };
        original.hops = original.hops_of_stranger(&host, chance);
        original
    }

    fn hops_of_own(&self, chance: &mut Rng) -> Vec<String> {
        let relay = if self.author == WORK { "smtp.work-mail.example" } else { "smtp.postbox.example" };
        let out = format!(
            "Received: from [192.168.1.{}] (dsl{}.line.example [203.0.113.{}])\n\tby {relay} (Postfix) with ESMTPSA id {};\n\t{}\n",
            chance.u8(2..250),
            chance.u16(..),
            chance.u8(1..250),
            hex(10, chance),
            date(self.date, self.zone)
        );
        vec![handed(relay, &self.recipient, self.date + SignedDuration::from_secs(4), chance), out]
    }

    fn hops_of_stranger(&self, host: &str, chance: &mut Rng) -> Vec<String> {
        let gate = format!("gate{}.open-relay.example", chance.u8(1..9));
        let out = format!(
            "Received: from {host} (unknown [198.51.100.{}])\n\tby {gate} with SMTP id {};\n\t{}\n",
            chance.u8(1..250),
            hex(12, chance),
            date(self.date, self.zone)
        );
        let hops = vec![handed(&gate, &self.recipient, self.date + SignedDuration::from_secs(40), chance), out];
        match chance.u8(..8) {
            0 => Vec::new(),
            1 => hops.into_iter().skip(1).collect(),
            _ => hops,
        }
    }

    /// The header block as the reporting server had it.
    pub fn block(&self, chance: &mut Rng) -> String {
        self.header(Some(&self.id), chance)
    }

    fn header(&self, id: Option<&str>, chance: &mut Rng) -> String {
        let id = id.map(|id| format!("Message-ID: <{id}>\n")).unwrap_or_default();
        format!(
            "{}{id}From: {}\nTo: {}\n{}\nDate: {}\n{}",
            self.hops.concat(),
            self.from(),
            self.to,
            self.subject_line(chance),
            self.date_line(),
            self.more
        )
    }

    pub fn from(&self) -> String {
        format!("Alice <{}>", self.author)
    }

    pub fn subject_line(&self, chance: &mut Rng) -> String {
        header_line("Subject", &self.subject, &self.charsets, chance)
    }

    pub fn date_line(&self) -> String {
        date(self.date, self.zone)
    }

    /// The host from which the reporting server had it.
    pub fn hop(&self) -> String {
        let newest = self.hops.first().and_then(|line| line.split_whitespace().nth(2));
        newest.unwrap_or("unknown.example").to_owned()
    }
}

fn handed(from: &str, recipient: &str, at: Timestamp, chance: &mut Rng) -> String {
    format!(
        "Received: from {from} ({from} [198.51.100.{}])\n\tby mx{}.{} with ESMTPS id {}\n\tfor <{recipient}>; {}\n",
        chance.u8(1..250),
        chance.u8(1..5),
        recipient.rsplit('@').next().unwrap_or_default(),
        hex(11, chance),
        date(at, 0)
    )
}

/// An address that the person may or may not have written to.
pub fn stranger(chance: &mut Rng) -> String {
    let first = chance.choice(["ben", "carla", "d.moreau", "info", "erika", "sales", "f_olsen", "yuki", "hana"]).unwrap_or_default();
    let domain = chance.choice(["target", "works", "north-quay", "school", "foundry", "bakery", "clinic"]).unwrap_or_default();
    format!("{first}{}@{domain}{}.{}", chance.u16(1..9999), chance.u16(1..500), chance.choice(["example", "test"]).unwrap_or_default())
}

pub fn hex(digits: usize, chance: &mut Rng) -> String {
    (0..digits).map(|_| char::from_digit(chance.u32(..16), 16).unwrap_or('0')).collect()
}
