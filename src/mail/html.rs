//! HTML to the lines that a person would read: enough for words, addresses and pasted header blocks.

/// Elements that begin a line of their own.
const BLOCKS: [&str; 18] =
    ["br", "p", "div", "tr", "li", "ul", "ol", "table", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dl"];
/// Elements that stand beside what they follow: a cell, a term and what it means.
const CELLS: [&str; 4] = ["td", "th", "dt", "dd"];
/// Elements whose text nobody sees.
const UNSEEN: [&str; 4] = ["style", "script", "head", "title"];

/// Reduces HTML to text. Linear: every byte is passed once.
pub(super) fn to_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    let mut unseen: Option<&str> = None;
    let mut verbatim = 0_usize;
    while !rest.is_empty() {
        let (words, tag) = rest.split_once('<').unwrap_or((rest, ""));
        if unseen.is_none() {
            push_words(&mut text, words, verbatim > 0);
        }
        // "<ann@example.org>" and "a < b" are words that somebody forgot to escape
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            if rest.len() > words.len() && unseen.is_none() {
                text.push('<');
            }
            rest = tag;
            continue;
        }
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (inside, after) = tag.split_once('>').unwrap_or((tag, ""));
        rest = after;
        let closes = inside.starts_with('/');
        let name = inside.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        if let Some(element) = unseen {
            if closes && element.eq_ignore_ascii_case(name) {
                unseen = None;
            }
        } else if let Some(element) = UNSEEN.iter().find(|e| is(e)) {
            unseen = (!closes && !inside.ends_with('/')).then_some(element);
        } else if BLOCKS.iter().any(is) {
            newline(&mut text);
            if name.eq_ignore_ascii_case("pre") {
                verbatim = if closes { verbatim.saturating_sub(1) } else { verbatim + 1 };
            }
        } else if CELLS.iter().any(is) {
            if !closes && name.eq_ignore_ascii_case("dt") {
                newline(&mut text);
            }
            push_spaced(&mut text, " ", false);
        } else if inside.contains('@') && !inside.contains(char::is_whitespace) {
            text.push('<');
            text.push_str(inside);
            text.push('>');
        }
    }
    text
}

fn newline(text: &mut String) {
    while text.ends_with(' ') {
        text.pop();
    }
    text.push('\n');
}

fn push_words(text: &mut String, words: &str, verbatim: bool) {
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        push_spaced(text, before, verbatim);
        rest = match named_at(entity) {
            Some((name, after)) => {
                text.push(named(name).unwrap_or('?'));
                after
            }
            None => {
                text.push('&');
                entity.get(1..).unwrap_or_default()
            }
        };
    }
    push_spaced(text, rest, verbatim);
}

/// The name of an entity, and what stands behind its semicolon. Only the next few bytes are looked at.
fn named_at(entity: &str) -> Option<(&str, &str)> {
    let end = entity.bytes().take(10).position(|b| b == b';')?;
    Some((entity.get(1..end)?, entity.get(end + 1..)?))
}

fn push_spaced(text: &mut String, words: &str, verbatim: bool) {
    if verbatim {
        text.push_str(words);
        return;
    }
    for c in words.chars() {
        if !c.is_whitespace() {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
    }
}

fn named(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32).filter(|c| !c.is_control());
    }
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "aacute" => 'á',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "ntilde" => 'ñ',
        "ccedil" => 'ç',
        "atilde" => 'ã',
        "ecirc" => 'ê',
        "aring" => 'å',
        "oslash" => 'ø',
        "aelig" => 'æ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn lines_stay_lines_and_addresses_stay_addresses() {
        for (html, want) in [
            ("<p>Hello&nbsp;<b>you</b></p>\n<p>there</p>", "\nHello you\n\nthere\n"),
            ("<pre>From: a\nTo: b</pre>", "\nFrom: a\nTo: b\n"),
            ("<head><title>x</title></head>a<style>b</style>c", "ac"),
            ("to <ann@example.org>: no", "to <ann@example.org>: no"),
            ("1 < 2 &amp; &lt;3&gt; &#228; &bogus;", "1 < 2 & <3> ä ?"),
            ("<!-- <p>not</p> -->a", "a"),
            ("<br", "\n"),
            ("<tr><td>to</td><td>ann@example.org</td></tr>", "\nto ann@example.org\n"),
        ] {
            assert_eq!(to_text(html), want, "{html}");
        }
    }
}
