//! A Sent book of 50,000 messages, five facts each: what it weighs on the disk, and how long it takes to keep, to open and to load.

use std::fs;
use std::time::Instant;

use backstop::account::DeskErrand;
use backstop::account::errand::SentPage;
use backstop::mail::place::Cursor;
use backstop::sent::Facts;
use backstop::store::Store;
use jiff::Timestamp;

const MESSAGES: u64 = 50_000;
const BATCH: u64 = 500;
const AUTHOR: u64 = 0x1234_5678_9abc_def0;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("backstop.sqlite");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let (store, _) = Store::open(&path).expect("a store");
        let began = Instant::now();
        for batch in 0..MESSAGES / BATCH {
            let messages = (batch * BATCH..(batch + 1) * BATCH).map(message).collect();
            let uid = u32::try_from((batch + 1) * BATCH).expect("a UID");
            let read = Some(("Sent".to_owned(), Cursor { validity: 1, uid }));
            let page = SentPage { read, messages, ..SentPage::default() };
            store.write("home", DeskErrand::KeepSent(page), Timestamp::now()).await.expect("a synced page");
        }
        println!("kept, synced {} times: {:?}", MESSAGES / BATCH, began.elapsed());
    });
    let size = fs::metadata(&path).expect("the file").len();
    println!("{size} bytes, {} a message", size / MESSAGES);
    let began = Instant::now();
    let (store, _) = Store::open(&path).expect("a store");
    println!("opened and checked: {:?}", began.elapsed());
    let began = Instant::now();
    let book = runtime.block_on(store.load_book()).expect("a book");
    println!("loaded {} messages: {:?}", book.len(), began.elapsed());
}

fn message(n: u64) -> Facts {
    let mut hashes: Vec<u64> = (0..5).map(|f| (n * 8 + f + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)).collect();
    hashes.sort_unstable();
    Facts { hashes, author: AUTHOR, hour: Some(495_000 + i32::try_from(n / 25).unwrap_or(0)), proves: true }
}
