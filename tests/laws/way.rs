//! The way of a report, and what the person asks for. Each input draws exactly these errands, and nothing more.

use backstop::account::note::Reply;
use backstop::account::{DeskErrand, Event, LineErrand, Mark, Means, Note, Request};
use backstop::settings::Mode;

use super::letters::{self, Kind};
use super::mailbox::{Done, INBOX, JUNK, Mailbox, SENT, TARGET};
use super::told::{stands, told, verbs};
use super::world::{World, seconds};

#[test]
fn the_first_login_makes_the_folder_and_reads_sent() {
    let mut world = World::new(Means::Move, true, Mode::File);
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
    let want = ["survey above 0", "fetch 1", "status Sent Backscatter", "move 1 INBOX > Backscatter", "watch"];
    assert_eq!(verbs(&mut world), want);
    assert_eq!((stands(&world, 0), told(&mut world)), (TARGET.to_owned(), vec!["filed".to_owned()]));
}

#[test]
fn a_hundred_go_together() {
    let mut world = World::watching(Means::Move);
    world.mailbox.batch = 500;
    (0..100).for_each(|_| {
        world.deliver(Kind::Forged);
    });
    world.calm(0);
    let want = ["survey above 0", "fetch 100", "status Sent Backscatter", "move 100 INBOX > Backscatter", "watch"];
    assert_eq!(verbs(&mut world), want);
    assert_eq!(told(&mut world).len(), 100);
}

#[test]
fn where_move_is_missing_the_copy_is_written_down_before_the_first_one_goes() {
    let mut world = World::watching(Means::Copy);
    world.deliver(Kind::Forged);
    world.calm(0);
    let want = ["survey above 0", "fetch 1", "status Sent Backscatter", "copy 1 INBOX > Backscatter", "expunge 1 INBOX", "watch"];
    assert_eq!(verbs(&mut world), want);
    assert_eq!((stands(&world, 0), told(&mut world)), (TARGET.to_owned(), vec!["filed".to_owned()]));
}

#[test]
fn what_left_a_minute_ago_is_held_for_fifteen() {
    let mut world = World::watching(Means::Move);
    let arrived = world.now;
    world.deliver(Kind::ForgedJustNow);
    world.calm(0);
    assert_eq!(verbs(&mut world), ["survey above 0", "fetch 1", "status Sent Backscatter", "watch"]);
    let health = world.session.health();
    assert_eq!(health.held.len(), 1);
    let until = health.held[0].until;
    assert!(until >= arrived + seconds(900) && until <= arrived + seconds(901), "{until}");
    assert_eq!(world.session.wakes_at().map(|(at, _)| at), Some(until));
    assert!(!world.session.wants_line());

    world.calm(901);
    assert_eq!(verbs(&mut world)[..3], ["survey above 1", "status Sent Backscatter", "move 1 INBOX > Backscatter"]);
    assert_eq!(stands(&world, 0), TARGET);
}

#[test]
fn a_true_bounce_that_beats_its_copy_is_told_and_stays() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::GenuineRace);
    world.calm(0);
    assert_eq!((world.session.health().held.len(), told(&mut world).len()), (1, 0));
    world.calm(3600);
    assert_eq!(told(&mut world), ["not delivered to gone0@far.example"]);
    assert_eq!(stands(&world, 0), INBOX);
    assert!(!verbs(&mut world).iter().any(|verb| verb.starts_with("move")));
}

#[test]
fn a_true_bounce_is_held_whatever_our_clock_says() {
    // ours is ahead of the server's by an hour, or behind it; and the last look at INBOX is long ago
    for ahead in [3600, 1200, -3600] {
        let mut world = World::watching(Means::Move);
        world.pass(world.now + seconds(7200));
        world.mailbox.ahead = seconds(-ahead);
        world.deliver(Kind::GenuineRace);
        world.calm(0);
        assert_eq!(world.session.health().held.len(), 1, "{ahead}");
        world.calm(3600);
        assert_eq!(told(&mut world), ["not delivered to gone0@far.example"], "{ahead}");
    }
}

