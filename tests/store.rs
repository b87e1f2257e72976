//! The store on real files: what it keeps, what it refuses, and what is left of it after a crash, damage or a full disk.

use std::env;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use backstop::account::errand::SentPage;
use backstop::account::record::Why;
use backstop::account::{DeskErrand, End, Identity, InboxPage, Pause, Record, Remembered, Step, Written};
use backstop::mail::place::Cursor;
use backstop::mail::{Address, MessageId, Place};
use backstop::recognise::reasoning::{Fact, Tried};
use backstop::recognise::{Campaign, Evidence, Kind, Reasoning, Sign};
use backstop::sent::facts::About;
use backstop::sent::{Facts, Key, Reply, Sought, Span};
use backstop::store::{Found, KEPT_DAYS, Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

const ACCOUNT: &str = "home";

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn path(folder: &TempDir) -> PathBuf {
    folder.path().join("data/backstop.sqlite")
}

fn open(path: &Path) -> (Store, Found) {
    Store::open(path).unwrap()
}

/// A message with five facts; `n` tells one from another.
fn message(n: u64) -> Facts {
    let mut hashes: Vec<u64> = (0..5).map(|f| (n * 8 + f).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
    hashes.sort_unstable();
    Facts { hashes, author: 7, hour: Some(495_000 + i32::try_from(n % 2000).unwrap()), proves: true }
}

fn page(messages: std::ops::Range<u64>, uid: u32) -> SentPage {
    SentPage { read: Some(("Sent".into(), Cursor { validity: 9, uid })), messages: messages.map(message).collect(), ..SentPage::default() }
}

fn record(identity: u64, step: Step) -> Record {
    Record {
        id: 0,
        account: ACCOUNT.into(),
        place: Place { folder: "INBOX".into(), validity: 3, uid: 17 },
        identity: Identity(identity),
        letter: None,
        kind: Kind::Failure,
        verdict: "backscatter".into(),
        proved: false,
        evidence: vec![Evidence { sign: Sign::SentAbsent, says: "The original is in none of your Sent folders".into() }],
        sought: Sought { ids: MessageId::all("a@example.org"), date: Some(now()), ..Sought::default() },
        subject: "Undelivered".into(),
        from: "mailer-daemon@example.net".into(),
        arrived: "2026-11-24T11:59:59.25Z".parse().unwrap(),
        judged: now(),
        step,
        reasoning: Some(Reasoning {
            tried: vec![Tried { fact: Fact::Subject, value: "Watches".to_owned(), found: 2 }],
            nearest: vec![Fact::Subject],
            more: 3,
            ..Reasoning::default()
        }),
    }
}

fn filed(until: Timestamp) -> Step {
    Step::Filed { to: Place { folder: "Backscatter".into(), validity: 4, uid: 1 }, watched_until: until }
}

fn planned() -> Step {
    Step::Planned { target: "Backscatter".into(), validity: 4, uid_next: 1 }
}

/// One of each step, and whether it is open.
fn steps() -> Vec<(Step, Option<End>)> {
    let to = Place { folder: "INBOX".into(), validity: 3, uid: 20 };
    let from = Place { folder: "Backscatter".into(), validity: 4, uid: 1 };
    let why = Why::Asked;
    vec![
        (Step::Left, Some(End::Left)),
        (Step::WouldFile, Some(End::WouldFile)),
        (planned(), None),
        (Step::Copied { to: from.clone() }, None),
        (filed(now()), Some(End::Filed)),
        (Step::Gone, Some(End::Gone)),
        (Step::BackPlanned { from: from.clone(), why, validity: 3, uid_next: 20 }, None),
        (Step::BackCopied { from, to: to.clone(), why: Why::LateTruth }, None),
        (Step::Back { to, why }, Some(End::Pinned)),
        (Step::Returned, Some(End::Pinned)),
    ]
}

async fn write(store: &Store, errand: DeskErrand) -> Written {
    store.write(ACCOUNT, errand, now()).await.unwrap()
}

async fn opened(store: &Store, records: Vec<Record>) -> Vec<i64> {
    match write(store, DeskErrand::Open(records)).await {
        Written::Opened(ids) => ids,
        other => panic!("{other:?}"),
    }
}

async fn numbers(store: &Store, page: SentPage) -> Vec<u32> {
    match write(store, DeskErrand::KeepSent(page)).await {
        Written::Sent { numbers } => numbers,
        other => panic!("{other:?}"),
    }
}

fn count(path: &Path, table: &str) -> i64 {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn what_is_kept_is_there_when_the_store_is_opened_again() {
    let folder = folder();
    let (store, found) = open(&path(&folder));
    assert_eq!(found, Found::Fresh);
    assert_eq!(store.remembered(ACCOUNT, now()).await.unwrap(), Remembered::default());

    let span = Span { from: now() - SignedDuration::from_hours(90 * 24), until: now() };
    let mut first = page(0..3, 40);
    first.span = Some(span);
    first.replies = vec![Reply { id: 5, to: 7, hour: 495_100, ids: vec![1, 2] }];
    numbers(&store, first).await;
    numbers(&store, page(3..5, 44)).await;
    let inbox = Cursor { validity: 3, uid: 90 };
    let page = |passed: &[(u32, u32)], moved: &[u64]| InboxPage {
        cursor: inbox,
        looked: now(),
        passed: passed.to_vec(),
        moved: moved.iter().map(|n| Identity(*n)).collect(),
    };
    write(&store, DeskErrand::KeepInbox(page(&[(3, 4), (7, 9)], &[u64::MAX, 5]))).await;
    write(&store, DeskErrand::KeepInbox(page(&[(7, 9)], &[5]))).await;
    let pause = |until| Pause { until, why: "you paused it".into() };
    write(&store, DeskErrand::KeepPause(Some(pause(None)))).await;
    write(&store, DeskErrand::KeepPause(Some(pause(Some(now()))))).await;
    drop(store);

    let (store, found) = open(&path(&folder));
    assert_eq!(found, Found::Kept);
    let remembered = store.remembered(ACCOUNT, now()).await.unwrap();
    assert_eq!((remembered.inbox, remembered.looked, remembered.span), (Some(inbox), Some(now()), Some(span)));
    assert_eq!(remembered.sent.into_iter().collect::<Vec<_>>(), [("Sent".to_owned(), Cursor { validity: 9, uid: 44 })]);
    // what was moved is added to, what is passed over is replaced
    assert_eq!((remembered.passed, remembered.moved), (vec![(7, 9)], [Identity(5), Identity(u64::MAX)].into()));
    assert_eq!(remembered.pause, Some(pause(Some(now()))));
    assert_eq!(store.remembered("another", now()).await.unwrap(), Remembered::default());
    write(&store, DeskErrand::KeepPause(None)).await;
    assert_eq!(store.remembered(ACCOUNT, now()).await.unwrap().pause, None);
}

#[tokio::test]
async fn a_message_that_is_read_again_keeps_its_number() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let first = numbers(&store, page(0..3, 3)).await;
    assert_eq!(first, [1, 2, 3]);
    // the server renumbered the folder, and there is one more
    assert_eq!(numbers(&store, page(0..4, 4)).await, [1, 2, 3, 4]);
    assert_eq!(count(&path(&folder), "message"), 4);
    // met in INBOX it does not prove, so it is not the same
    let mut weak = page(0..1, 5);
    weak.messages.iter_mut().for_each(|facts| facts.proves = false);
    assert_eq!(numbers(&store, weak).await, [5]);
}

#[tokio::test]
async fn the_book_is_the_same_after_a_restart() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let key = store.load_book().await.unwrap().key().clone();
    let (me, never) = (Address::parse("me@example.org").unwrap(), Address::parse("never@example.org").unwrap());
    let hashes = vec![key.id("a@example.org"), key.recipient(&Address::parse("ann@example.net").unwrap())];
    let facts = Facts { author: key.author(&me), hashes, hour: Some(495_000), proves: true };
    let mut kept = SentPage { messages: vec![facts], written_to: vec![key.author(&me)], ..page(0..1, 1) };
    kept.span = Some(Span { from: now() - SignedDuration::from_hours(1), until: now() });
    let numbers = numbers(&store, kept).await;
    // a returned copy named a relay
    let learned = vec![(numbers[0], vec![key.id("b@example.org")]), (77, vec![key.id("c@example.org")])];
    write(&store, DeskErrand::KeepSent(SentPage { learned, ..SentPage::default() })).await;
    drop(store);

    let book = open(&path(&folder)).0.load_book().await.unwrap();
    assert_eq!(book.len(), 1);
    for (id, want) in [("a@example.org", 1), ("b@example.org", 1), ("c@example.org", 0), ("d@example.org", 0)] {
        let sought = Sought { ids: MessageId::all(id), ..Sought::default() };
        assert_eq!(book.look_up(&sought).iter().filter(|a| a.id && a.proves && a.message == numbers[0]).count(), want, "{id}");
    }
    assert!(book.wrote_as(&me) && !book.wrote_as(&never));
    assert!(!book.never_written_to(&me) && book.never_written_to(&never));
    // what it ever sent as is known when all that it sent is forgotten
    let store = open(&path(&folder)).0;
    store.forget_old(now() + SignedDuration::from_hours(24 * 2 * KEPT_DAYS)).await.unwrap();
    drop(store);
    let later = open(&path(&folder)).0.load_book().await.unwrap();
    assert!(later.is_empty() && later.wrote_as(&me) && !later.wrote_as(&never));
    assert_eq!(book.covers(&me, now(), now()), Ok(()));
    assert!(book.covers(&me, now(), now() + SignedDuration::from_secs(1)).is_err());
}

#[tokio::test]
async fn records_come_back_whole() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let all: Vec<Record> = (0..).zip(steps()).map(|(n, (step, _))| record(n, step)).collect();
    let ids = opened(&store, all.clone()).await;
    let whole: Vec<Record> = all.into_iter().zip(&ids).map(|(record, &id)| Record { id, ..record }).collect();
    let newest = store.records(3).await.unwrap();
    assert_eq!(newest, whole.iter().rev().take(3).cloned().collect::<Vec<_>>());
    assert_eq!(store.record(ids[4]).await.unwrap().as_ref(), Some(&whole[4]));
    assert_eq!(store.record(1000).await.unwrap(), None);

    let remembered = store.remembered(ACCOUNT, now()).await.unwrap();
    let open_ids: Vec<i64> = remembered.open.iter().map(|r| r.id).collect();
    for ((step, end), id) in steps().into_iter().zip(&ids) {
        assert_eq!(open_ids.contains(id), end.is_none(), "{step:?}");
        assert_eq!(step.is_open(), end.is_none());
        let settled = remembered.settled.values().find(|settled| settled.record == *id);
        assert_eq!(settled.map(|settled| settled.end), end, "{step:?}");
    }
}

