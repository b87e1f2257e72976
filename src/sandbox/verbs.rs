//! The verbs, one function each.

use std::collections::BTreeSet;
use std::fmt::Write;

use imap_codec::imap_types::datetime::DateTime;
use imap_codec::imap_types::extensions::binary::LiteralOrLiteral8;
use imap_codec::imap_types::fetch::MacroOrMessageDataItemNames;
use imap_codec::imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_codec::imap_types::mailbox::ListMailbox;
use imap_codec::imap_types::sequence::SequenceSet;
use imap_codec::imap_types::status::StatusDataItemName;
use jiff::Timestamp;

use super::session::Reply;
use super::view::View;
use super::{Folder, SpecialUse, World, fetch as items};

const SYSTEM_FLAGS: &str = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

/// LIST of everything, of the top level, or of one name; other patterns are not the agent's.
pub fn list(world: &World, pattern: &ListMailbox<'_>) -> Reply {
    let pattern = match pattern {
        ListMailbox::Token(token) => String::from_utf8_lossy(token.as_ref()).into_owned(),
        ListMailbox::String(string) => String::from_utf8_lossy(string.as_ref()).into_owned(),
    };
    let delimiter = world.profile.delimiter;
    let mut out = String::new();
    if pattern.is_empty() {
        let _ = write!(out, "* LIST (\\Noselect) \"{delimiter}\" \"\"\r\n");
    }
    let wanted = |name: &str| pattern == "*" || pattern == name || (pattern == "%" && !name.contains(delimiter));
    for folder in world.mailbox.folders.iter().filter(|folder| wanted(&folder.name)) {
        let below = format!("{}{delimiter}", folder.name);
        let children = world.mailbox.folders.iter().any(|other| other.name.starts_with(&below));
        let mut marks = if children { "\\HasChildren" } else { "\\HasNoChildren" }.to_owned();
        match (folder.special, world.profile.special_use) {
            (Some(special), SpecialUse::Shown) => marks = format!("{marks} {special}"),
            (Some(special), SpecialUse::LowerCase) => marks = format!("{marks} {}", special.to_lowercase()),
            _ => {}
        }
        let _ = write!(out, "* LIST ({marks}) \"{delimiter}\" {}\r\n", named(&folder.name));
    }
    Reply::ok(out, "List completed.")
}

pub fn select(world: &World, folder: &Folder, read_only: bool) -> Reply {
    let mut out = permitted(world, folder, read_only);
    let _ = write!(out, "* {} EXISTS\r\n* 0 RECENT\r\n", folder.messages.len());
    let _ = write!(out, "* OK [UIDVALIDITY {}] UIDs valid\r\n* OK [UIDNEXT {}] Predicted next UID\r\n", folder.validity, folder.uid_next);
    Reply::ok(out, if read_only { "[READ-ONLY] Examine completed." } else { "[READ-WRITE] Select completed." })
}

/// The flags that are in use, and those that can be set for good.
fn permitted(world: &World, folder: &Folder, read_only: bool) -> String {
    let keywords: BTreeSet<_> = folder.messages.iter().flat_map(|m| &m.flags).filter(|flag| !flag.starts_with('\\')).collect();
    let used = keywords.into_iter().fold(SYSTEM_FLAGS.to_owned(), |list, word| list + " " + word);
    let permanent = match (read_only, world.profile.keywords) {
        (true, _) => String::new(),
        (false, true) => format!("{used} \\*"),
        (false, false) => SYSTEM_FLAGS.to_owned(),
    };
    format!("* FLAGS ({used})\r\n* OK [PERMANENTFLAGS ({permanent})] Flags permitted.\r\n")
}

pub fn status(world: &World, name: &str, wanted: &[StatusDataItemName]) -> Reply {
    let Some(folder) = world.mailbox.folder(name) else { return Reply::no(format!("Mailbox doesn't exist: {name}")) };
    let mut told = Vec::new();
    for item in wanted {
        told.push(match item {
            StatusDataItemName::Messages => format!("MESSAGES {}", folder.messages.len()),
            StatusDataItemName::UidNext => format!("UIDNEXT {}", folder.uid_next),
            StatusDataItemName::UidValidity => format!("UIDVALIDITY {}", folder.validity),
            _ => return Reply::bad("This server does not tell that"),
        });
    }
    Reply::ok(format!("* STATUS {} ({})\r\n", named(name), told.join(" ")), "Status completed.")
}

