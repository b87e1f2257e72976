//! `backstop check` as a person and as a script call it.

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};

const REPORT: &str = "Return-Path: <>
From: MAILER-DAEMON@mx.far.example
To: me@example.org
Subject: Undelivered Mail Returned to Sender
Date: Sun, 1 Nov 2026 11:00:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"

--b
Content-Type: text/plain

It did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.far.example

Final-Recipient: rfc822; gone@far.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

From: Me <me@example.org>
To: gone@far.example
Subject: Watches
Date: Sun, 1 Nov 2026 10:00:00 +0000
Message-ID: <forged-1@spammer.test>

--b--
";

const ORIGINAL: &str = "From: me@example.org\nTo: gone@far.example\nSubject: Watches\nDate: Sun, 1 Nov 2026 10:00:00 +0000\n\
                        Message-ID: <forged-1@spammer.test>\n\nText.\n";
const OTHER: &str = "From: me@example.org\nTo: friend@people.example\nSubject: Lunch\nDate: Fri, 30 Oct 2026 10:00:00 +0000\n\
                     Message-ID: <lunch-1@example.org>\n\nText.\n";
const LETTER: &str = "From: friend@people.example\nTo: me@example.org\nSubject: Hello\n\nText.\n";

/// A folder of files, and the program run in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn with(files: &[(&str, &str)]) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            let path = desk.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        desk
    }

    fn check(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_backstop")).arg("check").args(arguments).current_dir(self.0.path()).output().unwrap()
    }

    /// The objects it prints.
    fn rows(&self, arguments: &[&str]) -> Vec<Value> {
        let done = self.check(&[&["--json"], arguments].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn verdicts(&self, arguments: &[&str]) -> Vec<String> {
        self.rows(arguments).iter().map(|row| row["verdict"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn the_json_is_what_others_measure_with() {
    let desk = Desk::with(&[("a.eml", REPORT), ("b.eml", LETTER), ("sent/1", OTHER)]);
    let rows = desk.rows(&["--me", "me@example.org", "--sent", "sent", "a.eml", "b.eml"]);
    let report = json!({
        "path": "a.eml", "kind": "failure", "verdict": "backscatter", "proved": false,
        "returned": {
            "extent": "headers", "message_id": "forged-1@spammer.test", "from": "me@example.org", "to": ["gone@far.example"],
            "subject": "Watches", "date": "2026-11-01T10:00:00Z"
        },
        "recipients": [
            {"address": "gone@far.example", "action": "failed", "status": "5.1.1", "diagnostic": "550 no such user"}
        ],
        "reporting_mta": "mx.far.example",
        "evidence": [
            {"sign": "sent-absent", "says": "The original <forged-1@spammer.test> of 1 Nov 2026 is in none of your Sent folders."},
            {"sign": "claims-to-be-you", "says": "The original claims to be from you, me@example.org."},
            {"sign": "coverage-assumed", "says": "Your Sent folders are taken to hold all that you send."}
        ]
    });
    let letter = json!({
        "path": "b.eml", "kind": "ordinary", "verdict": "ordinary", "proved": false,
        "returned": {"extent": "nothing", "message_id": null, "from": null, "to": [], "subject": null, "date": null},
        "recipients": [], "reporting_mta": null, "evidence": []
    });
    assert_eq!(rows, [report, letter]);
}

#[test]
fn people_read_a_line_a_message_with_its_evidence() {
    let desk = Desk::with(&[("a.eml", REPORT), ("b.eml", LETTER), ("sent/1", ORIGINAL)]);
    let done = desk.check(&["--me", "me@example.org", "--sent", "sent", "a.eml", "b.eml"]);
    let want = "\
ours        failure    a.eml
            - The original <forged-1@spammer.test> is in your Sent folders.
            - You wrote to gone@far.example.
            - You sent a message with the subject “Watches”.
            - It has the date of the original to the second: 1 Nov 2026 10:00:00 UTC.
ordinary               b.eml

2 messages: 1 ordinary, 1 ours, 0 backscatter, 0 unsure.
";
    assert_eq!(String::from_utf8(done.stdout).unwrap(), want);
}

#[test]
fn the_verdict_follows_from_what_is_given() {
    let mbox = format!("From a Sun Nov  1 11:00:00 2026\n{REPORT}\nFrom b Sun Nov  1 11:00:00 2026\n{LETTER}\n");
    let desk = Desk::with(&[("a", REPORT), ("mbox", &mbox), ("kept/1", ORIGINAL), ("sent/cur/1", OTHER), ("empty/cur/.x", "")]);
    fs::create_dir_all(desk.0.path().join("sent/new")).unwrap();
    for (arguments, want) in [
        (&["a"][..], "unsure"),
        (&["--me", "me@example.org", "a"], "unsure"),
        (&["--me", "me@example.org", "--sent", "sent", "a"], "backscatter"),
        (&["--me", "*@example.org", "--sent", "sent", "a"], "backscatter"),
        (&["--sent", "sent", "a"], "backscatter"),
        (&["--me", "me@example.org", "--sent", "sent", "--sent", "kept", "a"], "ours"),
        (&["--me", "you@example.net", "--sent", "mbox", "a"], "unsure"),
        (&["--me", "me@example.org", "--sent", "sent", "mbox"], "backscatter ordinary"),
    ] {
        assert_eq!(desk.verdicts(arguments).join(" "), want, "{arguments:?}");
    }
    let paths: Vec<_> = desk.rows(&["mbox", "a"]).iter().map(|row| row["path"].as_str().unwrap().to_owned()).collect();
    assert_eq!(paths, ["mbox#1", "mbox#2", "a"]);
}

#[test]
fn coverage_is_measured_from_what_people_answered() {
    let desk = Desk::with(&[("a", REPORT), ("sent/1", OTHER)]);
    let answer = |n: usize, id: &str| {
        let text = format!("From: friend{n}@people.example\nTo: me@example.org\nIn-Reply-To: <{id}>\nSubject: Re: Lunch\n\nText.\n");
        let path = desk.0.path().join(format!("inbox/{n:03}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let judged = || desk.verdicts(&["--me", "me@example.org", "--sent", "sent", "--inbox", "inbox", "a"]).join(" ");
    (0..19).for_each(|n| answer(n, "lunch-1@example.org"));
    assert_eq!(judged(), "unsure", "19 replies are too few");
    answer(19, "by-phone@phone.example");
    assert_eq!(judged(), "backscatter", "19 of 20");
    answer(20, "by-phone@phone.example");
    assert_eq!(judged(), "unsure", "19 of 21");
    (21..60).for_each(|n| answer(n, "lunch-1@example.org"));
    assert_eq!(judged(), "backscatter", "58 of 60");
}

#[test]
fn exit_codes_tell_what_was_read() {
    let desk = Desk::with(&[("a", REPORT), ("sent/1", OTHER)]);
    let code = |arguments: &[&str]| desk.check(arguments).status.code();
    assert_eq!(code(&["a"]), Some(0));
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&["--me", "nobody", "a"]), Some(2));
    let done = desk.check(&["--json", "missing", "a"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("missing"), "it is named");
    assert_eq!(String::from_utf8_lossy(&done.stdout).lines().count(), 1, "the rest goes on");
    let done = desk.check(&["--json", "--me", "me@example.org", "--sent", "sent", "--sent", "missing", "a"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stdout).contains("\"unsure\""), "some of Sent is unread: absence proves nothing");
}

#[test]
fn no_more_is_judged_than_the_agent_fetches() {
    let padding = "x".repeat(70 * 1024);
    let far = REPORT.replace("It did not arrive.", &padding);
    let desk = Desk::with(&[("far", &far), ("sent/1", OTHER)]);
    let arguments = ["--me", "me@example.org", "--sent", "sent", "far"];
    assert_eq!(desk.rows(&arguments)[0]["returned"]["extent"], "nothing");
    assert_eq!(desk.verdicts(&arguments), ["unsure"]);
}
