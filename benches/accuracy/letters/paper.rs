//! From text to the bytes of mail: charsets, encoded words, transfer encodings, parts, folded lines.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use encoding_rs::Encoding;
use fastrand::Rng;
use jiff::Timestamp;
use jiff::tz::Offset;

/// A date as RFC 5322 has it, `hours` east of Greenwich.
pub fn date(at: Timestamp, hours: i8) -> String {
    Offset::constant(hours).to_datetime(at).strftime(&format!("%a, %d %b %Y %H:%M:%S {hours:+03}00")).to_string()
}

/// `text` in the first of these charsets, tried from a chance one on, that has all its letters; UTF-8 has them.
pub fn in_charset(text: &str, charsets: &[&'static str], chance: &mut Rng) -> (Vec<u8>, &'static str) {
    if !text.is_ascii() && chance.u8(..) < 6 {
        return (utf7(text), "utf-7");
    }
    let first = chance.usize(..charsets.len());
    let tried = charsets[first..].iter().find_map(|charset| encoded(text, charset).map(|bytes| (bytes, *charset)));
    tried.unwrap_or_else(|| (text.as_bytes().to_vec(), "utf-8"))
}

fn encoded(text: &str, charset: &str) -> Option<Vec<u8>> {
    if charset == "us-ascii" {
        return text.is_ascii().then(|| text.as_bytes().to_vec());
    }
    let (bytes, _, unmappable) = Encoding::for_label(charset.as_bytes())?.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

/// RFC 2152: what is not ASCII as the base64 of UTF-16 between `+` and `-`.
fn utf7(text: &str) -> Vec<u8> {
    let mut out = String::new();
    for run in text.split_inclusive(|c: char| c.is_ascii()) {
        let (strange, plain) = run.split_at(run.find(|c: char| c.is_ascii()).unwrap_or(run.len()));
        if !strange.is_empty() {
            let units: Vec<u8> = strange.encode_utf16().flat_map(u16::to_be_bytes).collect();
            out += &format!("+{}-", STANDARD_NO_PAD.encode(units));
        }
        out += if plain == "+" { "+-" } else { plain };
    }
    out.into_bytes()
}

/// A header value: words that are not ASCII as RFC 2047 writes them, lines folded.
pub fn header_line(name: &str, value: &str, charsets: &[&'static str], chance: &mut Rng) -> String {
    // a display name is encoded apart from its address
    let (words, address) = match value.find('<').filter(|_| matches!(name, "From" | "To" | "Sender")) {
        Some(at) => value.split_at(at),
        None => (value, ""),
    };
    let words = if words.is_ascii() {
        words.to_owned()
    } else {
        let (_, charset) = in_charset(words, charsets, chance);
        let charset = if charset == "utf-7" { "utf-8" } else { charset };
        let space = if address.is_empty() { "" } else { " " };
        encoded_words(words.trim().trim_matches('"'), charset, chance.bool()) + space
    };
    fold(&format!("{name}: {words}{address}"))
}

/// Encoded words of at most 75 characters, apart by folds.
fn encoded_words(text: &str, charset: &str, base64: bool) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut chunk = String::new();
    let word = |chunk: &str| {
        let bytes = encoded(chunk, charset).unwrap_or_else(|| chunk.as_bytes().to_vec());
        if base64 { format!("=?{charset}?B?{}?=", STANDARD.encode(bytes)) } else { format!("=?{charset}?Q?{}?=", quoted(&bytes, b"")) }
    };
    for c in text.chars() {
        let longer = format!("{chunk}{c}");
        if word(&longer).len() > 75 {
            words.push(word(&chunk));
            chunk = c.to_string();
        } else {
            chunk = longer;
        }
    }
    words.push(word(&chunk));
    words.join("\n ")
}

/// The Q encoding; what stands in `kept` is written as it is.
fn quoted(bytes: &[u8], kept: &[u8]) -> String {
    let write = |&b: &u8| if b.is_ascii_alphanumeric() || kept.contains(&b) { char::from(b).to_string() } else { format!("={b:02X}") };
    bytes.iter().map(write).collect()
}

/// Broken at spaces, under 78 characters where that is possible, unless it is broken already.
fn fold(line: &str) -> String {
    if line.contains('\n') {
        return line.to_owned();
    }
    let mut folded = String::new();
    let mut length = 0;
    for word in line.split_inclusive(' ') {
        if length + word.len() > 78 && length > 20 {
            // the space moves to the next line
            folded.truncate(folded.trim_end_matches(' ').len());
            folded += "\n ";
            length = 1;
        }
        folded += word;
        length += word.len();
    }
    folded
}

/// A text part: its Content-Type with charset, its transfer encoding, and its bytes.
pub fn text_part(kind: &str, text: &str, charsets: &[&'static str], chance: &mut Rng) -> (String, Vec<u8>) {
    let (bytes, charset) = in_charset(text, charsets, chance);
    let seven = bytes.iter().all(|b| b.is_ascii());
    let encoding = match chance.u8(..10) {
        0..6 if seven => "7bit",
        0..4 => "8bit",
        0..8 if charset != "iso-2022-jp" => "quoted-printable",
        _ => "base64",
    };
    let body = match encoding {
        "base64" => lines_of_76(&STANDARD.encode(&bytes)).into_bytes(),
        "quoted-printable" => quoted_printable(&bytes).into_bytes(),
        _ => bytes,
    };
    (format!("Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n"), body)
}

/// RFC 2045, section 6.7.
fn quoted_printable(bytes: &[u8]) -> String {
    let mut out = String::new();
    for line in bytes.split(|&b| b == b'\n') {
        let mut length = 0;
        for (at, b) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let plain = (b.is_ascii_graphic() && *b != b'=') || *b == b' ' && !last;
            let sign = if plain { char::from(*b).to_string() } else { format!("={b:02X}") };
            if length + sign.len() > 75 {
                out += "=\n";
                length = 0;
            }
            length += sign.len();
            out += &sign;
        }
        out.push('\n');
    }
    out.pop();
    out
}

pub fn base64_lines(text: &str) -> String {
    lines_of_76(&STANDARD.encode(text))
}

fn lines_of_76(text: &str) -> String {
    text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect::<Vec<_>>().join("\n")
}

/// Every line ends with CRLF.
pub fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 30);
    for &b in bytes {
        if b == b'\n' {
            out.push(b'\r');
        }
        out.push(b);
    }
    out
}
