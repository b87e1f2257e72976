//! The house holds: imports run down only, each strange crate stays in its room, pure rooms stay pure.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the ground up. A room names those below it and no other of its own floor.
const FLOORS: &[&[&str]] = &[
    &["mail"],
    &["settings", "sent"],
    &["recognise"],
    &["account"],
    &["desktop", "control", "imap", "store", "dns", "window"],
    &["agent", "sandbox"],
    &["cli"],
    &["main", "lib"],
];

/// What only one room may name.
const HOMES: &[(&str, &str)] = &[
    ("mail_parser", "mail"),
    ("async_imap", "imap"),
    ("imap_proto", "imap"),
    ("imap_codec", "sandbox"),
    ("rcgen", "sandbox"),
    ("rusqlite", "store"),
    ("zbus", "desktop"),
    ("notify_rust", "desktop"),
    ("secret_service", "desktop"),
    ("ksni", "desktop"),
];

const PURE: &[&str] = &["mail", "sent", "recognise", "account"];

/// What a pure room never says: input and output, the clock, async, the log.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
    "tokio",
    "async fn",
    "async move",
    ".await",
    "tracing",
    "println!",
];

/// What stands nowhere outside tests.
const NOWHERE: &[&str] =
    &["::*", "prelude", "#[allow", "#![allow", "todo!(", "unimplemented!(", "unreachable!(", "panic!(", ".unwrap()", ".expect(", "fn get_"];

/// A longer file is two rooms.
const LONGEST: usize = 400;

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Everything that is wrong with one file of `room`.
fn faults(room: &str, source: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.starts_with("//!") {
        faults.push("does not open with what it is for".to_owned());
    }
    let code: Vec<&str> =
        source.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).filter(|line| !line.trim_start().starts_with("//")).collect();
    if code.len() > LONGEST {
        faults.push(format!("{} lines of code: two rooms", code.len()));
    }
    let code = code.join("\n");
    let own = floor(room);
    if own.is_none() {
        faults.push(format!("{room} stands on no floor"));
    }
    for named in rooms_named(&code).into_iter().filter(|named| named != room) {
        let below = floor(&named).zip(own).is_some_and(|(theirs, own)| theirs < own);
        let allowed = below && (room != "settings" || named == "mail") || room == "lib";
        if !allowed {
            faults.push(format!("names {named}"));
        }
    }
    // a module of ours may bear the same name, where it is imported
    let ours = |strange: &str| code.contains(&format!("::{strange};"));
    let named = |strange: &str| code.match_indices(&format!("{strange}::")).any(|(at, _)| !code[..at].ends_with([':', '_']));
    let named = |strange: &str| named(strange) && !ours(strange) || code.contains(&format!("use {strange}"));
    for (strange, home) in HOMES.iter().filter(|(strange, _)| named(strange)) {
        if room != *home {
            faults.push(format!("names {strange}, which lives in {home}"));
        }
    }
    let impure = IMPURE.iter().filter(|_| PURE.contains(&room));
    faults.extend(impure.chain(NOWHERE).filter(|word| says(&code, word)).map(|word| format!("says {word}")));
    faults
}

/// Does `code` say this, and not as a part of a longer name?
fn says(code: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(part_of_name) && word.starts_with(part_of_name);
        let after = code[at + word.len()..].chars().next().is_some_and(part_of_name) && word.ends_with(|c| part_of_name(c) && c != '_');
        !before && !after
    })
}

/// The rooms behind every `crate::`, and behind `backstop::` in main; groups in braces too.
fn rooms_named(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for start in ["crate::", "backstop::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at + start.len()..];
            match rest.strip_prefix('{') {
                Some(group) => rooms.extend(top_names(group)),
                None => rooms.push(name(rest)),
            }
        }
    }
    // what main and the crate's root call by a macro of the crate is no room
    rooms.retain(|room| !room.is_empty());
    rooms
}

