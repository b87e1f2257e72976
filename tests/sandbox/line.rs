//! The agent's line against the sandbox, with each profile: what is told of Dovecot in another test holds here too.

use std::fs;

use backstop::account::errand::Source;
use backstop::account::{Answer, Care, Failure, Hello, LineErrand, Mark, Means, Shifted};
use backstop::imap::{self, Line, Wire};
use backstop::mail::Address;
use backstop::sandbox::{Act, Fault, Login, Mailbox, Profile, Sandbox, SpecialUse};
use backstop::settings::{Account, Mode, Server};
use jiff::Timestamp;
use tokio::sync::Notify;

const PASSWORD: &str = "a \"quoted\" pass\\word";

fn letter(subject: &str) -> Vec<u8> {
    format!("From: Ann <ann@example.org>\r\nSubject: {subject}\r\nMessage-ID: <{subject}@example.org>\r\n\r\nHello\r\n").into_bytes()
}

/// A server with three messages in INBOX and one in Sent, and the settings that lead there.
async fn server(profile: Profile) -> (Sandbox, Account, tempfile::TempDir) {
    let mut mailbox = Mailbox::new(&profile);
    for (n, subject) in ["one", "two", "three"].into_iter().enumerate() {
        let arrived = format!("2026-11-0{}T10:00:00Z", n + 1).parse().unwrap();
        mailbox.append("INBOX", arrived, &[], letter(subject));
    }
    mailbox.append(&format!("{}Sent", profile.prefix), "2026-11-01T09:00:00Z".parse().unwrap(), &["\\Seen"], letter("mine"));
    let login = Login { user: "me@example.org".into(), password: PASSWORD.into() };
    let sandbox = Sandbox::start(mailbox, profile, login).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("ca.pem");
    fs::write(&ca_file, sandbox.authority()).unwrap();
    let server = Server { host: "localhost".into(), port: sandbox.port(), ca_file: Some(ca_file) };
    let named = Account::new("me".into(), Address::parse("me@example.org").unwrap(), server.host.clone());
    let account = Account { server, mode: Mode::File, ..named };
    (sandbox, account, folder)
}

async fn ask<S: Wire>(line: Line<S>, errand: LineErrand) -> (Line<S>, Answer) {
    let (line, answer) = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.unwrap();
    (line.unwrap(), answer)
}

fn inbox(hello: &Hello) -> Source {
    Source { folder: "INBOX".into(), validity: hello.inbox.validity }
}