#[test]
fn a_clock_that_is_set_back_makes_every_look_at_sent_void() {
    let mut world = World::watching(Means::Move);
    let right = world.now;
    world.pass(world.now + seconds(86_400));
    world.calm(1800);
    verbs(&mut world);
    world.now = right + seconds(10);
    world.deliver(Kind::Genuine);
    world.deliver(Kind::Forged);
    world.calm(0);
    let verbs = verbs(&mut world);
    assert!(verbs.iter().any(|verb| verb.starts_with("status")) && verbs.len() < 10, "{verbs:?}");
    world.deliver(Kind::GenuineRace);
    world.calm(3600);
    assert_eq!((stands(&world, 0), stands(&world, 2)), (INBOX.to_owned(), INBOX.to_owned()));
    assert!(world.session.health().sent_until.is_some_and(|until| until > right && until <= world.now));
}

#[test]
fn a_sent_message_that_cannot_be_read_whole_may_be_the_original() {
    let long = format!("From: {}\r\nTo: {}\r\n\r\n", letters::ME, "a@b.example, ".repeat(2000));
    for (bytes, want) in [(b"\r\n\r\n".to_vec(), INBOX), (long.into_bytes(), INBOX), (letters::other_copy(9, super::world::START), TARGET)]
    {
        let mut world = World::watching(Means::Move);
        world.mailbox.put(SENT, usize::MAX / 2, world.now, bytes);
        world.deliver(Kind::Forged);
        world.calm(60);
        assert_eq!(stands(&world, 0), want);
    }
}

#[test]
fn a_sent_folder_with_new_numbers_proves_nothing_of_what_was_sent_before() {
    let mut world = World::watching(Means::Move);
    world.renumber(SENT);
    world.calm(120);
    world.deliver(Kind::Forged);
    world.calm(3600);
    assert_eq!(stands(&world, 0), INBOX);
    // nor does it after a restart
    world.crash(Done::Nothing, false);
    world.calm(120);
    world.deliver(Kind::Forged);
    world.calm(86_400);
    assert_eq!(stands(&world, 1), INBOX);
    // what was sent since is in what was read since
    world.deliver(Kind::Forged);
    world.calm(3600);
    assert_eq!(stands(&world, 2), TARGET);
}

#[test]
fn what_waited_for_the_line_is_judged_again() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    while !matches!(world.desk, Some(DeskErrand::Open(_))) {
        assert!(world.step(world.now));
    }
    world.tell(Event::Stirred);
    assert!(matches!(world.line, Some(LineErrand::Survey { .. })));
    world.answer_desk(true);
    verbs(&mut world);
    world.pass(world.now + seconds(600));
    world.calm(0);
    let verbs = verbs(&mut world);
    assert_eq!(verbs[..3], ["fetch 1", "status Sent Backscatter", "move 1 INBOX > Backscatter"], "{verbs:?}");
}

#[test]
fn what_was_planned_and_never_asked_for_is_claimed_as_any_other() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    while !matches!(world.desk, Some(DeskErrand::Open(_))) {
        assert!(world.step(world.now));
    }
    world.tell(Event::Stirred);
    world.answer_desk(true);
    // it waits for the line, and another Backstop claims it
    world.mailbox.folder(INBOX).messages[0].marked = true;
    world.pass(world.now + seconds(600));
    world.calm(60);
    assert!(world.sent_out.iter().any(|errand| matches!(errand, LineErrand::Move { mark: Mark::Claim, .. })));
    assert_eq!((stands(&world, 0), told(&mut world)), (INBOX.to_owned(), Vec::<String>::new()));
}

#[test]
fn a_copy_that_comes_days_later_brings_the_report_back() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    world.calm(2 * 86_400);
    assert_eq!(stands(&world, 0), TARGET);
    let (arrived, now) = (world.letters[0].arrived, world.now);
    world.mailbox.put(SENT, usize::MAX / 2, now, letters::copy(0, arrived));
    world.calm(3600);
    assert_eq!((stands(&world, 0), world.session.health().returns_today), (INBOX.to_owned(), 0));
    assert_eq!(told(&mut world), ["filed", "put back, it was yours"]);
    world.calm(86_400);
    assert_eq!(stands(&world, 0), INBOX);
}