#[tokio::test]
async fn steps_move_records_on() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let ids = opened(&store, vec![record(1, planned()), record(2, planned())]).await;
    let until = now() + SignedDuration::from_hours(7 * 24);
    write(&store, DeskErrand::Step(vec![(ids[0], filed(until)), (ids[1], Step::Gone)])).await;

    let remembered = store.remembered(ACCOUNT, now()).await.unwrap();
    assert!(remembered.open.is_empty());
    assert_eq!(remembered.watched.iter().map(|r| r.id).collect::<Vec<_>>(), [ids[0]]);
    assert!(store.remembered(ACCOUNT, until).await.unwrap().watched.is_empty());
    assert_eq!(store.last_filed(None).await.unwrap().map(|r| r.id), Some(ids[0]));
    assert_eq!(store.last_filed(Some("another")).await.unwrap(), None);
    assert_eq!(store.filed_since(now()).await.unwrap().len(), 1);
    assert_eq!(store.filed_since(now() + SignedDuration::from_secs(1)).await.unwrap().len(), 0);

    // a step of a record that is not there writes nothing at all
    let wrong = DeskErrand::Step(vec![(ids[0], Step::Returned), (99, Step::Gone)]);
    let error = store.write(ACCOUNT, wrong, now()).await.unwrap_err();
    assert!(error.to_string().contains("record 99 is not in the journal"), "{error}");
    assert_eq!(store.record(ids[0]).await.unwrap().unwrap().step, filed(until));
}

