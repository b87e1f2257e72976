//! Every letter of `tests/mail/<kind>/` beside the answer that it must get.
//!
//! An answer is a `.verdict` file: the verdict (`backscatter`, `ours` or `ours, proved`, `unsure`, `ordinary`); then the kind, the extent of
//! what is returned, and the recipients; then a sentence of evidence a line. The person is me@example.org, and `tests/mail/sent/` is
//! all that was ever sent. With `BLESS=1` in the environment the answers are written anew: read the difference before you keep it.

use std::fs;
use std::path::{Path, PathBuf};

use backstop::mail::{LOOKED_AT, Mail, Pattern, Returned, SURVEY_FIELDS, looks_automatic, read};
use backstop::recognise::{Campaigns, Known, Need, Outcome, Own, Verdict, recognise};
use backstop::sent::{Book, Facts, Key, SentMail, Span};
use jiff::Timestamp;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail")
}

/// The letters of all folders but `sent`, in order.
fn letters() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for kind in fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir() && !p.ends_with("sent")) {
        found.extend(fs::read_dir(kind).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "eml")));
    }
    found.sort();
    found
}

fn book() -> Book {
    let mut book = Book::new(Key(*b"sixteen bytes of"));
    let mut sent: Vec<_> = fs::read_dir(folder().join("sent")).unwrap().map(|e| e.unwrap().path()).collect();
    sent.sort();
    for (number, path) in (0..).zip(&sent) {
        let facts = Facts::of(&SentMail::of(&read(&fs::read(path).unwrap())), book.key(), None, true);
        book.add(number, "home", &facts);
    }
    book.set_account("home", Some(Span { from: Timestamp::MIN, until: Timestamp::MAX }));
    book.assume_coverage();
    book
}

fn judge(mail: &Mail, book: &Book) -> Verdict {
    let own = Own { addresses: vec![Pattern::parse("me@example.org").unwrap()], elsewhere: Vec::new() };
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
    if !looks_automatic(mail) {
        return Verdict::ordinary();
    }
    recognise(mail, &Known { book, own: &own, campaigns: &Campaigns::default(), arrived: now, looked_after: now, now })
}

fn answer(mail: &Mail, verdict: &Verdict) -> String {
    let outcome = match verdict.outcome {
        Outcome::Ordinary => "ordinary",
        Outcome::Ours { proved: true } => "ours, proved",
        Outcome::Ours { proved: false } => "ours",
        Outcome::Backscatter(_) => "backscatter",
        Outcome::Unsure => "unsure",
    };
    let extent = match mail.returned {
        Returned::Whole(_) => "whole",
        Returned::Headers(_) => "headers",
        Returned::Quoted(_) => "quoted",
        Returned::Nothing => "nothing",
    };
    let kind = serde_json::to_value(verdict.kind).unwrap();
    let recipients = mail.recipients.iter().filter_map(|r| r.address.as_ref().or(r.original.as_ref()));
    let facts: Vec<_> =
        [kind.as_str().unwrap().to_owned(), extent.to_owned()].into_iter().chain(recipients.map(ToString::to_string)).collect();
    let sentences = verdict.evidence().iter().map(|e| e.says.as_ref());
    [outcome, &facts.join(" ")].into_iter().chain(sentences).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn every_letter_gets_its_answer() {
    let book = book();
    let mut wrong = Vec::new();
    for path in letters() {
        let mail = read(&fs::read(&path).unwrap());
        let verdict = judge(&mail, &book);
        let got = answer(&mail, &verdict);
        let beside = path.with_extension("verdict");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&beside, &got).unwrap();
        }
        let want = fs::read_to_string(&beside).unwrap_or_default();
        if got != want {
            wrong.push(format!("{}\nwant:\n{want}got:\n{got}", path.display()));
        }
        let kind = serde_json::to_value(verdict.kind).unwrap();
        assert!(path.parent().unwrap().ends_with(kind.as_str().unwrap()), "{} is {kind}", path.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(letters().len() >= 50, "the letters were not found");
}

/// What was left alone lacks something that a filing needs, and what may be filed lacks nothing.
#[test]
fn what_a_filing_needs_tells_the_same_as_the_verdict() {
    let book = book();
    for path in letters() {
        let verdict = judge(&read(&fs::read(&path).unwrap()), &book);
        let missing = Need::ALL.iter().filter(|need| need.is_met(verdict.evidence()) == Some(false)).count();
        match verdict.outcome {
            Outcome::Unsure => assert!(missing > 0, "{}: {:?}", path.display(), verdict.evidence()),
            Outcome::Backscatter(_) => assert_eq!(missing, 0, "{}", path.display()),
            Outcome::Ordinary | Outcome::Ours { .. } => {}
        }
    }
}

/// The agent sees only what a survey brings, `check` the whole block: the gate must not know the difference.
#[test]
fn the_gate_sees_the_same_in_a_survey() {
    for path in letters() {
        let bytes = fs::read(&path).unwrap();
        let surveyed = survey(&bytes);
        assert_eq!(looks_automatic(&read(&surveyed)), looks_automatic(&read(&bytes)), "{}", path.display());
    }
}

/// The fields that a survey asks for, as a server gives them.
fn survey(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut keeping = false;
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        if line.trim_ascii().is_empty() {
            break;
        }
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|&b| b == b':').next().unwrap_or_default();
            keeping = SURVEY_FIELDS.iter().any(|f| f.as_bytes().eq_ignore_ascii_case(name));
        }
        if keeping {
            kept.extend_from_slice(line);
        }
    }
    kept.extend_from_slice(b"\r\n");
    kept
}

/// Line ends of any system tell the same.
#[test]
fn line_ends_change_nothing() {
    let book = book();
    for path in letters() {
        let bytes = fs::read(&path).unwrap();
        let of = |bytes: &[u8]| {
            let mail = read(bytes);
            answer(&mail, &judge(&mail, &book))
        };
        let want = of(&bytes);
        for end in [&b"\r\n"[..], b"\r"] {
            let lines: Vec<_> = bytes.split(|&b| b == b'\n').collect();
            assert_eq!(of(&lines.join(end)), want, "{}", path.display());
        }
    }
}

/// A report that the server cuts is not whole, and what it returns is complete only if its end was seen.
#[test]
fn a_cut_report_says_so() {
    let head = "From: MAILER-DAEMON@a.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n";
    let report = format!("{head}--b\nContent-Type: text/rfc822-headers\n\nFrom: me@example.org\nX-Long: {}\n", "x".repeat(LOOKED_AT));
    let mail = read(report.as_bytes());
    assert!(!mail.whole);
    assert!(mail.returned.original().is_some_and(|o| !o.complete && !o.from.is_empty()), "{:?}", mail.returned);
}