#[tokio::test]
async fn every_errand_is_done_on_every_profile() {
    let all = Profile::default;
    let profiles = [
        (all(), Means::Move),
        (all().without(&["SASL-IR", "AUTH=PLAIN", "ID", "IDLE", "LITERAL+"]), Means::Move),
        (all().without(&["MOVE", "SPECIAL-USE"]).under_inbox(), Means::Copy),
        (Profile { special_use: SpecialUse::LowerCase, ..all() }.without(&["MOVE"]), Means::Copy),
        (Profile { special_use: SpecialUse::Hidden, keywords: false, ..all() }.without(&["UIDPLUS"]), Means::Move),
        (all().without(&["MOVE", "UIDPLUS"]), Means::Report),
    ];
    for (profile, means) in profiles {
        let (sandbox, account, _folder) = server(profile.clone()).await;
        let (line, hello) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
        assert_eq!(hello.means, means, "{profile:?}");
        assert_eq!(hello.folders.sent, [format!("{}Sent", profile.prefix)], "{profile:?}");
        assert_eq!((hello.idle, hello.inbox.keyword), (profile.can("IDLE"), profile.keywords), "{profile:?}");
        let target = hello.folders.backscatter.clone();
        assert_eq!(target, format!("{}Backscatter", profile.prefix));

        let survey = LineErrand::Survey { validity: hello.inbox.validity, above: 0, since: None, most: 100, care: Care::Usual };
        let (line, answer) = ask(line, survey).await;
        assert!(matches!(&answer, Answer::Survey(survey) if survey.heads.len() == 3 && survey.through == 3), "{answer:?}");
        let (line, answer) = ask(line, LineErrand::Fetch { from: inbox(&hello), uids: vec![2] }).await;
        assert!(matches!(&answer, Answer::Fetched(all) if all[0].bytes.as_deref() == Some(&letter("two"))), "{answer:?}");
        let (line, answer) = ask(line, LineErrand::Status { folders: hello.folders.sent.clone() }).await;
        assert!(matches!(&answer, Answer::Status { folders, .. } if folders[0].uid_next == 2), "{answer:?}");
        let since = "2026-10-01T00:00:00Z".parse().unwrap();
        let sent = LineErrand::ReadSent { folder: hello.folders.sent[0].clone(), cursor: None, since, bytes: 100_000, care: Care::Usual };
        let (line, answer) = ask(line, sent).await;
        assert!(matches!(&answer, Answer::Sent(batch) if batch.heads.len() == 1 && !batch.more), "{answer:?}");
        let (line, answer) = ask(line, LineErrand::Make { folder: target.clone() }).await;
        assert!(matches!(&answer, Answer::Made(folders) if folders.backscatter_exists), "{answer:?}");

        let mark = if profile.keywords { Mark::Claim } else { Mark::No };
        let (from, to, uids) = (inbox(&hello), target.clone(), vec![2]);
        let line = match means {
            Means::Move => {
                let (line, answer) = ask(line, LineErrand::Move { from, to, uids, mark }).await;
                assert!(
                    matches!(&answer, Answer::Shifted(all) if matches!(&all[..], [Shifted::There { uid: 2, .. }])),
                    "{profile:?}: {answer:?}"
                );
                line
            }
            Means::Copy => {
                let (line, answer) = ask(line, LineErrand::Copy { from: from.clone(), to, uids: uids.clone(), mark }).await;
                assert!(
                    matches!(&answer, Answer::Shifted(all) if matches!(&all[..], [Shifted::There { uid: 2, .. }])),
                    "{profile:?}: {answer:?}"
                );
                ask(line, LineErrand::Expunge { from, uids }).await.0
            }
            Means::Report => line,
        };
        let moved = usize::from(means != Means::Report);
        sandbox.look(|world| {
            let count = |folder: &str| world.mailbox.folder(folder).unwrap().messages.len();
            assert_eq!((count("INBOX"), count(&target)), (3 - moved, moved), "{profile:?}");
            let refused: Vec<_> = world.spoken.iter().filter(|spoken| spoken.verb == "UID SEARCH").collect();
            assert!(refused.is_empty());
        });
        let (line, answer) = imap::run(line, LineErrand::Logout, Timestamp::now(), &Notify::new()).await.unwrap();
        assert!(line.is_none() && answer == Answer::Bye);
    }
}

#[tokio::test]
async fn a_folder_that_is_gone_is_left_out_unless_it_holds_sent_mail() {
    let (_sandbox, account, _folder) = server(Profile::default()).await;
    let (line, hello) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
    let both = LineErrand::Status { folders: vec!["Sent".into(), hello.folders.backscatter.clone()] };
    let (_, answer) = ask(line, both).await;
    assert!(matches!(&answer, Answer::Status { folders, .. } if folders.len() == 1 && folders[0].folder == "Sent"), "{answer:?}");
}

/// Old mail goes by dates alone, and where the young begins the folder is still the one that is read. (With a limit: Yahoo stops
/// there, and begins with the newest.)
#[tokio::test]
async fn no_young_message_behind_much_old_mail_is_left_out() {
    for message_limit in [None, Some(50)] {
        let (sandbox, account, _folder) = server(Profile { message_limit, ..Profile::default() }).await;
        sandbox.change(|world| {
            for n in 0..360 {
                let month = if n < 300 { 1 } else { 10 };
                world.mailbox.append("Sent", format!("2026-{month:02}-02T10:00:00Z").parse().unwrap(), &[], letter(&format!("sent-{n}")));
            }
        });
        let (mut line, _) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
        let (mut cursor, mut read, mut more) = (None, 0, true);
        while more {
            let since = "2026-09-01T00:00:00Z".parse().unwrap();
            let sent = LineErrand::ReadSent { folder: "Sent".into(), cursor, since, bytes: 100_000, care: Care::Usual };
            let (next, Answer::Sent(batch)) = ask(line, sent).await else { panic!() };
            (line, cursor, more) = (next, Some(batch.cursor), batch.more);
            read += batch.heads.len();
        }
        assert_eq!(read, 61, "sixty, and the one that was there");
    }
}

