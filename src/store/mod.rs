//! What outlives the agent, in one SQLite file: cursors, the journal, and the Sent book as keyed hashes.
//!
//! The file is private to the person (folder 0700, file 0600), and every answer of [`Store::write`] is given after the
//! commit has been synced to the disk (WAL with `synchronous=FULL`). Entries and the cursor up to which they were read are
//! one transaction. The Sent tables hold no readable address; records do, they are what `log` and `explain` show.

mod book;
mod cursors;
mod file;
mod hands_off;
mod journal;
mod replaced;
mod schema;
mod seal;
mod trouble;

pub use trouble::StoreError;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::account::{DeskErrand, Record, Remembered, Written};
use crate::sent::{Book, Key};
use trouble::Unfit;

/// What was found where the file should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A sound store.
    Kept,
    /// Nothing: a new store was made.
    Fresh,
    /// A damaged one, now or at an earlier start. It was renamed, and a new store was made: every account must observe until the
    /// person acts, because what they put back is forgotten; Sent is read again. Said at every start until
    /// [`Store::all_observe`].
    Replaced { aside: PathBuf },
}

/// Entries outlive the Sent message, and records the report, by so many days.
pub const KEPT_DAYS: i64 = 400;

/// An open store. Clones are the same store; one of them works at a time.
#[derive(Clone)]
pub struct Store {
    desk: Arc<Mutex<Desk>>,
    path: Arc<Path>,
}

/// The one connection, and what every statement on it needs.
struct Desk {
    connection: Connection,
    key: Key,
}

impl Store {
    /// Opens the file at `path`, or makes it, and checks it from end to end. It blocks for as long as that takes
    /// (well under a second for 50,000 Sent messages).
    pub fn open(path: &Path) -> Result<(Self, Found), StoreError> {
        let (path, fresh) = file::prepare(path)?;
        let (desk, found) = match schema::connect(&path) {
            Ok(desk) if fresh => (desk, Found::Fresh),
            Ok(desk) => {
                let aside = replaced::recall(&desk.connection).map_err(|unfit| unfit.about(&path))?;
                (desk, aside.map_or(Found::Kept, |aside| Found::Replaced { aside }))
            }
            Err(unfit) if unfit.is_damage() => {
                let aside = file::put_aside(&path)?;
                file::prepare(&path)?;
                let desk = schema::connect(&path).map_err(|unfit| unfit.about(&path))?;
                replaced::keep(&desk.connection, &aside).map_err(|unfit| unfit.about(&path))?;
                (desk, Found::Replaced { aside })
            }
            Err(unfit) => return Err(unfit.about(&path)),
        };
        Ok((Self { desk: Arc::new(Mutex::new(desk)), path: path.into() }, found))
    }

    /// Does an errand of an account, in one transaction, and comes back when it is on the disk. An error means that nothing of it is.
    /// `now` is kept beside steps: it decides how long records and returns count.
    pub async fn write(&self, account: &str, errand: DeskErrand, now: Timestamp) -> Result<Written, StoreError> {
        let account = account.to_owned();
        self.aside(move |desk| {
            let Desk { connection, key } = desk;
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let written = match errand {
                DeskErrand::Open(records) => Written::Opened(journal::open(&change, key, &account, &records, now)?),
                DeskErrand::Renew(records) => journal::renew(&change, key, &records, now).map(|()| Written::Stepped)?,
                DeskErrand::Step(steps) => journal::step(&change, key, &steps, now).map(|()| Written::Stepped)?,
                DeskErrand::KeepSent(page) => Written::Sent { numbers: book::keep(&change, key, &account, &page)? },
                DeskErrand::Learn { folder, cursor, records } => {
                    cursors::keep_target(&change, key, &account, &folder, cursor)?;
                    Written::Opened(journal::open(&change, key, &account, &records, now)?)
                }
                DeskErrand::KeepInbox(page) => cursors::keep_inbox(&change, key, &account, &page, now).map(|()| Written::Inbox)?,
                DeskErrand::KeepPause(pause) => {
                    hands_off::keep_pause(&change, key, &account, pause.as_ref(), now).map(|()| Written::Pause)?
                }
            };
            change.commit()?;
            Ok(written)
        })
        .await
    }

