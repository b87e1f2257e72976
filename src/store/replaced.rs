//! That this store stands in the place of a damaged one: kept until the agent has minded it, because whoever opens the store first
//! may be a command that only reads.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::trouble::Unfit;

pub(super) fn keep(connection: &Connection, aside: &Path) -> Result<(), Unfit> {
    connection.execute("INSERT INTO replaced (aside) VALUES (?1)", [aside.to_string_lossy()])?;
    Ok(())
}

/// Where the damaged one is.
pub(super) fn recall(connection: &Connection) -> Result<Option<PathBuf>, Unfit> {
    let aside = connection.query_row("SELECT aside FROM replaced", [], |row| row.get::<_, String>(0)).optional()?;
    Ok(aside.map(PathBuf::from))
}

pub(super) fn forget(connection: &Connection) -> Result<(), Unfit> {
    connection.execute("DELETE FROM replaced", [])?;
    Ok(())
}
