//! Folder names on the wire: modified UTF-7 (RFC 3501, section 5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const SHIFTED: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    // Some servers leave stray bits at the end of a shift; what they mean is plain.
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// A name as the wire wants it.
pub fn encode(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut shifted = String::new();
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            shift(&mut wire, &mut shifted);
            wire.push(c);
            if c == '&' {
                wire.push('-');
            }
        } else {
            shifted.push(c);
        }
    }
    shift(&mut wire, &mut shifted);
    wire
}

fn shift(wire: &mut String, shifted: &mut String) {
    if !shifted.is_empty() {
        let units: Vec<u8> = shifted.encode_utf16().flat_map(u16::to_be_bytes).collect();
        wire.push('&');
        SHIFTED.encode_string(units, wire);
        wire.push('-');
        shifted.clear();
    }
}

/// A name as people read it; `None` where it is no modified UTF-7.
pub fn decode(wire: &str) -> Option<String> {
    let mut name = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some((before, after)) = rest.split_once('&') {
        let (inside, after) = after.split_once('-')?;
        name.push_str(before);
        if inside.is_empty() {
            name.push('&');
        } else {
            let bytes = SHIFTED.decode(inside).ok()?;
            let (pairs, odd) = bytes.as_chunks::<2>();
            if !odd.is_empty() {
                return None;
            }
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            name.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = after;
    }
    name.push_str(rest);
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    #[test]
    fn known_names() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("Entwürfe", "Entw&APw-rfe"),
            ("Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"),
            ("送信済み", "&kAFP4W4IMH8-"),
            ("Éléments envoyés", "&AMk-l&AOk-ments envoy&AOk-s"),
            ("Q&A", "Q&-A"),
            ("😀", "&2D3eAA-"),
        ] {
            assert_eq!(encode(name), wire);
            assert_eq!(decode(wire).as_deref(), Some(name));
        }
        for broken in ["&", "a&b", "&AA-", "&2D0-", "&*-"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(name in any::<String>()) {
            assert_eq!(decode(&encode(&name)), Some(name));
        }

        #[test]
        fn strangers_names_never_panic(wire in any::<String>()) {
            decode(&wire);
        }
    }
}
