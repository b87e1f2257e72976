//! What a command does itself with no agent running: a pass does the accounts that it can, an undo knows all of them.

use std::time::Duration;

use backstop::account::health::Line;
use backstop::account::note::{Reply, Scanned};
use backstop::account::request::Which;
use backstop::account::{Health, Record, Request, Step};
use backstop::agent::once;
use backstop::mail::{Address, Pattern};
use backstop::sandbox::{Login, Mailbox, Profile, Sandbox};
use backstop::settings::{Account, Server, Settings};
use backstop::store::Store;

use crate::letters::{Bounce, ago, answer, sent};
use crate::running::{Running, paths, with_password};
use crate::scene::{PASSWORD, Scene};

const BOB: &str = "bob@example.org";

/// What is written of Alice, of Bob.
fn of_bob(letter: &[u8]) -> Vec<u8> {
    String::from_utf8(letter.to_vec()).unwrap().replace("alice@example.org", BOB).into_bytes()
}

/// A second account, of Bob's, beside the scene's.
async fn second(scene: &Scene) -> (Sandbox, Account) {
    let profile = Profile::default();
    let mut mailbox = Mailbox::new(&profile);
    for n in 0..30 {
        let (id, at) = (format!("{n}.bob@example.org"), ago(5000 + n));
        mailbox.append("Sent", at, &[], of_bob(&sent(&id, "friend@people.example", "Plan", at)));
        mailbox.append("INBOX", at, &[], of_bob(&answer("friend@people.example", &id, "Plan", at)));
    }
    let sandbox = Sandbox::start(mailbox, profile, Login { user: "alice".into(), password: PASSWORD.into() }).await.unwrap();
    let ca_file = scene.home.path().join("second.pem");
    std::fs::write(&ca_file, sandbox.authority()).unwrap();
    let server = Server { host: "localhost".into(), port: sandbox.port(), ca_file: Some(ca_file) };
    let account = Account { name: "bobs".into(), address: Address::parse(BOB).unwrap(), ..crate::account::at(server) };
    (sandbox, with_password(account, PASSWORD))
}

fn forged(n: usize) -> Vec<u8> {
    let (id, to) = (format!("forged.{n}@dialup.example"), format!("stranger{n}@target.example"));
    Bounce { id: &id, to: &to, subject: "Cheap watches", date: ago(300), left: ago(290), hop: "dialup.example" }.written()
}

fn store_of(scene: &Scene) -> Store {
    let data = paths(&scene.home).store();
    std::os::unix::fs::DirBuilderExt::mode(std::fs::DirBuilder::new().recursive(true), 0o700).create(data.parent().unwrap()).unwrap();
    Store::open(&data).unwrap().0
}

async fn scan(store: &Store, accounts: &[Account]) -> Result<Scanned, String> {
    let settings = Settings { accounts: accounts.to_vec(), ..Settings::default() };
    match once(&settings, store.clone(), Request::Scan { account: None, dry: false }, |_| ()).await? {
        Reply::Scanned(scanned) => Ok(scanned),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_offline_is_named_and_what_it_may_have_sent_is_left() {
    let scene = Scene::set().await;
    let (sandbox, bobs) = second(&scene).await;
    let accounts = [scene.account.clone(), bobs];
    let store = store_of(&scene);
    let both = scan(&store, &accounts).await.unwrap();
    assert_eq!((both.seen, both.missing), (60, Vec::new()));

    drop(sandbox);
    scene.deliver(&[forged(1), of_bob(&forged(2))]);
    // what arrives between two passes is old enough for the second
    let one = scan(&store, &accounts).await.unwrap();
    assert_eq!(one.missing.iter().map(|m| m.account.as_str()).collect::<Vec<_>>(), ["bobs"]);
    let mut records = store.records(10).await.unwrap();
    records.sort_by_key(|record| record.sought.ids.clone());
    assert!(matches!(records[0].step, Step::Filed { .. }), "Bob's account never sent as Alice: {:#?}", records[0]);
    assert!(matches!(records[1].step, Step::Left), "{:#?}", records[1]);

    drop(scene.sandbox);
    let none = scan(&store, &accounts).await.unwrap_err();
    assert!(none.starts_with("bobs: ") && none.contains("; mine: "), "{none}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_of_one_account_knows_what_another_sends_as() {
    let scene = Scene::set().await;
    let (_sandbox, bobs) = second(&scene).await;
    let bobs = Account { also: vec![Pattern::parse("*@bob.example").unwrap()], ..bobs };
    let of_bob = |letter: Vec<u8>| String::from_utf8(letter).unwrap().replace("alice@example.org", "new@bob.example").into_bytes();
    let accounts = [scene.account.clone(), bobs];
    let store = store_of(&scene);
    scan(&store, &accounts).await.unwrap();
    scene.deliver(&[forged(1)]);
    scan(&store, &accounts).await.unwrap();

    // what Bob sent lies in Alice's INBOX when her account puts something back
    scene.deliver(&[of_bob(sent("copy.1@example.org", "cy@people.example", "Harvest", ago(310)))]);
    let settings = Settings { accounts: accounts.to_vec(), ..Settings::default() };
    let undone = once(&settings, store.clone(), Request::Undo(Which::Last), |_| ()).await;
    assert_eq!(undone, Ok(Reply::PutBack { count: 1 }));

    let bounce = Bounce { id: "copy.1@example.org", to: "cy@people.example", subject: "Harvest", ..real() }.written();
    let agent = Running::start(accounts.to_vec(), &scene.home).await;
    let watch = |all: &[Health]| all.iter().all(|a| matches!(a.line, Line::Watching)).then_some(());
    agent.status("both watch", watch).await;
    scene.deliver(&[of_bob(bounce)]);
    let judged = async {
        loop {
            let records = store.records(10).await.unwrap();
            let is_it = |r: &Record| r.sought.ids.iter().any(|id| id.as_str() == "copy.1@example.org") && !r.step.is_open();
            match records.into_iter().find(is_it) {
                Some(record) => return record,
                None => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    let record = tokio::time::timeout(Duration::from_secs(60), judged).await.expect("it is judged");
    assert_eq!((record.verdict.as_str(), &record.step), ("ours", &Step::Left));
    agent.stop().await;
}

fn real() -> Bounce<'static> {
    Bounce { id: "", to: "", subject: "", date: ago(310), left: ago(300), hop: "dialup.example" }
}
