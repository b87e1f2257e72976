//! What no pass over INBOX touches, and whether anything is filed at all: the person's own moves, messages that are passed over,
//! and pauses.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::cursors;
use super::seal::Seal;
use super::trouble::Unfit;
use crate::account::{Identity, InboxPage, Pause, Remembered};
use crate::sent::Key;

/// What is passed over takes the place of what was; what somebody moved is added.
pub(super) fn keep(change: &Connection, key: &Key, account: i64, page: &InboxPage, now: Timestamp) -> rusqlite::Result<()> {
    change.prepare_cached("DELETE FROM passed WHERE account = ?1")?.execute([account])?;
    let mut pass = change.prepare_cached("INSERT OR IGNORE INTO passed (account, above, through, seal) VALUES (?1, ?2, ?3, ?4)")?;
    for span in &page.passed {
        pass.execute(params![account, span.0, span.1, seal_passed(key, account, *span).value()])?;
    }
    let mut note = change.prepare_cached("INSERT OR IGNORE INTO moved (account, identity, noted, seal) VALUES (?1, ?2, ?3, ?4)")?;
    for identity in &page.moved {
        let (identity, noted) = (identity.0.cast_signed(), now.as_second());
        note.execute(params![account, identity, noted, seal_moved(key, account, identity, noted).value()])?;
    }
    Ok(())
}

/// A pause, or that filing goes on: returns count from then.
pub(super) fn keep_pause(change: &Connection, key: &Key, name: &str, pause: Option<&Pause>, now: Timestamp) -> rusqlite::Result<()> {
    let account = cursors::account(change, name)?;
    let until = pause.and_then(|p| p.until).map(|until| until.to_string());
    let why = pause.map(|p| p.why.as_str());
    let went_on = || {
        let sql = "SELECT since FROM pause WHERE account = ?1";
        change.prepare_cached(sql)?.query_row([account], |row| row.get(0)).optional()
    };
    let since = if pause.is_some() { went_on()?.unwrap_or(i64::MIN) } else { now.as_second() };
    change
        .prepare_cached(
            "INSERT INTO pause (account, why, until, since, seal) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET why = excluded.why, until = excluded.until, since = excluded.since, seal = excluded.seal",
        )?
        .execute(params![account, why, until, since, seal_pause(key, account, why, until.as_deref(), since).value()])?;
    Ok(())
}

pub(super) fn recall(connection: &Connection, key: &Key, account: i64, into: &mut Remembered) -> Result<(), Unfit> {
    let mut statement = connection.prepare("SELECT above, through, seal FROM passed WHERE account = ?1 ORDER BY above")?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        let span = (row.get(0)?, row.get(1)?);
        seal_passed(key, account, span).must_be(row.get(2)?)?;
        into.passed.push(span);
    }
    let mut statement = connection.prepare("SELECT identity, noted, seal FROM moved WHERE account = ?1")?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        let identity: i64 = row.get(0)?;
        seal_moved(key, account, identity, row.get(1)?).must_be(row.get(2)?)?;
        into.moved.insert(Identity(identity.cast_unsigned()));
    }
    let sql = "SELECT why, until, since, seal FROM pause WHERE account = ?1";
    let row = connection
        .query_row(sql, [account], |row| Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    if let Some((why, until, since, seal)) = row {
        seal_pause(key, account, why.as_deref(), until.as_deref(), since).must_be(seal)?;
        let until = until.as_deref().map(cursors::time).transpose()?;
        into.pause = why.map(|why| Pause { until, why });
        into.returns.retain(|at| at.as_second() > since);
    }
    Ok(())
}

/// Messages do not stand in INBOX for ever, and what a pass looks at is not so old.
pub(super) fn forget_before(change: &Connection, second: i64) -> rusqlite::Result<()> {
    change.execute("DELETE FROM moved WHERE noted < ?1", [second])?;
    Ok(())
}

fn seal_passed(key: &Key, account: i64, (above, through): (u32, u32)) -> Seal {
    Seal::of(key, "passed").number(account).number(above.into()).number(through.into())
}

fn seal_moved(key: &Key, account: i64, identity: i64, noted: i64) -> Seal {
    Seal::of(key, "moved").number(account).number(identity).number(noted)
}

fn seal_pause(key: &Key, account: i64, why: Option<&str>, until: Option<&str>, since: i64) -> Seal {
    let given = |text: Option<&str>| i64::from(text.is_some());
    let row = Seal::of(key, "pause").number(account).number(since).number(given(why)).number(given(until));
    row.text(why.unwrap_or_default()).text(until.unwrap_or_default())
}
