//! Accounts, and how far their folders have been read.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::hands_off;
use super::seal::Seal;
use super::trouble::Unfit;
use crate::account::{InboxPage, Remembered};
use crate::mail::place::Cursor;
use crate::sent::{Key, Span};

/// The account's number; the account is made where it is new.
pub(super) fn account(change: &Connection, name: &str) -> rusqlite::Result<i64> {
    let known = change.prepare_cached("SELECT id FROM account WHERE name = ?1")?.query_row([name], |row| row.get(0)).optional()?;
    match known {
        Some(id) => Ok(id),
        None => change.prepare_cached("INSERT INTO account (name) VALUES (?1) RETURNING id")?.query_row([name], |row| row.get(0)),
    }
}

/// `looked` is kept as text, to the nanosecond.
pub(super) fn keep_inbox(change: &Connection, key: &Key, name: &str, page: &InboxPage, now: Timestamp) -> rusqlite::Result<()> {
    let (account, cursor, looked) = (account(change, name)?, page.cursor, page.looked.to_string());
    hands_off::keep(change, key, account, page, now)?;
    change
        .prepare_cached(
            "INSERT INTO inbox (account, validity, uid, looked, seal) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET validity = excluded.validity, uid = excluded.uid, looked = excluded.looked, seal = excluded.seal",
        )?
        .execute(params![account, cursor.validity, cursor.uid, looked, seal_inbox(key, account, cursor, &looked).value()])?;
    Ok(())
}

/// How far the folder for backscatter is known.
pub(super) fn keep_target(change: &Connection, key: &Key, name: &str, folder: &str, cursor: Cursor) -> rusqlite::Result<()> {
    let account = account(change, name)?;
    change
        .prepare_cached(
            "INSERT INTO target (account, folder, validity, uid, seal) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET folder = excluded.folder, validity = excluded.validity, uid = excluded.uid, seal = excluded.seal",
        )?
        .execute(params![account, folder, cursor.validity, cursor.uid, seal_target(key, account, folder, cursor).value()])?;
    Ok(())
}

pub(super) fn keep_folder(change: &Connection, key: &Key, account: i64, folder: &str, cursor: Cursor) -> rusqlite::Result<()> {
    change
        .prepare_cached(
            "INSERT INTO folder (account, name, validity, uid, seal) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET validity = excluded.validity, uid = excluded.uid, seal = excluded.seal",
        )?
        .execute(params![account, folder, cursor.validity, cursor.uid, seal_folder(key, account, folder, cursor).value()])?;
    Ok(())
}

pub(super) fn keep_span(change: &Connection, key: &Key, account: i64, span: Span) -> rusqlite::Result<()> {
    let (from, until) = (span.from.to_string(), span.until.to_string());
    change
        .prepare_cached(
            "INSERT INTO span (account, start, until, seal) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET start = excluded.start, until = excluded.until, seal = excluded.seal",
        )?
        .execute(params![account, from, until, seal_span(key, account, &from, &until).value()])?;
    Ok(())
}

/// Cursors and span of one account; nothing where the account is new.
pub(super) fn recall(connection: &Connection, key: &Key, name: &str, into: &mut Remembered) -> Result<(), Unfit> {
    let sql = "SELECT id FROM account WHERE name = ?1";
    let Some(account) = connection.query_row(sql, [name], |row| row.get(0)).optional()? else { return Ok(()) };
    into.span = span(connection, key, account)?;
    let mut statement = connection.prepare("SELECT validity, uid, looked, seal FROM inbox WHERE account = ?1")?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        let (cursor, looked) = (Cursor { validity: row.get(0)?, uid: row.get(1)? }, row.get::<_, String>(2)?);
        seal_inbox(key, account, cursor, &looked).must_be(row.get(3)?)?;
        into.inbox = Some(cursor);
        into.looked = Some(time(&looked)?);
    }
    hands_off::recall(connection, key, account, into)?;
    let mut statement = connection.prepare("SELECT folder, validity, uid, seal FROM target WHERE account = ?1")?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        let (folder, cursor) = (row.get::<_, String>(0)?, Cursor { validity: row.get(1)?, uid: row.get(2)? });
        seal_target(key, account, &folder, cursor).must_be(row.get(3)?)?;
        into.target = Some((folder, cursor));
    }
    let mut statement = connection.prepare("SELECT name, validity, uid, seal FROM folder WHERE account = ?1")?;
    let mut rows = statement.query([account])?;
    while let Some(row) = rows.next()? {
        let (folder, cursor) = (row.get::<_, String>(0)?, Cursor { validity: row.get(1)?, uid: row.get(2)? });
        seal_folder(key, account, &folder, cursor).must_be(row.get(3)?)?;
        into.sent.insert(folder, cursor);
    }
    Ok(())
}

/// Every account that was ever met, and its span.
pub(super) fn accounts(connection: &Connection, key: &Key) -> Result<Vec<(i64, String, Option<Span>)>, Unfit> {
    let mut statement = connection.prepare("SELECT id, name FROM account ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (id, name) = row?;
        Ok((id, name, span(connection, key, id)?))
    })
    .collect()
}

/// Does every row still say what its seal says?
pub(super) fn check(connection: &Connection, key: &Key) -> Result<(), Unfit> {
    accounts(connection, key)?.iter().try_for_each(|(_, name, _)| recall(connection, key, name, &mut Remembered::default()))
}

fn span(connection: &Connection, key: &Key, account: i64) -> Result<Option<Span>, Unfit> {
    let row = connection
        .query_row("SELECT start, until, seal FROM span WHERE account = ?1", [account], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((from, until, seal)) = row else { return Ok(None) };
    seal_span(key, account, &from, &until).must_be(seal)?;
    Ok(Some(Span { from: time(&from)?, until: time(&until)? }))
}

fn seal_inbox(key: &Key, account: i64, cursor: Cursor, looked: &str) -> Seal {
    Seal::of(key, "inbox").number(account).number(cursor.validity.into()).number(cursor.uid.into()).text(looked)
}

fn seal_folder(key: &Key, account: i64, folder: &str, cursor: Cursor) -> Seal {
    Seal::of(key, "folder").number(account).text(folder).number(cursor.validity.into()).number(cursor.uid.into())
}

fn seal_target(key: &Key, account: i64, folder: &str, cursor: Cursor) -> Seal {
    Seal::of(key, "target").number(account).text(folder).number(cursor.validity.into()).number(cursor.uid.into())
}

fn seal_span(key: &Key, account: i64, from: &str, until: &str) -> Seal {
    Seal::of(key, "span").number(account).text(from).text(until)
}

pub(super) fn time(text: &str) -> Result<Timestamp, Unfit> {
    text.parse().map_err(|e| Unfit::Damaged(format!("a time cannot be read: {e}")))
}
