//! Every forged letter of `tests/mail/` once more, in worlds where the person did send the original: whatever servers and mail
//! programs do to the copy, it is never filed. These are the larger half: filing a genuine bounce is the costly error.

use std::fs;
use std::path::Path;

use backstop::mail::{Address, Mail, MessageId, Pattern, looks_automatic, read};
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

#[test]
fn a_genuine_report_is_never_filed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail");
    let mut forged = 0;
    let mut wrong = Vec::new();
    for kind in ["failure", "delay", "auto-reply", "challenge", "notice"] {
        let letters = fs::read_dir(folder.join(kind)).unwrap().map(|e| e.unwrap().path());
        for path in letters.filter(|p| p.extension().is_some_and(|e| e == "eml")) {
            let mail = read(&fs::read(&path).unwrap());
            let Some(original) = mail.returned.original() else { continue };
            if !matches!(judge(&mail, &[]).outcome, Outcome::Backscatter(_)) {
                continue;
            }
            forged += 1;
            let mut kept = SentMail {
                from: original.from.first().cloned(),
                ids: original.ids.clone(),
                recipients: original.to.clone(),
                subject: original.subject.clone(),
                date: original.date,
                relays: Vec::new(),
            };
            kept.recipients.extend(mail.recipients.iter().filter_map(|r| r.address.clone()));
            for (world, change) in WORLDS {
                let mut copy = kept.clone();
                change(&mut copy);
                if let Outcome::Backscatter(_) = judge(&mail, &[copy]).outcome {
                    wrong.push(format!("{}: {world}", path.display()));
                }
            }
        }
    }
    assert!(forged >= 20, "only {forged} letters are forgeries that would be filed");
    assert!(wrong.is_empty(), "filed:\n{}", wrong.join("\n"));
}
