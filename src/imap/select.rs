//! SELECT and EXAMINE: which folder the UIDs on this line are of.

use async_imap::imap_proto::{Outcome, Response, ResponseCode};

use super::Line;
use super::command::{self, Command};
use super::guard::Wire;
use super::page;
use crate::account::folders::Standing;
use crate::account::{Failure, KEYWORD};

pub(super) const INBOX: &str = "INBOX";

/// The folder that is selected now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selected {
    pub folder: String,
    pub validity: u32,
    pub access: Access,
    /// The server did not say READ-ONLY.
    pub writable: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Access {
    /// SELECT.
    Write,
    /// EXAMINE: nothing in the folder can be changed, not even by a mistake.
    #[default]
    Read,
}

impl<S: Wire> Line<S> {
    /// Makes this the selected folder, unless it is.
    pub(super) async fn enter(&mut self, folder: &str, access: Access, validity: Option<u32>) -> Result<(), Failure> {
        if self.selected.folder != folder || (access == Access::Write && self.selected.access == Access::Read) {
            self.select(folder, access).await?;
        }
        match validity.is_none_or(|validity| validity == self.selected.validity) {
            true => Ok(()),
            false => Err(Failure::Renumbered { folder: folder.to_owned() }),
        }
    }

    /// Selects INBOX again, so that the line stands as every verb expects it. A look at it is due if it grew meanwhile.
    pub(super) async fn home(&mut self) -> Result<(), Failure> {
        if self.selected.folder != INBOX || self.selected.access == Access::Read {
            let validity = self.inbox_validity;
            let standing = self.select(INBOX, Access::Write).await?;
            if standing.validity != validity {
                return Err(Failure::Renumbered { folder: INBOX.to_owned() });
            }
            let news = standing.uid_next > self.seen.saturating_add(1);
            self.looked = self.grown.wrapping_sub(u32::from(news));
        }
        Ok(())
    }

    /// INBOX may hold what no survey has seen.
    pub(super) fn stirred(&self) -> bool {
        self.grown != self.looked
    }

    /// Makes a look due.
    pub(super) fn stir(&mut self) {
        self.looked = self.grown.wrapping_sub(1);
    }

    /// Forgets what is selected, so that the next verb selects anew.
    pub(super) fn leave(&mut self) {
        self.selected = Selected::default();
    }

    /// SELECT or EXAMINE (RFC 3501, section 6.3.1 and 6.3.2). A folder without UIDVALIDITY is refused: its UIDs name nothing.
    pub(super) async fn select(&mut self, folder: &str, access: Access) -> Result<Standing, Failure> {
        let verb = if access == Access::Write { "SELECT" } else { "EXAMINE" };
        let command = Command::new(verb, format!("{verb} {}", self.mailbox(verb, folder)?));
        self.selected = Selected::default();
        self.exists = 0;
        let (mut validity, mut uid_next, mut keyword, mut read_only) = (None, None, false, access == Access::Read);
        self.exec(&command, |response| match code(response) {
            Some(ResponseCode::UidValidity(number)) => validity = Some(*number),
            Some(ResponseCode::UidNext(number)) => uid_next = Some(*number),
            Some(ResponseCode::PermanentFlags(flags)) => {
                keyword = flags.iter().any(|flag| flag == "\\*" || flag.eq_ignore_ascii_case(KEYWORD));
            }
            Some(ResponseCode::ReadOnly) => read_only = true,
            _ => {}
        })
        .await?;
        let Some(validity) = validity.filter(|number| *number != 0) else {
            return Err(Failure::Server { command: verb, text: format!("no UIDVALIDITY for {folder}: its numbers name nothing") });
        };
        self.selected = Selected { folder: folder.to_owned(), validity, access, writable: !read_only };
        let uid_next = match uid_next {
            Some(number) => number,
            None => page::highest(self).await?.saturating_add(1),
        };
        Ok(Standing { validity, uid_next, keyword: keyword && !read_only })
    }

    /// A folder's name as an argument.
    pub(super) fn mailbox(&self, verb: &'static str, folder: &str) -> Result<String, Failure> {
        command::quoted(verb, &self.names.wire(folder))
    }
}

/// The code of a status response, tagged or not.
pub(super) fn code<'a>(response: &'a Response<'_>) -> Option<&'a ResponseCode<'a>> {
    match response {
        Response::Data { outcome: Outcome { code, .. }, .. } | Response::Done { outcome: Outcome { code, .. }, .. } => code.as_ref(),
        _ => None,
    }
}
