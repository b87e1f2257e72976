//! A stream that remembers what the client said, and how often it waited for an answer.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

pub struct Recorder<S> {
    inner: S,
    said: Transcript,
    waiting: bool,
}

/// Shared with the test.
#[derive(Clone, Default)]
pub struct Transcript(Arc<Mutex<Said>>);

#[derive(Default)]
struct Said {
    bytes: Vec<u8>,
    round_trips: u32,
}

impl Transcript {
    /// Everything said so far, a line a command, without tags.
    pub fn commands(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap().bytes.clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| line.split_once(' ').map_or(line, |(_, command)| command).to_owned()).collect()
    }

    pub fn round_trips(&self) -> u32 {
        self.0.lock().unwrap().round_trips
    }

    /// What must never be said, whatever happens: it would lose or change what is the person's.
    pub fn assert_harmless(&self) {
        for command in self.commands() {
            let upper = command.to_uppercase();
            let verb = upper.strip_prefix("UID ").unwrap_or(&upper);
            let harmful = upper.starts_with("EXPUNGE")
                || verb.starts_with("CLOSE")
                || verb.starts_with("DELETE")
                || verb.starts_with("RENAME")
                || verb.starts_with("APPEND")
                || verb.starts_with("SEARCH")
                || upper.starts_with("STORE")
                || upper.starts_with("MOVE")
                || upper.starts_with("COPY")
                || upper.contains("\\SEEN")
                || (verb.contains(" BODY[") || verb.contains("RFC822 ") || verb.contains("RFC822.TEXT"))
                || (verb.starts_with("STORE")
                    && !verb.ends_with("+FLAGS.SILENT ($BACKSCATTER)")
                    && !verb.ends_with("+FLAGS.SILENT (\\DELETED)"));
            assert!(!harmful, "harmful: {command}");
        }
    }
}

impl<S> Recorder<S> {
    pub fn new(inner: S) -> (Self, Transcript) {
        let said = Transcript::default();
        (Self { inner, said: said.clone(), waiting: false }, said)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Recorder<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.inner).poll_read(cx, buf))?;
        if std::mem::take(&mut this.waiting) {
            this.said.0.lock().unwrap().round_trips += 1;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Recorder<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let some = ready!(Pin::new(&mut this.inner).poll_write(cx, bytes))?;
        this.said.0.lock().unwrap().bytes.extend_from_slice(&bytes[..some]);
        this.waiting = true;
        Poll::Ready(Ok(some))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}
