//! Monotone safety, under reports and books at random: more Sent never makes a report backscatter, and neither does less report.

use backstop::mail::{Address, MessageId, Pattern, looks_automatic, read_cut};
use backstop::recognise::{Campaign, Campaigns, Known, Outcome, Own, Proof, Verdict, recognise};
use backstop::sent::{Book, Facts, Key, Reply, SentMail, Span};
use jiff::Timestamp;
use proptest::prelude::{Strategy, any, prop_assert, proptest};
use proptest::sample::{select, subsequence};
use proptest::{option, test_runner::Config};

const ME: &str = "me@example.org";
const IDS: [&str; 3] = ["first-id-1@example.org", "second-id-2@relay.example", "third-id-3@far.example"];
const RECIPIENTS: [&str; 3] = ["ann@people.example", "bob@people.example", "away@far.example"];
const SUBJECTS: [&str; 3] = ["Watches at half the price", "Lunch on Sunday", "Minutes of the club"];
const DATES: [&str; 3] = ["Sun, 1 Nov 2026 10:00:00 +0000", "Fri, 30 Oct 2026 08:00:00 +0000", "Wed, 1 Apr 2026 08:00:00 +0000"];

/// What a message says of itself: choices among a few, so that reports and books often meet.
#[derive(Clone, Debug)]
struct Letter {
    id: Option<usize>,
    to: Vec<usize>,
    subject: Option<usize>,
    date: Option<usize>,
}

fn letter() -> impl Strategy<Value = Letter> {
    let choice = || option::of(0..3_usize);
    (choice(), subsequence(vec![0, 1, 2], 0..3), choice(), choice()).prop_map(|(id, to, subject, date)| Letter { id, to, subject, date })
}

impl Letter {
    fn header(&self) -> String {
        let mut text = format!("From: {ME}\r\n");
        let to: Vec<_> = self.to.iter().map(|&n| RECIPIENTS[n]).collect();
        if !to.is_empty() {
            text += &format!("To: {}\r\n", to.join(", "));
        }
        text += &self.subject.map(|n| format!("Subject: {}\r\n", SUBJECTS[n])).unwrap_or_default();
        text += &self.date.map(|n| format!("Date: {}\r\n", DATES[n])).unwrap_or_default();
        text + &self.id.map(|n| format!("Message-ID: <{}>\r\n", IDS[n])).unwrap_or_default()
    }

    fn sent(&self) -> SentMail {
        SentMail {
            from: Address::parse(ME),
            ids: self.id.and_then(|n| MessageId::parse(IDS[n])).into_iter().collect(),
            recipients: self.to.iter().filter_map(|&n| Address::parse(RECIPIENTS[n])).collect(),
            subject: self.subject.map(|n| SUBJECTS[n].to_owned()),
            date: self.date.map(|n| read_cut(format!("Date: {}\r\n\r\n", DATES[n]).as_bytes(), 0).date.unwrap()),
            relays: Vec::new(),
        }
    }
}

/// A report of one of the common shapes about a letter, and where the letter begins in it.
fn report(shape: usize, about: &Letter, failed: usize, filtered: bool) -> String {
    let head = |from: &str, subject: &str| {
        let mark = if filtered { "X-Backscatter: Yes\r\n" } else { "" };
        format!("Return-Path: <>\r\n{mark}From: {from}\r\nTo: {ME}\r\nSubject: {subject}\r\nDate: Sun, 1 Nov 2026 11:00:00 +0000\r\n")
    };
    let to = RECIPIENTS[failed];
    let original = about.header();
    let status = format!(
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.far.example\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    );
    let multipart = |part: String| {
        format!(
            "{}Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n\r\n--b\r\n{status}--b\r\n{part}\r\n--b--\r\n",
            head("mailer-daemon@far.example", "Undelivered Mail Returned to Sender")
        )
    };
    match shape {
        0 => multipart(format!("Content-Type: message/rfc822\r\n\r\n{original}\r\nThe text of the letter.\r\n")),
        1 => multipart(format!("Content-Type: text/rfc822-headers\r\n\r\n{original}\r\n")),
        2 => format!(
            "{}\r\nHi. This is the qmail-send program at far.example.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\n\r\n\
             <{to}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n\
             Return-Path: <{ME}>\r\n{original}\r\nThe text of the letter.\r\n",
            head("mailer-daemon@far.example", "failure notice")
        ),
        _ => format!(
            "{}Auto-Submitted: auto-replied\r\nIn-Reply-To: <{}>\r\n\r\nI am out of the office.\r\n",
            head(to, &format!("Automatic reply: {}", about.subject.map_or("your message", |n| SUBJECTS[n]))),
            about.id.map_or("unknown@x.example", |n| IDS[n])
        ),
    }
}