#[test]
fn a_copy_that_comes_while_the_report_is_on_its_way_brings_it_back_too() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    while !matches!(world.line, Some(LineErrand::Move { .. })) {
        assert!(world.step(world.now));
    }
    let page = |world: &mut World| {
        let (arrived, now) = (world.letters[0].arrived, world.now);
        world.mailbox.put(SENT, usize::MAX / 2, now, letters::copy(0, arrived));
        let copy = backstop::mail::read(&letters::copy(0, arrived));
        let facts = backstop::sent::Facts::of(&backstop::sent::SentMail::of(&copy), world.book.key(), None, true);
        world.book.add(u32::MAX, "work", &facts);
        world.tell(Event::BookChanged);
    };
    page(&mut world);
    world.calm(60);
    assert_eq!((stands(&world, 0), told(&mut world)), (INBOX.to_owned(), vec!["filed".to_owned(), "put back, it was yours".to_owned()]));
}

#[test]
fn a_copy_that_was_met_before_a_crash_brings_the_report_back_after_it() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    world.calm(60);
    assert_eq!(stands(&world, 0), TARGET);
    let (arrived, now) = (world.letters[0].arrived, world.now);
    world.mailbox.put(SENT, usize::MAX / 2, now, letters::copy(0, arrived));
    world.tell(Event::SentWanted);
    // the page is on the disk, and the agent dies before it has read it there
    while !matches!(&world.desk, Some(DeskErrand::KeepSent(page)) if !page.messages.is_empty()) {
        assert!(world.step(world.now + seconds(60)));
    }
    world.crash(Done::Nothing, true);
    world.calm(60);
    assert_eq!(stands(&world, 0), INBOX);
    assert!(told(&mut world).contains(&"put back, it was yours".to_owned()));
}

#[test]
fn undo_puts_back_and_nothing_touches_it_again() {
    for means in [Means::Move, Means::Copy] {
        let mut world = World::watching(means);
        world.deliver(Kind::Forged);
        world.calm(0);
        verbs(&mut world);
        world.undo(0);
        world.calm(3600);
        let verbs = verbs(&mut world);
        let verbs: Vec<String> = verbs.into_iter().filter(|verb| verb.contains(TARGET) && !verb.starts_with("status")).collect();
        let back: &[&str] = match means {
            Means::Move => &["move 1 Backscatter > INBOX"],
            _ => &["copy 1 Backscatter > INBOX", "expunge 1 Backscatter"],
        };
        assert_eq!(verbs, back);
        assert_eq!(stands(&world, 0), INBOX);
        assert_eq!(told(&mut world), ["filed", "put back as asked", "answered Ok(PutBack { count: 1 })"]);
        assert_eq!(world.session.health().returns_today, 0);
    }
}

#[test]
fn three_returns_in_a_day_pause() {
    let mut world = World::watching(Means::Move);
    (0..4).for_each(|_| {
        world.deliver(Kind::Forged);
    });
    world.calm(0);
    assert_eq!(told(&mut world), ["filed"; 4]);
    for _ in 0..3 {
        world.take_back(0);
        world.calm(60);
    }
    let told = told(&mut world);
    assert_eq!(told[..2], ["returned", "returned"]);
    assert!(told.iter().any(|word| word.starts_with("paused: 3 filed messages")), "{told:?}");
    world.deliver(Kind::Forged);
    world.calm(3600);
    assert_eq!(stands(&world, 4), INBOX);
    world.resume();
    world.calm(60);
    assert_eq!(stands(&world, 4), TARGET);
    assert_eq!((0..3).map(|n| stands(&world, n)).collect::<Vec<_>>(), [INBOX; 3]);
}

#[test]
fn an_account_that_observes_only_says_so() {
    for (means, mode) in [(Means::Move, Mode::Observe), (Means::Report, Mode::File)] {
        let mut world = World::new(means, true, mode);
        world.start();
        world.calm(0);
        world.deliver(Kind::Forged);
        world.calm(60);
        assert!(!verbs(&mut world).iter().any(|verb| verb.starts_with("move") || verb.starts_with("make")));
        assert_eq!(told(&mut world).last().map(String::as_str), Some("would file"));
    }
}

