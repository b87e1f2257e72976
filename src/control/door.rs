//! The agent's side: lets questions in, one a connection, and carries the answers out.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::{debug, warn};

use super::line::{SIGN_OF_LIFE, is_same_user, read_line, written};
use super::{Instance, Line};
use crate::account::Request;
use crate::account::note::Reply;

/// A question has so many bytes at most.
const LONGEST_QUESTION: u64 = 64 * 1024;
/// It must have come after this time, and every line of the answer must be taken within it.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many are let in at once; the next one waits.
const AT_ONCE: usize = 16;

/// A question that waits for its answer.
#[derive(Debug)]
pub struct Asked {
    pub request: Request,
    pub answer: Answer,
}

impl Asked {
    /// A question, the lines that come before its answer, and the answer.
    pub fn new(request: Request) -> (Self, mpsc::Receiver<Line>, oneshot::Receiver<Result<Reply, String>>) {
        let (progress, lines) = mpsc::channel(8);
        let (last, answer) = oneshot::channel();
        (Self { request, answer: Answer { progress, last } }, lines, answer)
    }
}

/// The way back to who asked. Dropped without an answer, it tells them that the agent is ending.
#[derive(Debug)]
pub struct Answer {
    progress: mpsc::Sender<Line>,
    last: oneshot::Sender<Result<Reply, String>>,
}

impl Answer {
    /// Shows how far a long reading has come. Never waits; a line that nobody takes in time is left out.
    pub fn reading(&self, folder: &str, read: u32, left: u32) {
        let line = Line::Reading { folder: folder.to_owned(), read, left };
        if self.progress.try_send(line).is_err() {
            debug!("a progress line was left out");
        }
    }

    /// The answer, or why there is none. False when nobody waits for it any more.
    pub fn give(self, answer: Result<Reply, String>) -> bool {
        self.last.send(answer).is_ok()
    }
}

/// The open socket. Closed and taken away when dropped.
#[derive(Debug)]
pub struct Door {
    socket: PathBuf,
    accepting: JoinHandle<()>,
}

impl Door {
    /// Opens the socket in a folder that only we can enter, made when it is missing. What a dead agent left there is taken
    /// away: the instance lock proves that it is dead.
    pub fn open(_ours: &Instance, socket: &Path) -> io::Result<(Self, mpsc::Receiver<Asked>)> {
        make_private_folder(socket.parent().unwrap_or(Path::new("/")))?;
        match fs::symlink_metadata(socket) {
            Ok(there) if there.file_type().is_socket() => fs::remove_file(socket)?,
            Ok(_) => return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is no socket; take it away")),
            Err(_) => {}
        }
        let listener = UnixListener::bind(socket)?;
        fs::set_permissions(socket, Permissions::from_mode(0o600))?;
        let (asked, questions) = mpsc::channel(AT_ONCE);
        Ok((Self { socket: socket.to_owned(), accepting: tokio::spawn(accept(listener, asked)) }, questions))
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.accepting.abort();
        if let Err(error) = fs::remove_file(&self.socket) {
            debug!(%error, "the socket was gone already");
        }
    }
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if !fs::symlink_metadata(folder)?.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, format!("{} is no folder", folder.display())));
    }
    // Fails when the folder is somebody else's, as it should.
    fs::set_permissions(folder, Permissions::from_mode(0o700))
}

async fn accept(listener: UnixListener, asked: mpsc::Sender<Asked>) {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let asked = asked.clone();
                tokio::spawn(async move {
                    if let Err(error) = serve(stream, asked).await {
                        debug!(%error, "a question was dropped");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file descriptors, most likely: it passes.
                warn!(%error, "the control socket cannot accept");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn serve(stream: UnixStream, asked: mpsc::Sender<Asked>) -> io::Result<()> {
    if !is_same_user(&stream)? {
        warn!("another user knocked at the control socket");
        return Ok(());
    }
    let (from, mut to) = stream.into_split();
    let mut from = BufReader::new(from);
    let Some(line) = timeout(PATIENCE, read_line(&mut from, LONGEST_QUESTION)).await?? else { return Ok(()) };
    let request = match serde_json::from_slice(&line) {
        Ok(request) => request,
        Err(error) => return say(&mut to, &Line::Refused { why: format!("this is no request: {error}") }).await,
    };
    let (question, mut lines, mut answer) = Asked::new(request);
    if asked.send(question).await.is_err() {
        return say(&mut to, &Line::Refused { why: ENDING.to_owned() }).await;
    }
    let mut alive = interval(SIGN_OF_LIFE);
    alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut end = [0];
    loop {
        tokio::select! {
            answer = &mut answer => {
                return say(&mut to, &match answer {
                    Ok(Ok(answer)) => Line::Answer { answer },
                    Ok(Err(why)) => Line::Refused { why },
                    Err(_) => Line::Refused { why: ENDING.to_owned() },
                }).await;
            }
            Some(line) = lines.recv() => say(&mut to, &line).await?,
            _ = alive.tick() => say(&mut to, &Line::Working).await?,
            // Who asked has gone, or goes on talking out of turn.
            _ = tokio::io::AsyncReadExt::read(&mut from, &mut end) => return Ok(()),
        }
    }
}

const ENDING: &str = "the agent is ending";

async fn say(to: &mut OwnedWriteHalf, line: &Line) -> io::Result<()> {
    timeout(PATIENCE, to.write_all(&written(line)?)).await?
}
