//! What is too much, and what cannot be read.

use backstop::account::{Answer, Failure};

use crate::fake::{Say, ask, line, say, survey};

/// A survey where the server says this instead of NOOP's answer.
async fn flooded(flood: String) -> Result<Answer, Failure> {
    let mut flood = Some(flood);
    let (line, ..) = line(move |command| match command {
        "NOOP" => Say::This(flood.take().unwrap_or_default()),
        _ => Say::Usual,
    })
    .await;
    ask(line, survey()).await
}

#[tokio::test(start_paused = true)]
async fn too_much_ends_the_line_and_says_what() {
    for (flood, what) in [
        ("* 1 FETCH (UID 2 BODY[] {4294967295}\r\n".to_owned(), "literal"),
        ("* OK ".to_owned() + &"x".repeat(1 << 20), "line"),
        ("* 1 EXISTS\r\n".repeat(60_000), "untagged"),
        ("+ go on\r\n".repeat(60_000), "untagged"),
        ("* 2 FETCH UID 5\r\n".to_owned(), "FETCH"),
        ("* 2 FETCH (UID 5 INTERNALDATE NIL)\r\n".to_owned(), "FETCH"),
        ("A0099 NO [ALERT]é\r\n".to_owned(), "tagged"),
        (format!("* 2 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(60_000)), "parentheses"),
        ("A0099 COMPLETED\r\n".to_owned(), "tagged"),
        ("\r\n".to_owned(), "tagged"),
    ] {
        let shown = flood.chars().take(40).collect::<String>();
        match flooded(flood).await {
            Err(Failure::Line(why)) => assert!(why.contains(what), "{shown}: {why}"),
            other => panic!("{shown}: {other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_parser_does_not_know_is_passed_over() {
    let (line, ..) = line(|command| match command {
        "NOOP" => say(concat!(
            "* ESEARCH (TAG \"A1\") UID COUNT 5\n* NAMESPACE ((\"\" \"/\")) NIL NIL\n* SEARCH 1 2 (MODSEQ 917)\n",
            "* STATUS \"Sent\" (UIDNEXT 4 APPENDLIMIT 9)\n* XAPPLE {3}\r\nabc\n* \n* OK [ALERT]é\n* LIST (\\X) \"/\" A (\"CHILDINFO\" (\"SUBSCRIBED\"))\n# OK done\n"
        )),
        _ => Say::Usual,
    })
    .await;
    let Answer::Survey(found) = ask(line, survey()).await.unwrap() else { panic!() };
    assert_eq!(found.heads.iter().map(|head| head.uid).collect::<Vec<_>>(), [2, 5, 9]);
}

#[tokio::test(start_paused = true)]
async fn what_was_not_asked_for_is_not_taken() {
    let (line, ..) = line(|command| match command {
        "NOOP" => say("* 1 FETCH (UID 77 BODY[] {3}\r\nbad)\n* 2 FETCH (UID 5 FLAGS ($Backscatter))\n* 9 FETCH (FLAGS ())\n# OK done\n"),
        _ => Say::Usual,
    })
    .await;
    let Answer::Survey(found) = ask(line, survey()).await.unwrap() else { panic!() };
    assert_eq!(found.heads.iter().map(|head| head.uid).collect::<Vec<_>>(), [2, 5, 9]);
}