fn book(letters: &[Letter], measured: Option<u32>) -> Book {
    let mut book = Book::new(Key([7; 16]));
    let other = Letter { id: None, to: vec![], subject: None, date: None };
    for (number, letter) in (0..).zip(letters.iter().chain([&other])) {
        let mut facts = Facts::of(&letter.sent(), book.key(), None, true);
        // the message that people answer is about nothing that a report asks for
        if letter.id.is_none() && letter.to.is_empty() && letter.subject.is_none() {
            facts.hashes.push(book.key().id("answered@example.org"));
        }
        book.add(number, "home", &facts);
    }
    book.set_account("home", Some(Span { from: Timestamp::MIN, until: Timestamp::MAX }));
    match measured {
        None => book.assume_coverage(),
        Some(found) => {
            for n in 0..20 {
                let answers = if n < found { "answered@example.org" } else { "by-phone@phone.example" };
                let reply = Reply {
                    id: n as u64,
                    to: book.key().author(&Address::parse(ME).unwrap()),
                    hour: i32::MAX - n as i32,
                    ids: vec![book.key().id(answers)],
                };
                book.add_reply(reply);
            }
        }
    }
    book
}

fn judge(bytes: &[u8], size: usize, book: &Book) -> Verdict {
    let own = Own { addresses: vec![Pattern::parse(ME).unwrap()], elsewhere: Vec::new() };
    let mut campaigns = Campaigns::default();
    campaigns.add(Campaign::new(SUBJECTS[0], &Address::parse(ME).unwrap(), book.key()).unwrap(), Proof::Person);
    let now: Timestamp = "2026-11-01T12:00:00Z".parse().unwrap();
    let mail = read_cut(bytes, size);
    if !looks_automatic(&mail) {
        return Verdict::ordinary();
    }
    recognise(&mail, &Known { book, own: &own, campaigns: &campaigns, arrived: now, looked_after: now, now })
}

fn filed(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Backscatter(_))
}

proptest! {
    #![proptest_config(Config { cases: 400, failure_persistence: None, ..Config::default() })]

    /// One more Sent message, whatever it agrees on, files nothing that was left before.
    #[test]
    fn more_sent_never_files(
        shape in 0..4_usize, about in letter(), failed in 0..3_usize, filtered in any::<bool>(),
        kept in proptest::collection::vec(letter(), 0..3), more in letter(), measured in select(vec![None, Some(0), Some(18), Some(19), Some(20)]),
    ) {
        let text = report(shape, &about, failed, filtered);
        let before = judge(text.as_bytes(), text.len(), &book(&kept, measured));
        let mut longer = kept.clone();
        longer.push(more);
        let after = judge(text.as_bytes(), text.len(), &book(&longer, measured));
        prop_assert!(!filed(&after) || filed(&before), "{text}\n{:?}\n{:?}", before.evidence(), after.evidence());
        // and the original's own copy keeps it, unless it says nothing but when (a date is no key)
        longer.push(about.clone());
        let own = judge(text.as_bytes(), text.len(), &book(&longer, measured));
        let named = if shape < 3 { !about.to.is_empty() } else { about.to.contains(&failed) };
        let findable = about.id.is_some() || about.subject.is_some() || named;
        prop_assert!(!filed(&own) || !findable, "{text}\n{:?}", own.evidence());
    }
}

proptest! {
    // every case is judged at every length
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    /// A report cut anywhere is never filed where the whole one would not be, whether the cut is known or not.
    #[test]
    fn a_cut_report_is_never_filed(
        shape in 0..4_usize, about in letter(), failed in 0..3_usize, kept in proptest::collection::vec(letter(), 0..3),
    ) {
        let text = report(shape, &about, failed, false);
        let book = book(&kept, None);
        if !filed(&judge(text.as_bytes(), text.len(), &book)) {
            for at in 0..text.len() {
                for size in [at, text.len()] {
                    let cut = judge(&text.as_bytes()[..at], size, &book);
                    prop_assert!(!filed(&cut), "cut at {at}, size {size}:\n{text}\n{:?}", cut.evidence());
                }
            }
        }
    }
}

/// The laws would hold for a program that files nothing.
#[test]
fn forged_reports_are_filed() {
    let about = Letter { id: Some(0), to: vec![0], subject: Some(0), date: Some(0) };
    for shape in 0..3 {
        let text = report(shape, &about, 0, false);
        let verdict = judge(text.as_bytes(), text.len(), &book(&[], None));
        assert!(filed(&verdict), "shape {shape}: {:?}", verdict.evidence());
    }
}
