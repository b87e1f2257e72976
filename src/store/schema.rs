//! The tables, and the checks that a file must pass before it is used.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::trouble::Unfit;
use super::{Desk, book, cursors, journal};
use crate::sent::Key;

/// The format of the file. A change of the tables, or of what stands in them, raises it and says here how the older becomes the newer.
///
/// 1 -> 2: tables are added, and filled from those that are there.
pub(super) const VERSION: i64 = 2;

/// How long another program may keep the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// `seal` is a keyed hash of what the row says: see `seal.rs`; it also finds a message that is there already.
/// A message's `facts` are its hashes, 8 bytes each; so are the `ids` of a reply. `stepped` is in seconds since 1970, an `hour` in hours.
/// `stage` is `open`, `filed`, `learned` or `closed`.
const TABLES: &str = "
CREATE TABLE secret (key BLOB NOT NULL);
CREATE TABLE replaced (aside TEXT NOT NULL);
CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE inbox (
    account INTEGER PRIMARY KEY REFERENCES account,
    validity INTEGER NOT NULL, uid INTEGER NOT NULL, looked TEXT NOT NULL, seal INTEGER NOT NULL
);
CREATE TABLE span (
    account INTEGER PRIMARY KEY REFERENCES account,
    start TEXT NOT NULL, until TEXT NOT NULL, seal INTEGER NOT NULL
);
CREATE TABLE folder (
    account INTEGER NOT NULL REFERENCES account, name TEXT NOT NULL,
    validity INTEGER NOT NULL, uid INTEGER NOT NULL, seal INTEGER NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE TABLE message (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account,
    hour INTEGER, author INTEGER NOT NULL, proves INTEGER NOT NULL, facts BLOB NOT NULL,
    seal INTEGER NOT NULL UNIQUE
);
CREATE TABLE learned (message INTEGER NOT NULL, fact INTEGER NOT NULL, PRIMARY KEY (message, fact)) WITHOUT ROWID;
CREATE TABLE reply (seal INTEGER PRIMARY KEY, id INTEGER NOT NULL, author INTEGER NOT NULL, hour INTEGER NOT NULL, ids BLOB NOT NULL);
CREATE TABLE written_to (author INTEGER PRIMARY KEY);
CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account,
    body TEXT NOT NULL,
    step TEXT NOT NULL, stage TEXT NOT NULL, stepped INTEGER NOT NULL,
    seal INTEGER NOT NULL
);
CREATE INDEX record_stage ON record (stage, stepped);
CREATE INDEX record_account ON record (account);
";

/// What came with format 2. `author`: as which addresses an account ever sent; it outlives its messages. `passed`, `moved` and `pause`: see `hands_off.rs`; in seconds since 1970 `noted` is
/// when it was written, and `since` when filing last went on.
const TABLES_2: &str = "
CREATE TABLE author (
    account INTEGER NOT NULL REFERENCES account, author INTEGER NOT NULL, seal INTEGER NOT NULL,
    PRIMARY KEY (account, author)
) WITHOUT ROWID;
CREATE TABLE passed (
    account INTEGER NOT NULL REFERENCES account, above INTEGER NOT NULL, through INTEGER NOT NULL, seal INTEGER NOT NULL,
    PRIMARY KEY (account, above)
) WITHOUT ROWID;
CREATE TABLE moved (
    account INTEGER NOT NULL REFERENCES account, identity INTEGER NOT NULL, noted INTEGER NOT NULL, seal INTEGER NOT NULL,
    PRIMARY KEY (account, identity)
) WITHOUT ROWID;
CREATE TABLE target (
    account INTEGER PRIMARY KEY REFERENCES account,
    folder TEXT NOT NULL, validity INTEGER NOT NULL, uid INTEGER NOT NULL, seal INTEGER NOT NULL
);
CREATE TABLE pause (
    account INTEGER PRIMARY KEY REFERENCES account,
    why TEXT, until TEXT, since INTEGER NOT NULL, seal INTEGER NOT NULL
);
";

/// Opens a file that is there, checks it from end to end, and makes the tables where it is empty.
pub(super) fn connect(path: &Path) -> Result<Desk, Unfit> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version > VERSION {
        return Err(Unfit::Newer(version));
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(Unfit::Damaged(found));
    }
    create(&mut connection)?;
    if tables(&connection)? != made_by(&[TABLES, TABLES_2])? {
        return Err(Unfit::Damaged("its tables are not Backstop's".to_owned()));
    }
    let key = Key(connection.query_row("SELECT key FROM secret", [], |row| row.get(0))?);
    cursors::check(&connection, &key)?;
    book::check(&connection, &key)?;
    journal::check(&connection, &key)?;
    Ok(Desk { connection, key })
}

fn create(connection: &mut Connection) -> Result<(), Unfit> {
    // two that start at once: the second waits here, and then sees the tables of the first
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if !tables(&change)?.is_empty() {
        return upgrade(change);
    }
    let mut key = [0; 16];
    getrandom::fill(&mut key).map_err(|e| Unfit::Other(format!("the system gives no random bytes: {e}")))?;
    change.execute_batch(TABLES)?;
    change.execute_batch(TABLES_2)?;
    change.execute("INSERT INTO secret (key) VALUES (?1)", [key])?;
    change.pragma_update(None, "user_version", VERSION)?;
    Ok(change.commit()?)
}

/// Makes an older format the newer one, in one transaction. A file that is nobody's of ours is left as it is.
fn upgrade(change: Transaction<'_>) -> Result<(), Unfit> {
    let version: i64 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != 1 || tables(&change)? != made_by(&[TABLES])? {
        return Ok(());
    }
    change.execute_batch(TABLES_2)?;
    let key = Key(change.query_row("SELECT key FROM secret", [], |row| row.get(0))?);
    book::gather_authors(&change, &key)?;
    change.pragma_update(None, "user_version", VERSION)?;
    Ok(change.commit()?)
}

/// The statements that made what is in a file.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The same, of these tables.
fn made_by(batches: &[&str]) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let model = Connection::open_in_memory()?;
    batches.iter().try_for_each(|batch| model.execute_batch(batch))?;
    tables(&model)
}
