//! Moves and copies: what is proof, and what is not.

use backstop::account::errand::Source;
use backstop::account::{Answer, Failure, LineErrand, Mark, Shifted};
use backstop::mail::Place;

use crate::fake::{CAPABILITIES, Say, Seen, ask, line, say};

fn inbox() -> Source {
    Source { folder: "INBOX".into(), validity: 7 }
}

async fn moved_by(uids: Vec<u32>, speak: impl FnMut(&str) -> Say + Send + 'static) -> (Result<Vec<Shifted>, Failure>, Seen) {
    let (line, _, seen) = line(speak).await;
    let errand = LineErrand::Move { from: inbox(), to: "Backscatter".into(), uids, mark: Mark::Claim };
    (shifted(ask(line, errand).await), seen)
}

fn shifted(answer: Result<Answer, Failure>) -> Result<Vec<Shifted>, Failure> {
    answer.map(|answer| match answer {
        Answer::Shifted(shifted) => shifted,
        other => panic!("{other:?}"),
    })
}

fn there(uid: u32, new: u32) -> Shifted {
    Shifted::There { uid, to: Place { folder: "Backscatter".into(), validity: 8, uid: new } }
}

/// A message that has left INBOX: FETCH does not find it any more.
fn left(command: &str, uid: u32) -> bool {
    command == format!("UID FETCH {uid} (UID)")
}

