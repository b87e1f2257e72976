//! What the agent writes back, a line of JSON each; and how lines are read with a bound.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};
use tokio::net::UnixStream;

use crate::account::note::Reply;

/// While the agent is at work it says so this often; who waits may give up after four times as long.
pub(super) const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

/// One line of the agent's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "line")]
pub enum Line {
    /// Still at it.
    Working,
    /// A folder is being read: messages read, and still to read.
    Reading { folder: String, read: u32, left: u32 },
    /// The last line: done.
    Answer { answer: Reply },
    /// The last line: not done, and why, in a sentence.
    Refused { why: String },
}

/// A value as one line.
pub(super) fn written(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}

/// One line of at most `most` bytes, without its end. `None` at the end of the stream; a longer line is an error.
pub(super) async fn read_line(from: &mut (impl AsyncBufRead + Unpin), most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    from.take(most + 1).read_until(b'\n', &mut line).await?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) if line.len() as u64 >= most => Err(io::Error::new(io::ErrorKind::InvalidData, "the line is too long")),
        Some(_) => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// The user that we run as, and the one at the other end, are the same: the kernel says so.
pub(super) fn is_same_user(stream: &UnixStream) -> io::Result<bool> {
    // A pair of our own tells our user without a call that the standard library lacks.
    let (own, _other) = UnixStream::pair()?;
    Ok(stream.peer_cred()?.uid() == own.peer_cred()?.uid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_have_a_bound() {
        for (bytes, want) in [
            (&b"abc\nrest"[..], Ok(Some("abc"))),
            (b"abcd\n", Ok(Some("abcd"))),
            (b"\n", Ok(Some(""))),
            (b"", Ok(None)),
            (b"abcde\n", Err(io::ErrorKind::InvalidData)),
            (b"abcdefghijklm", Err(io::ErrorKind::InvalidData)),
            (b"ab", Err(io::ErrorKind::UnexpectedEof)),
        ] {
            let mut from = bytes;
            let got = read_line(&mut from, 4).await.map(|line| line.map(|l| String::from_utf8(l).unwrap())).map_err(|e| e.kind());
            assert_eq!(got.as_ref().map(Option::as_deref).map_err(|e| *e), want, "{bytes:?}");
        }
    }
}
