//! The first 64 KiB of some messages.

use super::Line;
use super::command::{self, Command};
use super::guard::Wire;
use super::rows::Rows;
use super::select::Access;
use crate::account::errand::Source;
use crate::account::{Failure, Fetched};
use crate::mail::LOOKED_AT;

/// Messages in one command: a slow line brings 1 MiB before its deadline.
const BATCH: usize = 16;

/// A message that is gone is left out. Which message breaks a line is the session's to find: it asks for one alone.
pub(super) async fn fetch<S: Wire>(mut line: Line<S>, from: &Source, uids: &[u32]) -> Result<(Line<S>, Vec<Fetched>), Failure> {
    line.enter(&from.folder, Access::Read, Some(from.validity)).await?;
    let uids = command::sorted(uids);
    let commands: Vec<Command> = uids
        .chunks(BATCH)
        .map(|some| Command::new("UID FETCH", format!("UID FETCH {} (UID BODY.PEEK[]<0.{LOOKED_AT}>)", command::set(some))))
        .collect();
    let mut rows = Rows::default();
    let ends = line.converse(&commands, |response| rows.take(response, |uid| uids.binary_search(&uid).is_ok())).await?;
    for end in ends {
        end.required()?;
    }
    line.home().await?;
    let fetched = rows.into_rows().filter_map(|(uid, row)| Some(Fetched { uid, bytes: Some(row.body?) })).collect();
    Ok((line, fetched))
}
