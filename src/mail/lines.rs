//! The lines of a text, as fast as memory is read.

/// The lines with their ends.
pub(super) fn whole(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |n| n + 1);
        let (line, behind) = rest.split_at_checked(end)?;
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
}

/// The lines without their ends.
pub(super) fn bare(text: &str) -> impl Iterator<Item = &str> {
    whole(text).map(|line| match line.strip_suffix('\n') {
        Some(bare) => bare.strip_suffix('\r').unwrap_or(bare),
        None => line,
    })
}

#[cfg(test)]
mod tests {
    use super::{bare, whole};

    #[test]
    fn lines_are_those_of_the_standard_library() {
        for text in ["", "a", "a\n", "a\r", "\n\na\r\nb\rc\n\r\n", "ü\n"] {
            assert!(whole(text).eq(text.split_inclusive('\n')), "{text:?}");
            assert!(bare(text).eq(text.lines()), "{text:?}");
        }
    }
}