#[test]
fn a_pass_files_what_was_there_before() {
    let mut world = World::new(Means::Move, true, Mode::File);
    for kind in [Kind::Forged, Kind::Genuine, Kind::Unclear, Kind::Ordinary] {
        world.deliver(kind);
    }
    world.pass(world.now + seconds(86_400));
    world.start();
    world.calm(0);
    assert_eq!((stands(&world, 0), told(&mut world)), (INBOX.to_owned(), vec!["reading".to_owned(); 2]));
    for (dry, filed) in [(true, 0), (false, 1), (false, 0)] {
        world.ask(Request::Scan { account: None, dry });
        world.calm(60);
        let told = told(&mut world);
        let answer = told.iter().find(|word| word.starts_with("answered")).unwrap();
        assert!(answer.contains(&format!("filed: {filed}")), "{answer}");
        if dry {
            assert!(answer.contains("seen: 4, automatic: 3, backscatter: 1, ours: 1, proved_failures: 1, unsure: 1"), "{answer}");
        }
    }
    assert_eq!(stands(&world, 0), TARGET);
}

#[test]
fn a_preview_looks_into_junk_and_touches_nothing_there() {
    let mut world = World::watching(Means::Move);
    let hour_ago = world.now - seconds(3600);
    for (n, kind) in [(900, Kind::Forged), (901, Kind::Genuine), (902, Kind::Ordinary)] {
        world.mailbox.put(JUNK, n, hour_ago, letters::letter(kind, n, hour_ago));
    }
    world.mailbox.put(SENT, usize::MAX / 2, world.now, letters::copy(901, hour_ago));
    world.ask(Request::Scan { account: None, dry: true });
    world.calm(0);
    let scanned = |world: &mut World| {
        let answer = world.notes.drain(..).find_map(|note| match note {
            Note::Answered(_, Ok(Reply::Scanned(scanned))) => Some(scanned),
            _ => None,
        });
        answer.expect("the pass is answered")
    };
    let found = scanned(&mut world);
    assert_eq!((found.proved_failures, found.in_junk, found.ours, found.backscatter, found.seen), (1, 1, 0, 0, 0));
    assert!(world.disk.records.is_empty());
    assert_eq!(world.mailbox.folder(JUNK).messages.len(), 5);

    // a pass that files has no business there
    world.sent_out.clear();
    world.ask(Request::Scan { account: None, dry: false });
    world.calm(0);
    assert_eq!(scanned(&mut world).in_junk, 0);
    assert!(!world.sent_out.iter().any(|errand| matches!(errand, LineErrand::ReadSent { folder, .. } if folder == JUNK)));

    // one that is gone costs the preview nothing but what it would have told
    world.mailbox.folders.remove(JUNK);
    world.ask(Request::Scan { account: None, dry: true });
    world.calm(3600);
    assert_eq!(scanned(&mut world).in_junk, 0);
}

#[test]
fn what_somebody_moved_here_is_left() {
    let mut world = World::watching(Means::Move);
    world.pass(world.now + seconds(3600));
    world.tell(Event::Stirred);
    world.calm(0);
    world.move_in();
    world.calm(3600);
    assert_eq!(stands(&world, 0), INBOX);
    assert!(!verbs(&mut world).iter().any(|verb| verb.starts_with("fetch")));
}

#[test]
fn what_another_backstop_holds_is_left_and_counts_as_a_return_after_ten_minutes() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    let mark = |mailbox: &mut Mailbox| mailbox.folder(INBOX).messages.iter_mut().for_each(|m| m.marked = true);
    mark(&mut world.mailbox);
    world.calm(300);
    assert_eq!((stands(&world, 0), world.session.health().returns_today), (INBOX.to_owned(), 0));
    world.calm(600);
    assert_eq!((stands(&world, 0), world.session.health().returns_today), (INBOX.to_owned(), 1));
}
