//! Surveys and looks at Sent where a server does not tell all.

use backstop::account::{Answer, Failure, LineErrand};
use backstop::mail::place::Cursor;
use jiff::Timestamp;

use crate::fake::{Say, ask, line, say, survey};

/// The header fields of the fake's survey.
const FIELDS: &str = "RFC822.SIZE FLAGS BODY.PEEK";

#[tokio::test(start_paused = true)]
async fn a_message_that_spoils_its_batch_is_found_and_stands_alone() {
    let (line, _, seen) = line(|command| match command.contains(FIELDS) {
        true if command.starts_with("UID FETCH 1:10 ") => say("# NO [SERVERBUG] Some messages could not be FETCHed\n"),
        true if command.starts_with("UID FETCH 5 ") => say("# NO [SERVERBUG] Some messages could not be FETCHed\n"),
        _ => Say::Usual,
    })
    .await;
    let Answer::Survey(found) = ask(line, survey()).await.unwrap() else { panic!() };
    let known: Vec<_> = found.heads.iter().map(|head| (head.uid, head.fields.is_empty())).collect();
    assert_eq!((known, found.through), (vec![(2, false), (5, true), (9, false)], 9));
    assert_eq!(seen.count("UID FETCH 5 (UID INTERNALDATE"), 1);
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
    let errand = LineErrand::Survey { validity: 7, above: 2, since: None, most: 1 };
    let Answer::Survey(found) = ask(line, errand).await.unwrap() else { panic!() };
    assert_eq!(found.heads.iter().map(|head| head.uid).collect::<Vec<_>>(), [5]);
    assert!((5..9).contains(&found.through) && found.more);
    assert_eq!(seen.count("UID FETCH 3:3 (UID INTERNALDATE RFC822.SIZE"), 1);

    let (line, ..) = crate::fake::line(|_| Say::Usual).await;
    let since: Timestamp = "2026-11-02T00:00:00Z".parse().unwrap();
    let errand = LineErrand::ReadSent { folder: "Sent".into(), cursor: None, since, bytes: 1000 };
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
        let errand = LineErrand::Survey { validity: 7, above, since: None, most: 10 };
        let Answer::Survey(found) = ask(line, errand).await.unwrap() else { panic!() };
        assert_eq!((found.heads.len(), found.through, found.more), (0, above, false));
    }
}