/// The first name of each member of a group, up to its closing brace.
fn top_names(group: &str) -> Vec<String> {
    let mut names = vec![name(group.trim_start())];
    let mut depth = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn the_house_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 20, "the sources are read");
    let mut all = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let found = faults(&room, &fs::read_to_string(&file).unwrap());
        all.extend(found.into_iter().map(|fault| format!("{}: {fault}", inside.display())));
        if inside.iter().any(|part| ["util", "helper", "manager", "common"].iter().any(|word| part.to_string_lossy().contains(word))) {
            all.push(format!("{}: a name that says nothing", inside.display()));
        }
    }
    assert!(all.is_empty(), "\n{}", all.join("\n"));
}

#[test]
fn every_fault_is_seen() {
    for (room, line, seen) in [
        ("sent", "use crate::mail::Mail;", None),
        ("mail", "use crate::sent::Book;", Some("names sent")),
        ("imap", "use crate::store::Journal;", Some("names store")),
        ("imap", "use crate::{mail::Mail, store::{A, B}};", Some("names store")),
        ("settings", "let x = crate::mail::Pattern::parse(y);", None),
        ("recognise", "use crate::settings::Settings;", None),
        ("settings", "use crate::recognise::Own;", Some("names recognise")),
        ("cellar", "", Some("cellar stands on no floor")),
        ("sent", "use mail_parser::Message;", Some("names mail_parser, which lives in mail")),
        ("agent", "use zbus::Connection;", Some("names zbus, which lives in desktop")),
        ("agent", "use crate::desktop::keyring; keyring::password();", None),
        ("agent", "let it = zbus::Connection::session();", Some("names zbus, which lives in desktop")),
        ("account", "let now = Timestamp::now();", Some("says Timestamp::now")),
        ("account", "let instant_reply = 1;", None),
        ("account", "async fn handle() {}", Some("says async fn")),
        ("agent", "async fn handle() {}", None),
        ("mail", "use super::status::*;", Some("says ::*")),
        ("cli", "value.unwrap();", Some("says .unwrap()")),
        ("cli", "value.unwrap_or_default(); value.expect_more();", None),
        ("mail", "// tokio is not named here", None),
        ("mail", "#[cfg(test)]\nmod tests { use super::*; }", None),
    ] {
        let found = faults(room, &format!("//! A file.\n{line}\n"));
        assert_eq!(found.first().map(String::as_str), seen, "{room}: {line}");
    }
    assert_eq!(faults("mail", "use std::fmt;\n"), ["does not open with what it is for"]);
    assert_eq!(faults("mail", &format!("//! Long.\n{}", "x;\n".repeat(401))), ["401 lines of code: two rooms"]);
}

/// Every test that `FAILURES.md` names is there, in the file that it names.
#[test]
fn the_list_of_failures_names_real_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = fs::read_to_string(root.join("tests/FAILURES.md")).unwrap();
    let mut missing = Vec::new();
    let mut file = String::new();
    for (row, name) in
        list.lines().filter(|line| line.starts_with("| ")).flat_map(|row| row.split('`').skip(1).step_by(2).map(move |n| (row, n)))
    {
        let (place, test) = name.split_once(": ").map_or((None, name), |(place, test)| (Some(place), test));
        let is_test = test.contains('_') && test.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if let Some(place) = place.or_else(|| (!is_test && name.contains('/')).then_some(name)) {
            file = if place.starts_with("src/") { format!("{place}.rs") } else { format!("tests/{place}.rs") };
        }
        let text = fs::read_to_string(root.join(&file)).unwrap_or_default();
        if is_test && !text.contains(&format!("fn {test}(")) {
            missing.push(format!("{}: {file} has no {test}", row.split(' ').nth(1).unwrap_or_default()));
        }
    }
    assert!(list.contains("| 54 |") && missing.is_empty(), "\n{}", missing.join("\n"));
}
