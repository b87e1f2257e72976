//! The side that asks.

use std::io;
use std::path::Path;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::Line;
use super::line::{SIGN_OF_LIFE, is_same_user, read_line, written};
use crate::account::Request;
use crate::account::note::Reply;

/// An answer has so many bytes at most: a long list of records.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// Nobody listens: no agent runs, or it is only just starting.
    #[error("no agent is running")]
    NoAgent,
    /// The agent was asked, and said no: its sentence.
    #[error("{0}")]
    Refused(String),
    /// The conversation broke. Whether the agent does what was asked is not known.
    #[error("the agent does not answer: {0}")]
    Broken(String),
}

/// Asks the agent at `socket`; `progress` gets the lines that come before the answer.
pub async fn ask(socket: &Path, request: &Request, mut progress: impl FnMut(&Line)) -> Result<Reply, NotAsked> {
    let stream = match timeout(SIGN_OF_LIFE, UnixStream::connect(socket)).await.map_err(broken)? {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => return Err(NotAsked::NoAgent),
        Err(error) => return Err(broken(error)),
    };
    if !is_same_user(&stream).map_err(broken)? {
        return Err(NotAsked::Broken("the socket is another user's".to_owned()));
    }
    let (from, mut to) = stream.into_split();
    let question = written(request).map_err(broken)?;
    timeout(SIGN_OF_LIFE, to.write_all(&question)).await.map_err(broken)?.map_err(broken)?;
    let mut from = BufReader::new(from);
    loop {
        let line = timeout(SIGN_OF_LIFE * 4, read_line(&mut from, LONGEST_ANSWER)).await.map_err(broken)?.map_err(broken)?;
        let line = line.ok_or_else(|| NotAsked::Broken("it hung up".to_owned()))?;
        match serde_json::from_slice(&line).map_err(broken)? {
            Line::Answer { answer } => return Ok(answer),
            Line::Refused { why } => return Err(NotAsked::Refused(why)),
            line => progress(&line),
        }
    }
}

fn broken(error: impl std::error::Error) -> NotAsked {
    NotAsked::Broken(error.to_string())
}
