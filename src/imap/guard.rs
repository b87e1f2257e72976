//! Stands under the client's stream: hands on whole responses that the client's parser can read, and nothing else.
//!
//! The client would hold half a gigabyte, and one response that its parser does not know would end its stream. So the
//! guard cuts and measures ([`super::frame`]), drops untagged responses that the parser does not know (ESEARCH, NAMESPACE,
//! extensions nobody asked for), and fails where dropping would hide something: a FETCH or a tagged response that cannot
//! be read. It changes no byte of what it hands on. What we send goes through a buffer, so that a command is one packet.

use std::fmt;
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_imap::imap_proto::{Response, Status};
use tokio::io::{AsyncRead, AsyncWrite, BufWriter, ReadBuf};

use super::answer;
use super::frame::{Excess, Framer};

/// Untagged responses between two tagged ones.
pub const UNTAGGED: u32 = 50_000;
/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// Anything that carries a conversation: TLS over TCP, and an in-memory pair in tests.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Wire for S {}

/// Why the guard ended a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    #[error(transparent)]
    Excess(#[from] Excess),
    #[error("the server sent more than {UNTAGGED} untagged responses to one command")]
    Flood,
    #[error("the server sent a {0} response that cannot be read")]
    Unreadable(&'static str),
    #[error("the connection ended in the middle of a response")]
    Torn,
}

impl From<Breach> for io::Error {
    fn from(breach: Breach) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, breach)
    }
}

/// The guarded stream.
pub struct Guard<S> {
    inner: BufWriter<S>,
    framer: Framer,
    /// A response that is being handed on.
    ready: Range<usize>,
    untagged: u32,
    last_words: Option<String>,
}

impl<S: Wire> Guard<S> {
    pub fn new(inner: S) -> Self {
        Self { inner: BufWriter::new(inner), framer: Framer::default(), ready: 0..0, untagged: 0, last_words: None }
    }

    /// The text of the last refusal or BYE: the client forgets it on some ways out.
    pub fn last_words(&self) -> Option<&str> {
        self.last_words.as_deref()
    }

    /// The next response, whole; `None` at the end of the stream. For the dialogue before the client takes over.
    pub async fn response(&mut self) -> io::Result<Option<&[u8]>> {
        let range = std::future::poll_fn(|cx| self.poll_response(cx)).await?;
        Ok(range.map(|range| self.framer.bytes(range)))
    }

    fn poll_response(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Range<usize>>>> {
        loop {
            while let Some(range) = self.framer.next().map_err(Breach::from)? {
                if self.judge(range.clone())? {
                    return Poll::Ready(Ok(Some(range)));
                }
            }
            let mut chunk = [0; CHUNK];
            let mut buf = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut self.inner).poll_read(cx, &mut buf))?;
            match buf.filled() {
                [] if self.framer.is_open() => return Poll::Ready(Err(Breach::Torn.into())),
                [] => return Poll::Ready(Ok(None)),
                bytes => self.framer.push(bytes),
            }
        }
    }

    /// Is it handed on?
    fn judge(&mut self, range: Range<usize>) -> Result<bool, Breach> {
        let bytes = self.framer.bytes(range);
        let untagged = bytes.starts_with(b"* ");
        self.untagged = if untagged || bytes.starts_with(b"+") { self.untagged + 1 } else { 0 };
        if self.untagged > UNTAGGED {
            return Err(Breach::Flood);
        }
        match understood(bytes) {
            Some(words) => {
                self.last_words = words.or(self.last_words.take());
                Ok(true)
            }
            _ if !untagged => Err(Breach::Unreadable("tagged")),
            _ if is_fetch(bytes) => Err(Breach::Unreadable("FETCH")),
            _ => Ok(false),
        }
    }
}

/// Can the client's parser read this to its end? With it, the words of a refusal. The parser panics at some answers of a
/// stranger (`INTERNALDATE NIL`, METADATA that is not UTF-8, `[ALERT]é`); what has made it panic here never reaches the client.
fn understood(bytes: &[u8]) -> Option<Option<String>> {
    let parsed = std::panic::catch_unwind(|| match Response::parse(bytes) {
        Ok(([], response)) => Some(refusal(&response)),
        _ => None,
    });
    parsed.unwrap_or(None)
}

fn refusal(response: &Response<'_>) -> Option<String> {
    match response {
        Response::Done { status: Status::No | Status::Bad, outcome, .. } | Response::Data { status: Status::Bye, outcome } => {
            Some(answer::words(outcome))
        }
        _ => None,
    }
}

/// `* 12 FETCH`: dropping it would make a message invisible.
fn is_fetch(bytes: &[u8]) -> bool {
    let mut words = bytes.split(|b| *b == b' ').skip(1);
    let number = words.next().is_some_and(|word| !word.is_empty() && word.iter().all(u8::is_ascii_digit));
    number && words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"FETCH"))
}

impl<S: Wire> AsyncRead for Guard<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.ready.is_empty() {
            match ready!(this.poll_response(cx))? {
                Some(range) => this.ready = range,
                None => return Poll::Ready(Ok(())),
            }
        }
        let bytes = this.framer.bytes(this.ready.clone());
        let some = bytes.len().min(buf.remaining());
        buf.put_slice(bytes.get(..some).unwrap_or_default());
        this.ready.start += some;
        Poll::Ready(Ok(()))
    }
}

impl<S: Wire> AsyncWrite for Guard<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

/// The client wants to print its stream; nothing of what it carries is shown.
impl<S> fmt::Debug for Guard<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}