#[tokio::test]
async fn a_record_that_is_judged_again_keeps_its_number_and_what_says_the_same_stays() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let ids = opened(&store, vec![record(1, Step::Left), record(2, Step::Left)]).await;
    let later = now() + SignedDuration::from_hours(1);
    let same = Record { id: ids[0], judged: later, ..record(1, Step::Left) };
    let other = Record { id: ids[1], judged: later, verdict: "unsure".into(), ..record(2, Step::WouldFile) };
    store.write(ACCOUNT, DeskErrand::Renew(vec![same.clone(), other.clone()]), later).await.unwrap();
    assert_eq!(store.records(9).await.unwrap(), [other, Record { judged: now(), ..same.clone() }], "what took a step last comes first");
    // a mere step does not change what was said
    let filed = Record { id: ids[0], ..record(1, filed(later)) };
    store.write(ACCOUNT, DeskErrand::Renew(vec![filed.clone()]), later).await.unwrap();
    assert_eq!(store.record(ids[0]).await.unwrap(), Some(filed));
    let none = Record { id: 99, ..same };
    assert!(store.write(ACCOUNT, DeskErrand::Renew(vec![none]), later).await.is_err());
}

#[tokio::test]
async fn what_the_person_taught_is_there_until_they_take_it_back() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let key = store.load_book().await.unwrap().key().clone();
    let me = Address::parse("canary-author@example.org").unwrap();
    let campaign = Campaign::new("A canary of a subject", &me, &key).unwrap();
    let lesson = Record { sought: Sought::default(), subject: String::new(), from: String::new(), ..record(4, Step::Learned { campaign }) };
    let cursor = Cursor { validity: 4, uid: 12 };
    let learn = DeskErrand::Learn { folder: "Backscatter".into(), cursor, records: vec![lesson.clone()] };
    let Written::Opened(ids) = write(&store, learn).await else { panic!("no numbers") };
    drop(store);
    let (store, _) = open(&path(&folder));
    let remembered = store.remembered(ACCOUNT, now()).await.unwrap();
    assert_eq!(remembered.target, Some(("Backscatter".to_owned(), cursor)));
    assert_eq!(remembered.taught.into_iter().collect::<Vec<_>>(), [(Identity(4), ids[0])]);
    assert_eq!(remembered.settled[&Identity(4)].end, End::Pinned);
    assert_eq!(store.learned().await.unwrap(), [Record { id: ids[0], ..lesson }]);
    write(&store, DeskErrand::Step(vec![(ids[0], Step::Forgotten)])).await;
    assert!(store.learned().await.unwrap().is_empty() && store.remembered(ACCOUNT, now()).await.unwrap().taught.is_empty());
    let parts: Vec<u8> = ["", "-wal"].iter().flat_map(|part| fs::read(format!("{}{part}", path(&folder).display())).unwrap()).collect();
    assert!(!parts.windows(6).any(|w| w.eq_ignore_ascii_case(b"canary")));
}

