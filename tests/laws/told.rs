//! What a world has done and said since it was last asked, in a word each.

use backstop::account::record::Why;
use backstop::account::{LineErrand, Note, Step};

use super::mailbox::INBOX;
use super::world::World;

/// The verbs that went out on the line since this was last asked.
pub fn verbs(world: &mut World) -> Vec<String> {
    let verb = |errand: LineErrand| match errand {
        LineErrand::Connect => "connect".to_owned(),
        LineErrand::Survey { above, .. } => format!("survey above {above}"),
        LineErrand::Fetch { from, uids } if from.folder == INBOX => format!("fetch {}", uids.len()),
        LineErrand::Fetch { from, uids } => format!("fetch {} {}", uids.len(), from.folder),
        LineErrand::Status { folders } => format!("status {}", folders.join(" ")),
        LineErrand::ReadSent { folder, .. } => format!("read {folder}"),
        LineErrand::Make { folder } => format!("make {folder}"),
        LineErrand::Move { from, to, uids, .. } => format!("move {} {} > {to}", uids.len(), from.folder),
        LineErrand::Copy { from, to, uids, .. } => format!("copy {} {} > {to}", uids.len(), from.folder),
        LineErrand::Expunge { from, uids } => format!("expunge {} {}", uids.len(), from.folder),
        LineErrand::Locate { folder, .. } => format!("locate {folder}"),
        LineErrand::Watch { .. } => "watch".to_owned(),
        LineErrand::Logout => "logout".to_owned(),
    };
    std::mem::take(&mut world.sent_out).into_iter().map(verb).collect()
}

/// What was told since this was last asked.
pub fn told(world: &mut World) -> Vec<String> {
    let word = |note: Note| match note {
        Note::Filed(_) => "filed".to_owned(),
        Note::WouldFile(_) => "would file".to_owned(),
        Note::NotDelivered { to, .. } => format!("not delivered to {to}"),
        Note::PutBack(record) => match record.step {
            Step::Back { why: Why::Asked, .. } => "put back as asked".to_owned(),
            _ => "put back, it was yours".to_owned(),
        },
        Note::Returned { .. } => "returned".to_owned(),
        Note::Learned(_) => "learned".to_owned(),
        Note::Forgot { .. } => "forgot".to_owned(),
        Note::Paused { why } => format!("paused: {why}"),
        Note::NotWritten { why } => format!("not written: {why}"),
        Note::Offline { why } => format!("offline: {why}"),
        Note::Online => "online".to_owned(),
        Note::PassedOver { uid, .. } => format!("passed over {uid}"),
        Note::WantsSent { account } => format!("wants Sent of {account}"),
        Note::Reading { .. } => "reading".to_owned(),
        Note::Answered(_, answer) => format!("answered {answer:?}"),
        Note::Ended => "ended".to_owned(),
    };
    std::mem::take(&mut world.notes).into_iter().map(word).collect()
}

pub fn stands(world: &World, letter: usize) -> String {
    let places: Vec<String> = world.mailbox.places(letter).into_iter().map(|(folder, ..)| folder).collect();
    places.join(" and ")
}
