//! A format filled in: header, parts, and what goes wrong with them on the way.

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use super::original::{self, HOME, Original, SHOP, hex};
use super::paper::{base64_lines, date, header_line, text_part, with_crlf};
use super::template::{Format, Language, fill};

/// What is wrong with it besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    None,
    /// The header does not name the boundary of the parts.
    NoBoundary,
    /// An empty line stands in the middle of what it returns.
    Split,
    /// The end is missing.
    Cut,
    /// There is nothing but the header.
    HeaderOnly,
}

impl Damage {
    pub fn by_chance(chance: &mut Rng) -> Self {
        match chance.u8(..40) {
            0 => Self::NoBoundary,
            1 => Self::Cut,
            2 => Self::HeaderOnly,
            3 => Self::Split,
            _ => Self::None,
        }
    }
}

pub struct Report<'a> {
    pub original: Original,
    pub format: &'a Format,
    pub language: &'a Language,
    pub arrived: Timestamp,
    pub damage: Damage,
    /// Its text gives the original's From, and a date or subject.
    pub named: bool,
}

/// What servers at the other end say: status and diagnostic.
const DIAGNOSTICS: [(&str, &str); 12] = [
    ("5.1.1", "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table"),
    ("5.1.1", "550 5.1.1 No such user here"),
    ("5.2.2", "552 5.2.2 Mailbox size limit exceeded"),
    ("5.7.1", "554 5.7.1 Service unavailable; Client host [{ip}] blocked using bl.example"),
    ("5.7.1", "550 5.7.1 Message rejected as spam by Content Filtering."),
    ("5.4.4", "Host or domain name not found. Name service error for name={domain} type=A: Host not found"),
    ("5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled."),
    ("5.7.26", "550-5.7.26 Unauthenticated email from {domain} is not accepted due to the DMARC policy"),
    ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied."),
    ("5.0.0", "550 Requested action not taken: mailbox unavailable"),
];

const STATUS: &str = "Reporting-MTA: dns; {host}\n{X-Postfix-Queue-ID: {queue}\n|}{Arrival-Date: {left}\n|}\nFinal-Recipient: {rfc822; |RFC822;}{to}\n\
    {Original-Recipient: rfc822;{to}\n|}Action: failed{| (permanent)}\nStatus: {code}\n{Remote-MTA: dns; {remote}\n|}\
    Diagnostic-Code: smtp; {why}";

