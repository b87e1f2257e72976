//! Dialogues with the sandbox: every verb that the agent sends, what a poorer server lacks, news while idle, and each fault.

use backstop::sandbox::{Act, Fault, Login, Mailbox, Profile, Sandbox, SpecialUse};
use jiff::Timestamp;
use tokio::io::DuplexStream;

use crate::talk::Client;

const FIRST: &str =
    "Return-Path: <>\r\nFrom: Ann <ann@example.org>\r\nSubject: A folded\r\n subject\r\nMessage-ID: <one@example.org>\r\n\r\nText\r\n";
const SECOND: &str = "From: Ben <ben@example.org>\r\nSubject: Two\r\nMessage-ID: <two@example.org>\r\n\r\nMore\r\n";

/// Two messages in INBOX, of 3 and of 5 November 2026.
fn mailbox(profile: &Profile) -> Mailbox {
    let mut mailbox = Mailbox::new(profile);
    mailbox.append("INBOX", at("2026-11-03T10:00:00Z"), &["\\Seen"], FIRST.as_bytes());
    mailbox.append("INBOX", at("2026-11-05T23:30:00Z"), &[], SECOND.as_bytes());
    mailbox
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

async fn server(profile: Profile) -> Sandbox {
    let login = Login { user: "me@example.org".to_owned(), password: "pa ss\"".to_owned() };
    Sandbox::start(mailbox(&profile), profile, login).await.unwrap()
}

fn connect(sandbox: &Sandbox) -> Client<DuplexStream> {
    Client::new(sandbox.talk())
}

/// Past the greeting and the login, with INBOX selected.
async fn in_inbox(sandbox: &Sandbox) -> Client<DuplexStream> {
    let mut client = connect(sandbox);
    client.line().await;
    assert!(client.ask("LOGIN me@example.org \"pa ss\\\"\"").await.last().unwrap().starts_with("OK "));
    assert_eq!(client.ask("SELECT INBOX").await.last().unwrap(), "OK [READ-WRITE] Select completed.");
    client
}

/// Every command with its whole answer, in one session.
async fn dialogue(client: &mut Client<DuplexStream>, steps: &[(&str, &[&str])]) {
    for (command, answer) in steps {
        assert_eq!(client.ask(command).await, *answer, "{command}");
    }
}

#[tokio::test]
async fn the_verbs_of_the_agent_are_answered() {
    let sandbox = server(Profile::default()).await;
    let validity = |name: &str| sandbox.look(|world| world.mailbox.folder(name).unwrap().validity);
    let (inbox, sent) = (validity("INBOX"), validity("Sent"));
    let mut client = connect(&sandbox);
    assert_eq!(client.line().await, "* OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID IDLE AUTH=PLAIN] Sandbox ready.");
    dialogue(
        &mut client,
        &[
            ("CAPABILITY", &["* CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID IDLE AUTH=PLAIN", "OK Capability completed."]),
            ("SELECT INBOX", &["BAD Log in first"]),
            ("ID (\"name\" \"backstop\" \"version\" \"0.1.0\")", &["* ID (\"name\" \"Backstop sandbox\")", "OK ID completed."]),
            ("LOGIN me@example.org wrong", &["NO [AUTHENTICATIONFAILED] Authentication failed."]),
            (
                "LOGIN me@example.org \"pa ss\\\"\"",
                &["OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ ID IDLE CHILDREN UNSELECT UIDPLUS MOVE SPECIAL-USE] Logged in"],
            ),
            (
                "LIST \"\" \"*\"",
                &[
                    "* LIST (\\HasNoChildren) \"/\" INBOX",
                    "* LIST (\\HasNoChildren \\Sent) \"/\" Sent",
                    "* LIST (\\HasNoChildren \\Drafts) \"/\" Drafts",
                    "* LIST (\\HasNoChildren \\Junk) \"/\" Junk",
                    "* LIST (\\HasNoChildren \\Trash) \"/\" Trash",
                    "OK List completed.",
                ],
            ),
            ("CREATE Backscatter", &["OK Create completed."]),
            ("CREATE Backscatter", &["NO [ALREADYEXISTS] Mailbox already exists"]),
            ("SUBSCRIBE Backscatter", &["OK Subscribe completed."]),
            (
                "STATUS Sent (UIDVALIDITY UIDNEXT MESSAGES)",
                &[&format!("* STATUS Sent (UIDVALIDITY {sent} UIDNEXT 1 MESSAGES 0)"), "OK Status completed."],
            ),
            ("UID FETCH 1:* (UID)", &["BAD This server does not answer that"]),
            (
                "EXAMINE inbox",
                &[
                    "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)",
                    "* OK [PERMANENTFLAGS ()] Flags permitted.",
                    "* 2 EXISTS",
                    "* 0 RECENT",
                    &format!("* OK [UIDVALIDITY {inbox}] UIDs valid"),
                    "* OK [UIDNEXT 3] Predicted next UID",
                    "OK [READ-ONLY] Examine completed.",
                ],
            ),
            ("UID STORE 1 +FLAGS.SILENT ($Backscatter)", &["NO [READ-ONLY] Mailbox is read-only"]),
            ("SELECT Nowhere", &["NO Mailbox doesn't exist: Nowhere"]),
            ("UID FETCH 1 (UID)", &["BAD This server does not answer that"]),
        ],
    )
    .await;
    assert_eq!(client.ask("SELECT INBOX").await.last().unwrap(), "OK [READ-WRITE] Select completed.");
    dialogue(
        &mut client,
        &[
            (
                "UID FETCH 1:2 (UID INTERNALDATE RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (Subject Return-Path X-None)]<0.16384>)",
                &[
                    "* 1 FETCH (UID 1 INTERNALDATE \"03-Nov-2026 10:00:00 +0000\" RFC822.SIZE 114 FLAGS (\\Seen) BODY[HEADER.FIELDS (SUBJECT RETURN-PATH X-NONE)]<0> {48}\r\nReturn-Path: <>\r\nSubject: A folded\r\n subject\r\n\r\n)",
                    "* 2 FETCH (UID 2 INTERNALDATE \"05-Nov-2026 23:30:00 +0000\" RFC822.SIZE 82 FLAGS () BODY[HEADER.FIELDS (SUBJECT RETURN-PATH X-NONE)]<0> {16}\r\nSubject: Two\r\n\r\n)",
                    "OK Fetch completed.",
                ],
            ),
            ("UID FETCH 2 (BODY.PEEK[]<0.10>)", &["* 2 FETCH (UID 2 BODY[]<0> {10}\r\nFrom: Ben )", "OK Fetch completed."]),
            // above the highest there is always one: the highest
            ("UID FETCH 9:* (UID)", &["* 2 FETCH (UID 2)", "OK Fetch completed."]),
            ("UID FETCH 9 (UID)", &["OK Fetch completed."]),
            ("UID STORE 2 +FLAGS ($Backscatter)", &[
                "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Backscatter)",
                "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Backscatter \\*)] Flags permitted.",
                "* 2 FETCH (UID 2 FLAGS ($Backscatter))", "OK Store completed."]),
            ("UID COPY 1 Nowhere", &["NO [TRYCREATE] Mailbox doesn't exist: Nowhere"]),
            // what would read, lose or misname a message is not answered
            ("EXPUNGE", &["BAD This server does not answer that"]),
            ("CLOSE", &["BAD This server does not answer that"]),
            ("FETCH 1 (UID)", &["BAD This server does not answer that"]),
            ("UID SEARCH ALL", &["BAD This server does not answer that"]),
            ("UID FETCH 1 (BODY[])", &["BAD This server does not answer that"]),
            ("UID STORE 1 FLAGS ()", &["BAD Flags are only added and taken off here"]),
            ("UID FROB 1", &["BAD This server cannot read that"]),
        ],
    )
    .await;
    let filed = validity("Backscatter");
    dialogue(
        &mut client,
        &[
            ("UID MOVE 2 Backscatter", &[&format!("* OK [COPYUID {filed} 2 1] Moved UIDs."), "* 2 EXPUNGE", "OK Move completed."]),
            ("UID MOVE 2 Backscatter", &["OK Move completed."]),
            ("UID COPY 1 Backscatter", &[&format!("OK [COPYUID {filed} 1 2] Copy completed.")]),
            // not marked: it stays
            ("UID EXPUNGE 1", &["OK Expunge completed."]),
            ("UID STORE 1 +FLAGS.SILENT (\\Deleted)", &["OK Store completed."]),
            ("UID EXPUNGE 1", &["* 1 EXPUNGE", "OK Expunge completed."]),
            ("NOOP", &["OK NOOP completed."]),
            ("UNSELECT", &["OK Unselect completed."]),
            ("UID FETCH 1 (UID)", &["BAD This server does not answer that"]),
            ("LOGOUT", &["* BYE Logging out", "OK Logout completed."]),
        ],
    )
    .await;
    assert_eq!(client.line().await, "");
    sandbox.look(|world| {
        let copies: Vec<_> = world.mailbox.folder("Backscatter").unwrap().messages.iter().collect();
        assert!(copies[0].flags.contains("$Backscatter") && copies[0].arrived == at("2026-11-05T23:30:00Z"), "a move keeps flags and date");
        assert!(world.mailbox.folder("Backscatter").unwrap().subscribed);
        assert_eq!((world.counts.connections, world.counts.logins, world.counts.refused), (1, 1, 1));
        assert!(world.spoken.iter().all(|spoken| !spoken.text.contains("pa ss")), "no secret is kept");
    });
}

#[tokio::test]
async fn plain_is_taken_with_and_without_an_initial_response() {
    let sandbox = server(Profile::default()).await;
    // NUL me@example.org NUL pa ss"
    let secret = "AG1lQGV4YW1wbGUub3JnAHBhIHNzIg==";
    let mut client = connect(&sandbox);
    client.line().await;
    assert!(client.ask(&format!("AUTHENTICATE PLAIN {secret}")).await[0].starts_with("OK [CAPABILITY"));
    let mut client = connect(&sandbox);
    client.line().await;
    client.write("a AUTHENTICATE PLAIN\r\n").await;
    assert_eq!(client.line().await, "+");
    client.write(&format!("{secret}\r\n")).await;
    assert!(client.answer("a").await[0].starts_with("OK [CAPABILITY"));

    let sandbox = server(Profile::default().without(&["SASL-IR"])).await;
    let mut client = connect(&sandbox);
    client.line().await;
    assert_eq!(client.ask(&format!("AUTHENTICATE PLAIN {secret}")).await, ["BAD No initial response here"]);
}

#[tokio::test]
async fn literals_are_taken_and_pipelined_commands_answered_in_turn() {
    let sandbox = server(Profile::default()).await;
    let mut client = in_inbox(&sandbox).await;
    client.write("a APPEND Sent (\\Seen) \"01-Nov-2026 08:00:00 +0100\" {10}\r\n").await;
    assert_eq!(client.line().await, "+ OK");
    let validity = sandbox.look(|world| world.mailbox.folder("Sent").unwrap().validity);
    client.write("From: me\r\n\r\nb STATUS Sent (UIDNEXT)\r\nc STATUS INBOX (MESSAGES)\r\n").await;
    assert_eq!(client.answer("a").await, [format!("OK [APPENDUID {validity} 1] Append completed.")]);
    assert_eq!(client.answer("b").await, ["* STATUS Sent (UIDNEXT 2)", "OK Status completed."]);
    assert_eq!(client.answer("c").await, ["* STATUS INBOX (MESSAGES 2)", "OK Status completed."]);
    sandbox.look(|world| assert_eq!(world.mailbox.folder("Sent").unwrap().messages[0].arrived, at("2026-11-01T07:00:00Z")));
    client.write("d CREATE {5+}\r\nOther\r\n").await;
    assert_eq!(client.answer("d").await, ["OK Create completed."]);
}

#[tokio::test]
async fn an_idler_hears_what_happens_and_nobody_else_is_interrupted() {
    let sandbox = server(Profile::default()).await;
    let mut idler = in_inbox(&sandbox).await;
    let mut other = in_inbox(&sandbox).await;
    idler.write("i IDLE\r\n").await;
    assert_eq!(idler.line().await, "+ idling");
    sandbox.until(|world| world.counts.idling == 1).await;
    sandbox.change(|world| world.mailbox.append("INBOX", at("2026-11-06T00:00:00Z"), &[], SECOND.as_bytes()));
    assert_eq!(idler.line().await, "* 3 EXISTS");
    assert_eq!(other.ask("UID STORE 3 +FLAGS (\\Flagged)").await, ["* 3 EXISTS", "OK Store completed."], "not known to it before");
    other.ask("UID STORE 1 +FLAGS.SILENT (\\Flagged)").await;
    assert_eq!(idler.line().await, "* 1 FETCH (UID 1 FLAGS (\\Flagged \\Seen))");
    other.ask("UID MOVE 1:2 Junk").await;
    assert_eq!(idler.line().await, "* 1 EXPUNGE");
    assert_eq!(idler.line().await, "* 1 EXPUNGE");
    idler.write("DONE\r\n").await;
    assert_eq!(idler.answer("i").await, ["OK Idle completed."]);
    assert_eq!(sandbox.look(|world| world.counts.idling), 0);
}

#[tokio::test]
async fn a_poorer_server_lacks_what_its_profile_lacks() {
    let poor = Profile { keywords: false, special_use: SpecialUse::Hidden, ..Profile::default() };
    let poor = poor.without(&["MOVE", "UIDPLUS", "IDLE", "ID"]).under_inbox();
    let sandbox = server(poor).await;
    let mut client = in_inbox(&sandbox).await;
    let nothing: &[&str] = &["BAD This server does not answer that"];
    dialogue(
        &mut client,
        &[
            ("UID MOVE 1 INBOX.Junk", nothing),
            ("UID EXPUNGE 1", nothing),
            ("IDLE", nothing),
            ("ID NIL", nothing),
            ("UID STORE 1 +FLAGS ($Backscatter)", &["* 1 FETCH (UID 1 FLAGS (\\Seen))", "OK Store completed."]),
            ("UID COPY 1 INBOX.Junk", &["OK Copy completed."]),
            ("LIST \"\" INBOX.Sent", &["* LIST (\\HasNoChildren) \".\" INBOX.Sent", "OK List completed."]),
            ("CREATE Backscatter", &["NO [CANNOT] Client tried to access nonexistent namespace; names begin with INBOX."]),
        ],
    )
    .await;
    let cyrus = server(Profile { special_use: SpecialUse::LowerCase, ..Profile::default() }).await;
    let mut client = in_inbox(&cyrus).await;
    assert_eq!(client.ask("LIST \"\" Sent").await[0], "* LIST (\\HasNoChildren \\sent) \"/\" Sent");
    let yahoo = server(Profile { message_limit: Some(1), ..Profile::default() }).await;
    let mut client = in_inbox(&yahoo).await;
    dialogue(
        &mut client,
        &[
            ("UID FETCH 1:* (UID)", &["* 2 FETCH (UID 2)", "OK [MESSAGELIMIT 1 2] Fetch completed."]),
            ("UID MOVE 1:2 Junk", &["NO [MESSAGELIMIT 1] Too many messages at once"]),
        ],
    )
    .await;
}

#[tokio::test]
async fn faults_come_once_where_they_were_put() {
    let status = "STATUS Sent (MESSAGES)";
    let line = "* STATUS Sent (MESSAGES 0)";
    for (act, answer, goes_on) in [
        (Act::Answer("NO [OVERQUOTA] Full".to_owned()), vec!["NO [OVERQUOTA] Full"], true),
        (Act::Extra(vec!["* 7 EXISTS".to_owned()]), vec!["* 7 EXISTS", line, "OK Status completed."], true),
        (Act::Half, vec!["* STATUS Sent (MESSAGES 0)"], false),
        (Act::Drop, vec![], false),
        (Act::Bye("Shutting down".to_owned()), vec!["* BYE Shutting down"], false),
    ] {
        let sandbox = server(Profile::default()).await;
        let mut client = in_inbox(&sandbox).await;
        sandbox.change(|world| world.faults.push(Fault::after("STATUS", act.clone()).nth(2)));
        assert_eq!(client.ask(status).await, [line, "OK Status completed."], "{act:?}: not the first time");
        assert_eq!(client.ask(status).await, answer, "{act:?}");
        assert_eq!(client.ask(status).await, if goes_on { vec![line, "OK Status completed."] } else { vec![] }, "{act:?}: once");
    }
}

#[tokio::test]
async fn a_fault_comes_before_or_after_the_deed() {
    for (fault, filed) in [(Fault::before("UID MOVE", Act::Drop), 0), (Fault::after("UID MOVE", Act::Drop), 1)] {
        let sandbox = server(Profile::default()).await;
        let mut client = in_inbox(&sandbox).await;
        sandbox.change(|world| world.faults.push(fault.clone()));
        assert!(client.ask("UID MOVE 1 Junk").await.is_empty());
        assert_eq!(sandbox.look(|world| world.mailbox.folder("Junk").unwrap().messages.len()), filed, "{fault:?}");
    }
    let sandbox = server(Profile::default()).await;
    let mut client = in_inbox(&sandbox).await;
    sandbox.change(|world| world.faults.push(Fault::after("UID MOVE", Act::WrongTag)));
    client.write("a UID MOVE 1 Junk\r\nb NOOP\r\n").await;
    let lines = client.answer("b").await;
    assert_eq!(lines[lines.len() - 2..], ["stray OK Move completed.".to_owned(), "OK NOOP completed.".to_owned()]);
}

#[tokio::test]
async fn a_black_hole_takes_everything_and_says_nothing() {
    let sandbox = server(Profile::default()).await;
    let mut client = in_inbox(&sandbox).await;
    sandbox.change(|world| world.faults.push(Fault::after("IDLE", Act::BlackHole)));
    client.write("i IDLE\r\n").await;
    sandbox.until(|world| world.heard("IDLE") == 1).await;
    sandbox.change(|world| world.mailbox.append("INBOX", at("2026-11-06T00:00:00Z"), &[], SECOND.as_bytes()));
    client.write("DONE\r\n").await;
    // only the end of the server ends the silence
    let (line, ()) = tokio::join!(client.line(), sandbox.stop());
    assert_eq!(line, "");
}

#[tokio::test]
async fn a_renumbered_folder_has_another_validity_and_other_uids() {
    let sandbox = server(Profile::default()).await;
    let before = sandbox.look(|world| world.mailbox.folder("INBOX").unwrap().validity);
    sandbox.change(|world| {
        world.mailbox.remove("INBOX", 1);
        world.mailbox.renumber("INBOX");
    });
    let after = sandbox.look(|world| {
        let inbox = world.mailbox.folder("INBOX").unwrap();
        (inbox.validity, inbox.messages.iter().map(|message| message.uid).collect::<Vec<_>>(), inbox.uid_next)
    });
    assert_eq!(after, (before + 1, vec![1], 2));
}
