//! Subjects, compared without what programs put before them.

/// What reply and forward prefixes look like, in the languages whose mail programs write their own. Lower case, without the colon.
const PREFIXES: [&str; 27] = [
    "re", "aw", "antw", "antwort", "sv", "vs", "ref", "rif", "res", "r", "odp", "ynt", "vá", "atb", "fwd", "fw", "wg", "tr", "rv", "enc",
    "pd", "i", "doorst", "vb", "ilt", "fs", "转发",
];

/// The subject without case, without runs of space, and without leading "Re:" and "[tag]", unless nothing would be left.
pub fn bare(subject: &str) -> String {
    let whole = subject.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let mut rest = whole.as_str();
    loop {
        let shorter = without_prefix(rest).or_else(|| without_tag(rest));
        match shorter.map(str::trim_start) {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => break,
        }
    }
    rest.to_owned()
}

/// A longer prefix is a subject's own words, in characters.
const LONGEST_PREFIX: usize = 30;

fn without_prefix(text: &str) -> Option<&str> {
    // not further: a subject may be as long as a message, and nothing but tags
    let begin = text.char_indices().nth(LONGEST_PREFIX).map_or(text, |(end, _)| text.get(..end).unwrap_or_default());
    let (head, after) = begin.split_once(':').or_else(|| begin.split_once('：'))?;
    let rest = text.get(begin.len() - after.len()..)?;
    // "Re[2]:" and "Re (3):" count their replies
    let word = head.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')' | ' ' | '^'));
    PREFIXES.contains(&word).then_some(rest)
}

fn without_tag(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.split_once(']').map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn prefixes_and_tags_go_unless_nothing_is_left() {
        for (subject, want) in [
            ("Re: Hello", "hello"),
            ("AW: Re[2]: [list]  Hello   there", "hello there"),
            ("[tag] Re:", "re:"),
            ("Re:", "re:"),
            ("[only]", "[only]"),
            ("Report: all well", "report: all well"),
        ] {
            assert_eq!(bare(subject), want, "{subject}");
        }
    }
}
