//! What we send: arguments that cannot break out of their place, and sets of UIDs.

use std::fmt::Write;

use crate::account::Failure;

/// As many UIDs as one command names: a set of them stays under the 8,000 bytes that RFC 2683, section 3.2.1.5, lets a
/// server be asked to take.
pub const UIDS: usize = 500;

/// One command, without its tag.
#[derive(Clone)]
pub struct Command {
    /// How a failure names it.
    pub verb: &'static str,
    pub text: String,
}

impl Command {
    pub fn new(verb: &'static str, text: impl Into<String>) -> Self {
        Self { verb, text: text.into() }
    }
}

/// A quoted string (RFC 3501, section 4.3). A line break or NUL cannot stand in one: refused.
pub fn quoted(verb: &'static str, text: &str) -> Result<String, Failure> {
    if text.contains(['\r', '\n', '\0']) {
        return Err(Failure::Server { command: verb, text: "an argument holds a line break or NUL and was not sent".into() });
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A set of UIDs in its shortest form: `1:3,7`. `uids` in ascending order.
pub fn set(uids: &[u32]) -> String {
    let mut text = String::new();
    for range in uids.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        if let (Some(first), Some(last)) = (range.first(), range.last()) {
            let comma = if text.is_empty() { "" } else { "," };
            // Writing to a String cannot fail.
            let _ = if first == last { write!(text, "{comma}{first}") } else { write!(text, "{comma}{first}:{last}") };
        }
    }
    text
}

/// Ascending, each once: what [`set`] wants.
pub fn sorted(uids: &[u32]) -> Vec<u32> {
    let mut uids = uids.to_vec();
    uids.sort_unstable();
    uids.dedup();
    uids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_short() {
        for (uids, text) in [
            (&[][..], ""),
            (&[5], "5"),
            (&[1, 2, 3, 7], "1:3,7"),
            (&[7, 1, 3, 2, 2], "1:3,7"),
            (&[u32::MAX - 1, u32::MAX], "4294967294:4294967295"),
        ] {
            assert_eq!(set(&sorted(uids)), text);
        }
        let scattered: Vec<u32> = (0..UIDS as u32).map(|n| u32::MAX - 2 * n).collect();
        assert!(set(&sorted(&scattered)).len() < 8000);
    }

    #[test]
    fn no_argument_breaks_out() {
        assert_eq!(quoted("LIST", "a\"b\\c").unwrap(), r#""a\"b\\c""#);
        for bad in ["a\r\nA1 LOGOUT", "a\nb", "a\0b"] {
            assert!(quoted("LIST", bad).is_err());
        }
    }
}
