//! Monsters: whatever a stranger writes, reading ends, panics nowhere, and keeps only so much.

use std::fs;
use std::path::{Path, PathBuf};

use backstop::mail::{LOOKED_AT, Mail, looks_automatic, read, read_cut};
use backstop::recognise::{kind_of, reason_of};
use backstop::sent::Sought;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use proptest::test_runner::Config;

/// Reads and judges, and holds what was kept against the bounds.
fn survive(bytes: &[u8]) -> Mail {
    let mail = read(bytes);
    looks_automatic(&mail);
    kind_of(&mail);
    for recipient in mail.recipients.iter().take(3) {
        reason_of(recipient, &mail);
    }
    assert_eq!(mail.whole, bytes.len() <= LOOKED_AT);
    assert!(mail.fields.len() <= 1_000, "{} fields", mail.fields.len());
    assert!(mail.types.len() <= 100, "{} parts", mail.types.len());
    assert!(mail.recipients.len() <= 500, "{} recipients", mail.recipients.len());
    assert!(mail.text.len() <= 4 * LOOKED_AT, "{} bytes of text", mail.text.len());
    if let Some(original) = mail.returned.original() {
        assert!(original.received.len() <= 60 && original.to.len() <= 500 && original.ids.len() <= 500);
    }
    assert!(mail.ids.len() <= 500 && mail.in_reply_to.len() <= 500 && mail.references.len() <= 500, "{} IDs", mail.references.len());
    // each is looked for in Sent
    assert!(Sought::of(&mail).ids.len() <= 1_000);
    mail
}

const HEAD: &str = "From: MAILER-DAEMON@a.example\nTo: me@example.org\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n";

#[test]
fn monsters_are_survived() {
    let nested = |depth: usize, open: &dyn Fn(usize) -> String| (0..depth).map(open).collect::<String>();
    let monsters: Vec<(&str, String)> = vec![
        ("nothing", String::new()),
        ("one byte", "x".to_owned()),
        ("5 MB of text", format!("{HEAD}\n{}", "lorem ipsum\n".repeat(400_000))),
        ("a header block of 500 KB", format!("X-Long: {}\n{HEAD}\n", " folded\n".repeat(64_000))),
        ("500 KB of fields", format!("{}{HEAD}\n", "X: y\n".repeat(100_000))),
        ("one line of 500 KB", "a".repeat(500_000)),
        ("colons", ":".repeat(70_000)),
        ("empty fields", "a:\n".repeat(30_000)),
        (
            "multiparts in multiparts",
            format!("{HEAD}{}", nested(1_000, &|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))),
        ),
        ("multiparts with no parts", format!("{HEAD}{}", nested(2_000, &|n| format!("Content-Type: multipart/a; boundary=b{n}\n\n")))),
        ("messages in messages", format!("{HEAD}{}", "Content-Type: message/rfc822\n\n".repeat(2_000))),
        (
            "100,000 parts",
            format!("{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n{}", "--b\n\nx\n".repeat(100_000)),
        ),
        (
            "100,000 status groups",
            format!(
                "{HEAD}Content-Type: message/delivery-status\n\n{}",
                "Final-Recipient: rfc822; a@b.example\nAction: failed\n\n".repeat(100_000)
            ),
        ),
        ("a boundary of dashes", format!("{HEAD}Content-Type: multipart/mixed; boundary=-\n\n{}", "-".repeat(60_000))),
        ("guessed boundaries", format!("{HEAD}Content-Type: multipart/report\n\n{}", "--x\nContent-Type: text/plain\n\n".repeat(2_000))),
        ("addresses", format!("{HEAD}\n{}", "<a@b.example>: 550 5.1.1 no\n".repeat(3_000))),
        ("header lines in text", format!("{HEAD}\n{}", "From: a@b.example\nTo: c@d.example\nDate: x\n\n".repeat(2_000))),
        ("quote marks", format!("{HEAD}\n{}", ">".repeat(60_000))),
        ("tags", format!("{HEAD}Content-Type: text/html\n\n{}", "<".repeat(60_000))),
        ("entities", format!("{HEAD}Content-Type: text/html\n\n{}", "&#99999999999;&".repeat(4_000))),
        ("encoded words", format!("Subject: {}\n{HEAD}\n", "=?utf-8?q?a?= ".repeat(5_000))),
        ("broken encoded words", format!("Subject: {}\n{HEAD}\n", "=?".repeat(30_000))),
        ("comments", format!("From: {}\n{HEAD}\n", "(".repeat(60_000))),
        ("groups", format!("To: {}\n{HEAD}\n", "a:b@c.example;,".repeat(4_000))),
        ("dates", format!("Date: {}\n{HEAD}\n", "99999999999 ".repeat(5_000))),
        (
            "received",
            format!("{HEAD}\n{}From: a@b.example\nTo: c\nSubject: d\n\n", "Received: from a.example by b.example; x\n".repeat(1_000)),
        ),
        ("references", format!("References: {}\n{HEAD}\n", "<a@b> ".repeat(10_000))),
        ("references, each another", format!("{}{HEAD}\n", nested(6_000, &|n| format!("References: <{n}>\n")))),
        (
            "references of many, each another",
            format!(
                "{}{HEAD}\n",
                nested(60, &|n| { format!("References: {}\n", (0..190).map(|id| format!("<{n}.{id}@> ")).collect::<String>()) })
            ),
        ),
        ("tags before a subject", format!("Subject: {}\n{HEAD}\n", "[a]".repeat(20_000))),
        ("NUL", format!("{HEAD}\n{}", "\0".repeat(60_000))),
    ];
    for (name, monster) in &monsters {
        println!("{name}");
        survive(monster.as_bytes());
        // in one byte a character, and with every line end
        survive(&monster.bytes().map(|b| if b == b' ' { 0xe9 } else { b }).collect::<Vec<_>>());
        survive(monster.replace('\n', "\r").as_bytes());
        survive(monster.replace('\n', "\r\n").as_bytes());
    }
    // what is there is still told
    assert!(survive(format!("{HEAD}\n{}", "\0".repeat(90_000)).as_bytes()).subject.is_some());
}

