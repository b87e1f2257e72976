//! The header block of the message that a report answers, from a part of its own or pasted into text.

use super::address::lower;
use super::fields::Block;
use super::{Field, Fields, MessageId, Original, Received, header};

/// More Received lines than this are an attack, or a loop whose beginning says enough.
const MOST_RECEIVED: usize = 60;
/// The longest thread that people wrote has fewer: more IDs are an attack.
const MOST_IDS: usize = 500;

/// Reads the fields of a returned block. `complete`: the block was seen to its end.
pub(super) fn of(fields: &Fields, complete: bool) -> Original {
    let mut original = Original { complete, ..Original::default() };
    for field in fields.iter() {
        let Field { name, value, .. } = field;
        match name {
            "from" if original.from.is_empty() => original.from = header::addresses(value).0,
            "sender" if original.sender.is_none() => original.sender = header::addresses(value).0.into_iter().next(),
            "to" | "cc" => {
                for address in header::addresses(value).0 {
                    if !original.to.contains(&address) && original.to.len() < 500 {
                        original.to.push(address);
                    }
                }
            }
            "subject" if original.subject.is_none() => original.subject = Some(field.text().into_owned()),
            "date" | "sent" if original.date.is_none() => original.date = header::date(&field.text()),
            "received" if original.received.len() < MOST_RECEIVED => original.received.push(received(&field.text())),
            "auto-submitted" => original.automatic |= !starts(value, "no"),
            "precedence" | "x-precedence" => {
                original.automatic |= starts(value, "auto_reply") || starts(value, "auto-reply");
                original.list |= starts(value, "list");
            }
            "x-autoreply" | "x-autorespond" | "x-autorespond-to" | "x-auto-response-suppress" => original.automatic = true,
            "list-id" | "list-post" | "mailing-list" | "x-mailing-list" | "x-beenthere" => original.list = true,
            "content-type" => {
                original.calendar |= contains(value, "text/calendar");
                // receipts and other reports, of which no copy is kept
                original.automatic |= starts(value, "multipart/report");
            }
            _ if tells_id(name) => add_ids(&mut original.ids, header::ids(value)),
            _ => {}
        }
    }
    original
}

/// Reads a returned block that may hold an empty line where none belongs: when what stands behind it still is a header, it is read on.
pub(super) fn block(bytes: &[u8]) -> Block {
    let mut block = Block::read(bytes);
    let lacks = |block: &Block, name: &str| block.fields.first(name).is_none();
    if block.ended && ["from", "date", "message-id", "subject"].iter().any(|name| lacks(&block, name)) {
        let more = Block::read(bytes.get(block.length..).unwrap_or_default());
        let telling = ["from", "to", "date", "message-id", "subject"];
        if telling.iter().filter(|name| lacks(&block, name) && !lacks(&more, name)).count() >= 2 {
            block.fields.append(&more.fields);
            block.ended = more.ended;
            block.length += more.length;
        }
    }
    block
}

/// Message-ID, and the fields in which relays that rewrite it keep the old one.
pub(super) fn tells_id(name: &str) -> bool {
    name == "message-id" || name.ends_with("original-message-id") || name == "x-origin-messageid"
}

/// Each once, in their order.
pub(super) fn add_ids(to: &mut Vec<MessageId>, more: Vec<MessageId>) {
    for id in more {
        if to.len() < MOST_IDS && !to.contains(&id) {
            to.push(id);
        }
    }
}

fn starts(value: &[u8], word: &str) -> bool {
    let value = value.trim_ascii();
    value.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
        && value.get(word.len()).is_none_or(|b| !b.is_ascii_alphanumeric())
}

fn contains(value: &[u8], words: &str) -> bool {
    String::from_utf8_lossy(value).to_ascii_lowercase().contains(words)
}

/// Takes a Received line apart: `from` names and addresses, `by`, and the date behind the last semicolon.
pub(super) fn received(text: &str) -> Received {
    let (clauses, date) = text.rsplit_once(';').unwrap_or((text, ""));
    let mut hop = Received { from: Vec::new(), by: None, date: header::date(date) };
    let mut clause = "";
    let mut depth = 0_usize;
    for word in clauses.split_whitespace() {
        // "by" and "for" inside a comment are words of the comment
        let outside = depth == 0;
        let count = |sign| word.bytes().filter(|&b| b == sign).count();
        depth = (depth + count(b'(')).saturating_sub(count(b')'));
        if outside && matches!(word, "from" | "by" | "with" | "for" | "id" | "via") {
            clause = word;
        } else if clause == "from" && hop.from.len() < 8 {
            hop.from.extend(word.split(['(', ')', '[', ']', '=', ',', ';', '<', '>']).filter_map(host));
        } else if clause == "by" && hop.by.is_none() {
            hop.by = host(word);
        }
    }
    hop.from.dedup();
    hop
}

/// A word that names a host or an address of one, in lower case.
fn host(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != ':');
    let word = memchr::memrchr(b'@', word.as_bytes()).and_then(|at| word.get(at + 1..)).unwrap_or(word);
    let word = word.strip_prefix("IPv6:").unwrap_or(word);
    let (mut dots, mut colons) = (0, 0);
    for c in word.chars() {
        match c {
            '.' => dots += 1,
            ':' => colons += 1,
            '-' | '_' => {}
            c if c.is_alphanumeric() => {}
            _ => return None,
        }
    }
    (word.len() <= 255 && (dots > 0 || colons > 1)).then(|| lower(word.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn received_lines_are_taken_apart() {
        let hop = received(
            "from laptop.local (dsl-7.isp.example [192.0.2.7]) (sent by a friend) by mx.example.org (Postfix) with ESMTP id 7 \
             for <a@example.org>; Mon, 2 Nov 2026 09:00:00 +0100 (CET)",
        );
        assert_eq!(hop.from, ["laptop.local", "dsl-7.isp.example", "192.0.2.7"]);
        assert_eq!(hop.by.as_deref(), Some("mx.example.org"));
        assert_eq!(hop.date.map(|d| d.to_string()).as_deref(), Some("2026-11-02T08:00:00Z"));
        let hop = received("by mx.example.org (8.9) id AA; 2 Nov 2026 09:00:00 GMT");
        assert!(hop.from.is_empty());
        assert_eq!(received("nonsense"), Received { from: Vec::new(), by: None, date: None });
    }

    #[test]
    fn an_original_keeps_what_the_verdict_asks_for() {
        let block = Block::read(
            b"From: me@example.org\nSender: robot@example.org\nTo: a@example.net\nCc: b@example.net, a@example.net\n\
              Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <1@example.org>\nX-Microsoft-Original-Message-ID: <2@example.org>\n\
              Auto-Submitted: auto-replied\nList-Id: <l.example.org>\nContent-Type: text/calendar; method=REQUEST\n\n",
        );
        let original = of(&block.fields, true);
        assert_eq!(original.ids.len(), 2);
        assert_eq!(original.to.len(), 2);
        assert_eq!(original.subject.as_deref(), Some("Grüße"));
        assert!(original.automatic && original.list && original.calendar && original.sender.is_some());
        assert!(!of(&Block::read(b"Auto-Submitted: no\n").fields, true).automatic);
        for machine in ["Content-Type: multipart/report; report-type=disposition-notification\n", "X-Auto-Response-Suppress: All\n"] {
            assert!(of(&Block::read(machine.as_bytes()).fields, true).automatic, "{machine}");
        }
    }
}