impl Report<'_> {
    /// The bytes of it, as they stand on the person's server.
    pub fn written(&mut self, chance: &mut Rng) -> Vec<u8> {
        let facts = Facts::new(self, chance);
        let (head, text) = self.format.text.split_once("\n\n").expect("a header and a text");
        let head = self.filled(head.trim_start(), &facts, chance);
        // few texts end with the very last line of what they return
        let end = if chance.u8(..16) == 0 { "" } else { "\n\n" };
        let text = self.filled(text, &facts, chance).trim_end().to_owned() + end;
        let mut lines: Vec<&str> = head.lines().filter(|line| !line.is_empty()).collect();
        let typed = take(&mut lines, "Content-Type: ");
        let own_path = take(&mut lines, "Return-Path: ");
        let to = take(&mut lines, "To: ").unwrap_or(&facts.me);
        let path = own_path.unwrap_or(if chance.u8(..12) == 0 { "<MAILER-DAEMON>" } else { "<>" });
        let mut out = format!("Return-Path: {path}\n{}", self.delivered(&facts, chance));
        for line in lines {
            let (name, value) = line.split_once(':').expect("a header field");
            out += &(header_line(name, value.trim_start(), &self.language.charsets, chance) + "\n");
        }
        out += &format!("To: <{to}>\nDate: {}\nMessage-ID: <{}@{}>\n", facts.when, hex(14, chance), facts.host);
        let body = self.body(typed, &text, &facts, &mut out, chance);
        let mut bytes = out.into_bytes();
        bytes.push(b'\n');
        bytes.extend(body);
        bytes.push(b'\n');
        match self.damage {
            Damage::Cut => bytes.truncate(bytes.len() * chance.usize(30..95) / 100),
            Damage::HeaderOnly => bytes.truncate(bytes.windows(2).position(|w| w == b"\n\n").map_or(bytes.len(), |at| at + 1)),
            Damage::NoBoundary | Damage::Split | Damage::None => {}
        }
        if chance.u8(..8) == 0 { bytes } else { with_crlf(&bytes) }
    }

    /// What the person's own server writes on top.
    fn delivered(&self, facts: &Facts, chance: &mut Rng) -> String {
        let spam = fill(
            "{|X-Spam-Status: No, score=0.1 required=5.0 tests=none\n}{|X-Original-To: {me}\nDelivered-To: {me}\n}",
            chance,
            &mut |_, _| facts.me.clone(),
        );
        format!(
            "{spam}Received: from {host} ({host} [{}])\n\tby mx.postbox.example (Postfix) with ESMTPS id {};\n\t{}\n",
            facts.ip,
            hex(10, chance),
            date(self.arrived, 0),
            host = facts.host
        )
    }

    /// The text, as one part or many; the fields that say so are added to the header.
    fn body(&mut self, typed: Option<&str>, text: &str, facts: &Facts, header: &mut String, chance: &mut Rng) -> Vec<u8> {
        let charsets = self.language.charsets.clone();
        let Some(parts) = text.strip_prefix("%% ") else {
            // the oldest programs know no MIME
            if typed.is_none() && text.is_ascii() && chance.bool() {
                return text.as_bytes().to_vec();
            }
            let (fields, body) = text_part(typed.unwrap_or("text/plain"), text, &charsets, chance);
            *header += &format!("MIME-Version: 1.0\n{fields}");
            return body;
        };
        let typed = typed.unwrap_or("multipart/mixed");
        let boundary = match typed.split_once("boundary=") {
            Some((_, boundary)) => boundary.trim_matches('"').to_owned(),
            None => format!("{}.{}/{}", hex(8, chance), chance.u32(..), facts.host),
        };
        let typed = typed.split("; boundary=").next().unwrap_or_default();
        let named = if self.damage == Damage::NoBoundary { String::new() } else { format!(";\n\tboundary=\"{boundary}\"") };
        *header += &format!("MIME-Version: 1.0\nContent-Type: {typed}{named}\n");
        let mut body = if chance.bool() { b"This is a MIME-encapsulated message.\n".to_vec() } else { Vec::new() };
        for part in parts.split("\n%% ") {
            body.extend(format!("\n--{boundary}\n").bytes());
            body.extend(self.part(part, &charsets, chance));
        }
        body.extend(format!("\n--{boundary}--\n").bytes());
        body
    }

    fn part(&mut self, part: &str, charsets: &[&'static str], chance: &mut Rng) -> Vec<u8> {
        let (kind, rest) = part.split_once('\n').unwrap_or((part, ""));
        let (fields, text) = rest.split_once("\n\n").map_or((rest, ""), |(fields, text)| (fields, text));
        let (fields, text) = if rest.starts_with('\n') { ("", rest.trim_start_matches('\n')) } else { (fields, text) };
        let fields = if fields.is_empty() { String::new() } else { format!("{fields}\n") };
        if matches!(kind, "text/plain" | "text/html" | "text/calendar; method=REQUEST") {
            let (typed, body) = text_part(kind, text, charsets, chance);
            return [format!("{fields}{typed}\n").as_bytes(), &body].concat();
        }
        if let Some((kind, text)) = self.returned(kind, chance) {
            return format!("{fields}Content-Type: {kind}\n\n{text}").into_bytes();
        }
        // rare, and seen: a status part in base64
        if kind == "message/delivery-status" && chance.u8(..25) == 0 {
            return format!("{fields}Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{}\n", base64_lines(text)).into_bytes();
        }
        format!("{fields}Content-Type: {kind}\n\n{text}\n").into_bytes()
    }

    /// The original as a part: its type and its text.
    fn returned(&mut self, kind: &str, chance: &mut Rng) -> Option<(&'static str, String)> {
        let add = |line: &str, original: &mut Original| original.more.insert_str(0, line);
        let kind = match kind {
            "original" => chance.choice(["whole", "head"]).unwrap_or_default(),
            "calendar" => {
                self.original.more = "MIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY\n".to_owned();
                "whole"
            }
            "listed" => {
                add("List-Id: The choir <choir.lists.example>\n", &mut self.original);
                "whole"
            }
            "automatic" => {
                add("Auto-Submitted: auto-replied\n", &mut self.original);
                "head"
            }
            "behalf" => {
                add("Sender: <mailing@service.example>\n", &mut self.original);
                "head"
            }
            "shop" => {
                SHOP.clone_into(&mut self.original.author);
                "whole"
            }
            "stranger" => {
                self.original.author = original::stranger(chance);
                "whole"
            }
            kind => kind,
        };
        let head_type =
            if kind == "head" { chance.choice(["text/rfc822-headers", "text/rfc822-headers", "message/rfc822-headers"]) } else { None };
        let typed = match kind {
            "whole" => chance.choice(["message/rfc822", "message/rfc822", "message/rfc822", "text/rfc822"]).unwrap_or_default(),
            "head" => head_type.unwrap_or_default(),
            "global-head" => "message/global-headers",
            _ => return None,
        };
        self.named = true;
        let text = if kind == "whole" { self.whole(chance) } else { self.block(chance) };
        Some((typed, text))
    }

    fn block(&self, chance: &mut Rng) -> String {
        let block = self.original.block(chance);
        if self.damage == Damage::Split { block.replacen("\nTo: ", "\n\nTo: ", 1) } else { block }
    }

    fn whole(&self, chance: &mut Rng) -> String {
        let lines = chance.usize(1..40);
        format!("{}\n{}", self.block(chance), "This line stands for the text of the message that comes back.\n".repeat(lines))
    }

    /// A text of the format with everything that it asks for.
    fn filled(&mut self, text: &str, facts: &Facts, chance: &mut Rng) -> String {
        fill(text, chance, &mut |name, chance| self.value(name, facts, chance))
    }

    fn value(&mut self, name: &str, facts: &Facts, chance: &mut Rng) -> String {
        if let Some(phrase) = self.language.phrase(if name == "topic" { "topics" } else { name }) {
            let phrase = chance.choice(phrase.split('|').collect::<Vec<_>>()).unwrap_or_default();
            return self.filled(phrase, facts, chance);
        }
        if let Some((_, value)) = facts.plain().into_iter().find(|(n, _)| *n == name) {
            return value.to_owned();
        }
        self.named |= matches!(name, "from" | "author" | "headers" | "whole" | "quoted");
        let own = facts.me.clone();
        match name {
            "status" => self.filled(STATUS, facts, chance),
            "why" => self.filled(facts.why, facts, chance),
            "subject" => self.original.subject.clone(),
            "raw-subject" => self.original.subject_line(chance).trim_start_matches("Subject: ").to_owned(),
            "id" => self.original.id.clone(),
            "from" => self.original.from(),
            "author" => own,
            "tos" => self.original.to.clone(),
            "date" => self.original.date_line(),
            "hop" => self.original.hop(),
            "headers" => self.block(chance),
            "whole" => self.whole(chance),
            "quoted" => self.block(chance).lines().map(|line| format!("> {line}\n")).collect(),
            "peer" => format!(
                "{} <{}>",
                chance.choice(["Ben Moreau", "\"Carla, Sales\"", "Erika Olsen"]).unwrap_or_default(),
                self.original.recipient
            ),
            "sent-id" => format!("{}@home.example", hex(12, chance)),
            "day" => (self.arrived + SignedDuration::from_hours(200)).strftime("%d.%m.%Y").to_string(),
            "n" => chance.u32(1000..999_999).to_string(),
            _ => panic!("{}: nothing is called {name}", self.format.name),
        }
    }
}

