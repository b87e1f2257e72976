//! What the values of header fields say: texts, addresses, dates, Message-IDs.

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{DateTime, HeaderValue};

use super::{Address, MessageId, address};

/// More addresses than this in one field tell nothing more.
const MOST_ADDRESSES: usize = 500;

/// A value as a person reads it: unfolded, encoded words decoded, 8-bit bytes by `charset` where they are not UTF-8.
pub(super) fn decoded<'a>(value: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    // no header is written in UTF-7: a plus sign there is that of a date or an address
    let charset = charset.filter(|c| !is_utf7(c));
    let text = match charset_text(value, charset) {
        Cow::Borrowed(text) => unfolded(text),
        Cow::Owned(text) => Cow::Owned(unfolded(&text).into_owned()),
    };
    if memchr::memchr(b'=', text.as_bytes()).is_none() || !text.contains("=?") {
        return text;
    }
    let line = [&text, "\n"].concat();
    match MessageStream::new(line.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => Cow::Owned(unfolded(&text).into_owned()),
        _ => text,
    }
}

/// Bytes as text: UTF-8, or the charset that is named, or Windows-1252, which has a letter for nearly every byte.
pub(super) fn charset_text<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let named = charset.filter(|c| !c.eq_ignore_ascii_case("utf-8") && !c.eq_ignore_ascii_case("us-ascii"));
    // these write every letter in seven bits
    let stateful = |c: &str| ["iso-2022", "utf-7", "hz-"].iter().any(|s| c.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)));
    if !named.is_some_and(stateful)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Cow::Borrowed(text);
    }
    match named.and_then(|c| charset_decoder(c.as_bytes())).or_else(|| charset_decoder(b"windows-1252")) {
        Some(decode) if named.is_some_and(is_utf7) => Cow::Owned(decode(&spelled_out(bytes))),
        Some(decode) => Cow::Owned(decode(bytes)),
        None => String::from_utf8_lossy(bytes),
    }
}

fn is_utf7(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-7")
}

/// UTF-7 without the short forms of RFC 2152, which the decoder reads wrongly: a plus sign is `+ACs-`, and every run of letters
/// ends with `-`.
fn spelled_out(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'+', rest) {
        let (plain, run) = rest.split_at(at);
        let run = run.get(1..).unwrap_or_default();
        let letters = run.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).count();
        let (letters, behind) = run.split_at(letters);
        out.extend_from_slice(plain);
        out.push(b'+');
        out.extend_from_slice(if letters.is_empty() { b"ACs" } else { letters });
        out.push(b'-');
        rest = behind.strip_prefix(b"-").unwrap_or(behind);
    }
    out.extend_from_slice(rest);
    out
}

/// Line ends and the space around them become one space, as RFC 5322, section 2.2.3, unfolds; control characters go.
fn unfolded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    // without a way out, the loop looks at many bytes at once
    if !text.bytes().fold(false, |found, b| found | b.is_ascii_control() | (b == 0xc2)) {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.extend(line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control()));
    }
    Cow::Owned(whole)
}

/// The addresses of a From, To or Cc value, with the name that the first one shows.
pub(super) fn addresses(value: &[u8]) -> (Vec<Address>, Option<String>) {
    if let Some((address, name)) = simple(value) {
        return (vec![address], name);
    }
    let mut line = value.trim_ascii().to_vec();
    line.push(b'\n');
    let HeaderValue::Address(list) = MessageStream::new(&line).parse_address() else { return (Vec::new(), None) };
    let name = list.iter().next().and_then(|a| a.name()).map(unfolded).filter(|n| !n.is_empty()).map(Cow::into_owned);
    let mut found: Vec<Address> = Vec::new();
    for one in list.iter().take(MOST_ADDRESSES) {
        // "ann@example.org <broken" and "Ann ann@example.org": the address stands in what was taken for a name
        let address = one.address().and_then(Address::parse).or_else(|| one.name().and_then(in_words));
        found.extend(address.filter(|a| !found.contains(a)));
    }
    (found, name)
}

/// One address that no two readers could read differently, with or without a name: `ann@example.org`, `Ann Lee <ann@example.org>`,
/// `"Ann Lee" <ann@example.org>`, `ann@example.org (Ann Lee)`. Nearly all are written so.
fn simple(value: &[u8]) -> Option<(Address, Option<String>)> {
    let text = std::str::from_utf8(value).ok()?.trim_ascii();
    let (address, name) = if let Some(rest) = text.strip_suffix('>') {
        let opens = memchr::memchr(b'<', rest.as_bytes())?;
        let (name, address) = (rest.get(..opens)?, rest.get(opens + 1..)?);
        let name = name.trim_ascii_end();
        (address, name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name))
    } else if let Some(rest) = text.strip_suffix(')') {
        rest.split_once(" (")?
    } else {
        (text, "")
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'@' | b'.' | b'-' | b'_' | b'+' | b'=');
    let one_sign = memchr::memchr_iter(b'@', address.as_bytes()).take(2).count() == 1;
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let sound = one_sign && address.bytes().all(plain) && (name.is_empty() || name.split(' ').all(word));
    let address = sound.then(|| Address::parse(address))??;
    Some((address, (!name.is_empty()).then(|| name.to_owned())))
}

