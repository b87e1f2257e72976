//! A client that knows lines and literals, and nothing else of IMAP.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};

pub struct Client<S> {
    stream: BufStream<S>,
    tag: u32,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub fn new(stream: S) -> Self {
        Self { stream: BufStream::new(stream), tag: 0 }
    }

    /// Where the other side has hung up, the next line is empty.
    pub async fn write(&mut self, text: &str) {
        let _ = self.stream.write_all(text.as_bytes()).await;
        let _ = self.stream.flush().await;
    }

    /// The next line, with its literals within; empty at the end of the stream.
    pub async fn line(&mut self) -> String {
        let mut text = String::new();
        loop {
            if self.stream.read_line(&mut text).await.unwrap_or(0) == 0 {
                return text;
            }
            let announced = text.trim_end().strip_suffix('}').and_then(|t| t.rsplit_once('{')).and_then(|(_, n)| n.parse().ok());
            let Some(length) = announced else { return text.trim_end().to_owned() };
            let mut literal: Vec<u8> = vec![0; length];
            self.stream.read_exact(&mut literal).await.unwrap();
            text += std::str::from_utf8(&literal).unwrap();
        }
    }

    /// Sends a command; the untagged lines of its answer, and last its status without the tag.
    pub async fn ask(&mut self, command: &str) -> Vec<String> {
        self.tag += 1;
        let tag = format!("t{}", self.tag);
        self.write(&format!("{tag} {command}\r\n")).await;
        self.answer(&tag).await
    }

    /// What comes up to the status of this tag, or the end of the stream.
    pub async fn answer(&mut self, tag: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            match line.strip_prefix(tag) {
                Some(status) => {
                    lines.push(status.trim_start().to_owned());
                    return lines;
                }
                None if line.is_empty() => return lines,
                None => lines.push(line),
            }
        }
    }
}
