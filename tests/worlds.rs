//! Every forged letter of `tests/mail/` once more, in worlds where the person did send the original: whatever servers and mail
//! programs do to the copy, it is never filed. These are the larger half: filing a genuine bounce is the costly error.

use std::fs;
use std::path::{Path, PathBuf};

use backstop::mail::{Address, Mail, MessageId, Pattern, looks_automatic, read, read_cut};
use backstop::recognise::{Campaigns, Known, Outcome, Own, Verdict, recognise};
use backstop::sent::{Book, Facts, Key, SentMail, Span};
use jiff::{SignedDuration, Timestamp};

/// A world: its name, and what it makes of the copy that stays in Sent.
type World = (&'static str, fn(&mut SentMail));

const WORLDS: &[World] = &[
    ("kept", |_| {}),
    ("its ID rewritten on the way", another_id),
    ("another ID, and a clock that is 90 seconds off", |copy| {
        another_id(copy);
        later(copy, SignedDuration::from_secs(90));
    }),
    ("no ID", |copy| copy.ids.clear()),
    ("to an alias that passes it on", |copy| copy.recipients = vec![address("alias@forwarder.example")]),
    ("a blind copy that was not kept, and another ID", |copy| {
        another_id(copy);
        copy.recipients.clear();
    }),
    ("another ID, an alias, and a subject that a gateway marked", |copy| {
        another_id(copy);
        copy.recipients = vec![address("alias@forwarder.example")];
        copy.subject = copy.subject.as_ref().map(|s| format!("Before the gateway: {s}"));
    }),
    ("another ID, and sent again by the outbox two days later", |copy| {
        another_id(copy);
        later(copy, SignedDuration::from_hours(48));
    }),
];

fn another_id(copy: &mut SentMail) {
    copy.ids = MessageId::parse("another-one@relay.example").into_iter().collect();
}

fn later(copy: &mut SentMail, by: SignedDuration) {
    copy.date = copy.date.map(|date| date + by);
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn judge(mail: &Mail, sent: &[SentMail]) -> Verdict {
    let mut book = Book::new(Key(*b"sixteen bytes of"));
    book.set_account("home", Some(Span { from: Timestamp::MIN, until: Timestamp::MAX }));
    book.assume_coverage();
    for (number, copy) in (0..).zip(sent) {
        book.add(number, "home", &Facts::of(copy, book.key(), None, true));
    }
    let own = Own { addresses: vec![Pattern::parse("me@example.org").unwrap()], elsewhere: Vec::new() };
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
    let known = Known { book: &book, own: &own, campaigns: &Campaigns::default(), arrived: now, looked_after: now, now };
    if looks_automatic(mail) { recognise(mail, &known) } else { Verdict::ordinary() }
}

fn filed(mail: &Mail, sent: &[SentMail]) -> bool {
    matches!(judge(mail, sent).outcome, Outcome::Backscatter(_))
}

/// Every letter that is filed where nothing like its original was sent, its bytes, and the copy that the person would have kept.
fn forgeries() -> Vec<(PathBuf, Vec<u8>, SentMail)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail");
    let mut found = Vec::new();
    for kind in ["failure", "delay", "auto-reply", "challenge", "notice"] {
        let letters = fs::read_dir(folder.join(kind)).unwrap().map(|e| e.unwrap().path());
        for path in letters.filter(|p| p.extension().is_some_and(|e| e == "eml")) {
            let bytes = fs::read(&path).unwrap();
            let mail = read(&bytes);
            let Some(original) = mail.returned.original().filter(|_| filed(&mail, &[])) else { continue };
            let mut kept = SentMail {
                from: original.from.first().cloned(),
                ids: original.ids.clone(),
                recipients: original.to.clone(),
                subject: original.subject.clone(),
                date: original.date,
                relays: Vec::new(),
            };
            let named = mail.recipients.iter().flat_map(|r| [&r.original, &r.address]).flatten();
            kept.recipients.extend(named.cloned());
            found.push((path, bytes, kept));
        }
    }
    assert!(found.len() >= 20, "only {} letters are forgeries that would be filed", found.len());
    found
}

#[test]
fn a_genuine_report_is_never_filed() {
    let mut wrong = Vec::new();
    for (path, bytes, kept) in forgeries() {
        for (world, change) in WORLDS {
            let mut copy = kept.clone();
            change(&mut copy);
            if filed(&read(&bytes), &[copy]) {
                wrong.push(format!("{}: {world}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "filed:\n{}", wrong.join("\n"));
}

/// A report that is ours by one fact alone, cut behind any of its lines, by us or by a server on the way: the fact may be gone, and it
/// still is not filed.
#[test]
fn a_genuine_report_that_is_cut_is_never_filed() {
    let mut wrong = Vec::new();
    for (path, bytes, kept) in forgeries() {
        let SentMail { from, ids, recipients, subject, date, .. } = kept;
        let none = SentMail::default;
        let mut facts: Vec<SentMail> = ids.into_iter().map(|id| SentMail { ids: vec![id], ..none() }).collect();
        facts.extend(recipients.into_iter().map(|to| SentMail { recipients: vec![to], date, ..none() }));
        facts.push(SentMail { subject, date, ..none() });
        facts.push(SentMail { from, date, ..none() });
        facts.retain(|fact| !filed(&read(&bytes), std::slice::from_ref(fact)));
        for at in memchr::memchr_iter(b'\n', &bytes) {
            for size in [at, bytes.len()] {
                let cut = read_cut(&bytes[..at], size);
                for fact in facts.iter().filter(|fact| filed(&cut, std::slice::from_ref(fact))) {
                    wrong.push(format!("{}, {at} of {size} bytes: {fact:?}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "filed:\n{}", wrong.join("\n"));
}
