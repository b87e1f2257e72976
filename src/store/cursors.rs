//! Accounts, and how far their folders have been read.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::trouble::Unfit;
use crate::account::Remembered;
use crate::mail::place::Cursor;
use crate::sent::Span;

/// The account's number; the account is made where it is new.
pub(super) fn account(change: &Connection, name: &str) -> rusqlite::Result<i64> {
    change.prepare_cached("INSERT INTO account (name) VALUES (?1) ON CONFLICT DO NOTHING")?.execute([name])?;
    change.prepare_cached("SELECT id FROM account WHERE name = ?1")?.query_row([name], |row| row.get(0))
}

pub(super) fn keep_inbox(change: &Connection, name: &str, cursor: Cursor, looked: Timestamp) -> rusqlite::Result<()> {
    let account = account(change, name)?;
    change.prepare_cached("UPDATE account SET inbox_validity = ?2, inbox_uid = ?3, looked = ?4 WHERE id = ?1")?.execute(params![
        account,
        cursor.validity,
        cursor.uid,
        looked.to_string()
    ])?;
    Ok(())
}

pub(super) fn keep_folder(change: &Connection, account: i64, folder: &str, cursor: Cursor) -> rusqlite::Result<()> {
    change
        .prepare_cached(
            "INSERT INTO folder (account, name, validity, uid) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET validity = excluded.validity, uid = excluded.uid",
        )?
        .execute(params![account, folder, cursor.validity, cursor.uid])?;
    Ok(())
}

pub(super) fn keep_span(change: &Connection, account: i64, span: Span) -> rusqlite::Result<()> {
    change.prepare_cached("UPDATE account SET span_from = ?2, span_until = ?3 WHERE id = ?1")?.execute(params![
        account,
        span.from.to_string(),
        span.until.to_string()
    ])?;
    Ok(())
}

/// Cursors and span of one account; nothing where the account is new.
pub(super) fn recall(connection: &Connection, name: &str, into: &mut Remembered) -> Result<(), Unfit> {
    let sql = "SELECT id, inbox_validity, inbox_uid, looked, span_from, span_until FROM account WHERE name = ?1";
    let found = connection.query_row(sql, [name], |row| {
        let inbox: (Option<u32>, Option<u32>) = (row.get(1)?, row.get(2)?);
        into.inbox = inbox.0.zip(inbox.1).map(|(validity, uid)| Cursor { validity, uid });
        Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(3)?, row.get(4)?, row.get(5)?))
    });
    let Some((account, looked, from, until)) = found.optional()? else { return Ok(()) };
    into.looked = looked.as_deref().map(time).transpose()?;
    into.span = span(from, until)?;
    let mut folders = connection.prepare("SELECT name, validity, uid FROM folder WHERE account = ?1")?;
    let rows = folders.query_map([account], |row| Ok((row.get(0)?, Cursor { validity: row.get(1)?, uid: row.get(2)? })))?;
    into.sent = rows.collect::<rusqlite::Result<_>>()?;
    Ok(())
}

/// Every account that was ever met, and its span.
pub(super) fn accounts(connection: &Connection) -> Result<Vec<(i64, String, Option<Span>)>, Unfit> {
    let mut accounts = connection.prepare("SELECT id, name, span_from, span_until FROM account ORDER BY id")?;
    let rows = accounts.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    rows.map(|row| {
        let (id, name, from, until) = row?;
        Ok((id, name, span(from, until)?))
    })
    .collect()
}

/// Can every row be read?
pub(super) fn check(connection: &Connection) -> Result<(), Unfit> {
    accounts(connection)?.iter().try_for_each(|(_, name, _)| recall(connection, name, &mut Remembered::default()))
}

fn span(from: Option<String>, until: Option<String>) -> Result<Option<Span>, Unfit> {
    let Some((from, until)) = from.zip(until) else { return Ok(None) };
    Ok(Some(Span { from: time(&from)?, until: time(&until)? }))
}

fn time(text: &str) -> Result<Timestamp, Unfit> {
    text.parse().map_err(|e| Unfit::Damaged(format!("a time cannot be read: {e}")))
}
