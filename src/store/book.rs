//! The Sent book on the disk: hashes, in a row a message, each row under a seal.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cursors;
use super::seal::Seal;
use super::trouble::Unfit;
use crate::account::errand::SentPage;
use crate::sent::{Book, Facts, Key, Reply};

/// Keeps a page with the cursor up to which it was read. Gives the numbers of its messages, in their order.
pub(super) fn keep(change: &Connection, key: &Key, account: &str, page: &SentPage) -> rusqlite::Result<Vec<u32>> {
    let account = cursors::account(change, account)?;
    let taught: BTreeSet<u64> = page.messages.iter().filter_map(Facts::teaches).collect();
    keep_authors(change, key, account, taught)?;
    let numbers = page.messages.iter().map(|facts| keep_message(change, key, account, facts)).collect::<rusqlite::Result<_>>()?;
    let mut learn =
        change.prepare_cached("INSERT OR IGNORE INTO learned (message, fact) SELECT number, ?2 FROM message WHERE number = ?1")?;
    for (message, facts) in &page.learned {
        for &fact in facts {
            learn.execute(params![message, fact.cast_signed()])?;
        }
    }
    let mut keep = change.prepare_cached("INSERT OR IGNORE INTO reply (seal, id, author, hour, ids) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for reply in &page.replies {
        keep.execute(params![
            seal_reply(key, reply).value(),
            reply.id.cast_signed(),
            reply.to.cast_signed(),
            reply.hour,
            packed(&reply.ids)
        ])?;
    }
    let mut note = change.prepare_cached("INSERT OR IGNORE INTO written_to (author) VALUES (?1)")?;
    for author in &page.written_to {
        note.execute([author.cast_signed()])?;
    }
    if let Some((folder, cursor)) = &page.read {
        cursors::keep_folder(change, key, account, folder, *cursor)?;
    }
    if let Some(span) = page.span {
        cursors::keep_span(change, key, account, span)?;
    }
    Ok(numbers)
}

/// All of it, in memory.
pub(super) fn load(connection: &Connection, key: &Key) -> Result<Book, Unfit> {
    let mut book = Book::new(key.clone());
    let mut names = BTreeMap::new();
    for (id, name, span) in cursors::accounts(connection, key)? {
        book.set_account(&name, span);
        names.insert(id, name);
    }
    authors(connection, key, |account, author| {
        if let Some(name) = names.get(&account) {
            book.note_author(name, author);
        }
    })?;
    let mut learned = learned(connection)?;
    messages(connection, |number, account, mut facts, _| {
        if let Some(name) = names.get(&account) {
            facts.hashes.extend(learned.remove(&number).unwrap_or_default());
            book.add(number, name, &facts);
        }
        Ok(())
    })?;
    replies(connection, |reply, _| {
        book.add_reply(reply);
        Ok(())
    })?;
    let mut statement = connection.prepare("SELECT author FROM written_to")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        book.note_written_to(row.get::<_, i64>(0)?.cast_unsigned());
    }
    Ok(book)
}

/// Does every row still say what its seal says?
pub(super) fn check(connection: &Connection, key: &Key) -> Result<(), Unfit> {
    authors(connection, key, |_, _| ())?;
    messages(connection, |_, account, facts, seal| seal_message(key, account, &facts).must_be(seal))?;
    replies(connection, |reply, seal| seal_reply(key, &reply).must_be(seal))
}

pub(super) fn forget_before(change: &Connection, hour: i32) -> rusqlite::Result<()> {
    change.execute("DELETE FROM message WHERE hour < ?1", [hour])?;
    change.execute("DELETE FROM learned WHERE message NOT IN (SELECT number FROM message)", [])?;
    change.execute("DELETE FROM reply WHERE hour < ?1", [hour])?;
    Ok(())
}

/// As which addresses each account ever sent: from the messages that are there, for a format that did not keep it.
pub(super) fn gather_authors(change: &Connection, key: &Key) -> Result<(), Unfit> {
    let mut found: BTreeMap<i64, BTreeSet<u64>> = BTreeMap::new();
    messages(change, |_, account, facts, _| {
        found.entry(account).or_default().extend(facts.teaches());
        Ok(())
    })?;
    for (account, authors) in found {
        keep_authors(change, key, account, authors)?;
    }
    Ok(())
}

