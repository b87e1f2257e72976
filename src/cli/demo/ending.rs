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
        let held: usize = mailbox.folders.iter().map(|folder| folder.messages.len()).sum();
        let given = letters.sent.len() + letters.inbox.len() + 3;
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
