//! The sandbox does not lie: the same dialogue with a real Dovecot has the same answers, but for words that people read.

use backstop::sandbox::{Login, Mailbox, Profile, Sandbox};
use tokio::net::TcpStream;

use crate::dovecot::{Dovecot, PASSWORD};
use crate::talk::Client;

const MESSAGE: &str = "Return-Path: <>\r\nFrom: Ann <ann@example.org>\r\nSubject: A folded\r\n subject\r\nMessage-ID: <one@example.org>\r\nX-Long: not asked for\r\n\r\nText, \r\nand more\r\n";

/// `APPEND` stands for the whole message above.
const DIALOGUE: &[&str] = &[
    "SELECT INBOX",
    "APPEND INBOX",
    "APPEND INBOX",
    "APPEND INBOX",
    "NOOP",
    "STATUS INBOX (UIDVALIDITY UIDNEXT MESSAGES)",
    "CREATE Backscatter",
    "CREATE Backscatter",
    "SUBSCRIBE Backscatter",
    "LIST \"\" Backscatter",
    "LIST \"\" \"\"",
    "UID FETCH 1 (UID INTERNALDATE RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (Subject From X-None)]<0.16384>)",
    "UID FETCH 2 (UID BODY.PEEK[]<0.65536>)",
    "UID FETCH 2 (UID BODY.PEEK[]<20.10>)",
    "UID FETCH 2 (UID BODY.PEEK[]<9999.10>)",
    "UID FETCH 99:* (UID)",
    "UID FETCH 99 (UID)",
    "UID FETCH * (UID)",
    "UID STORE 3,77 +FLAGS.SILENT ($Backscatter)",
    "UID STORE 3 +FLAGS (\\Deleted)",
    "UID STORE 3 -FLAGS (\\Deleted)",
    "UID COPY 1:2 Nowhere",
    "UID COPY 1:2,77 Backscatter",
    "UID MOVE 3 Backscatter",
    "UID MOVE 3 Backscatter",
    "UID STORE 1:2 +FLAGS.SILENT (\\Deleted)",
    "UID EXPUNGE 1",
    "UID EXPUNGE 1",
    "STATUS Backscatter (UIDVALIDITY UIDNEXT MESSAGES)",
    "EXAMINE Backscatter",
    "UID FETCH 1:* (UID FLAGS)",
    "SELECT Nowhere",
    "FROB",
    "LOGOUT",
];

/// What a program reads of an answer: untagged data, response codes, the status; in any order, with any UIDVALIDITY.
fn told(answer: Vec<String>) -> Vec<String> {
    let mut told: Vec<_> = answer.iter().filter_map(|line| read(line)).collect();
    // A server may tell the parts of SELECT in any order.
    told.sort();
    told
}

fn read(line: &str) -> Option<String> {
    let line = line.replace("\\Recent", "").replace("[CLIENTBUG] ", "");
    if ["[UNSEEN", "[HIGHESTMODSEQ", "[CLOSED]", " RECENT", "* BYE"].iter().any(|word| line.contains(word)) {
        return None;
    }
    let status = ["OK", "NO", "BAD", "* OK", "* NO"].into_iter().find(|status| line.starts_with(&format!("{status} ")));
    let Some(status) = status else { return Some(plain(&line)) };
    let code = line.find('[').and_then(|start| line.get(start..=line.find(']')?)).unwrap_or_default();
    Some(plain(format!("{status} {code}").trim_end()))
}

/// Within brackets servers tell things in an order of their own.
fn plain(line: &str) -> String {
    let validity = |word: &str| {
        let number = word.trim_end_matches([')', ']']);
        if number.len() == 10 && number.bytes().all(|b| b.is_ascii_digit()) { word.replace(number, "VALIDITY") } else { word.to_owned() }
    };
    let mut words: Vec<_> = line.split(' ').filter(|word| !word.is_empty()).map(validity).collect();
    if line.starts_with("* STATUS") || line.contains("FLAGS (") && !line.contains("BODY") {
        words.iter_mut().for_each(|word| word.retain(|c| !matches!(c, '(' | ')')));
        words.retain(|word| !word.is_empty());
        words.sort();
    }
    words.join(" ")
}

async fn say<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(client: &mut Client<S>, step: &str) -> Vec<String> {
    if step.starts_with("APPEND") {
        client.ask(&format!("{step} \"03-Nov-2026 10:00:00 +0000\" {{{}+}}\r\n{MESSAGE}", MESSAGE.len())).await
    } else {
        client.ask(step).await
    }
}

#[tokio::test]
async fn the_sandbox_answers_as_dovecot_does() {
    let dovecot = Dovecot::start("");
    let mut real = Client::new(TcpStream::connect(dovecot.plain()).await.unwrap());
    let profile = Profile::default();
    let login = Login { user: "alice".into(), password: PASSWORD.into() };
    let sandbox = Sandbox::start(Mailbox::new(&profile), profile, login).await.unwrap();
    let mut ours = Client::new(sandbox.talk());
    for client in [real.line().await, ours.line().await] {
        assert!(client.starts_with("* OK [CAPABILITY "), "{client}");
    }
    for (answer, who) in [(real.ask("LOGIN alice wrong").await, "Dovecot"), (ours.ask("LOGIN alice wrong").await, "sandbox")] {
        assert!(answer.last().unwrap().starts_with("NO [AUTHENTICATIONFAILED]"), "{who}: {answer:?}");
    }
    let login = format!("LOGIN alice {PASSWORD}");
    assert!(real.ask(&login).await.last().unwrap().starts_with("OK [CAPABILITY"));
    assert!(ours.ask(&login).await.last().unwrap().starts_with("OK [CAPABILITY"));
    let mut differ = Vec::new();
    for step in DIALOGUE {
        let (theirs, our) = (told(say(&mut real, step).await), told(say(&mut ours, step).await));
        if theirs != our {
            differ.push(format!("{step}\n  Dovecot: {theirs:?}\n  sandbox: {our:?}"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