fn keep_authors(change: &Connection, key: &Key, account: i64, authors: BTreeSet<u64>) -> rusqlite::Result<()> {
    let mut keep = change.prepare_cached("INSERT OR IGNORE INTO author (account, author, seal) VALUES (?1, ?2, ?3)")?;
    for author in authors {
        keep.execute(params![account, author.cast_signed(), seal_author(key, account, author).value()])?;
    }
    Ok(())
}

fn authors(connection: &Connection, key: &Key, mut each: impl FnMut(i64, u64)) -> Result<(), Unfit> {
    let mut statement = connection.prepare("SELECT account, author, seal FROM author")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (account, author) = (row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned());
        seal_author(key, account, author).must_be(row.get(2)?)?;
        each(account, author);
    }
    Ok(())
}

fn seal_author(key: &Key, account: i64, author: u64) -> Seal {
    Seal::of(key, "author").number(account).number(author.cast_signed())
}

/// A message that is there already keeps its number: folders are read again when the server renumbers them, and \All shows what
/// Sent shows.
fn keep_message(change: &Connection, key: &Key, account: i64, facts: &Facts) -> rusqlite::Result<u32> {
    let seal = seal_message(key, account, facts).value();
    let known = change.prepare_cached("SELECT number FROM message WHERE seal = ?1")?.query_row([seal], |row| row.get(0)).optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    change
        .prepare_cached(
            "INSERT INTO message (account, hour, author, proves, facts, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING number",
        )?
        .query_row(params![account, facts.hour, facts.author.cast_signed(), facts.proves, packed(&facts.hashes), seal], |row| row.get(0))
}

fn learned(connection: &Connection) -> Result<BTreeMap<u32, Vec<u64>>, Unfit> {
    let mut learned: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
    let mut statement = connection.prepare("SELECT message, fact FROM learned")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        learned.entry(row.get(0)?).or_default().push(row.get::<_, i64>(1)?.cast_unsigned());
    }
    Ok(learned)
}

/// Every message with its number, its account's number, and its seal.
fn messages(connection: &Connection, mut each: impl FnMut(u32, i64, Facts, i64) -> Result<(), Unfit>) -> Result<(), Unfit> {
    let mut statement = connection.prepare("SELECT number, account, seal, hour, author, proves, facts FROM message ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let facts =
            Facts { hour: row.get(3)?, author: row.get::<_, i64>(4)?.cast_unsigned(), proves: row.get(5)?, hashes: unpacked(row, 6)? };
        each(row.get(0)?, row.get(1)?, facts, row.get(2)?)?;
    }
    Ok(())
}

fn replies(connection: &Connection, mut each: impl FnMut(Reply, i64) -> Result<(), Unfit>) -> Result<(), Unfit> {
    let mut statement = connection.prepare("SELECT seal, id, author, hour, ids FROM reply")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let hash = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
        let reply = Reply { id: hash(1)?, to: hash(2)?, hour: row.get(3)?, ids: unpacked(row, 4)? };
        each(reply, row.get(0)?)?;
    }
    Ok(())
}

fn seal_message(key: &Key, account: i64, facts: &Facts) -> Seal {
    // an absent hour is a number that no hour is
    let hour = facts.hour.map_or(i64::MIN, i64::from);
    let row = Seal::of(key, "message").number(account).number(hour).number(facts.author.cast_signed());
    row.number(i64::from(facts.proves)).hashes(&facts.hashes)
}

fn seal_reply(key: &Key, reply: &Reply) -> Seal {
    Seal::of(key, "reply").number(reply.id.cast_signed()).number(reply.to.cast_signed()).number(i64::from(reply.hour)).hashes(&reply.ids)
}

fn packed(hashes: &[u64]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

fn unpacked(row: &Row<'_>, column: usize) -> Result<Vec<u64>, Unfit> {
    let blob = row.get_ref(column)?.as_blob().map_err(|e| Unfit::Damaged(e.to_string()))?;
    let (hashes, rest) = blob.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(Unfit::Damaged("a row of hashes is cut".to_owned()));
    }
    Ok(hashes.iter().map(|hash| u64::from_le_bytes(*hash)).collect())
}