#[tokio::test]
async fn a_message_that_came_back_is_pinned_whatever_is_written_of_it_later() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let ids = opened(&store, vec![record(5, Step::Returned), record(5, Step::Left), record(6, Step::Left), record(6, filed(now()))]).await;
    let remembered = store.remembered(ACCOUNT, now()).await.unwrap();
    let of = |n| remembered.settled.get(&Identity(n)).map(|settled| (settled.record, settled.end));
    assert_eq!(of(5), Some((ids[0], End::Pinned)));
    assert_eq!(of(6), Some((ids[3], End::Filed)));
    assert_eq!(remembered.returns, [now()]);
    // the person has resumed since: they count no more
    write(&store, DeskErrand::KeepPause(None)).await;
    assert!(store.remembered(ACCOUNT, now()).await.unwrap().returns.is_empty());
    let later = now() + SignedDuration::from_hours(24);
    assert!(store.remembered(ACCOUNT, later).await.unwrap().returns.is_empty());
}

#[tokio::test]
async fn what_is_older_than_400_days_goes_but_what_is_open_stays() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    opened(&store, steps().into_iter().map(|(step, _)| record(1, step)).collect()).await;
    let mut both = page(0..1, 1);
    both.messages[0].hour = Some(i32::try_from(now().as_second() / 3600).unwrap());
    both.messages.push(Facts { hour: both.messages[0].hour.map(|h| h + 1), ..message(2) });
    numbers(&store, both).await;

    let kept = SignedDuration::from_hours(KEPT_DAYS * 24);
    store.forget_old(now() + kept).await.unwrap();
    assert_eq!((count(&path(&folder), "record"), count(&path(&folder), "message")), (10, 2));
    let hour = store.forget_old(now() + kept + SignedDuration::from_hours(1)).await.unwrap();
    assert_eq!(i64::from(hour), now().as_second() / 3600 + 1);
    assert_eq!(count(&path(&folder), "message"), 1);
    let left: Vec<Step> = store.records(20).await.unwrap().into_iter().rev().map(|r| r.step).collect();
    assert_eq!(left, steps().into_iter().filter(|(_, end)| end.is_none()).map(|(step, _)| step).collect::<Vec<_>>());
    // a number is never given twice, or the book in memory would take the new message for the old
    assert_eq!(numbers(&store, page(7..8, 9)).await, [3]);
}

