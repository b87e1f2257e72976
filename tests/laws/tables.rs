//! This input draws exactly these errands, and nothing more.

use backstop::account::{LineErrand, Means, Note};

use super::letters::Kind;
use super::mailbox::{INBOX, TARGET};
use super::world::World;

/// The verbs that went out on the line.
fn verbs(world: &mut World) -> Vec<String> {
    let verb = |errand: LineErrand| match errand {
        LineErrand::Connect => "connect".to_owned(),
        LineErrand::Survey { above, .. } => format!("survey above {above}"),
        LineErrand::Fetch { uids, .. } => format!("fetch {}", uids.len()),
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

#[test]
fn the_first_login_makes_the_folder_and_reads_sent() {
    let mut world = World::new(Means::Move, true, backstop::settings::Mode::File);
    world.start();
    world.calm(0);
    let want = ["connect", "make Backscatter", "survey above 0", "status Sent Backscatter", "read Sent", "read Sent", "read Sent", "watch"];
    assert_eq!(verbs(&mut world), want);
}

#[test]
fn a_forged_report_goes_in_five_errands() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    world.calm(0);
    assert_eq!(verbs(&mut world), ["survey above 0", "fetch 1", "status Sent Backscatter", "move 1 INBOX > Backscatter", "watch"]);
    assert_eq!(world.mailbox.places(0), [(TARGET.to_owned(), 1, false)]);
    assert!(matches!(world.notes.as_slice(), [Note::Filed(record)] if record.id == 1), "{:?}", world.notes);
}
