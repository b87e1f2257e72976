//! The one door to the server: every command goes out, and every response comes in, here.
//!
//! The client's own methods report a refused or cut-off command as an empty success. Here the end of the stream, silence, BYE
//! and a tag that no open command has are errors, and NO and BAD are never taken for an empty answer.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, RequestId, Response, ResponseCode, Status};
use tokio::time::{Instant, timeout_at};

use super::Line;
use super::answer;
use super::command::Command;
use super::guard::{Breach, Wire};
use super::select::code;
use crate::account::Failure;

/// No server is silent for longer in the middle of a command.
pub(super) const SILENCE: Duration = Duration::from_secs(30);
/// No command, and no row of pipelined ones, takes longer, however busily the server trickles.
const WHOLE: Duration = Duration::from_secs(300);

/// How a command ended.
#[derive(Clone, Debug)]
pub(super) struct Done {
    verb: &'static str,
    status: Ending,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Ok,
    No,
    Bad,
}

impl Done {
    pub fn is_ok(&self) -> bool {
        self.status == Ending::Ok
    }

    /// NO and BAD as the failure that they are.
    pub fn required(&self) -> Result<(), Failure> {
        match self.status {
            Ending::Ok => Ok(()),
            Ending::No | Ending::Bad => Err(answer::failure(self.verb, &self.text)),
        }
    }

    /// NO to a command that names this folder, where the folder is not there.
    pub fn entered(&self, folder: &str) -> Result<(), Failure> {
        match self.status == Ending::No && answer::is_no_folder(&self.text) {
            true => Err(Failure::Gone { folder: folder.to_owned() }),
            false => self.required(),
        }
    }

    /// BAD as the failure that it is; NO is an answer, unless it asks us to slow down.
    pub fn answered(&self) -> Result<(), Failure> {
        match (self.status, self.required()) {
            (Ending::No, Err(Failure::Server { .. })) => Ok(()),
            (_, ended) => ended,
        }
    }
}

impl<S: Wire> Line<S> {
    /// One command that must be answered OK. `on` sees every response, the tagged one too.
    pub(super) async fn exec(&mut self, command: &Command, mut on: impl FnMut(&Response<'_>) + Send) -> Result<(), Failure> {
        let ends = self.converse(std::slice::from_ref(command), &mut on).await?;
        ends.iter().try_for_each(Done::required)
    }

    /// Commands in one round trip, each with its end. `on` sees every response. What is told cannot be told apart by its place
    /// among the ends: Dovecot ends a NOOP after it has answered the FETCH that follows it.
    pub(super) async fn converse(&mut self, commands: &[Command], mut on: impl FnMut(&Response<'_>) + Send) -> Result<Vec<Done>, Failure> {
        for command in commands {
            self.send(command).await?;
        }
        let mut ends = Vec::with_capacity(commands.len());
        while ends.len() < commands.len() {
            ends.extend(self.receive(&mut on).await?);
        }
        Ok(ends)
    }

    /// Sends a command; its end comes from [`Line::receive`], in the order of sending.
    pub(super) async fn send(&mut self, command: &Command) -> Result<(), Failure> {
        if command.text.contains(['\r', '\n', '\0']) {
            return Err(Failure::Server { command: command.verb, text: "a command holds a line break and was not sent".into() });
        }
        if self.open.is_empty() {
            self.until = Instant::now() + WHOLE;
        }
        match timeout_at(Instant::now() + SILENCE, self.session.run_command(&command.text)).await {
            Ok(Ok(tag)) => self.open.push_back((tag, command.verb)),
            Ok(Err(error)) => return Err(broken(client_cause(error))),
            Err(_) => return Err(silent(command.verb)),
        }
        Ok(())
    }

    /// The next response within the deadlines; `Some` when it ended the oldest open command.
    pub(super) async fn receive(&mut self, on: &mut (impl FnMut(&Response<'_>) + Send)) -> Result<Option<Done>, Failure> {
        let until = (Instant::now() + SILENCE).min(self.until);
        let verb = self.open.front().map_or("", |(_, verb)| *verb);
        timeout_at(until, self.hear(on)).await.unwrap_or_else(|_| Err(silent(verb)))
    }

    /// [`Line::receive`] without a deadline, for IDLE. Dropping it half-way loses nothing.
    pub(super) async fn hear(&mut self, on: &mut (impl FnMut(&Response<'_>) + Send)) -> Result<Option<Done>, Failure> {
        let response = match self.session.read_response().await {
            Ok(Some(response)) => response,
            Ok(None) => return Err(Failure::Line("the server closed the connection".into())),
            Err(error) => return Err(broken(error)),
        };
        let response = response.parsed();
        self.notice(response);
        on(response);
        if let Some(ResponseCode::UidValidity(now)) = code(response)
            && !self.selected.folder.is_empty()
            && *now != self.selected.validity
        {
            return Err(Failure::Renumbered { folder: self.selected.folder.clone() });
        }
        match response {
            Response::Data { status: Status::Bye, outcome } if !self.leaving => Err(answer::failure("BYE", &answer::words(outcome))),
            Response::Done { tag, status, outcome } => self.ended(tag, status, answer::words(outcome)).map(Some),
            _ => Ok(None),
        }
    }

    fn ended(&mut self, tag: &RequestId, status: &Status, text: String) -> Result<Done, Failure> {
        let Some((_, verb)) = self.open.pop_front_if(|(open, _)| open == tag) else {
            return Err(Failure::Line("the server answered a command that was not open".into()));
        };
        let status = match status {
            Status::Ok => Ending::Ok,
            Status::No => Ending::No,
            Status::Bad | Status::PreAuth | Status::Bye => Ending::Bad,
        };
        Ok(Done { verb, status, text })
    }

    /// Keeps count of the selected folder.
    fn notice(&mut self, response: &Response<'_>) {
        match response {
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                self.exists = *count;
                self.grown = self.grown.wrapping_add(1);
            }
            Response::Expunge(_) => self.exists = self.exists.saturating_sub(1),
            _ => {}
        }
    }

    /// Writes a line that is no command: the end of IDLE.
    pub(super) async fn say(&mut self, verb: &'static str, text: &str) -> Result<(), Failure> {
        match timeout_at(Instant::now() + SILENCE, self.session.run_command_untagged(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(broken(client_cause(error))),
            Err(_) => Err(silent(verb)),
        }
    }
}

fn silent(verb: &str) -> Failure {
    Failure::Line(format!("the server did not answer {verb} in time"))
}

/// Why a stream ended. The text of a client's parse error holds what the server sent, and that may be mail: it is not shown.
pub(super) fn broken(error: std::io::Error) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Breach>()) {
        Some(breach) => Failure::Line(breach.to_string()),
        None if error.kind() == std::io::ErrorKind::Other => Failure::Line("the server sent what cannot be read".into()),
        None => Failure::Line(format!("the connection broke: {}", error.kind())),
    }
}

pub(super) fn client_cause(error: async_imap::error::Error) -> std::io::Error {
    match error {
        async_imap::error::Error::Io(error) => error,
        _ => std::io::ErrorKind::Other.into(),
    }
}