#[tokio::test]
async fn the_sent_book_holds_no_readable_address() {
    let folder = folder();
    let (store, _) = open(&path(&folder));
    let key = store.load_book().await.unwrap().key().clone();
    let canaries = ["canary-recipient@example.org", "canary-author@example.org", "canary subject", "canary-id@example.org"];
    let abouts = [About::Recipient, About::Author, About::Subject, About::Id];
    let hashes: Vec<u64> = canaries.iter().zip(abouts).map(|(text, about)| key.hash(about, text)).collect();
    let facts = Facts { author: hashes[1], hashes: hashes.clone(), hour: Some(495_000), proves: true };
    let mut kept = SentPage { messages: vec![facts], ..page(0..1, 1) };
    kept.replies = vec![Reply { id: hashes[2], to: hashes[1], hour: 495_000, ids: vec![hashes[3]] }];
    kept.written_to = vec![hashes[1]];
    numbers(&store, kept).await;
    let parts: Vec<u8> = ["", "-wal"].iter().flat_map(|part| fs::read(format!("{}{part}", path(&folder).display())).unwrap()).collect();
    assert!(parts.windows(8).any(|w| w == hashes[0].to_le_bytes()), "the hashes are in what was read");
    assert!(!parts.windows(6).any(|w| w.eq_ignore_ascii_case(b"canary")));
    // the key is random, and not printed
    let another = tempfile::tempdir().unwrap();
    let other: Key = open(&path(&another)).0.load_book().await.unwrap().key().clone();
    assert_ne!(other.0, key.0);
}

#[test]
fn files_are_private_under_any_umask() {
    let folder = folder();
    let place = path(&folder);
    fs::DirBuilder::new().mode(0o777).create(place.parent().unwrap()).unwrap();
    fs::set_permissions(place.parent().unwrap(), Permissions::from_mode(0o777)).unwrap();
    fs::write(&place, "").unwrap();
    fs::set_permissions(&place, Permissions::from_mode(0o666)).unwrap();
    for place in [place, folder.path().join("new/deep/backstop.sqlite")] {
        let output = child("open_and_write", &place, "umask 000; exec \"$@\"").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(place.parent().unwrap()), 0o700);
        for file in fs::read_dir(place.parent().unwrap()).unwrap() {
            let file = file.unwrap().path();
            assert_eq!(mode(&file), 0o600, "{file:?}");
        }
    }
}

