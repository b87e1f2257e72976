//! Messages that come twice or come back, and mailboxes that fight. Each input draws exactly these errands, and nothing more.

use backstop::account::{Means, Request, Step};
use backstop::settings::Mode;

use super::disk::ACCOUNT;
use super::letters::Kind;
use super::mailbox::{INBOX, TARGET};
use super::told::{stands, told, verbs};
use super::world::{World, seconds};

#[test]
fn a_message_has_one_record_however_often_it_is_judged() {
    let mut world = World::new(Means::Move, true, Mode::Observe);
    for kind in [Kind::Unclear, Kind::Forged] {
        world.deliver(kind);
    }
    world.pass(world.now + seconds(86_400));
    world.start();
    world.calm(0);
    for mode in [Mode::Observe, Mode::Observe, Mode::File, Mode::File] {
        world.ask(Request::Mode { account: ACCOUNT.to_owned(), mode });
        world.ask(Request::Scan { account: None, dry: false });
        world.calm(60);
        let steps: Vec<&Step> = world.disk.records.iter().map(|(record, _)| &record.step).collect();
        match mode {
            Mode::Observe => assert!(matches!(steps[..], [Step::Left, Step::WouldFile]), "{steps:?}"),
            Mode::File => assert!(matches!(steps[..], [Step::Left, Step::Filed { .. }]), "{steps:?}"),
        }
        let left = world.disk.records[0].1;
        assert!(left < world.now - seconds(60) || mode == Mode::Observe, "it says the same, and stays as it was");
    }
}

#[test]
fn a_report_that_is_delivered_twice_in_a_second_is_filed_twice() {
    for (means, keyword, mode) in [(Means::Move, true, 1), (Means::Copy, false, 1), (Means::Move, false, 2), (Means::Move, true, 2)] {
        let mut world = World::new(means, keyword, Mode::File);
        world.start();
        world.calm(0);
        if mode == 1 {
            // one look shows both
            world.deliver(Kind::Forged);
            world.deliver_again();
            world.calm(60);
        } else {
            // the second comes when the first is filed
            world.deliver(Kind::Forged);
            let (at, bytes) = {
                let message = &world.mailbox.folder(INBOX).messages[0];
                (message.arrived, message.bytes.clone())
            };
            world.calm(0);
            assert_eq!(stands(&world, 0), TARGET);
            world.mailbox.put(INBOX, usize::MAX, at, bytes);
            world.calm(60);
        }
        let filed = told(&mut world).iter().filter(|word| *word == "filed").count();
        assert_eq!((filed, world.session.health().returns_today), (2, 0), "{means:?} {keyword} {mode}");
        assert!(world.mailbox.folder(INBOX).messages.is_empty());
    }
}

#[test]
fn one_put_back_at_once_is_a_return_with_our_mark_or_without() {
    for (keyword, stripped) in [(true, false), (true, true), (false, false)] {
        let mut world = World::new(Means::Move, keyword, Mode::File);
        world.start();
        world.calm(0);
        world.deliver(Kind::Forged);
        world.calm(10);
        if stripped {
            world.mailbox.folder(TARGET).messages.iter_mut().for_each(|m| m.marked = false);
        }
        world.take_back(0);
        world.calm(3600);
        assert_eq!((stands(&world, 0), world.session.health().returns_today), (INBOX.to_owned(), 1), "{keyword} {stripped}");
    }
}

#[test]
fn one_put_back_from_a_folder_with_new_numbers_stays() {
    let mut world = World::new(Means::Move, false, Mode::File);
    world.start();
    world.calm(0);
    world.deliver(Kind::Forged);
    world.calm(10);
    world.mailbox.renumber(TARGET);
    world.take_back(0);
    world.calm(3600);
    assert_eq!(stands(&world, 0), INBOX);
    let looks = verbs(&mut world).into_iter().filter(|verb| verb.starts_with("locate")).count();
    assert!(looks <= 1, "it is not looked for again and again: {looks}");
}

#[test]
fn a_server_that_delivers_again_what_is_moved_is_not_fought_with() {
    let mut world = World::watching(Means::Move);
    (0..3).for_each(|_| {
        world.deliver(Kind::Forged);
    });
    let mut moves = 0;
    for _ in 0..12 {
        world.calm(200);
        moves += verbs(&mut world).iter().filter(|verb| verb.starts_with("move")).count();
        let now = world.now;
        // its rule puts a copy of everything in the folder into INBOX, as new mail
        for mut message in std::mem::take(&mut world.mailbox.folder(TARGET).messages) {
            message.bytes.splice(0..0, b"Received: by rule.example\r\n".iter().copied());
            world.mailbox.put(INBOX, message.letter, now, message.bytes);
        }
    }
    assert_eq!(moves, 1, "all three in one, and none of them again");
    let told = told(&mut world);
    assert!(told.iter().any(|word| word.starts_with("paused: 3 filed") && word.contains("3 as a new copy")), "{told:?}");
}

#[test]
fn our_mark_that_vanishes_is_said() {
    let mut world = World::watching(Means::Move);
    (0..3).for_each(|_| {
        world.deliver(Kind::Forged);
    });
    world.calm(600);
    for _ in 0..3 {
        world.mailbox.folder(TARGET).messages.iter_mut().for_each(|m| m.marked = false);
        world.take_back(0);
        world.calm(600);
    }
    let told = told(&mut world);
    assert!(told.iter().any(|word| word.starts_with("paused: 3 filed") && word.contains("2 without the mark")), "{told:?}");
}

#[test]
fn a_move_that_leaves_the_message_where_it_was_pauses() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    let still = world.mailbox.folder(INBOX).messages[0].clone();
    world.calm(60);
    assert_eq!(stands(&world, 0), TARGET);
    world.mailbox.folder(INBOX).messages.push(still);
    told(&mut world);
    world.ask(Request::Scan { account: None, dry: true });
    world.calm(60);
    assert!(told(&mut world)[0].starts_with("paused: the server said that it moved a message"));
}
