//! What the person moves into the folder by hand. Each input draws exactly these errands, and nothing more.

use backstop::account::{LineErrand, Means, Request, Step};
use backstop::settings::Mode;

use super::disk::ACCOUNT;
use super::letters::{self, Kind};
use super::mailbox::{Done, INBOX, JUNK, TARGET};
use super::told::{stands, told, verbs};
use super::world::World;

#[test]
fn a_report_moved_by_hand_teaches_and_moved_back_it_does_no_more() {
    let mut world = World::watching(Means::Move);
    world.ask(Request::Mode { account: ACCOUNT.to_owned(), mode: Mode::Observe });
    for kind in [Kind::Forged, Kind::Unclear, Kind::Ordinary, Kind::Genuine] {
        world.deliver(kind);
    }
    world.calm(60);
    (0..4).for_each(|_| world.file_by_hand(0));
    told(&mut world);
    verbs(&mut world);
    world.calm(1000);
    assert_eq!(told(&mut world), ["learned"], "the others return no subject, or one that stands in Sent");
    let want = ["status Sent Backscatter", "locate Backscatter", "locate Backscatter", "fetch 3 Backscatter"];
    assert_eq!(verbs(&mut world)[1..5], want, "the model gives a folder two messages at a time");
    let (record, _) = world.disk.records.last().unwrap();
    assert!(matches!(record.step, Step::Learned { .. }));
    let written = format!("{record:?}");
    assert!(!written.contains("offer") && !written.contains(letters::ME), "{written}");

    // another life of the agent knows it, and does not learn it again
    world.crash(Done::Nothing, false);
    world.calm(2000);
    assert_eq!(world.disk.records.iter().filter(|(r, _)| matches!(r.step, Step::Learned { .. })).count(), 1);
    told(&mut world);
    world.mailbox.shift(TARGET, 1, INBOX, false);
    world.calm(60);
    assert_eq!((told(&mut world), world.session.health().returns_today), (vec!["forgot".to_owned()], 0));
    assert!(world.disk.records.iter().all(|(r, _)| !matches!(r.step, Step::Learned { .. })));
    world.ask(Request::Mode { account: ACCOUNT.to_owned(), mode: Mode::File });
    world.ask(Request::Scan { account: None, dry: false });
    world.calm(60);
    assert_eq!(stands(&world, 0), INBOX);
}

#[test]
fn a_held_report_that_is_moved_by_hand_teaches_and_goes_on_teaching() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::ForgedJustNow);
    world.calm(10);
    world.file_by_hand(0);
    // whatever needs a look at Sent looks at the folder too
    world.deliver(Kind::Unclear);
    world.calm(60);
    assert_eq!(told(&mut world), ["learned"]);
    world.calm(2000);
    assert_eq!(told(&mut world), Vec::<String>::new());
}

#[test]
fn a_lesson_is_undone_as_a_filing_is() {
    let mut world = World::watching(Means::Move);
    world.ask(Request::Mode { account: ACCOUNT.to_owned(), mode: Mode::Observe });
    world.deliver(Kind::Forged);
    world.calm(60);
    world.file_by_hand(0);
    world.calm(1000);
    told(&mut world);
    let record = world.disk.records.last().unwrap().0.clone();
    world.undo_of(record);
    world.calm(60);
    assert_eq!(told(&mut world), ["put back as asked", "answered Ok(PutBack { count: 1 })"]);
    assert_eq!(stands(&world, 0), INBOX);
    world.calm(2000);
    assert_eq!(told(&mut world), Vec::<String>::new());
}

#[test]
fn what_we_file_ourselves_and_what_was_there_before_us_teaches_nothing() {
    let mut world = World::new(Means::Move, true, Mode::File);
    let made = LineErrand::Make { folder: TARGET.to_owned() };
    world.mailbox.carry_out(&made, Done::All, world.now).unwrap();
    world.mailbox.put(TARGET, usize::MAX, world.now, letters::letter(Kind::Forged, 77, world.now));
    world.start();
    world.calm(0);
    for _ in 0..3 {
        world.deliver(Kind::Forged);
        world.calm(60);
    }
    // another Backstop's
    let uid = world.mailbox.put(TARGET, usize::MAX, world.now, letters::letter(Kind::Forged, 78, world.now));
    world.mailbox.folder(TARGET).messages.iter_mut().filter(|m| m.uid == uid).for_each(|m| m.marked = true);
    world.calm(2000);
    let verbs = verbs(&mut world);
    assert_eq!(verbs.iter().filter(|verb| verb.starts_with("locate")).count(), 1, "our own are known by their place: {verbs:?}");
    assert!(!told(&mut world).contains(&"learned".to_owned()));
}

#[test]
fn what_is_delivered_straight_into_the_folder_teaches_nothing() {
    // "me+backscatter@" reaches it on many servers, and so does a rule; the person moves what stood somewhere before
    for (delivered, want) in [(true, false), (false, true)] {
        let mut world = World::watching(Means::Move);
        world.calm(2000);
        told(&mut world);
        if delivered {
            world.mailbox.put(TARGET, usize::MAX, world.now, letters::letter(Kind::Forged, 79, world.now));
        } else {
            let junk = world.mailbox.folder(JUNK).messages[0].uid;
            world.mailbox.shift(JUNK, junk, TARGET, false);
        }
        world.calm(2000);
        assert_eq!(told(&mut world).contains(&"learned".to_owned()), want, "delivered there: {delivered}");
    }
}