#[tokio::test(start_paused = true)]
async fn copyuid_is_proof_wherever_it_stands() {
    for answer in ["* OK [COPYUID 8 2 102] moved\n# OK done\n", "# OK [COPYUID 8 2 102] done\n", "# OK [COPYUID 8 1:4 101:104] done\n"] {
        let (answer, seen) = moved_by(vec![2], move |command| match command.starts_with("UID MOVE") {
            true => say(answer),
            false => Say::Usual,
        })
        .await;
        assert_eq!(answer.unwrap(), [there(2, 102)]);
        assert_eq!(seen.count("UID STORE 2 +FLAGS.SILENT ($Backscatter)"), 1);
    }
    // A range of millions is not followed far, and names nothing of ours.
    let (answer, _) = moved_by(vec![2], |command| match command.starts_with("UID MOVE") {
        true => say("* OK [COPYUID 8 100:4294967295 1:4294967195] moved\n# OK done\n"),
        false => Say::Usual,
    })
    .await;
    assert!(matches!(answer, Err(Failure::Server { command: "UID MOVE", .. })), "{answer:?}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_was_gone_is_no_failure() {
    for answer in ["# OK done\n", "# NO [EXPUNGEISSUED] gone\n", "# NO [NONEXISTENT] gone\n", "# NO No messages were moved\n"] {
        let (answer, _) = moved_by(vec![3], move |command| match command.starts_with("UID MOVE") {
            true => say(answer),
            false => Say::Usual,
        })
        .await;
        assert_eq!(answer.unwrap(), [Shifted::Gone { uid: 3 }]);
    }
}

#[tokio::test(start_paused = true)]
async fn those_who_are_left_go_without_those_who_are_gone() {
    let mut first = true;
    let (answer, seen) = moved_by(vec![2, 3], move |command| match command.starts_with("UID MOVE") && std::mem::take(&mut first) {
        true => say("# NO [EXPUNGEISSUED] some are gone\n"),
        false => Say::Usual,
    })
    .await;
    assert_eq!(answer.unwrap(), [there(2, 102), Shifted::Gone { uid: 3 }]);
    assert_eq!(seen.count("UID MOVE"), 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_number_the_target_is_looked_at() {
    let look = |found: &'static str| {
        move |command: &str| match command {
            _ if command.starts_with("UID MOVE") => say("# OK done\n"),
            _ if left(command, 2) => say("# OK done\n"),
            _ if command.starts_with("UID FETCH 10:*") => say(found),
            _ => Say::Usual,
        }
    };
    let same = "* 2 FETCH (UID 12 INTERNALDATE \"01-Nov-2026 10:00:00 +0000\" RFC822.SIZE 1000 BODY[HEADER.FIELDS (MESSAGE-ID)]<0> {31}\r\nMessage-ID: <2@example.org>\r\n\r\n)\n# OK done\n";
    let (answer, seen) = moved_by(vec![2], look(same)).await;
    assert_eq!(answer.unwrap(), [there(2, 12)]);
    // INBOX is the selected folder again.
    assert_eq!(seen.all().last().unwrap(), "SELECT \"INBOX\"");
    // Another message with the same number is not it: somebody else took ours.
    let other = "* 2 FETCH (UID 12 INTERNALDATE \"01-Nov-2026 10:00:00 +0000\" RFC822.SIZE 999 BODY[HEADER.FIELDS (MESSAGE-ID)]<0> {31}\r\nMessage-ID: <2@example.org>\r\n\r\n)\n# OK done\n";
    let (answer, _) = moved_by(vec![2], look(other)).await;
    assert_eq!(answer.unwrap(), [Shifted::Gone { uid: 2 }]);
    let (answer, _) = moved_by(vec![2], look("* 1 FETCH (UID 9 RFC822.SIZE 1000)\n# OK done\n")).await;
    assert_eq!(answer.unwrap(), [Shifted::Gone { uid: 2 }]);
}

#[tokio::test(start_paused = true)]
async fn an_ok_that_did_nothing_is_a_failure() {
    let (answer, _) = moved_by(vec![2], |command| if command.starts_with("UID MOVE") { say("# OK done\n") } else { Say::Usual }).await;
    assert!(matches!(answer, Err(Failure::Server { command: "UID MOVE", .. })), "{answer:?}");
    for refusal in ["# NO [OVERQUOTA] full\n", "# BAD read only\n"] {
        let (answer, _) = moved_by(vec![2], move |command| if command.starts_with("UID MOVE") { say(refusal) } else { Say::Usual }).await;
        assert!(matches!(answer, Err(Failure::Server { .. })), "{refusal}: {answer:?}");
    }
}

/// Somebody has renamed the folder: it is named, and no trouble of the line's.
#[tokio::test(start_paused = true)]
async fn a_folder_that_is_gone_is_named() {
    let gone = |folder: &str| Failure::Gone { folder: folder.into() };
    let there =
        |verb: &'static str| move |command: &str| if command.starts_with(verb) { say("# NO [TRYCREATE] what?\n") } else { Say::Usual };
    let (answer, _) = moved_by(vec![2], there("UID MOVE")).await;
    assert_eq!(answer, Err(gone("Backscatter")));
    let (line, ..) = line(there("SELECT \"Backscatter\"")).await;
    let from = Source { folder: "Backscatter".into(), validity: 8 };
    let back = LineErrand::Move { from, to: "INBOX".into(), uids: vec![2], mark: Mark::No };
    assert_eq!(ask(line, back).await, Err(gone("Backscatter")));
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_fails_takes_nothing_away() {
    let copy = LineErrand::Copy { from: inbox(), to: "Backscatter".into(), uids: vec![2, 5], mark: Mark::No };
    for refusal in ["# NO [OVERQUOTA] full\n", "# OK done, but no copy\n"] {
        let (line, _, seen) = line(move |command| match command {
            _ if command.starts_with("UID COPY") => say(refusal),
            _ if command.starts_with("UID FETCH 10:*") => say("# OK done\n"),
            _ => Say::Usual,
        })
        .await;
        let answer = ask(line, copy.clone()).await;
        assert!(matches!(answer, Err(Failure::Server { command: "UID COPY", .. })), "{refusal}: {answer:?}");
        assert_eq!((seen.count("UID STORE"), seen.count("UID EXPUNGE")), (0, 0));
    }
    let (line, _, seen) = line(|_| Say::Usual).await;
    assert_eq!(shifted(ask(line, copy).await).unwrap(), [there(2, 102), there(5, 105)]);
    assert_eq!(seen.count("UID STORE"), 0);
}

#[tokio::test(start_paused = true)]
async fn only_the_copied_are_expunged_and_it_is_looked_at() {
    let expunge = LineErrand::Expunge { from: inbox(), uids: vec![5, 2] };
    let (good, _, seen) = line(|_| Say::Usual).await;
    assert_eq!(ask(good, expunge.clone()).await.unwrap(), Answer::Expunged);
    let said = seen.all();
    assert!(said.contains(&"UID STORE 2,5 +FLAGS.SILENT (\\Deleted)".to_owned()) && said.contains(&"UID EXPUNGE 2,5".to_owned()));
    let (lying, ..) = line(|command| if command.starts_with("UID EXPUNGE") { say("# OK done\n") } else { Say::Usual }).await;
    assert!(ask(lying, expunge).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn numbers_of_another_validity_are_not_used() {
    let (line, _, seen) = line(|_| Say::Usual).await;
    let from = Source { folder: "INBOX".into(), validity: 6 };
    let answer = ask(line, LineErrand::Move { from, to: "Backscatter".into(), uids: vec![2], mark: Mark::Claim }).await;
    assert_eq!(answer, Err(Failure::Renumbered { folder: "INBOX".into() }));
    assert_eq!(seen.count("UID"), 0);
}

#[tokio::test(start_paused = true)]
async fn what_another_backstop_has_claimed_is_left_to_it() {
    let capable = |command: &str| (command == "CAPABILITY").then(|| say(&format!("* CAPABILITY {CAPABILITIES} CONDSTORE\n# OK done\n")));
    let rows = |flags: &str| {
        let row = |number, uid, flags| {
            let fields = format!("Message-ID: <{uid}@example.org>\r\n\r\n");
            let length = fields.len();
            format!(
                "* {number} FETCH (UID {uid} FLAGS ({flags}) MODSEQ ({uid}0) INTERNALDATE \"01-Nov-2026 10:00:00 +0000\" RFC822.SIZE 1000 \
                 BODY[HEADER.FIELDS (MESSAGE-ID)]<0> {{{length}}}\n{fields})\n"
            )
        };
        row(1, 2, "") + &row(2, 5, flags) + "# OK done\n"
    };
    // The keyword stood on one before we came, and the other is lost between the look and the claim.
    let (marked, plain) = (rows("$backscatter"), rows("\\Seen"));
    for (fetched, stored, moved, left) in [
        (&marked, "# OK done\n", vec![2], vec![5]),
        (&plain, "# OK [MODIFIED 5] Conditional STORE failed\n", vec![2], vec![5]),
        (&plain, "# NO [MODIFIED 2,5] none is left\n", vec![], vec![2, 5]),
        (&plain, "# OK done\n", vec![2, 5], vec![]),
        // it does not understand: then as where CONDSTORE is missing
        (&plain, "# BAD what?\n", vec![2, 5], vec![]),
    ] {
        let (fetched, all) = (fetched.clone(), left.clone());
        let mut looks = 0;
        let (answer, seen) = moved_by(vec![2, 5], move |command| match capable(command) {
            Some(capability) => capability,
            None if command.contains("UNCHANGEDSINCE") => say(stored),
            None if command.starts_with("UID FETCH") && command.contains("FLAGS") => {
                looks += 1;
                let lost =
                    |uid: &u32| format!("* 1 FETCH (UID {uid} FLAGS ($Backscatter) MODSEQ (99) BODY[HEADER.FIELDS (MESSAGE-ID)]<0> NIL)\n");
                if looks == 1 { say(&fetched) } else { say(&(all.iter().map(lost).collect::<String>() + "# OK done\n")) }
            }
            None => Say::Usual,
        })
        .await;
        let mut expected: Vec<Shifted> = moved.iter().map(|uid| there(*uid, uid + 100)).collect();
        expected.extend(left.iter().map(|uid| Shifted::Gone { uid: *uid }));
        assert_eq!(answer.unwrap(), expected, "{stored}");
        assert_eq!(seen.count("UID MOVE"), usize::from(!moved.is_empty()), "{stored}");
    }
    // What the server tells meanwhile without saying of which message is no message's number: each is held to its own. One that
    // is refused where others are taken is looked at again.
    let told = plain.replace("# OK done", "* 2 FETCH (MODSEQ (99) FLAGS ($Backscatter))\n# OK done");
    let (answer, seen) = moved_by(vec![2, 5], move |command| match capable(command) {
        Some(capability) => capability,
        None if command.contains("STORE 2 (UNCHANGEDSINCE 20)") => say("# OK done\n"),
        None if command.contains("STORE 5 (UNCHANGEDSINCE 50)") => say("# NO not now\n"),
        None if command.starts_with("UID FETCH 5 (UID FLAGS") => say("# OK done\n"),
        None if command.starts_with("UID FETCH") && command.contains("FLAGS") => say(&told),
        None => Say::Usual,
    })
    .await;
    assert_eq!(answer.unwrap(), [there(2, 102), Shifted::Gone { uid: 5 }]);
    assert_eq!(seen.count("UID STORE"), 2);
    // Flags that change all the time are left alone.
    let (answer, seen) = moved_by(vec![2, 5], move |command| match capable(command) {
        Some(capability) => capability,
        None if command.contains("UNCHANGEDSINCE") => say("# OK [MODIFIED 2] no\n"),
        None if command.starts_with("UID FETCH") && command.contains("FLAGS") => say(&plain),
        None => Say::Usual,
    })
    .await;
    assert!(matches!(answer, Err(Failure::Server { command: "UID STORE", .. })), "{answer:?}");
    assert_eq!(seen.count("UID MOVE"), 0);
}