#[test]
fn a_link_in_place_of_the_file_is_refused_but_the_folder_may_be_one() {
    let folder = folder();
    let target = folder.path().join("target");
    fs::write(&target, "mine").unwrap();
    let place = path(&folder);
    fs::create_dir(place.parent().unwrap()).unwrap();
    symlink(&target, &place).unwrap();
    assert!(matches!(Store::open(&place), Err(StoreError::NotAFile { .. })));
    assert_eq!(fs::read(&target).unwrap(), b"mine");

    let linked = folder.path().join("linked");
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    symlink(folder.path().join("elsewhere"), &linked).unwrap();
    assert_eq!(open(&linked.join("backstop.sqlite")).1, Found::Fresh);
}

#[test]
fn a_newer_format_is_refused_and_left_as_it_is() {
    let folder = folder();
    drop(open(&path(&folder)));
    let connection = rusqlite::Connection::open(path(&folder)).unwrap();
    connection.pragma_update(None, "user_version", 3).unwrap();
    drop(connection);
    let error = Store::open(&path(&folder)).err().unwrap();
    assert!(error.to_string().contains("was written by a newer Backstop (format 3, this one knows 2)"), "{error}");
    assert_eq!(fs::read_dir(path(&folder).parent().unwrap()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_older_format_becomes_the_newer_and_keeps_all_that_it_holds() {
    let folder = folder();
    fill(&path(&folder)).await;
    let before = contents(&path(&folder));
    let connection = rusqlite::Connection::open(path(&folder)).unwrap();
    connection
        .execute_batch(
            "DROP TABLE passed; DROP TABLE moved; DROP TABLE pause; DROP TABLE target; DROP TABLE author; PRAGMA user_version = 1",
        )
        .unwrap();
    drop(connection);
    let (store, found) = open(&path(&folder));
    assert_eq!(found, Found::Kept);
    write(&store, DeskErrand::KeepPause(None)).await;
    drop(store);
    assert_eq!(open(&path(&folder)).1, Found::Kept);
    assert_eq!((count(&path(&folder), "pause"), contents(&path(&folder))), (1, before), "the authors are gathered from the messages");
}

#[tokio::test]
async fn a_damaged_file_is_put_aside() {
    for name in ["another file", "cut in half", "cut in the header"] {
        let folder = folder();
        fill(&path(&folder)).await;
        let mut bytes = fs::read(path(&folder)).unwrap();
        match name {
            "another file" => bytes = b"Dear diary".repeat(1000),
            "cut in half" => bytes.truncate(bytes.len() / 2),
            _ => bytes.truncate(50),
        }
        fs::write(path(&folder), &bytes).unwrap();
        let (store, found) = open(&path(&folder));
        let Found::Replaced { aside } = found else { panic!("{name}: {found:?}") };
        assert_eq!(fs::read(&aside).unwrap(), bytes, "{name}: what was there is still there");
        drop(store);
        // said again until somebody minds it
        let (store, found) = open(&path(&folder));
        assert_eq!(found, Found::Replaced { aside });
        store.all_observe().await.unwrap();
        drop(store);
        assert_eq!(open(&path(&folder)).1, Found::Kept);
    }
}

#[test]
fn another_programs_database_is_put_aside() {
    let folder = folder();
    fs::create_dir(path(&folder).parent().unwrap()).unwrap();
    rusqlite::Connection::open(path(&folder)).unwrap().execute_batch("CREATE TABLE diary (day TEXT)").unwrap();
    let Found::Replaced { aside } = open(&path(&folder)).1 else { panic!("it was kept") };
    assert_eq!(count(&aside, "diary"), 0);
}

/// Whatever bit of the file flips: a store that opens as sound has every fact, cursor and record as it was.
#[tokio::test]
async fn a_flipped_bit_is_found_or_changes_nothing() {
    let folder = folder();
    fill(&path(&folder)).await;
    let sound = fs::read(path(&folder)).unwrap();
    let want = contents(&path(&folder));
    let (mut kept, mut replaced, mut refused) = (0, 0, 0);
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..200 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let at = usize::try_from(seed % (sound.len() as u64 * 8)).unwrap();
        let mut bytes = sound.clone();
        bytes[at / 8] ^= 1 << (at % 8);
        let flipped = tempfile::tempdir().unwrap();
        fs::create_dir(path(&flipped).parent().unwrap()).unwrap();
        fs::write(path(&flipped), bytes).unwrap();
        match Store::open(&path(&flipped)) {
            Ok((store, Found::Kept)) => {
                kept += 1;
                drop(store);
                assert!(contents(&path(&flipped)) == want, "bit {at} was not found");
            }
            Ok((_, Found::Replaced { .. })) => replaced += 1,
            Ok((_, Found::Fresh)) => panic!("bit {at}"),
            Err(StoreError::Newer { .. }) => refused += 1,
            Err(error) => panic!("bit {at}: {error}"),
        }
    }
    println!("kept {kept}, replaced {replaced}, refused {refused}");
    assert!(replaced > 0);
}

/// Facts, cursors and records, as the tables hold them.
fn contents(path: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut all = Vec::new();
    for sql in [
        "SELECT hex(facts) || number || account || ifnull(hour, '') || author || proves FROM message ORDER BY 1",
        "SELECT name || validity || uid FROM folder ORDER BY 1",
        "SELECT id || body || step || stepped FROM record ORDER BY 1",
        "SELECT account || author FROM author ORDER BY 1",
    ] {
        let mut statement = connection.prepare(sql).unwrap();
        all.extend(statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    all
}

/// A store of 300 messages and 40 records, closed.
async fn fill(path: &Path) {
    let (store, _) = open(path);
    numbers(&store, page(0..300, 300)).await;
    opened(&store, (0..40).map(|n| record(n, planned())).collect()).await;
}

#[test]
fn a_killed_writer_leaves_entries_and_cursor_that_agree() {
    let folder = folder();
    let place = path(&folder);
    let mut said = 0;
    for round in 0..10 {
        let mut writer = child("write_until_killed", &place, "exec \"$@\"").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap());
        // until it writes, and then some time that differs from round to round
        let mut line = String::new();
        while !line.starts_with("synced") {
            line.clear();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "the writer ended by itself");
        }
        std::thread::sleep(Duration::from_millis(7 * round));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        for line in [line.as_str()].into_iter().chain(rest.lines()) {
            if let Some(uid) = line.strip_prefix("synced ").and_then(|uid| uid.trim().parse::<i64>().ok()) {
                said = said.max(uid);
            }
        }
        let (store, found) = open(&place);
        assert_eq!(found, if round == 0 { Found::Kept } else { found.clone() });
        drop(store);
        let uid = count_of(&place, "SELECT uid FROM folder");
        assert_eq!(count(&place, "message"), uid, "round {round}");
        assert!(uid >= said, "what was said to be synced is there");
        let records = count(&place, "record");
        // each kill may come between a page and its record
        assert!((uid / 20 - 1 - i64::try_from(round).unwrap()..=uid / 20).contains(&records), "{records} records, {uid} messages");
    }
    assert!(said > 0);
}

fn count_of(path: &Path, sql: &str) -> i64 {
    rusqlite::Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn two_that_start_at_once_share_one_store() {
    let folder = folder();
    let place = path(&folder);
    let mut writers: Vec<_> = (0..2).map(|_| child("write_a_hundred", &place, "exec \"$@\"").spawn().unwrap()).collect();
    for writer in &mut writers {
        assert!(writer.wait().unwrap().success());
    }
    assert_eq!(open(&place).1, Found::Kept);
    assert_eq!(count(&place, "record"), 200);
}

#[tokio::test]
async fn a_folder_that_may_not_be_written_is_told_in_a_sentence() {
    let folder = folder();
    let place = path(&folder);
    fill(&place).await;
    fs::set_permissions(place.parent().unwrap(), Permissions::from_mode(0o500)).unwrap();
    // nobody stops root, but a disk that is read-only does
    let data = place.parent().unwrap();
    let before = format!("mount --bind {0} {0} && mount -o remount,bind,ro {0} && exec \"$@\"", data.display());
    let said = in_namespace("open_and_write", &place, &before);
    fs::set_permissions(data, Permissions::from_mode(0o700)).unwrap();
    let sentence = format!("{} is on a disk that is read-only", place.display());
    assert!(said.contains(&sentence) || said.contains("may not be opened or written"), "{said}");
    assert_eq!(open(&place).1, Found::Kept);
}

#[test]
fn a_full_disk_is_told_in_a_sentence_and_harms_nothing() {
    let folder = folder();
    let place = path(&folder);
    let data = place.parent().unwrap();
    fs::create_dir(data).unwrap();
    let before = format!("mount -t tmpfs -o size=600k tmpfs {} && exec \"$@\"", data.display());
    let said = in_namespace("write_until_full", &place, &before);
    assert!(said.contains("the disk is full"), "{said}");
    assert!(said.contains("agree"), "{said}");
}

/// Runs a child with mounts of its own; gives what it printed.
fn in_namespace(work: &str, place: &Path, before: &str) -> String {
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", before, "sh"])
        .args(arguments())
        .env("STORE_TEST_WORK", work)
        .env("STORE_TEST_PATH", place)
        .output()
        .expect("unshare (Debian: apt install util-linux)");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// This very program, doing one of the works below, behind a shell.
fn child(work: &str, place: &Path, before: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", before, "sh"]).args(arguments()).env("STORE_TEST_WORK", work).env("STORE_TEST_PATH", place);
    command
}

fn arguments() -> Vec<String> {
    let program = env::current_exe().unwrap().to_str().unwrap().to_owned();
    [program.as_str(), "--exact", "work_of_a_child", "--ignored", "--nocapture"].map(str::to_owned).to_vec()
}

#[tokio::test]
#[ignore = "the other tests start it in a process of its own"]
async fn work_of_a_child() {
    let (Ok(work), Some(place)) = (env::var("STORE_TEST_WORK"), env::var_os("STORE_TEST_PATH").map(PathBuf::from)) else { return };
    let store = match Store::open(&place) {
        Ok((store, _)) => store,
        Err(error) => {
            println!("{error}");
            return;
        }
    };
    match work.as_str() {
        "open_and_write" => {
            if let Err(error) = store.write(ACCOUNT, DeskErrand::KeepSent(page(0..2, 2)), now()).await {
                println!("{error}");
            }
        }
        "write_a_hundred" => {
            for n in 0..100 {
                opened(&store, vec![record(n, planned())]).await;
            }
        }
        "write_until_killed" => {
            let began = Instant::now();
            let mut uid = store.remembered(ACCOUNT, now()).await.unwrap().sent.get("Sent").map_or(0, |cursor| cursor.uid);
            // a parent that died kills nobody
            while began.elapsed() < Duration::from_secs(20) {
                numbers(&store, page(u64::from(uid)..u64::from(uid) + 20, uid + 20)).await;
                uid += 20;
                opened(&store, vec![record(u64::from(uid), planned())]).await;
                println!("synced {uid}");
            }
        }
        "write_until_full" => {
            let mut uid = 0;
            let error = loop {
                let next = page(u64::from(uid)..u64::from(uid) + 100, uid + 100);
                match store.write(ACCOUNT, DeskErrand::KeepSent(next), now()).await {
                    Ok(_) => uid += 100,
                    Err(error) => break error,
                }
            };
            println!("{error}");
            let kept = store.remembered(ACCOUNT, now()).await.unwrap().sent.get("Sent").map(|cursor| cursor.uid);
            if kept == Some(uid) && count(&place, "message") == i64::from(uid) {
                println!("agree");
            }
        }
        other => panic!("{other}"),
    }
}
