//! What a pass over INBOX found, in the words of the design.

use crate::account::note::Scanned;
use crate::sent::coverage::{ENOUGH_FOUND, ENOUGH_REPLIES};

/// Sentences, a line each.
pub fn preview(scanned: &Scanned, period: &str) -> Vec<String> {
    let Scanned { backscatter, ours, proved_failures, unsure, replies, found, in_junk, .. } = *scanned;
    let answers = backscatter.saturating_add(ours).saturating_add(unsure);
    let mut lines = Vec::new();
    lines.push(match answers {
        0 => format!("{period}: no bounces and no automatic replies."),
        1 => format!("{period}: 1 bounce or automatic reply, {}.", parts(backscatter, ours, unsure)),
        _ => format!("{period}: {answers} bounces and automatic replies, {}.", parts(backscatter, ours, unsure)),
    });
    let junk = match in_junk {
        0 => String::new(),
        1 => " (one bounce lay in Junk)".to_owned(),
        many => format!(" ({many} bounces lay in Junk)"),
    };
    if proved_failures > 0 {
        lines.push(format!("Of your own mail, {proved_failures} never arrived{junk}."));
    }
    lines.push(coverage(replies, found));
    lines
}

fn parts(backscatter: u32, ours: u32, unsure: u32) -> String {
    let parts = [(backscatter, "not yours"), (ours, "yours"), (unsure, "unsure")];
    parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

/// What absence from Sent is worth.
fn coverage(replies: u32, found: u32) -> String {
    if replies < ENOUGH_REPLIES {
        return format!(
            "Only {replies} answers to your mail were found, and {ENOUGH_REPLIES} are needed to see how much of it is in your Sent folders: \
             absence alone proves nothing yet, and a second sign is asked for."
        );
    }
    let percent = share(replies, found);
    if percent >= ENOUGH_FOUND {
        format!("Of what people answered, {percent} % is in your Sent folders, so absence proves something here.")
    } else {
        format!(
            "Of what people answered, only {percent} % is in your Sent folders: you send in ways that they do not show, so absence proves \
             nothing here."
        )
    }
}

/// In whole percent, rounded down: 94.9 is not 95.
pub fn share(replies: u32, found: u32) -> u32 {
    u32::try_from(u64::from(found) * 100 / u64::from(replies.max(1))).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_says_what_was_found() {
        let scanned = |backscatter, ours, [proved_failures, in_junk]: [u32; 2], unsure, replies, found| Scanned {
            in_junk,
            backscatter,
            ours,
            proved_failures,
            unsure,
            replies,
            found,
            ..Scanned::default()
        };
        for (scanned, want) in [
            (
                scanned(28, 2, [2, 1], 1, 100, 96),
                "90 days: 31 bounces and automatic replies, 28 not yours, 2 yours, 1 unsure. Of your own mail, 2 never arrived (one bounce lay in Junk). \
                 Of what people answered, 96 % is in your Sent folders, so absence proves something here.",
            ),
            (
                scanned(0, 1, [1, 0], 0, 1_000, 949),
                "90 days: 1 bounce or automatic reply, 1 yours. Of your own mail, 1 never arrived. Of what people answered, only 94 % is in \
                 your Sent folders: you send in ways that they do not show, so absence proves nothing here.",
            ),
            (
                scanned(0, 0, [3, 3], 0, 19, 19),
                "90 days: no bounces and no automatic replies. Of your own mail, 3 never arrived (3 bounces lay in Junk). Only 19 answers to your mail were found, and 20 are needed to see how much of \
                 it is in your Sent folders: absence alone proves nothing yet, and a second sign is asked for.",
            ),
        ] {
            assert_eq!(preview(&scanned, "90 days").join(" "), want);
        }
    }
}
