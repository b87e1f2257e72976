//! Before and at the login: what a stranger may be, and that the password goes nowhere.

use backstop::account::{Failure, Hello, Means};
use backstop::imap;
use jiff::Timestamp;

use crate::fake::{GREETING, PASSWORD, Say, Seen, account, say, serve};

async fn login(greeting: &str, speak: impl FnMut(&str) -> Say + Send + 'static) -> (Result<Hello, Failure>, Seen) {
    let (stream, seen) = serve(greeting, speak);
    (imap::begin(stream, &account(), &PASSWORD.into(), Timestamp::now()).await.map(|(_, hello)| hello), seen)
}

/// No command was sent, so no password.
#[tokio::test(start_paused = true)]
async fn who_is_no_mail_server_hears_nothing() {
    for greeting in [
        "<!DOCTYPE html><html><body>Welcome to our hotel</body></html>\r\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "* PREAUTH [CAPABILITY IMAP4rev1] welcome back\r\n",
        "* BYE [UNAVAILABLE] Maximum number of connections from user+IP exceeded\r\n",
        "* LIST () \"/\" INBOX\r\n",
        "A0001 OK logged in\r\n",
        "* OK",
        "",
    ] {
        let (answer, seen) = login(greeting, |_| Say::Usual).await;
        assert!(answer.is_err(), "{greeting}");
        assert_eq!(seen.all(), Vec::<String>::new(), "{greeting}");
    }
    let (answer, _) = login("* BYE Too many simultaneous connections\r\n", |_| Say::Usual).await;
    assert!(matches!(answer, Err(Failure::SlowDown { .. })));
}

#[tokio::test(start_paused = true)]
async fn the_password_goes_by_the_way_that_is_offered() {
    let encoded = "AGFsaWNlAGNvcnJlY3QtaG9yc2U=";
    for (capabilities, way) in [
        ("IMAP4rev1 SASL-IR AUTH=PLAIN LOGINDISABLED", vec![format!("AUTHENTICATE PLAIN {encoded}")]),
        ("IMAP4rev1 AUTH=PLAIN", vec!["AUTHENTICATE PLAIN".into(), encoded.into()]),
        ("IMAP4rev1 AUTH=XOAUTH2", vec!["LOGIN \"alice\" \"correct-horse\"".into()]),
    ] {
        let (answer, seen) = login(&format!("* OK [CAPABILITY {capabilities}] ready\r\n"), |command| match command {
            "AUTHENTICATE PLAIN" => say("+ \n"),
            _ => Say::Usual,
        })
        .await;
        // What counts is announced after the login.
        assert_eq!(answer.unwrap().means, Means::Move);
        assert_eq!(seen.all()[..way.len()], way);
    }
    let (answer, seen) = login("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED] ready\r\n", |_| Say::Usual).await;
    assert!(matches!(answer, Err(Failure::Refused(_))));
    assert_eq!(seen.all(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_read_for_what_it_means_and_repeats_no_secret() {
    for (answer, refused) in [
        ("# NO [AUTHENTICATIONFAILED] Invalid credentials\n", true),
        ("# NO [ALERT] Application-specific password required\n", true),
        ("# NO [UNAVAILABLE] Temporary authentication failure\n", false),
        ("# BAD Unknown command: AUTHENTICATE PLAIN AGFsaWNlAGNvcnJlY3QtaG9yc2U=\n", false),
        ("# NO no such user alice or password correct-horse\n", true),
        ("* BYE Too many logins of correct-horse\n", false),
    ] {
        let (got, _) = login(GREETING, move |command| match command.starts_with("AUTHENTICATE") {
            true => Say::Last(answer.replace('\n', "\r\n")),
            false => Say::Usual,
        })
        .await;
        let failure = got.unwrap_err();
        assert_eq!(matches!(failure, Failure::Refused(_)), refused, "{answer}: {failure:?}");
        let shown = format!("{failure} {failure:?}");
        assert!(!shown.contains("correct-horse") && !shown.contains("AGFs"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_poor_server_is_taken_as_it_is() {
    let poor = |capabilities: &'static str| {
        move |command: &str| match command {
            "CAPABILITY" => say(&format!("* CAPABILITY IMAP4rev1 {capabilities}\n# OK done\n")),
            "SELECT \"INBOX\"" => {
                say("* 0 EXISTS\n* OK [UIDVALIDITY 7] ok\n* OK [PERMANENTFLAGS (\\Deleted)] ok\n# OK [READ-WRITE] done\n")
            }
            _ => Say::Usual,
        }
    };
    for (capabilities, means) in [("UIDPLUS", Means::Copy), ("MOVE", Means::Move), ("", Means::Report)] {
        let hello = login(GREETING, poor(capabilities)).await.0.unwrap();
        assert_eq!((hello.means, hello.idle, hello.inbox.keyword, hello.inbox.uid_next), (means, false, false, 1));
    }
    let (answer, _) = login(GREETING, |command| match command.starts_with("SELECT") {
        true => say("* 3 EXISTS\n# OK [READ-WRITE] done\n"),
        false => Say::Usual,
    })
    .await;
    assert!(matches!(answer, Err(Failure::Server { command: "SELECT", .. })), "{answer:?}");
}
