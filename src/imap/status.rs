//! STATUS of some folders in one round trip, INBOX staying selected.

use async_imap::imap_proto::{MailboxDatum, Response, StatusAttribute};

use super::Line;
use super::command::Command;
use super::exec::Done;
use super::folders;
use super::guard::Wire;
use super::select::Access;
use crate::account::Failure;
use crate::account::event::FolderStatus;

pub(super) async fn status<S: Wire>(mut line: Line<S>, folders: &[String]) -> Result<(Line<S>, Vec<FolderStatus>), Failure> {
    line.home().await?;
    let mut commands = Vec::with_capacity(folders.len());
    for folder in folders {
        commands.push(Command::new("STATUS", format!("STATUS {} (UIDNEXT UIDVALIDITY)", line.mailbox("STATUS", folder)?)));
    }
    let mut told = Vec::new();
    let ends = line.converse(&commands, |response| told.extend(Told::read(response))).await?;
    let mut statuses = Vec::with_capacity(folders.len());
    for (at, (folder, end)) in folders.iter().zip(&ends).enumerate() {
        if is_gone(&mut line, folder, end).await? {
            continue;
        }
        let wire = line.names.wire(folder);
        let by_name = told.iter().find(|told| told.wire == wire);
        // A server may write a name in another way than we do; then the order tells, where every folder was told of.
        let told = by_name.or_else(|| told.get(at).filter(|_| told.len() == folders.len()));
        let (validity, uid_next) = match told {
            Some(Told { validity: Some(validity), uid_next: Some(uid_next), .. }) => (*validity, *uid_next),
            // 163.com answers `STATUS "Sent" ()`.
            _ => {
                let standing = line.select(folder, Access::Read).await?;
                (standing.validity, standing.uid_next)
            }
        };
        statuses.push(FolderStatus { folder: folder.clone(), validity, uid_next });
    }
    line.home().await?;
    Ok((line, statuses))
}

/// A folder that the person has deleted is left out. One with sent mail must be there: the next login lists the folders anew.
async fn is_gone<S: Wire>(line: &mut Line<S>, folder: &str, end: &Done) -> Result<bool, Failure> {
    let must_be = line.folders.sent.iter().chain(&line.folders.kept).any(|one| one == folder);
    if end.is_ok() || must_be {
        return end.required().map(|()| false);
    }
    end.answered()?;
    let wire = line.names.wire(folder).into_owned();
    let list = Command::new("LIST", format!("LIST \"\" {}", line.mailbox("LIST", folder)?));
    let mut listed = false;
    line.exec(&list, |response| listed |= folders::listed(response).is_some_and(|one| one.is_usable_as(&wire))).await?;
    // refused, and yet there: whatever it is, nobody may think that nothing stands in it
    if listed { end.required().map(|()| false) } else { Ok(true) }
}

/// One STATUS response.
struct Told {
    wire: String,
    validity: Option<u32>,
    uid_next: Option<u32>,
}

impl Told {
    fn read(response: &Response<'_>) -> Option<Self> {
        let Response::MailboxData(MailboxDatum::Status { mailbox, status }) = response else { return None };
        let mut told = Self { wire: folders::unescaped(mailbox), validity: None, uid_next: None };
        for attribute in status {
            match attribute {
                StatusAttribute::UidValidity(number) => told.validity = Some(*number),
                StatusAttribute::UidNext(number) => told.uid_next = Some(*number),
                _ => {}
            }
        }
        Some(told)
    }
}
