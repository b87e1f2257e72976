//! Strangers' text, made fit to be shown: in a list, a notice, a sentence.

/// One line of at most `most` characters: control characters and marks that turn the direction of text or hide are taken out,
/// runs of space become one space, and what is cut off ends in `…`.
///
/// The joiners U+200C and U+200D stay: Persian and some emoji need them, and they move nothing.
pub fn shown(text: &str, most: usize) -> String {
    if text.len() <= most && text.bytes().all(|b| b.is_ascii_graphic()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().min(most * 2));
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
            continue;
        }
        if is_hidden(c) {
            continue;
        }
        let needed = 1 + usize::from(gap);
        if length + needed > most {
            while length >= most && out.pop().is_some() {
                length -= 1;
            }
            out.truncate(out.trim_end().len());
            out.push('…');
            return out;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        out.push(c);
        length += needed;
    }
    out
}

/// Marks of direction (Unicode Standard Annex 9), and characters without a picture that are used to hide text.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180E}'
        | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn text_is_one_clean_line() {
        for (text, most, want) in [
            ("plain", 10, "plain"),
            ("  two \t\r\n words ", 20, "two words"),
            ("\u{202E}gpj.exe", 20, "gpj.exe"),
            ("a\u{200B}\u{2066}b\u{E0041}c", 20, "abc"),
            ("bell\u{7}\u{1b}[31mred", 20, "bell [31mred"),
            ("می\u{200C}خواهم", 20, "می\u{200C}خواهم"),
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abcde…"),
            ("abcd efgh", 6, "abcd…"),
            ("abcde fgh", 6, "abcde…"),
            ("é è ê ë", 3, "é…"),
            ("", 5, ""),
            ("x", 0, "…"),
        ] {
            assert_eq!(shown(text, most), want, "{text:?} in {most}");
        }
    }

    #[test]
    fn never_longer_than_asked() {
        for most in 1..30 {
            assert!(shown("one two  three\u{202E} four five six seven", most).chars().count() <= most, "{most}");
        }
    }
}