#[test]
fn every_byte_is_survived() {
    for byte in 0..=u8::MAX {
        for place in [
            "Subject: %\n\n",
            "%: x\n\n",
            "From: %@a.example\n\n",
            "Content-Type: multipart/report; boundary=%\n\n--%\n\nx\n",
            "A: b\n\n%\n",
        ] {
            let bytes: Vec<u8> = place.bytes().map(|b| if b == b'%' { byte } else { b }).collect();
            survive(&bytes);
        }
    }
}

fn letters() -> Vec<Vec<u8>> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail");
    let kinds = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir());
    let files = kinds.flat_map(|kind| fs::read_dir(kind).unwrap().map(|e| e.unwrap().path()));
    let mut files: Vec<_> = files.filter(|p| p.extension().is_some_and(|e| e == "eml")).collect();
    files.sort();
    assert!(files.len() >= 50, "the letters were not found");
    files.into_iter().map(|p| fs::read(p).unwrap()).collect()
}

/// What an accident, or an enemy, does to a message.
#[derive(Clone, Debug)]
enum Harm {
    Cut(usize),
    Drop(usize, usize),
    Set(usize, u8),
    Repeat(usize, usize),
    Insert(usize, &'static str),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = any::<usize>;
    prop_oneof![
        at().prop_map(Harm::Cut),
        (at(), 1..200_usize).prop_map(|(at, length)| Harm::Drop(at, length)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Harm::Set(at, byte)),
        (at(), 1..400_usize).prop_map(|(at, length)| Harm::Repeat(at, length)),
        (
            at(),
            proptest::sample::select(vec![
                "\n",
                "\n\n",
                "--",
                "<",
                ">",
                "=?utf-8?b?",
                ":",
                ";",
                "\"",
                "(",
                "&",
                "\u{feff}",
                "ﬀ",
                "\nContent-Type: message/rfc822\n\n"
            ])
        )
            .prop_map(|(at, text)| Harm::Insert(at, text)),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        let length = bytes.len();
        let at = |n: &usize| n % (length + 1);
        match harm {
            Harm::Cut(n) => bytes.truncate(at(n)),
            Harm::Drop(n, many) => drop(bytes.drain(at(n)..(at(n) + many).min(length))),
            Harm::Set(n, byte) => bytes.iter_mut().skip(at(n)).take(1).for_each(|b| *b = *byte),
            Harm::Repeat(n, many) => {
                let again = bytes[at(n)..(at(n) + many).min(length)].to_vec();
                bytes.splice(at(n)..at(n), again);
            }
            Harm::Insert(n, text) => drop(bytes.splice(at(n)..at(n), text.bytes())),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(Config { cases: 600, failure_persistence: None, ..Config::default() })]

    #[test]
    fn harmed_letters_are_survived(n in any::<usize>(), harms in proptest::collection::vec(harm(), 1..12)) {
        let letters = letters();
        let letter = letters[n % letters.len()].clone();
        survive(&harmed(letter, &harms));
    }

    /// Cut anywhere: never complete by guess, and never whole.
    #[test]
    fn a_cut_letter_is_not_whole(n in any::<usize>(), at in any::<usize>()) {
        let letters = letters();
        let letter = &letters[n % letters.len()];
        let at = at % letter.len();
        let mail = read_cut(&letter[..at], letter.len());
        assert!(!mail.whole);
        kind_of(&mail);
    }
}
