//! A server with three messages in INBOX and two in Sent that answers the verbs of the line, except where the test speaks for it.

use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use backstop::account::{Answer, Care, Failure, Hello, LineErrand};
use backstop::imap::{self, Line};
use backstop::settings::{Account, Server};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};
use tokio::sync::Notify;

pub const PASSWORD: &str = "correct-horse";
pub const GREETING: &str = "* OK ready\r\n";
pub const CAPABILITIES: &str = "IMAP4rev1 SASL-IR AUTH=PLAIN ID IDLE UIDPLUS MOVE";

/// What the test says in the server's place. `#` is the tag.
pub enum Say {
    /// What the server would say by itself.
    Usual,
    /// The same, but nothing of this UID.
    Without(u32),
    This(String),
    /// This, and the end.
    Last(String),
    Nothing,
}

pub fn say(text: &str) -> Say {
    Say::This(crlf(text))
}

/// Tests write plain line ends.
fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// The commands that the server has seen, without tags.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// How many begin so.
    pub fn count(&self, verb: &str) -> usize {
        self.all().iter().filter(|command| command.starts_with(verb)).count()
    }
}

/// Starts a server; `greeting` is its first word, `speak` is asked before each answer.
pub fn serve(greeting: &str, mut speak: impl FnMut(&str) -> Say + Send + 'static) -> (DuplexStream, Seen) {
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let seen = Seen::default();
    let (noted, greeting) = (seen.clone(), greeting.to_owned());
    tokio::spawn(async move {
        let mut stream = BufReader::new(theirs);
        let mut gone = BTreeSet::new();
        let mut waiting = None;
        stream.write_all(greeting.as_bytes()).await.unwrap();
        let mut line = String::new();
        while stream.read_line(&mut line).await.is_ok_and(|bytes| bytes > 0) {
            let text = line.trim_end().to_owned();
            line.clear();
            // DONE, and the answer to a challenge, belong to the command that waits.
            let (tag, command) = match (waiting.take(), text.split_once(' ')) {
                (Some(tag), _) => (tag, text),
                (None, Some((tag, command))) => (tag.to_owned(), command.to_owned()),
                (None, None) => panic!("no tag: {text}"),
            };
            noted.0.lock().unwrap().push(command.clone());
            let answer = match speak(&command) {
                Say::Usual => usual(&command, &mut gone),
                Say::Without(uid) => {
                    let rows = usual(&command, &mut gone);
                    rows.split_inclusive(")\r\n").filter(|row| !row.contains(&format!("FETCH (UID {uid}"))).collect()
                }
                Say::This(text) => text,
                Say::Nothing => continue,
                Say::Last(text) => {
                    let _ = stream.write_all(text.replace('#', &tag).as_bytes()).await;
                    return;
                }
            };
            if answer.lines().any(|line| line.starts_with('+')) {
                waiting = Some(tag.clone());
            }
            if stream.write_all(answer.replace('#', &tag).as_bytes()).await.is_err() {
                return;
            }
        }
    });
    (ours, seen)
}

pub fn account() -> Account {
    crate::account::at(Server { host: "imap.example.org".into(), port: 993, ca_file: None })
}

/// A line that is logged in at such a server.
pub async fn line(speak: impl FnMut(&str) -> Say + Send + 'static) -> (Line<DuplexStream>, Hello, Seen) {
    let (stream, seen) = serve(GREETING, speak);
    let (line, hello) = imap::begin(stream, &account(), &PASSWORD.into(), Timestamp::now()).await.unwrap();
    (line, hello, seen)
}

pub async fn ask(line: Line<DuplexStream>, errand: LineErrand) -> Result<Answer, Failure> {
    imap::run(line, errand, Timestamp::now(), &Notify::new()).await.map(|(_, answer)| answer)
}

pub fn survey() -> LineErrand {
    LineErrand::Survey { validity: 7, above: 0, since: None, most: 10, care: Care::Usual }
}

fn usual(command: &str, gone: &mut BTreeSet<u32>) -> String {
    let words: Vec<&str> = command.split(' ').collect();
    let there: Vec<u32> = [2, 5, 9].into_iter().filter(|uid| !gone.contains(uid)).collect();
    let lines = match words.as_slice() {
        ["CAPABILITY"] => format!("* CAPABILITY {CAPABILITIES}\n"),
        ["LIST", "\"\"", "\"*\""] => "* LIST () \"/\" INBOX\n* LIST (\\Sent) \"/\" Sent\n".into(),
        ["LIST", ..] => "* LIST () \"/\" Backscatter\n".into(),
        ["SELECT" | "EXAMINE", folder] => format!(
            "* {} EXISTS\n* OK [UIDVALIDITY {}] ok\n* OK [UIDNEXT 10] ok\n* OK [PERMANENTFLAGS (\\Deleted \\*)] ok\n",
            there.len(),
            validity(folder)
        ),
        ["STATUS", folder, ..] => format!("* STATUS {folder} (UIDNEXT 10 UIDVALIDITY {})\n", validity(folder)),
        ["UID", "FETCH", set, what @ ..] => {
            let rows = (1..).zip(&there).filter(|(_, uid)| contains(set, **uid, &there));
            rows.map(|(number, uid)| format!("* {number} FETCH ({})\n", row(*uid, &what.join(" ")))).collect()
        }
        ["UID", verb @ ("MOVE" | "COPY"), set, _] => {
            let moved: Vec<u32> = there.iter().copied().filter(|uid| contains(set, *uid, &there)).collect();
            if *verb == "MOVE" {
                gone.extend(&moved);
            }
            let join = |uids: Vec<u32>| uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            let (from, to) = (join(moved.clone()), join(moved.iter().map(|uid| uid + 100).collect()));
            if moved.is_empty() { String::new() } else { format!("* OK [COPYUID 8 {from} {to}] moved\n") }
        }
        ["UID", "EXPUNGE", set] => {
            gone.extend(there.iter().copied().filter(|uid| contains(set, *uid, &there)));
            String::new()
        }
        ["IDLE"] => return "+ idling\r\n".into(),
        ["LOGOUT"] => "* BYE bye\n".into(),
        _ => String::new(),
    };
    crlf(&format!("{lines}# OK done\n"))
}

fn validity(folder: &str) -> u32 {
    if folder == "\"INBOX\"" { 7 } else { 8 }
}

fn contains(set: &str, uid: u32, there: &[u32]) -> bool {
    let number = |text: &str| if text == "*" { there.last().copied().unwrap_or(0) } else { text.parse().unwrap() };
    set.split(',').any(|part| {
        let (low, high) = part.split_once(':').unwrap_or((part, part));
        (number(low)..=number(high)).contains(&uid)
    })
}

fn row(uid: u32, what: &str) -> String {
    let mut items = vec![format!("UID {uid}")];
    if what.contains("INTERNALDATE") {
        items.push("INTERNALDATE \"01-Nov-2026 10:00:00 +0000\"".into());
    }
    if what.contains("RFC822.SIZE") {
        items.push("RFC822.SIZE 1000".into());
    }
    if what.contains("FLAGS") {
        items.push("FLAGS (\\Seen)".into());
    }
    if what.contains("HEADER.FIELDS") {
        let fields = format!("Message-ID: <{uid}@example.org>\r\n\r\n");
        items.push(format!("BODY[HEADER.FIELDS (MESSAGE-ID)]<0> {{{}}}\r\n{fields}", fields.len()));
    } else if what.contains("BODY.PEEK[]") {
        items.push("BODY[]<0> {6}\r\nHello!".into());
    }
    items.join(" ")
}
