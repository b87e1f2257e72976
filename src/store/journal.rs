//! The journal: records, and how far each has come.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::cursors;
use super::seal::Seal;
use super::trouble::Unfit;
use crate::account::{End, Record, Remembered, Settled, Step};
use crate::sent::Key;

/// Returns count for a day.
const RETURNS_COUNT: SignedDuration = SignedDuration::from_hours(24);

/// Writes new records; gives their numbers.
pub(super) fn open(change: &Connection, key: &Key, account: &str, records: &[Record], now: Timestamp) -> Result<Vec<i64>, Unfit> {
    let account = cursors::account(change, account)?;
    let mut insert = change
        .prepare_cached("INSERT INTO record (account, body, step, stage, stepped, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id")?;
    let mut ids = Vec::with_capacity(records.len());
    for record in records {
        let (body, step, stage) = (serde_json::to_string(record)?, serde_json::to_string(&record.step)?, stage(&record.step));
        let seal = seal(key, &body, &step, stage, now.as_second()).value();
        ids.push(insert.query_row(params![account, body, step, stage, now.as_second(), seal], |row| row.get(0))?);
    }
    Ok(ids)
}

/// Writes records that are there anew; one that says the same, but for when it was judged, stays as it was.
pub(super) fn renew(change: &Connection, key: &Key, records: &[Record], now: Timestamp) -> Result<(), Unfit> {
    let mut update = change.prepare_cached("UPDATE record SET body = ?2, step = ?3, stage = ?4, stepped = ?5, seal = ?6 WHERE id = ?1")?;
    for record in records {
        let Some(known) = self::record(change, record.id)? else {
            return Err(Unfit::Other(format!("record {} is not in the journal", record.id)));
        };
        if (Record { judged: record.judged, ..known }) == *record {
            continue;
        }
        let (body, step, stage) = (serde_json::to_string(record)?, serde_json::to_string(&record.step)?, stage(&record.step));
        let seal = seal(key, &body, &step, stage, now.as_second()).value();
        update.execute(params![record.id, body, step, stage, now.as_second(), seal])?;
    }
    Ok(())
}

/// Writes the new steps of records that are there. A number that is not there is an error, and nothing is written.
pub(super) fn step(change: &Connection, key: &Key, steps: &[(i64, Step)], now: Timestamp) -> Result<(), Unfit> {
    let mut find = change.prepare_cached("SELECT body FROM record WHERE id = ?1")?;
    let mut update = change.prepare_cached("UPDATE record SET step = ?2, stage = ?3, stepped = ?4, seal = ?5 WHERE id = ?1")?;
    for (id, step) in steps {
        let Some(body) = find.query_row([id], |row| row.get::<_, String>(0)).optional()? else {
            return Err(Unfit::Other(format!("record {id} is not in the journal")));
        };
        let (step, stage) = (serde_json::to_string(step)?, stage(step));
        let seal = seal(key, &body, &step, stage, now.as_second()).value();
        update.execute(params![id, step, stage, now.as_second(), seal])?;
    }
    Ok(())
}

/// Open and watched records, what became of the others, and the returns of the last day.
pub(super) fn recall(connection: &Connection, account: &str, now: Timestamp, into: &mut Remembered) -> Result<(), Unfit> {
    let of_account = "JOIN account ON account.id = record.account WHERE account.name = ?1";
    let day = now.checked_sub(RETURNS_COUNT).unwrap_or(Timestamp::MIN).as_second();
    each(connection, &format!("{COLUMNS} {of_account} ORDER BY record.id"), [account], |record, stepped| {
        let Some(end) = End::of(&record.step) else {
            into.open.push(record);
            return;
        };
        if record.step == Step::Returned && stepped > day {
            into.returns.extend(Timestamp::from_second(stepped));
        }
        if matches!(record.step, Step::Learned { .. }) {
            into.taught.insert(record.identity, record.id);
        }
        let settled = Settled { record: record.id, end };
        let known = into.settled.entry(record.identity).or_insert(settled);
        if known.end <= end {
            *known = settled;
        }
        if matches!(&record.step, Step::Filed { watched_until, .. } if *watched_until > now) {
            into.watched.push(record);
        }
    })?;
    into.returns.sort_unstable();
    Ok(())
}

pub(super) fn newest(connection: &Connection, most: u32) -> Result<Vec<Record>, Unfit> {
    records(connection, "ORDER BY stepped DESC, record.id DESC LIMIT ?1", [most])
}

pub(super) fn record(connection: &Connection, id: i64) -> Result<Option<Record>, Unfit> {
    Ok(records(connection, "WHERE record.id = ?1", [id])?.pop())
}

pub(super) fn last_filed(connection: &Connection, account: Option<&str>) -> Result<Option<Record>, Unfit> {
    let rest = "JOIN account ON account.id = record.account WHERE stage = 'filed' AND (?1 IS NULL OR account.name = ?1)
                ORDER BY stepped DESC, record.id DESC LIMIT 1";
    Ok(records(connection, rest, [account])?.pop())
}

pub(super) fn filed_since(connection: &Connection, since: Timestamp) -> Result<Vec<Record>, Unfit> {
    records(connection, "WHERE stage = 'filed' AND stepped >= ?1 ORDER BY stepped, record.id", [since.as_second()])
}

pub(super) fn learned(connection: &Connection) -> Result<Vec<Record>, Unfit> {
    records(connection, "WHERE stage = 'learned' ORDER BY record.id", [])
}

/// Can every record be read, and does it still say what its seal says?
pub(super) fn check(connection: &Connection, key: &Key) -> Result<(), Unfit> {
    let mut statement = connection.prepare("SELECT id, body, step, stepped, stage, seal FROM record")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        seal(key, text(row, 1)?, text(row, 2)?, text(row, 4)?, row.get(3)?).must_be(row.get(5)?)?;
        read(row)?;
    }
    Ok(())
}

/// Takes out closed records that came to their step before that second.
pub(super) fn forget_before(change: &Connection, second: i64) -> rusqlite::Result<()> {
    change.execute("DELETE FROM record WHERE stepped < ?1 AND stage <> 'open'", [second])?;
    Ok(())
}

const COLUMNS: &str = "SELECT record.id, body, step, stepped FROM record";

fn records(connection: &Connection, rest: &str, given: impl Params) -> Result<Vec<Record>, Unfit> {
    let mut found = Vec::new();
    each(connection, &format!("{COLUMNS} {rest}"), given, |record, _| found.push(record))?;
    Ok(found)
}

/// Every record that `sql` finds, and when it came to its step (seconds since 1970).
fn each(connection: &Connection, sql: &str, given: impl Params, mut take: impl FnMut(Record, i64)) -> Result<(), Unfit> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query(given)?;
    while let Some(row) = rows.next()? {
        take(read(row)?, row.get(3)?);
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Record, Unfit> {
    let record: Record = serde_json::from_str(text(row, 1)?)?;
    Ok(Record { id: row.get(0)?, step: serde_json::from_str(text(row, 2)?)?, ..record })
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a str> {
    Ok(row.get_ref(column)?.as_str()?)
}

/// What queries ask of a step.
fn stage(step: &Step) -> &'static str {
    match (step, End::of(step)) {
        (_, None) => "open",
        (_, Some(End::Filed)) => "filed",
        (Step::Learned { .. }, _) => "learned",
        (_, Some(_)) => "closed",
    }
}

fn seal(key: &Key, body: &str, step: &str, stage: &str, stepped: i64) -> Seal {
    Seal::of(key, "record").text(body).text(step).text(stage).number(stepped)
}
