//! CREATE and SUBSCRIBE the folder for backscatter; being there already is success.

use async_imap::imap_proto::Response;

use super::Line;
use super::command::Command;
use super::folders;
use super::guard::Wire;
use crate::account::{Failure, Folders};

pub(super) async fn make<S: Wire>(mut line: Line<S>, folder: &str) -> Result<(Line<S>, Folders), Failure> {
    let name = line.mailbox("CREATE", folder)?;
    let commands = [
        Command::new("CREATE", format!("CREATE {name}")),
        Command::new("SUBSCRIBE", format!("SUBSCRIBE {name}")),
        Command::new("LIST", format!("LIST \"\" {name}")),
    ];
    let wire = line.names.wire(folder).into_owned();
    let mut there = false;
    let ends = line
        .converse(&commands, |response: &Response<'_>| there |= folders::listed(response).is_some_and(|listed| listed.wire == wire))
        .await?;
    match (there, ends.as_slice()) {
        (true, _) => {}
        (false, [created, ..]) => {
            created.required()?;
            return Err(Failure::Server { command: "CREATE", text: format!("said OK, but {folder} is not there") });
        }
        (false, []) => {}
    }
    if line.folders.backscatter == folder {
        line.folders.backscatter_exists = true;
    }
    let folders = line.folders.clone();
    Ok((line, folders))
}
