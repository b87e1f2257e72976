//! Where every message ended, and whether it belongs there.

use crate::account::KEYWORD;
use crate::sandbox::letters::{Letter, Letters, Truth};
use crate::sandbox::{Mailbox, Message};

/// Each sort of message, and how many of it stand where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub rows: Vec<Row>,
    /// What is wrong, a sentence each.
    pub wrong: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub sort: &'static str,
    pub count: usize,
    pub inbox: usize,
    pub filed: usize,
    /// All of them belong where they are.
    pub right: bool,
}

impl Ending {
    /// `letters` as they were, `mailbox` as it is.
    pub fn of(letters: &Letters, mailbox: &Mailbox) -> Self {
        let live = &letters.live;
        let inbox = || letters.inbox.iter().chain([&live.ordinary, &live.genuine]);
        let mut ending = Self { rows: Vec::new(), wrong: Vec::new() };
        for (truth, sort) in [
            (Truth::Ordinary, "ordinary mail"),
            (Truth::Wanted, "wanted automatic mail"),
            (Truth::Genuine, "bounces of your own mail"),
            (Truth::Undecidable, "bounces nobody can decide"),
            (Truth::Backscatter, "backscatter"),
        ] {
            let folder = if truth.is_filed() { super::stage::FOLDER } else { "INBOX" };
            ending.row(sort, folder, inbox().filter(|letter| letter.truth == truth), mailbox);
        }
        ending.row("backscatter you put back", "INBOX", [&live.forged].into_iter(), mailbox);
        for letter in &letters.sent {
            ending.wrong.extend(fault(letter, "Sent", mailbox));
        }
        for letter in &letters.junk {
            ending.wrong.extend(fault(letter, "Junk", mailbox));
        }
        let held: usize = mailbox.folders.iter().map(|folder| folder.messages.len()).sum();
        let given = letters.sent.len() + letters.inbox.len() + letters.junk.len() + 3;
        if held != given {
            ending.wrong.push(format!("The server holds {held} messages, and was given {given}."));
        }
        ending
    }

    pub fn is_right(&self) -> bool {
        self.wrong.is_empty()
    }

    fn row<'a>(&mut self, sort: &'static str, folder: &str, letters: impl Iterator<Item = &'a Letter>, mailbox: &Mailbox) {
        let mut row = Row { sort, count: 0, inbox: 0, filed: 0, right: true };
        for letter in letters {
            let places = places(letter, mailbox);
            row.count += 1;
            row.inbox += places.iter().filter(|place| **place == "INBOX").count();
            row.filed += places.iter().filter(|place| **place == super::stage::FOLDER).count();
            if let Some(fault) = fault(letter, folder, mailbox) {
                row.right = false;
                self.wrong.push(fault);
            }
        }
        self.rows.push(row);
    }
}

/// The folders that hold the letter, once for every copy.
pub(super) fn places<'a>(letter: &'a Letter, mailbox: &'a Mailbox) -> Vec<&'a str> {
    copies(letter, mailbox).map(|(folder, _)| folder).collect()
}

fn copies<'a>(letter: &'a Letter, mailbox: &'a Mailbox) -> impl Iterator<Item = (&'a str, &'a Message)> {
    let all = mailbox.folders.iter().flat_map(|folder| folder.messages.iter().map(|message| (folder.name.as_str(), message)));
    all.filter(|(_, message)| *message.bytes == *letter.bytes)
}

/// It stands in another folder, or not once, or its flags are not what they were.
fn fault(letter: &Letter, folder: &str, mailbox: &Mailbox) -> Option<String> {
    let name = &letter.name;
    match copies(letter, mailbox).collect::<Vec<_>>().as_slice() {
        [(place, message)] if *place == folder => {
            let strange = |flag: &&String| *flag != KEYWORD && !(letter.seen && *flag == "\\Seen");
            let seen = message.flags.contains("\\Seen");
            match message.flags.iter().find(strange) {
                Some(flag) => Some(format!("{name} has the flag {flag}, which it had not.")),
                None if seen != letter.seen => Some(format!("{name} is not marked as read any more.")),
                None => None,
            }
        }
        [(place, _)] => Some(format!("{name} stands in {place}, and belongs in {folder}.")),
        [] => Some(format!("{name} is lost.")),
        several => Some(format!("{name} is there {} times.", several.len())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::Timestamp;

    use super::*;
    use crate::cli::demo::stage::FOLDER;
    use crate::sandbox::Profile;

    /// A mailbox in which everything ended as it should.
    fn good() -> (Letters, Mailbox) {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let letters = Letters::write(3, now);
        let mut mailbox = letters.mailbox(&Profile::default());
        mailbox.add(FOLDER, None);
        for live in [&letters.live.ordinary, &letters.live.genuine, &letters.live.forged] {
            mailbox.append("INBOX", now, &[], live.bytes.as_slice());
        }
        for letter in letters.inbox.iter().filter(|letter| letter.truth.is_filed()) {
            let uid = uid(&mailbox, letter);
            mailbox.shift("INBOX", uid, FOLDER);
        }
        (letters, mailbox)
    }

    fn uid(mailbox: &Mailbox, letter: &Letter) -> u32 {
        mailbox.folder("INBOX").unwrap().messages.iter().find(|message| *message.bytes == *letter.bytes).unwrap().uid
    }

    fn flags(mailbox: &mut Mailbox, uid: u32) -> &mut BTreeSet<String> {
        let messages = &mut mailbox.folder_mut("INBOX").unwrap().messages;
        &mut messages.iter_mut().find(|message| message.uid == uid).unwrap().flags
    }

    #[test]
    fn all_is_right_only_when_every_message_is_where_it_belongs() {
        let (letters, mailbox) = good();
        let ending = Ending::of(&letters, &mailbox);
        assert_eq!(ending.wrong, Vec::<String>::new());
        assert_eq!(ending.rows.iter().map(|row| row.count).sum::<usize>(), 257);
    }

    #[test]
    fn whatever_went_wrong_is_named() {
        let genuine = |letters: &Letters| letters.inbox.iter().find(|letter| letter.truth == Truth::Genuine).unwrap().clone();
        let wrong = |spoil: fn(&mut Mailbox, u32), says: &str| {
            let (letters, mut mailbox) = good();
            let victim = genuine(&letters);
            let uid = uid(&mailbox, &victim);
            spoil(&mut mailbox, uid);
            let ending = Ending::of(&letters, &mailbox);
            assert!(ending.wrong.iter().any(|fault| *fault == format!("{} {says}", victim.name)), "{says}: {:?}", ending.wrong);
            assert!(!ending.is_right());
        };
        wrong(|mailbox, uid| _ = mailbox.remove("INBOX", uid), "is lost.");
        wrong(|mailbox, uid| _ = mailbox.shift("INBOX", uid, FOLDER), "stands in Backscatter, and belongs in INBOX.");
        wrong(|mailbox, uid| _ = mailbox.copy("INBOX", uid, FOLDER), "is there 2 times.");
        wrong(|mailbox, uid| _ = flags(mailbox, uid).insert("\\Deleted".to_owned()), "has the flag \\Deleted, which it had not.");
        wrong(|mailbox, uid| _ = flags(mailbox, uid).remove("\\Seen"), "is not marked as read any more.");
    }
}
