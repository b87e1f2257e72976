//! Surveys and looks at Sent where a server does not tell all.

use backstop::account::{Answer, Care, Failure, Head, LineErrand};
use backstop::mail::place::Cursor;
use jiff::Timestamp;

use crate::fake::{Say, ask, line, say, survey};

/// The header fields of the fake's survey.
const FIELDS: &str = "RFC822.SIZE FLAGS BODY.PEEK";

/// Exchange and Gmail refuse all that is asked together with a message that they cannot read.
fn spoilt(command: &str) -> Say {
    let set = command.split(' ').nth(2).unwrap_or_default();
    let names = |part: &str| part == "5" || part.contains(':');
    match command.contains(FIELDS) && set.split(',').any(names) {
        true => say("# NO [SERVERBUG] Some messages could not be FETCHed\n"),
        false => Say::Usual,
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_spoils_its_batch_is_found_and_stands_alone() {
    let known = |heads: &[Head]| heads.iter().map(|head| (head.uid, head.fields.is_empty())).collect::<Vec<_>>();
    let (line, _, seen) = line(spoilt).await;
    let Answer::Survey(found) = ask(line, survey()).await.unwrap() else { panic!() };
    assert_eq!((known(&found.heads), found.through), (vec![(2, false), (5, true), (9, false)], 9));
    assert_eq!(seen.count("UID FETCH 5 (UID INTERNALDATE"), 1);

    let (line, ..) = crate::fake::line(spoilt).await;
    let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor: None, since: Timestamp::UNIX_EPOCH, bytes: 9999, care: Care::Usual };
    let Answer::Sent(batch) = ask(line, errand).await.unwrap() else { panic!() };
    assert_eq!((known(&batch.heads), batch.more), (vec![(2, false), (5, true), (9, false)], false));
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_refused_for_a_while_is_a_failure() {
    let (line, ..) = line(|command| match command.contains(FIELDS) {
        true => say("# NO [THROTTLED] slowly\n"),
        false => Say::Usual,
    })
    .await;
    assert!(matches!(ask(line, survey()).await, Err(Failure::SlowDown { .. })));
}

#[tokio::test(start_paused = true)]
async fn an_ok_that_leaves_messages_out_does_not_hide_them() {
    let (line, ..) = line(|command| match command.contains(FIELDS) && command.starts_with("UID FETCH 1:10 ") {
        true => say("# OK done\n"),
        false => Say::Usual,
    })
    .await;
    let Answer::Survey(found) = ask(line, survey()).await.unwrap() else { panic!() };
    assert_eq!(found.heads.len(), 3);
}

/// Three hundred messages, and a server that gives header fields of one at a time: each page is whole as far as it goes.
#[tokio::test(start_paused = true)]
async fn a_page_ends_before_what_could_not_be_asked_for_in_it() {
    let server = |command: &str| {
        let words: Vec<&str> = command.split(' ').collect();
        let number = |text: &str| if text == "*" { 300 } else { text.parse::<u32>().unwrap() };
        let rows = |set: &str, items: &str| {
            let parts = set.split(',').map(|part| part.split_once(':').unwrap_or((part, part)));
            let uids = parts.flat_map(|(low, high)| number(low).min(number(high))..=number(low).max(number(high)).min(300));
            uids.map(|uid| format!("* {uid} FETCH (UID {uid}{items})\n")).collect::<String>()
        };
        match words.as_slice() {
            ["SELECT" | "EXAMINE", _] => say("* 300 EXISTS\n* OK [UIDVALIDITY 7] ok\n* OK [UIDNEXT 301] ok\n# OK done\n"),
            ["UID", "FETCH", set, ..] if !command.contains("HEADER") => say(&format!("{}# OK done\n", rows(set, " FLAGS ()"))),
            ["UID", "FETCH", set, ..] if set.parse::<u32>().is_err() => say("# NO [SERVERBUG] Some messages could not be FETCHed\n"),
            ["UID", "FETCH", set, ..] => say(&format!("{}# OK done\n", rows(set, " BODY[HEADER.FIELDS (TO)]<0> {2}\r\n\r\n"))),
            _ => Say::Usual,
        }
    };
    let (mut above, mut pages, mut read) = (0, 0, Vec::new());
    while pages < 10 && above < 300 {
        let (line, ..) = line(server).await;
        let errand = LineErrand::Survey { validity: 7, above, since: None, most: 500, care: Care::Usual };
        let Answer::Survey(found) = ask(line, errand).await.unwrap() else { panic!() };
        assert!(found.through > above, "no headway");
        read.extend(found.heads.iter().map(|head| head.uid));
        (above, pages) = (found.through, pages + 1);
    }
    assert_eq!(read, (1..=300).collect::<Vec<_>>());
}

/// A server with a limit, and one that cannot read a message, say OK and leave it out: the lowest, one in the middle, or the
/// highest; above a cursor whose message is there (2), is gone (4), or is gone with nothing below it (1).
#[tokio::test(start_paused = true)]
async fn whatever_is_left_out_of_a_window_is_asked_for_again() {
    for (cursor, there) in [(0, &[2, 5, 9][..]), (1, &[2, 5, 9]), (2, &[5, 9]), (4, &[5, 9])] {
        for &left_out in there {
            let whole = |command: &str| command.contains(FIELDS) && command.contains(':');
            let (line, ..) = line(move |command| if whole(command) { Say::Without(left_out) } else { Say::Usual }).await;
            let cursor = Some(Cursor { validity: 8, uid: cursor });
            let errand =
                LineErrand::ReadSent { folder: "Sent".into(), cursor, since: Timestamp::UNIX_EPOCH, bytes: 9999, care: Care::Usual };
            let Answer::Sent(batch) = ask(line, errand).await.unwrap() else { panic!() };
            let found: Vec<_> = batch.heads.iter().map(|head| (head.uid, head.fields.is_empty())).collect();
            assert_eq!(found, there.iter().map(|uid| (*uid, false)).collect::<Vec<_>>(), "{cursor:?} without {left_out}");
            assert_eq!((batch.cursor.uid, batch.more), (9, false));
        }
    }
}

/// A message of which nothing is ever told shows in the numbers of the others: Sent is not read, and INBOX is.
#[tokio::test(start_paused = true)]
async fn what_a_server_hides_is_not_taken_for_absent() {
    for hidden in [2, 5, 9] {
        let hides = move |command: &str| if command.starts_with("UID FETCH") { Say::Without(hidden) } else { Say::Usual };
        let above = |uid| LineErrand::ReadSent {
            folder: "Sent".into(),
            cursor: Some(Cursor { validity: 8, uid }),
            since: Timestamp::UNIX_EPOCH,
            bytes: 9999,
            care: Care::Usual,
        };
        for errand in [above(0), above(1), LineErrand::Locate { folder: "Sent".into(), validity: 8, uid_from: 1 }] {
            let (line, ..) = line(hides).await;
            let failure = ask(line, errand.clone()).await.unwrap_err();
            assert!(matches!(failure, Failure::Server { .. }), "{errand:?} without {hidden}: {failure:?}");
        }
        let (line, ..) = line(hides).await;
        let Answer::Survey(found) = ask(line, survey()).await.unwrap() else { panic!() };
        assert_eq!(found.heads.len(), 2);
    }
}

/// A server that hangs, says BYE or hangs up whenever the header of one message is asked for: read carefully, the message is
/// alone, and can be passed over.
#[tokio::test(start_paused = true)]
async fn a_message_that_breaks_the_line_can_be_passed_over() {
    let breaks: [fn() -> Say; 3] = [|| Say::Nothing, || Say::Last("* BYE internal error\r\n".into()), || Say::Last(String::new())];
    for sent in [false, true] {
        for break_it in breaks {
            let server = move |command: &str| match (spoilt(command), command.contains(" 5 (")) {
                (Say::This(_), _) => break_it(),
                (_, true) if command.contains(FIELDS) => break_it(),
                _ => Say::Usual,
            };
            let read = |above: u32, care: Care| async move {
                let (line, ..) = line(server).await;
                let cursor = Some(Cursor { validity: 8, uid: above });
                let errand = match sent {
                    true => LineErrand::ReadSent { folder: "Sent".into(), cursor, since: Timestamp::UNIX_EPOCH, bytes: 9999, care },
                    false => LineErrand::Survey { validity: 7, above, since: None, most: 10, care },
                };
                let known = |heads: &[Head]| heads.iter().map(|head| (head.uid, head.fields.is_empty())).collect::<Vec<_>>();
                match ask(line, errand).await {
                    Ok(Answer::Survey(page)) => Ok((known(&page.heads), page.through, page.more)),
                    Ok(Answer::Sent(page)) => Ok((known(&page.heads), page.cursor.uid, page.more)),
                    Ok(other) => panic!("{other:?}"),
                    Err(_) => Err(()),
                }
            };
            assert_eq!(read(0, Care::Usual).await, Err(()));
            assert_eq!(read(0, Care::Few(1)).await, Ok((vec![(2, false)], 2, true)));
            assert_eq!(read(2, Care::Few(1)).await, Err(()));
            assert_eq!(read(2, Care::Blind).await, Ok((vec![(5, true)], 5, true)));
            assert_eq!(read(5, Care::Few(1)).await, Ok((vec![(9, false)], 9, false)));
        }
    }
}

/// 163.com.
#[tokio::test(start_paused = true)]
async fn an_empty_status_is_made_good_by_examine() {
    let (line, _, seen) = line(|command| match command.starts_with("STATUS") {
        true => say("* STATUS \"Sent\" ()\n# OK done\n"),
        false => Say::Usual,
    })
    .await;
    let Answer::Status { folders, .. } = ask(line, LineErrand::Status { folders: vec!["Sent".into()] }).await.unwrap() else { panic!() };
    assert_eq!((folders[0].validity, folders[0].uid_next), (8, 10));
    assert_eq!(seen.count("EXAMINE \"Sent\""), 1);
}

#[tokio::test(start_paused = true)]
async fn old_mail_is_passed_and_new_mail_waits_for_the_next_page() {
    let (line, _, seen) = line(|_| Say::Usual).await;
    let errand = LineErrand::Survey { validity: 7, above: 2, since: None, most: 1, care: Care::Usual };
    let Answer::Survey(found) = ask(line, errand).await.unwrap() else { panic!() };
    assert_eq!(found.heads.iter().map(|head| head.uid).collect::<Vec<_>>(), [5]);
    assert!((5..9).contains(&found.through) && found.more);
    assert_eq!(seen.count("UID FETCH 3:3 (UID INTERNALDATE RFC822.SIZE"), 1);

    let (line, ..) = crate::fake::line(|_| Say::Usual).await;
    let since: Timestamp = "2026-11-02T00:00:00Z".parse().unwrap();
    let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor: None, since, bytes: 1000, care: Care::Usual };
    let Answer::Sent(batch) = ask(line, errand).await.unwrap() else { panic!() };
    assert_eq!((batch.heads.len(), batch.cursor, batch.more, batch.left), (0, Cursor { validity: 8, uid: 9 }, false, 0));
}

/// Above the last message, `9:12` names the last one; and the numbers of UIDs end.
#[tokio::test(start_paused = true)]
async fn nothing_new_is_nothing() {
    for above in [9, 10, u32::MAX] {
        let (line, ..) = line(|command| match command.starts_with("UID FETCH 1") && command.contains(FIELDS) {
            true => say("* 3 FETCH (UID 9 INTERNALDATE \"01-Nov-2026 10:00:00 +0000\" BODY[]<0> \"\")\n# OK done\n"),
            false => Say::Usual,
        })
        .await;
        let errand = LineErrand::Survey { validity: 7, above, since: None, most: 10, care: Care::Usual };
        let Answer::Survey(found) = ask(line, errand).await.unwrap() else { panic!() };
        assert_eq!((found.heads.len(), found.through, found.more), (0, above, false));
    }
}