/// The first address among words.
pub(super) fn in_words(text: &str) -> Option<Address> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"' | ';') || address::is_mark(c))
        .filter(|word| word.contains('@'))
        .find_map(Address::parse)
}

/// A date as RFC 5322, section 3.3, writes it, and as the careless do. `None` for what is no date.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let mut parsed = DateTime::parse_rfc822(&[text, "\n"].concat())?;
    if parsed.second == 60 {
        parsed.second = 59;
    }
    (parsed.is_valid() && parsed.year >= 1970).then(|| Timestamp::from_second(parsed.to_timestamp()).ok()).flatten()
}

/// Every Message-ID of a value. A long one may be folded in its middle.
pub(super) fn ids(value: &[u8]) -> Vec<MessageId> {
    let text = std::str::from_utf8(value).map_or_else(|_| String::from_utf8_lossy(value), Cow::Borrowed);
    let bracketed = memchr::memchr2(b'\n', b'\r', text.trim().as_bytes()).is_some() && text.contains('<');
    let text = if bracketed { text.split(['\n', '\r']).map(str::trim).collect() } else { text };
    let mut ids = MessageId::all(&unfolded(&text));
    ids.truncate(200);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded() {
        for (value, charset, want) in [
            (&b" =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"[..], None, "Grüße"),
            (b" =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=", None, "テスト"),
            (b"a\r\n\tb", None, "a b"),
            (b"Gr\xfc\xdfe", None, "Grüße"),
            (b"\xf0\xd2\xc9\xd7\xc5\xd4", Some("koi8-r"), "Привет"),
            (b"nul\0led", None, "nulled"),
        ] {
            assert_eq!(decoded(value, charset), want);
        }
    }

    #[test]
    fn utf_7_keeps_its_plus_signs_and_what_stands_behind_a_run() {
        for (text, want) in [
            ("Date: 2 Nov 2026 09:00:00 +-0100", "Date: 2 Nov 2026 09:00:00 +0100"),
            ("Gr+APwA3w-e", "Grüße"),
            ("+ZYeB9A\nTo: a", "文致\nTo: a"),
            ("1 + 1", "1 + 1"),
            ("ends +", "ends +"),
        ] {
            assert_eq!(charset_text(text.as_bytes(), Some("UTF-7")), want);
        }
        assert_eq!(decoded(b"Mon, 2 Nov 2026 09:00:00 +0100", Some("utf-7")), "Mon, 2 Nov 2026 09:00:00 +0100");
    }

    #[test]
    fn dates_are_read_as_mail_writes_them() {
        for (text, want) in [
            ("Mon, 2 Nov 2026 09:00:00 +0000", Some("2026-11-02T09:00:00Z")),
            ("02 Nov 2026 9:05 +0100 (CET)", Some("2026-11-02T08:05:00Z")),
            ("Mon, 2 Nov 2026 09:00:60 GMT", Some("2026-11-02T09:00:59Z")),
            ("Mon, 2 Nov 26 09:00:00 -0500", Some("2026-11-02T14:00:00Z")),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(date(text).map(|t| t.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_folded_id_is_put_together() {
        let all = |text: &str| ids(text.as_bytes()).iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(all(" <first-half-\r\n second-half@example.org>\r\n"), ["first-half-second-half@example.org"]);
        assert_eq!(all("\n\t<a@example.org>\n\t<b@example.org>"), ["a@example.org", "b@example.org"]);
        assert!(all("<two words@example.org>").is_empty());
    }

    #[test]
    fn addresses_are_found_in_careless_lists() {
        let all = |text: &str| addresses(text.as_bytes()).0.iter().map(|a| a.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(all("Ann <ann@example.org>, \"B, C\" <bc@example.org>"), ["ann@example.org", "bc@example.org"]);
        assert_eq!(all("ann@example.org (Ann)"), ["ann@example.org"]);
        assert_eq!(all("group: a@example.org, b@example.org;"), ["a@example.org", "b@example.org"]);
        assert!(all("undisclosed-recipients:;").is_empty());
        assert!(all("").is_empty());
    }
}
