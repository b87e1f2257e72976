//! IDLE and its moments; the clock jumps, so hours pass at once.

use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

use backstop::account::{Answer, Failure, LineErrand};
use backstop::imap;
use tokio::io::DuplexStream;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use crate::fake::{Say, Seen, line, say, survey};

/// A line that has surveyed, so that only news ends a watch.
async fn surveyed(speak: impl FnMut(&str) -> Say + Send + 'static) -> (imap::Line<DuplexStream>, Seen) {
    let (line, _, seen) = line(speak).await;
    let (line, _) = imap::run(line, survey(), Timestamp::now(), &Notify::new()).await.unwrap();
    (line.unwrap(), seen)
}

async fn watch(line: imap::Line<DuplexStream>) -> Result<Answer, Failure> {
    imap::run(line, LineErrand::Watch { idle: true }, Timestamp::now(), &Notify::new()).await.map(|(_, answer)| answer)
}

#[tokio::test(start_paused = true)]
async fn exists_is_noticed_whenever_it_comes() {
    for (idle, done) in [
        ("* 4 EXISTS\n+ idling\n", "# OK done\n"),
        ("+ idling\n* 4 EXISTS\n", "# OK done\n"),
        ("+ idling\n* OK Still here\n* 4 EXISTS\n", "# OK done\n"),
    ] {
        let (line, seen) = surveyed(move |command| match command {
            "IDLE" => say(idle),
            "DONE" => say(done),
            _ => Say::Usual,
        })
        .await;
        let begun = Instant::now();
        assert_eq!(watch(line).await, Ok(Answer::Watched));
        assert!(begun.elapsed() < Duration::from_secs(1), "{idle}");
        assert_eq!(seen.all().last().unwrap(), "DONE");
    }
    // After DONE, at the renewal.
    let (line, _) = surveyed(|command| match command {
        "DONE" => say("* 4 EXISTS\n# OK done\n"),
        _ => Say::Usual,
    })
    .await;
    let begun = Instant::now();
    assert_eq!(watch(line).await, Ok(Answer::Watched));
    assert!(begun.elapsed() < Duration::from_secs(301));
}

#[tokio::test(start_paused = true)]
async fn idle_is_renewed_and_inbox_is_selected_anew() {
    let (line, seen) = surveyed(|_| Say::Usual).await;
    assert!(timeout(Duration::from_secs(3900), watch(line)).await.is_err());
    assert_eq!(seen.count("IDLE"), 13);
    assert_eq!(seen.count("SELECT"), 2);
}

#[tokio::test(start_paused = true)]
async fn still_here_does_not_put_the_renewal_off() {
    let (client, server) = tokio::io::duplex(4096);
    let (inner, _) = crate::fake::serve(crate::fake::GREETING, |command| if command == "IDLE" { say("+ go\n") } else { Say::Usual });
    // Between the two stands somebody who says "Still here" every minute.
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut from_client, mut to_client) = tokio::io::split(server);
        let (mut from_server, mut to_server) = tokio::io::split(inner);
        tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
        let mut bytes = [0; 4096];
        loop {
            tokio::select! {
                read = from_server.read(&mut bytes) => match read {
                    Ok(some) if some > 0 => to_client.write_all(&bytes[..some]).await.unwrap(),
                    _ => return,
                },
                () = tokio::time::sleep(Duration::from_secs(60)) => to_client.write_all(b"* OK Still here\r\n").await.unwrap(),
            }
        }
    });
    let (line, _) = imap::begin(client, &crate::fake::account(), &crate::fake::PASSWORD.into(), Timestamp::now()).await.unwrap();
    let (line, _) = imap::run(line, survey(), Timestamp::now(), &Notify::new()).await.unwrap();
    let interrupt = Arc::new(Notify::new());
    let begun = Instant::now();
    let watching = imap::run(line.unwrap(), LineErrand::Watch { idle: true }, Timestamp::now(), &interrupt);
    // It is renewed on time: two renewals in eleven minutes, and the line lives.
    let later = async {
        tokio::time::sleep(Duration::from_secs(660)).await;
        interrupt.notify_one();
    };
    let (ended, ()) = tokio::join!(watching, later);
    assert!(ended.is_ok());
    assert!(begun.elapsed() < Duration::from_secs(700));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_answer_done_is_left() {
    let (line, _) = surveyed(|command| match command {
        "DONE" => Say::Nothing,
        _ => Say::Usual,
    })
    .await;
    let begun = Instant::now();
    assert!(matches!(watch(line).await, Err(Failure::Line(why)) if why.contains("DONE")));
    assert_eq!(begun.elapsed().as_secs(), 315);
}

#[tokio::test(start_paused = true)]
async fn a_refused_idle_becomes_a_poll() {
    for refusal in ["# NO not today\n", "# BAD what is IDLE?\n", "# OK over at once\n"] {
        let mut polls = 0;
        let (line, seen) = surveyed(move |command| match command {
            "IDLE" => say(refusal),
            "NOOP" => {
                polls += 1;
                if polls == 4 { say("* 4 EXISTS\n# OK done\n") } else { Say::Usual }
            }
            _ => Say::Usual,
        })
        .await;
        let begun = Instant::now();
        assert_eq!(watch(line).await, Ok(Answer::Watched));
        assert!((120..200).contains(&begun.elapsed().as_secs()), "{refusal} {:?}", begun.elapsed());
        assert_eq!(seen.count("IDLE"), 1);
    }
}

/// Some servers answer every NOOP and tell nothing: a higher UID is news too.
#[tokio::test(start_paused = true)]
async fn a_silent_arrival_is_found_at_the_renewal() {
    let mut looks = 0;
    let (line, _) = surveyed(move |command| match command {
        "UID FETCH * (UID)" => {
            looks += 1;
            if looks > 2 { say("* 4 FETCH (UID 11)\n# OK done\n") } else { Say::Usual }
        }
        _ => Say::Usual,
    })
    .await;
    let begun = Instant::now();
    assert_eq!(watch(line).await, Ok(Answer::Watched));
    assert_eq!(begun.elapsed().as_secs(), 600);
}

/// INBOX was made anew under a line that watches it: no number is used any more.
#[tokio::test(start_paused = true)]
async fn new_numbers_are_noticed_at_once() {
    for (verb, said) in [("IDLE", "+ idling\n* OK [UIDVALIDITY 8] renumbered\n"), ("NOOP", "* OK [UIDVALIDITY 8] renumbered\n# OK done\n")]
    {
        let (line, ..) = line(move |command| if command == verb { say(said) } else { Say::Usual }).await;
        let looked = imap::run(line, survey(), Timestamp::now(), &Notify::new()).await.map(|(line, _)| line.unwrap());
        let failure = match looked {
            Ok(line) => watch(line).await.unwrap_err(),
            Err(failure) => failure,
        };
        assert_eq!(failure, Failure::Renumbered { folder: "INBOX".into() });
    }
    // the same number again is no news
    let (line, _) =
        surveyed(|command| if command == "IDLE" { say("* OK [UIDVALIDITY 7] as before\n+ idling\n* 4 EXISTS\n") } else { Say::Usual })
            .await;
    assert_eq!(watch(line).await, Ok(Answer::Watched));
}

#[tokio::test(start_paused = true)]
async fn bye_and_the_end_are_failures() {
    for end in ["+ idling\r\n* BYE logged out for inactivity\r\n", "+ idling\r\n", ""] {
        let (line, _) = surveyed(move |command| if command == "IDLE" { Say::Last(end.into()) } else { Say::Usual }).await;
        assert!(watch(line).await.is_err());
    }
}
