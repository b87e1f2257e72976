//! SELECT and EXAMINE: which folder the UIDs on this line are of.

use async_imap::imap_proto::{Outcome, Response, ResponseCode};

use super::Line;
use super::command::{self, Command};
use super::guard::Wire;
use super::there;
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

impl Access {
    fn verb(self) -> &'static str {
        if self == Self::Write { "SELECT" } else { "EXAMINE" }
    }
}

/// What the answer to SELECT tells.
#[derive(Default)]
pub(super) struct Selection {
    validity: Option<u32>,
    uid_next: Option<u32>,
    keyword: bool,
    read_only: bool,
}

impl Selection {
    pub fn read(&mut self, response: &Response<'_>) {
        match code(response) {
            Some(ResponseCode::UidValidity(number)) => self.validity = Some(*number),
            Some(ResponseCode::UidNext(number)) => self.uid_next = Some(*number),
            Some(ResponseCode::PermanentFlags(flags)) => {
                self.keyword = flags.iter().any(|flag| flag == "\\*" || flag.eq_ignore_ascii_case(KEYWORD));
            }
            Some(ResponseCode::ReadOnly) => self.read_only = true,
            _ => {}
        }
    }
}

impl<S: Wire> Line<S> {
    /// Makes this the selected folder, unless it is.
    pub(super) async fn enter(&mut self, folder: &str, access: Access, validity: Option<u32>) -> Result<(), Failure> {
        if folder == INBOX {
            self.home().await?;
        } else if self.selected.folder != folder || (access == Access::Write && self.selected.access == Access::Read) {
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
            let command = self.selecting(INBOX, Access::Write)?;
            let mut selection = Selection::default();
            self.exec(&command, |response| selection.read(response)).await?;
            self.came_home(selection)?;
        }
        Ok(())
    }

    /// What follows the OK to the SELECT of INBOX.
    pub(super) fn came_home(&mut self, selection: Selection) -> Result<(), Failure> {
        let news = selection.uid_next.is_none_or(|next| next > self.seen.saturating_add(1));
        self.entered(INBOX, Access::Write, selection, Some(self.inbox_validity))?;
        self.looked = self.grown.wrapping_sub(u32::from(news));
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

    /// SELECT or EXAMINE, and its answer.
    pub(super) async fn select(&mut self, folder: &str, access: Access) -> Result<Standing, Failure> {
        let command = self.selecting(folder, access)?;
        let mut selection = Selection::default();
        let ends = self.converse(&[command], |response| selection.read(response)).await?;
        ends.iter().try_for_each(|end| end.entered(folder))?;
        let (uid_next, keyword) = (selection.uid_next, selection.keyword);
        self.entered(folder, access, selection, None)?;
        let uid_next = match uid_next {
            Some(number) => number,
            None => there::highest(self).await?.saturating_add(1),
        };
        Ok(Standing { validity: self.selected.validity, uid_next, keyword: keyword && self.selected.writable })
    }

    /// SELECT or EXAMINE (RFC 3501, section 6.3.1 and 6.3.2), to be sent. Nothing is selected until it is answered.
    pub(super) fn selecting(&mut self, folder: &str, access: Access) -> Result<Command, Failure> {
        let verb = access.verb();
        let command = Command::new(verb, format!("{verb} {}", self.mailbox(verb, folder)?));
        self.leave();
        Ok(command)
    }

    /// What follows its OK. A folder without UIDVALIDITY is refused: its UIDs name nothing.
    pub(super) fn entered(&mut self, folder: &str, access: Access, selection: Selection, validity: Option<u32>) -> Result<(), Failure> {
        let Some(now) = selection.validity.filter(|number| *number != 0) else {
            return Err(Failure::Server { command: access.verb(), text: format!("no UIDVALIDITY for {folder}: its numbers name nothing") });
        };
        if validity.is_some_and(|validity| validity != now) {
            return Err(Failure::Renumbered { folder: folder.to_owned() });
        }
        let writable = access == Access::Write && !selection.read_only;
        self.selected = Selected { folder: folder.to_owned(), validity: now, access, writable };
        Ok(())
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
