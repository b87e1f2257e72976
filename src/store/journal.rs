//! The journal: records, and how far each has come.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Params, Row, params};

use super::cursors;
use super::trouble::Unfit;
use crate::account::{End, Record, Remembered, Settled, Step};

/// Returns count for a day.
const RETURNS_COUNT: SignedDuration = SignedDuration::from_hours(24);

/// Writes new records; gives their numbers.
pub(super) fn open(change: &Connection, account: &str, records: &[Record], now: Timestamp) -> Result<Vec<i64>, Unfit> {
    let account = cursors::account(change, account)?;
    let mut insert = change.prepare_cached("INSERT INTO record (account, body, step, stepped) VALUES (?1, ?2, ?3, ?4) RETURNING id")?;
    records
        .iter()
        .map(|record| {
            let (body, step) = (serde_json::to_string(record)?, serde_json::to_string(&record.step)?);
            Ok(insert.query_row(params![account, body, step, now.as_second()], |row| row.get(0))?)
        })
        .collect()
}

/// Writes the new steps of records that are there. A number that is not there is an error, and nothing is written.
pub(super) fn step(change: &Connection, steps: &[(i64, Step)], now: Timestamp) -> Result<(), Unfit> {
    let mut update = change.prepare_cached("UPDATE record SET step = ?2, stepped = ?3 WHERE id = ?1")?;
    for (id, step) in steps {
        if update.execute(params![id, serde_json::to_string(step)?, now.as_second()])? != 1 {
            return Err(Unfit::Other(format!("record {id} is not in the journal")));
        }
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
    records(connection, "ORDER BY record.id DESC LIMIT ?1", [most])
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

/// Can every record be read?
pub(super) fn check(connection: &Connection) -> Result<(), Unfit> {
    each(connection, COLUMNS, [], |_, _| ())
}

/// Takes out closed records that came to their step before that second.
pub(super) fn forget_before(change: &Connection, second: i64) -> rusqlite::Result<()> {
    change
        .execute("DELETE FROM record WHERE stepped < ?1 AND stage NOT IN ('planned', 'copied', 'back-planned', 'back-copied')", [second])?;
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
    let mut record: Record = serde_json::from_str(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
    record.id = row.get(0)?;
    record.step = serde_json::from_str(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
    Ok(record)
}