/// What is the same in the whole of one report.
struct Facts {
    me: String,
    to: String,
    user: String,
    domain: String,
    host: String,
    remote: String,
    ip: String,
    queue: String,
    hex: String,
    when: String,
    left: String,
    code: &'static str,
    why: &'static str,
}

impl Facts {
    fn new(report: &Report<'_>, chance: &mut Rng) -> Self {
        let to = report.original.recipient.clone();
        let (user, domain) = to.split_once('@').unwrap_or_default();
        let (user, domain) = (user.to_owned(), domain.to_owned());
        let (code, why) = chance.choice(DIAGNOSTICS).unwrap_or_default();
        let is_report = !matches!(report.format.kinds[0], "wanted" | "ordinary");
        let kind = chance.choice(["mx", "mail", "relay", "smtp-out", "mx-in-"]).unwrap_or_default();
        Self {
            me: if is_report { report.original.author.clone() } else { HOME.to_owned() },
            host: format!("{kind}{}.{}", chance.u8(1..20), chance.choice([domain.as_str(), "hosting.example"]).unwrap_or_default()),
            remote: format!("mx{}.{domain}", chance.u8(1..9)),
            ip: format!("192.0.2.{}", chance.u8(1..250)),
            queue: hex(10, chance).to_uppercase(),
            hex: hex(12, chance),
            when: date(report.arrived, chance.i8(-5..9)),
            left: date(report.original.date + SignedDuration::from_secs(40), 0),
            code,
            why,
            to,
            user,
            domain,
        }
    }

    fn plain(&self) -> [(&'static str, &str); 12] {
        [
            ("me", &self.me),
            ("to", &self.to),
            ("user", &self.user),
            ("domain", &self.domain),
            ("host", &self.host),
            ("remote", &self.remote),
            ("ip", &self.ip),
            ("queue", &self.queue),
            ("hex", &self.hex),
            ("when", &self.when),
            ("left", &self.left),
            ("code", self.code),
        ]
    }
}

/// Takes the field out of the header, and gives its value.
fn take<'a>(lines: &mut Vec<&'a str>, field: &str) -> Option<&'a str> {
    let at = lines.iter().position(|line| line.starts_with(field))?;
    lines.remove(at).strip_prefix(field)
}
