//! A pass that a command makes with no agent running: it does the accounts that it can.

use backstop::account::note::{Reply, Scanned};
use backstop::account::{Request, Step};
use backstop::agent::once;
use backstop::mail::Address;
use backstop::sandbox::{Login, Mailbox, Profile, Sandbox};
use backstop::settings::{Account, Server, Settings};
use backstop::store::Store;

use crate::letters::{Bounce, ago, answer, sent};
use crate::running::{paths, with_password};
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
    let data = paths(&scene.home).store();
    std::os::unix::fs::DirBuilderExt::mode(std::fs::DirBuilder::new().recursive(true), 0o700).create(data.parent().unwrap()).unwrap();
    let (store, _) = Store::open(&data).unwrap();
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
    assert!(none.starts_with("mine: ") && none.contains("; bobs: "), "{none}");
}
