//! Nothing secret, and nothing of a mail, is logged at any level. A binary of its own: a log is one for a whole process.

#[path = "support/account.rs"]
mod account;

use jiff::Timestamp;
use std::io::Write;
use std::sync::{Arc, Mutex};

use backstop::account::LineErrand;
use backstop::imap;
use backstop::settings::Server;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::Notify;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

const PASSWORD: &str = "canary-password";
/// As AUTHENTICATE PLAIN sends it.
const ENCODED: &str = "AGFsaWNlAGNhbmFyeS1wYXNzd29yZA==";
const SUBJECT: &str = "canary-subject";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything is logged but what must be quiet; and to know that this is what keeps the secret, once without.
#[tokio::test]
async fn no_secret_is_logged_at_any_level() {
    let log = Log::default();
    let (filter, reload) = tracing_subscriber::reload::Layer::new(EnvFilter::new("trace"));
    use tracing_subscriber::prelude::*;
    tracing_subscriber::registry().with(filter).with(tracing_subscriber::fmt::layer().with_writer(log.clone())).init();

    talk().await;
    let unguarded = std::mem::take(&mut *log.0.lock().unwrap());
    assert!(shows(&unguarded, ENCODED) && shows(&unguarded, SUBJECT), "the client does not log: this test proves nothing");

    let guarded = imap::QUIET.iter().fold(EnvFilter::new("trace"), |filter, quiet| filter.add_directive(quiet.parse().unwrap()));
    reload.reload(guarded).unwrap();
    tracing::trace!("the log works");
    talk().await;
    let logged = log.0.lock().unwrap().clone();
    assert!(shows(&logged, "the log works"));
    for secret in [PASSWORD, ENCODED, SUBJECT, "alice"] {
        assert!(!shows(&logged, secret), "{secret} in {}", String::from_utf8_lossy(&logged));
    }
}

fn shows(log: &[u8], what: &str) -> bool {
    String::from_utf8_lossy(log).contains(what)
}

/// A login and a survey, then an answer that cannot be read.
async fn talk() {
    let (ours, theirs) = tokio::io::duplex(65536);
    tokio::spawn(async move {
        let mut stream = BufReader::new(theirs);
        stream.write_all(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n").await.unwrap();
        let mut line = String::new();
        while stream.read_line(&mut line).await.is_ok_and(|bytes| bytes > 0) {
            let (tag, command) = line.trim_end().split_once(' ').unwrap();
            let answer = match command {
                "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n".into(),
                "SELECT \"INBOX\"" => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n".into(),
                _ if command.contains("HEADER.FIELDS") => {
                    format!(
                        "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT)]<0> {{{}}}\r\nSubject: {SUBJECT}\r\n\r\n)\r\n",
                        13 + SUBJECT.len()
                    )
                }
                _ if command.contains("BODY.PEEK[]") => format!("* 1 FETCH {SUBJECT}\r\n"),
                _ if command.starts_with("UID FETCH") => "* 1 FETCH (UID 1)\r\n".into(),
                _ => String::new(),
            };
            stream.write_all(format!("{answer}{tag} OK done\r\n").as_bytes()).await.unwrap();
            line.clear();
        }
    });
    let account = account::at(Server { host: "imap.example.org".into(), port: 993, ca_file: None });
    let (line, hello) = imap::begin(ours, &account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
    let errand = LineErrand::Survey { validity: hello.inbox.validity, above: 0, since: None, most: 9 };
    let (line, answer) = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.unwrap();
    tracing::debug!(found = matches!(answer, backstop::account::Answer::Survey(survey) if survey.heads.len() == 1));
    let errand = LineErrand::Fetch { validity: hello.inbox.validity, uids: vec![1] };
    let failure = imap::run(line.unwrap(), errand, Timestamp::now(), &Notify::new()).await.err().unwrap();
    tracing::error!(%failure, ?failure);
}