pub fn create(world: &mut World, name: &str) -> Reply {
    if world.mailbox.folder(name).is_some() {
        return Reply::no("[ALREADYEXISTS] Mailbox already exists");
    }
    if !name.starts_with(world.profile.prefix) {
        return Reply::no(format!("[CANNOT] Client tried to access nonexistent namespace; names begin with {}", world.profile.prefix));
    }
    world.mailbox.add(name, None);
    if let Some(folder) = world.mailbox.folder_mut(name) {
        folder.subscribed = false;
    }
    Reply::ok("", "Create completed.")
}

pub fn subscribe(world: &mut World, name: &str) -> Reply {
    match world.mailbox.folder_mut(name) {
        Some(folder) => {
            folder.subscribed = true;
            Reply::ok("", "Subscribe completed.")
        }
        None => Reply::no(format!("[NONEXISTENT] Mailbox doesn't exist: {name}")),
    }
}

pub fn append(world: &mut World, name: &str, flags: &[Flag<'_>], date: Option<&DateTime>, message: &LiteralOrLiteral8<'_>) -> Reply {
    let LiteralOrLiteral8::Literal(literal) = message else { return Reply::bad("No BINARY here") };
    let arrived = date.and_then(|date| Timestamp::from_second(date.as_ref().timestamp()).ok()).unwrap_or_else(Timestamp::now);
    let flags: Vec<_> = flags.iter().map(ToString::to_string).collect();
    let flags: Vec<_> = flags.iter().map(String::as_str).collect();
    let Some(uid) = world.mailbox.append(name, arrived, &flags, literal.data()) else { return try_create(name) };
    match world.mailbox.folder(name) {
        Some(folder) if world.profile.can("UIDPLUS") => Reply::ok("", format!("[APPENDUID {} {uid}] Append completed.", folder.validity)),
        _ => Reply::ok("", "Append completed."),
    }
}

pub fn fetch(view: &View, world: &World, set: &SequenceSet, wanted: &MacroOrMessageDataItemNames<'_>) -> Option<Reply> {
    let items = items::items(wanted)?;
    let folder = world.mailbox.folder(&view.folder)?;
    let (uids, done) = limited(world, view.pick(set), "Fetch completed.");
    let mut out = Vec::new();
    for uid in uids {
        // gone meanwhile: nothing is said of it
        if let (Some(message), Some(number)) = (folder.message(uid), view.sequence(uid)) {
            items::write(number, message, items, &mut out);
        }
    }
    Some(Reply::ok(out, done))
}

pub fn store(
    view: &View,
    me: u32,
    world: &mut World,
    set: &SequenceSet,
    kind: StoreType,
    response: StoreResponse,
    flags: &[Flag<'_>],
) -> Reply {
    let uids = match changeable(view, world, set) {
        Ok(uids) => uids,
        Err(refusal) => return refusal,
    };
    let on = match kind {
        StoreType::Add => true,
        StoreType::Remove => false,
        StoreType::Replace => return Reply::bad("Flags are only added and taken off here"),
    };
    let known = world.mailbox.folder(&view.folder).map(|folder| permitted(world, folder, false));
    let mut told = Vec::new();
    for uid in uids {
        for flag in flags {
            // what PERMANENTFLAGS does not allow is passed over (RFC 3501, section 7.1)
            if world.profile.keywords || !matches!(flag, Flag::Keyword(_)) {
                world.mailbox.mark(&view.folder, uid, &flag.to_string(), on, me);
            }
        }
        let message = world.mailbox.folder(&view.folder).and_then(|folder| folder.message(uid));
        if let (StoreResponse::Answer, Some(message), Some(number)) = (response, message, view.sequence(uid)) {
            told.extend(format!("* {number} FETCH (UID {uid} FLAGS ({}))\r\n", items::flags(message)).bytes());
        }
    }
    // a keyword that was new in this folder is announced
    let now_known = world.mailbox.folder(&view.folder).map(|folder| permitted(world, folder, false));
    let announced = if now_known == known { String::new() } else { now_known.unwrap_or_default() };
    Reply::ok([announced.into_bytes(), told].concat(), "Store completed.")
}

pub fn copy(view: &View, world: &mut World, set: &SequenceSet, to: &str) -> Reply {
    match duplicate(view, world, set, to) {
        Ok((_, code)) => Reply::ok("", format!("{code}Copy completed.")),
        Err(refusal) => refusal,
    }
}

/// UID MOVE (RFC 6851): COPYUID comes untagged, before the messages go; `catch_up` says that they went.
pub fn shift(view: &View, world: &mut World, set: &SequenceSet, to: &str) -> Reply {
    if view.read_only {
        return Reply::no("[READ-ONLY] Mailbox is read-only");
    }
    match duplicate(view, world, set, to) {
        Ok((uids, code)) => {
            for uid in uids {
                world.mailbox.remove(&view.folder, uid);
            }
            let told = if code.is_empty() { String::new() } else { format!("* OK {code}Moved UIDs.\r\n") };
            Reply::ok(told, "Move completed.")
        }
        Err(refusal) => refusal,
    }
}

/// UID EXPUNGE (RFC 4315): those of these UIDs that carry \Deleted, and no others.
pub fn expunge(view: &View, world: &mut World, set: &SequenceSet) -> Reply {
    let uids = match changeable(view, world, set) {
        Ok(uids) => uids,
        Err(refusal) => return refusal,
    };
    for uid in uids {
        let deleted = |message: &super::Message| message.flags.contains("\\Deleted");
        if world.mailbox.folder(&view.folder).and_then(|folder| folder.message(uid)).is_some_and(deleted) {
            world.mailbox.remove(&view.folder, uid);
        }
    }
    Reply::ok("", "Expunge completed.")
}

/// Copies what is still there; the UIDs, and the COPYUID code with a space behind it, where there is something to tell.
fn duplicate(view: &View, world: &mut World, set: &SequenceSet, to: &str) -> Result<(Vec<u32>, String), Reply> {
    let Some(validity) = world.mailbox.folder(to).map(|folder| folder.validity) else { return Err(try_create(to)) };
    let uids = within_limit(world, view.pick(set))?;
    let (old, new): (Vec<_>, Vec<_>) =
        uids.into_iter().filter_map(|uid| world.mailbox.copy(&view.folder, uid, to).map(|new| (uid, new))).unzip();
    let told = world.profile.can("UIDPLUS") && !old.is_empty();
    let code = if told { format!("[COPYUID {validity} {} {}] ", set_of(&old), set_of(&new)) } else { String::new() };
    Ok((old, code))
}

fn changeable(view: &View, world: &World, set: &SequenceSet) -> Result<Vec<u32>, Reply> {
    if view.read_only {
        return Err(Reply::no("[READ-ONLY] Mailbox is read-only"));
    }
    within_limit(world, view.pick(set))
}

/// What changes messages fails whole above the limit (RFC 9738, section 3).
fn within_limit(world: &World, uids: Vec<u32>) -> Result<Vec<u32>, Reply> {
    match world.profile.message_limit {
        Some(most) if uids.len() > most as usize => Err(Reply::no(format!("[MESSAGELIMIT {most}] Too many messages at once"))),
        _ => Ok(uids),
    }
}

/// What reads messages begins with the newest, stops at the limit, and says where (RFC 9738, section 3).
fn limited(world: &World, uids: Vec<u32>, done: &str) -> (Vec<u32>, String) {
    match world.profile.message_limit {
        Some(most) if uids.len() > most as usize => {
            let kept: Vec<_> = uids.into_iter().rev().take(most as usize).collect();
            let lowest = kept.last().copied().unwrap_or(0);
            (kept, format!("[MESSAGELIMIT {most} {lowest}] {done}"))
        }
        _ => (uids, done.to_owned()),
    }
}

fn try_create(name: &str) -> Reply {
    Reply::no(format!("[TRYCREATE] Mailbox doesn't exist: {name}"))
}

/// UIDs as a set, runs drawn together: `3,5:7`.
fn set_of(uids: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *uid => *last = *uid,
            _ => runs.push((*uid, *uid)),
        }
    }
    let texts: Vec<_> = runs.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}:{to}") }).collect();
    texts.join(",")
}

/// A name as servers write it: bare where it can be.
fn named(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '&' | '+' | ',');
    if !name.is_empty() && name.chars().all(bare) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