/// A folder with more than one page: every message of it is told of, once.
#[tokio::test]
async fn a_big_folder_is_looked_through_in_pages() {
    let (sandbox, account, _folder) = server(Profile { message_limit: Some(1000), ..Profile::default() }).await;
    const COUNT: u32 = 12_000;
    sandbox.change(|world| {
        let arrived = "2026-10-02T10:00:00Z".parse().unwrap();
        for n in 0..COUNT {
            world.mailbox.append("Junk", arrived, &[], letter(&format!("filed-{n}")));
        }
    });
    let validity = sandbox.look(|world| world.mailbox.folder("Junk").unwrap().validity);
    let (mut line, _) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
    let (mut uid_from, mut pages, mut found) = (1, 0, Vec::new());
    loop {
        let (next, Answer::Located(page)) = ask(line, LineErrand::Locate { folder: "Junk".into(), validity, uid_from }).await else {
            panic!()
        };
        found.extend(page.heads.iter().map(|head| head.uid));
        (line, uid_from, pages) = (next, page.through + 1, pages + 1);
        if !page.more {
            break;
        }
    }
    assert_eq!(found, (1..=COUNT).collect::<Vec<_>>());
    assert!(pages > 1, "{pages}");
}

#[tokio::test]
async fn a_watch_hears_a_delivery() {
    let (sandbox, account, _folder) = server(Profile::default()).await;
    let (line, hello) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
    let survey = |above| LineErrand::Survey { validity: hello.inbox.validity, above, since: None, most: 100, care: Care::Usual };
    let (line, _) = ask(line, survey(0)).await;
    let deliver = async {
        sandbox.until(|world| world.counts.idling == 1).await;
        sandbox.change(|world| world.mailbox.append("INBOX", Timestamp::now(), &[], letter("four")));
    };
    let ((line, answer), ()) = tokio::join!(ask(line, LineErrand::Watch { idle: true }), deliver);
    assert_eq!(answer, Answer::Watched);
    let (_, answer) = ask(line, survey(3)).await;
    assert!(matches!(&answer, Answer::Survey(survey) if survey.heads.len() == 1), "{answer:?}");
}

#[tokio::test]
async fn a_wrong_password_a_strange_certificate_and_a_lost_answer_are_told_apart() {
    let (sandbox, account, folder) = server(Profile::default()).await;
    let failure = imap::connect(&account, &"wrong".into(), Timestamp::now()).await.err().unwrap();
    assert!(matches!(failure, Failure::Refused(_)), "{failure:?}");

    let (stranger, ..) = server(Profile::default()).await;
    fs::write(folder.path().join("ca.pem"), stranger.authority()).unwrap();
    let failure = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.err().unwrap();
    assert!(matches!(failure, Failure::Line(_)), "{failure:?}");
    assert_eq!(sandbox.look(|world| world.heard("LOGIN") + world.heard("AUTHENTICATE")), 1, "no byte of a password without trust");

    fs::write(folder.path().join("ca.pem"), sandbox.authority()).unwrap();
    let (line, hello) = imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await.unwrap();
    sandbox.change(|world| world.faults.push(Fault::after("UID MOVE", Act::Half)));
    let errand = LineErrand::Move { from: inbox(&hello), to: "Junk".into(), uids: vec![1], mark: Mark::Claim };
    let failure = imap::run(line, errand, Timestamp::now(), &Notify::new()).await.err().unwrap();
    assert!(matches!(failure, Failure::Line(_)), "{failure:?}");
    assert_eq!(sandbox.look(|world| world.mailbox.folder("Junk").unwrap().messages.len()), 1, "done, and not told");
}
