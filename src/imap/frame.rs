//! Cuts what a server sends into whole responses, and refuses what is too long: a line, a literal, a response.
//!
//! Nothing is allocated because a number was announced: the buffer grows with the bytes that came.

use std::ops::Range;

/// We ask for partial bodies of 64 KiB; a longer literal is none of ours.
pub const LITERAL: usize = 256 * 1024;
/// One line, its line break counted.
pub const LINE: usize = 64 * 1024;
/// One response with all its literals.
pub const RESPONSE: usize = 1024 * 1024;
/// Parentheses in parentheses. What we ask for has three; the parser calls itself for each.
pub const DEPTH: usize = 64;

/// What was too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    #[error("the server announced a literal of more than {} KiB", LITERAL / 1024)]
    Literal,
    #[error("the server sent a line of more than {} KiB", LINE / 1024)]
    Line,
    #[error("the server sent a response of more than {} KiB", RESPONSE / 1024)]
    Response,
    #[error("the server sent more than {DEPTH} parentheses in each other")]
    Depth,
}

/// Bytes in, whole responses out.
#[derive(Default)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Where the response that is being cut begins.
    start: usize,
    /// Where its present line begins.
    line: usize,
    /// No line break stands between `line` and here. Beyond the buffer's end while a literal is still coming.
    scanned: usize,
    /// Parentheses that are open in the response that is being cut.
    depth: usize,
}

impl Framer {
    /// Adds what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > LINE || self.start == self.buffer.len() {
            self.buffer.drain(..self.start);
            self.line -= self.start;
            self.scanned -= self.start;
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Where the next whole response stands, if it has come; see [`Framer::bytes`].
    pub fn next(&mut self) -> Result<Option<Range<usize>>, Excess> {
        while let Some(rest) = self.buffer.get(self.scanned..) {
            let Some(at) = rest.iter().position(|b| *b == b'\n') else {
                self.scanned = self.buffer.len();
                break;
            };
            let end = self.scanned + at + 1;
            if end - self.line > LINE {
                return Err(Excess::Line);
            }
            let so_far = self.buffer.get(self.start..end).unwrap_or_default();
            let status = is_status(so_far);
            if !status {
                self.depth = deepened(self.depth, self.buffer.get(self.line..end).unwrap_or_default())?;
            }
            match announced(so_far).filter(|_| !status) {
                Some(length) if length > LITERAL as u64 => return Err(Excess::Literal),
                Some(length) => {
                    self.scanned = end + length as usize;
                    self.line = self.scanned;
                    if self.scanned - self.start > RESPONSE {
                        return Err(Excess::Response);
                    }
                }
                None if end - self.start > RESPONSE => return Err(Excess::Response),
                None => {
                    let whole = self.start..end;
                    self.start = end;
                    self.line = end;
                    self.scanned = end;
                    self.depth = 0;
                    return Ok(Some(whole));
                }
            }
        }
        match self.buffer.len().saturating_sub(self.line) > LINE {
            true => Err(Excess::Line),
            false => Ok(None),
        }
    }

    /// The bytes of a response that [`Framer::next`] has found; valid until the next `push`.
    pub fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.buffer.get(range).unwrap_or_default()
    }

    /// A response has begun and is not whole.
    pub fn is_open(&self) -> bool {
        self.start < self.buffer.len()
    }
}

/// Status responses, tagged ones and continuations end in free text: what looks like a literal or a parenthesis there is none.
fn is_status(response: &[u8]) -> bool {
    let Some(data) = response.strip_prefix(b"* ") else { return true };
    let word = data.split(|b| matches!(b, b' ' | b'\r' | b'\n')).next().unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|status| word.eq_ignore_ascii_case(status))
}

/// How many parentheses are open after this line; those in quoted strings do not count.
fn deepened(before: usize, line: &[u8]) -> Result<usize, Excess> {
    let (mut depth, mut quoted, mut escaped) = (before, false, false);
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return Err(Excess::Depth);
        }
    }
    Ok(depth)
}

/// The length of the literal that the last line announces (RFC 3501, section 4.3).
fn announced(response: &[u8]) -> Option<u64> {
    let line = response.strip_suffix(b"}\r\n")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let digits = line.len() - line.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let (before, digits) = line.split_at_checked(digits)?;
    if !before.ends_with(b"{") || digits.is_empty() {
        return None;
    }
    Some(std::str::from_utf8(digits).ok()?.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All responses in what is pushed in pieces of `step` bytes.
    fn cut(input: &[u8], step: usize) -> Result<Vec<Vec<u8>>, Excess> {
        let mut framer = Framer::default();
        let mut found = Vec::new();
        for piece in input.chunks(step) {
            framer.push(piece);
            while let Some(range) = framer.next()? {
                found.push(framer.bytes(range).to_vec());
            }
        }
        Ok(found)
    }

    #[test]
    fn responses_are_cut_wherever_the_pieces_end() {
        let parts: [&[u8]; 5] = [
            b"* OK hello {5}\r\n",
            b"* 1 FETCH (BODY[]<0> {6}\r\na\r\nb\r\n UID 7)\r\n",
            b"A1 NO no {3}\r\n",
            b"* LIST () {1}\r\n/ {3}\r\na b\r\n",
            b"+ go on {9}\r\n",
        ];
        let whole = parts.concat();
        for step in 1..whole.len() {
            assert_eq!(cut(&whole, step).unwrap(), parts, "step {step}");
        }
    }

    #[test]
    fn too_much_is_refused_before_it_is_held() {
        let literal = b"* 1 FETCH (BODY[] {4294967296}\r\n";
        assert_eq!(cut(literal, 7), Err(Excess::Literal));
        assert_eq!(cut(b"* 1 FETCH (BODY[] {99999999999999999999999}\r\n", 7), Err(Excess::Literal));
        assert_eq!(cut(&vec![b'x'; LINE + 2], 4096), Err(Excess::Line));
        let one = format!("{{{LITERAL}}}\r\n{}", "y".repeat(LITERAL));
        let deep = |count: usize| format!("* 1 FETCH ({}\r\n", "(".repeat(count));
        assert_eq!(cut(deep(DEPTH).as_bytes(), 99), Err(Excess::Depth));
        assert!(cut(deep(DEPTH - 1).as_bytes(), 99).is_ok());
        let in_a_string = format!("* LIST () \"/\" \"\\\"{}\" {{200}}\r\n{}\r\n", "(".repeat(200), "(".repeat(200));
        assert!(cut(in_a_string.as_bytes(), 99).is_ok());
        assert_eq!(cut(format!("* 1 FETCH ({one} {one} {one} {one} {one}").as_bytes(), 16384), Err(Excess::Response));
    }
}