    /// The whole Sent book, of all accounts, with their spans.
    pub async fn load_book(&self) -> Result<Book, StoreError> {
        self.aside(|desk| book::load(&desk.connection, &desk.key)).await
    }

    /// What a session of this account starts from.
    pub async fn remembered(&self, account: &str, now: Timestamp) -> Result<Remembered, StoreError> {
        let account = account.to_owned();
        self.aside(move |desk| {
            let mut remembered = Remembered::default();
            journal::recall(&desk.connection, &account, now, &mut remembered)?;
            cursors::recall(&desk.connection, &desk.key, &account, &mut remembered)?;
            Ok(remembered)
        })
        .await
    }

    /// The records of all accounts that took a step last, the newest first.
    pub async fn records(&self, most: u32) -> Result<Vec<Record>, StoreError> {
        self.aside(move |desk| journal::newest(&desk.connection, most)).await
    }

    /// One record; `None` when there is none of that number.
    pub async fn record(&self, id: i64) -> Result<Option<Record>, StoreError> {
        self.aside(move |desk| journal::record(&desk.connection, id)).await
    }

    /// The record that was filed last, and still is; `None` for the account means any.
    pub async fn last_filed(&self, account: Option<&str>) -> Result<Option<Record>, StoreError> {
        let account = account.map(str::to_owned);
        self.aside(move |desk| journal::last_filed(&desk.connection, account.as_deref())).await
    }

    /// The records of all accounts that were filed at that moment or later, and still are, oldest first.
    pub async fn filed_since(&self, since: Timestamp) -> Result<Vec<Record>, StoreError> {
        self.aside(move |desk| journal::filed_since(&desk.connection, since)).await
    }

    /// The records of all accounts that say what the person has taught by a move, and still do, oldest first.
    pub async fn learned(&self) -> Result<Vec<Record>, StoreError> {
        self.aside(|desk| journal::learned(&desk.connection)).await
    }

    /// Every account observes: [`Found::Replaced`] has been minded, and is not said again.
    pub async fn all_observe(&self) -> Result<(), StoreError> {
        self.aside(|desk| replaced::forget(&desk.connection)).await
    }

    /// Once a day: takes out Sent messages and replies, and closed records that did not move, of [`KEPT_DAYS`] ago and before.
    /// Gives the hour (since 1970) before which the agent takes messages out of its book, too.
    pub async fn forget_old(&self, now: Timestamp) -> Result<i32, StoreError> {
        let before = now.as_second().saturating_sub(KEPT_DAYS * 24 * 3600);
        let hour = i32::try_from(before.div_euclid(3600)).unwrap_or(i32::MIN);
        self.aside(move |desk| {
            let change = desk.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            book::forget_before(&change, hour)?;
            journal::forget_before(&change, before)?;
            hands_off::forget_before(&change, before)?;
            change.commit()?;
            Ok(hour)
        })
        .await
    }

    /// Works on a thread that may block.
    async fn aside<T: Send + 'static>(&self, work: impl FnOnce(&mut Desk) -> Result<T, Unfit> + Send + 'static) -> Result<T, StoreError> {
        let desk = Arc::clone(&self.desk);
        // a transaction that a panic cut short was rolled back when it was dropped, so the connection is sound
        let done = tokio::task::spawn_blocking(move || work(&mut desk.lock().unwrap_or_else(PoisonError::into_inner))).await;
        match done {
            Ok(result) => result.map_err(|unfit| unfit.about(&self.path)),
            Err(join) => Err(StoreError::Other { path: self.path.to_path_buf(), cause: join.to_string() }),
        }
    }
}
