//! This input draws exactly these errands, and nothing more.

use backstop::account::note::Reply;
use backstop::account::record::Why;
use backstop::account::{Answer, DeskErrand, Event, Failure, LineErrand, Mark, Means, Note, Request, Step};
use backstop::settings::Mode;

use super::disk::ACCOUNT;
use super::letters::{self, Kind};
use super::mailbox::{Done, INBOX, JUNK, Mailbox, SENT, TARGET};
use super::world::{World, seconds};

/// The verbs that went out on the line since this was last asked.
fn verbs(world: &mut World) -> Vec<String> {
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
fn told(world: &mut World) -> Vec<String> {
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

fn stands(world: &World, letter: usize) -> String {
    let places: Vec<String> = world.mailbox.places(letter).into_iter().map(|(folder, ..)| folder).collect();
    places.join(" and ")
}

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

// -- trouble --

#[test]
fn a_refused_login_is_said_once_and_waits_for_a_person() {
    let mut world = World::new(Means::Move, true, Mode::File);
    world.start();
    world.break_line(Done::Nothing, Failure::Refused("no".to_owned()));
    world.tell(Event::Stirred);
    world.tell(Event::SentWanted);
    world.calm(86_400);
    assert_eq!((verbs(&mut world), told(&mut world).len()), (vec!["connect".to_owned()], 1));
    world.resume();
    world.calm(60);
    assert_eq!(verbs(&mut world)[0], "connect");
}

#[test]
fn a_server_that_asks_for_time_gets_it() {
    let mut world = World::watching(Means::Move);
    let wait = Some(std::time::Duration::from_secs(600));
    world.break_line(Done::Nothing, Failure::SlowDown { wait, text: "later".to_owned() });
    world.tell(Event::Stirred);
    let begun = world.now;
    world.calm(599);
    assert!(verbs(&mut world).is_empty());
    world.calm(300);
    assert_eq!(verbs(&mut world)[0], "connect");
    assert!(world.now >= begun + seconds(600));
}

#[test]
fn a_network_that_comes_back_is_used_at_once() {
    let mut world = World::watching(Means::Move);
    world.break_line(Done::Nothing, Failure::Line("gone".to_owned()));
    for _ in 0..6 {
        world.wake(world.now + seconds(600));
        world.break_line(Done::Nothing, Failure::Line("gone".to_owned()));
    }
    assert_eq!(told(&mut world), ["offline: gone"], "said once");
    let wait = |world: &World| world.session.wakes_at().unwrap().0.duration_since(world.now);
    assert!(wait(&world) > seconds(60));
    world.tell(Event::Stirred);
    assert!(wait(&world) <= seconds(60));
    world.calm(120);
    assert_eq!(told(&mut world), ["online"]);
}

#[test]
fn a_disk_that_refuses_keeps_the_server_untouched() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    for _ in 0..60 {
        world.answer_desk(false);
        match world.line {
            Some(LineErrand::Watch { .. }) if !world.mailbox.stirred && !world.session.wants_line() => {
                world.wake(world.now + seconds(900));
            }
            _ => world.answer_line(),
        }
    }
    assert!(!verbs(&mut world).iter().any(|verb| verb.starts_with("move")));
    assert_eq!((stands(&world, 0), told(&mut world)), (INBOX.to_owned(), vec!["not written: disk full".to_owned()]));
    assert!(world.session.health().disk_refuses);
    world.calm(900);
    assert_eq!(stands(&world, 0), TARGET);
}

#[test]
fn a_message_that_breaks_the_line_is_fetched_alone_and_passed_over() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    let poison = world.deliver(Kind::Forged);
    world.mailbox.poison = Some(poison);
    world.calm(600);
    let fetches: Vec<String> = verbs(&mut world).into_iter().filter(|verb| verb.starts_with("fetch")).collect();
    assert_eq!(fetches, ["fetch 2", "fetch 2", "fetch 1", "fetch 1"]);
    assert_eq!((stands(&world, 0), stands(&world, poison)), (TARGET.to_owned(), INBOX.to_owned()));
    let told = told(&mut world);
    assert_eq!(told.iter().filter(|word| *word == "offline: a literal that is too long").count(), 3);
    assert!(told.contains(&"passed over 2".to_owned()), "{told:?}");
}

#[test]
fn a_message_whose_header_breaks_the_line_is_passed_over_and_no_other() {
    let mut world = World::watching(Means::Move);
    let first = world.deliver(Kind::Forged);
    let poison = world.deliver(Kind::Forged);
    let last = world.deliver(Kind::Forged);
    world.mailbox.poisoned_head = Some(poison);
    world.calm(600);
    let stood: Vec<_> = [first, poison, last].into_iter().map(|letter| stands(&world, letter)).collect();
    assert_eq!(stood, [TARGET, INBOX, TARGET]);
    let told = told(&mut world);
    assert_eq!(told.iter().filter(|word| word.starts_with("offline")).count(), 2, "{told:?}");
    assert_eq!(told.iter().filter(|word| word.starts_with("passed over")).collect::<Vec<_>>(), ["passed over 2"]);
}

#[test]
fn a_sent_message_whose_header_breaks_the_line_is_passed_over_and_sent_is_read() {
    let mut world = World::watching(Means::Move);
    let poison = usize::MAX - 100;
    world.mailbox.put(SENT, poison, world.now, letters::other_copy(7, world.now));
    world.mailbox.poisoned_head = Some(poison);
    let forged = world.deliver(Kind::Forged);
    world.calm(3600);
    let told = told(&mut world);
    assert_eq!(told.iter().filter(|word| word.starts_with("offline")).count(), 3, "{told:?}");
    assert!(told.iter().any(|word| word.starts_with("passed over")), "{told:?}");
    assert!(world.session.health().stuck.is_empty());
    // of the unread one nobody knows what it was: it may be the original
    assert_eq!(stands(&world, forged), INBOX);
}

#[test]
fn a_survey_that_breaks_three_times_passes_over_what_is_there() {
    let mut world = World::watching(Means::Move);
    world.pass(world.now + seconds(3600));
    world.tell(Event::Stirred);
    world.calm(0);
    world.move_in();
    world.deliver(Kind::Forged);
    verbs(&mut world);
    for _ in 0..40 {
        if matches!(world.line, Some(LineErrand::Survey { above: 0, .. })) {
            world.break_line(Done::Nothing, Failure::Line("gone".to_owned()));
        } else if !world.step(world.now + seconds(120)) {
            break;
        }
    }
    assert!(told(&mut world).contains(&"passed over 2".to_owned()));
    let surveys = verbs(&mut world).into_iter().filter(|verb| verb == "survey above 0").count();
    assert_eq!(surveys, 3);
    world.ask(Request::Scan { account: None, dry: false });
    world.calm(60);
    assert_eq!((stands(&world, 0), stands(&world, 1)), (INBOX.to_owned(), INBOX.to_owned()));
    world.deliver(Kind::Forged);
    world.calm(60);
    assert_eq!(stands(&world, 2), TARGET, "it goes on behind them");
    world.resume();
    world.calm(60);
    world.ask(Request::Scan { account: None, dry: false });
    world.calm(60);
    assert_eq!(stands(&world, 0), INBOX, "somebody moved it here");
}

#[test]
fn moves_that_are_refused_pause_the_account() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    for _ in 0..200 {
        match world.line {
            Some(LineErrand::Move { .. }) => {
                let full = Failure::Server { command: "UID MOVE", text: "[OVERQUOTA] full".to_owned() };
                world.break_line(Done::Nothing, full);
            }
            Some(LineErrand::Watch { .. }) if !world.mailbox.stirred && !world.session.wants_line() => break,
            _ if world.desk.is_some() => world.answer_desk(true),
            Some(_) => world.answer_line(),
            None => {
                world.wake(world.now + seconds(3600));
            }
        }
    }
    assert_eq!(verbs(&mut world).iter().filter(|verb| verb.starts_with("move")).count(), 3);
    assert!(told(&mut world).iter().any(|word| word.starts_with("paused: the server refused to move")));
    assert_eq!(stands(&world, 0), INBOX);
}

#[test]
fn new_numbers_void_all_that_waits_and_nothing_goes_before_inbox_is_read_again() {
    let mut world = World::watching(Means::Move);
    world.deliver(Kind::Forged);
    world.deliver(Kind::ForgedJustNow);
    world.answer_line();
    world.answer_line();
    assert!(matches!(world.line, Some(LineErrand::Fetch { .. })));
    world.renumber(INBOX);
    world.calm(120);
    let verbs = verbs(&mut world);
    let again = verbs.iter().position(|verb| verb == "connect").unwrap();
    assert_eq!(verbs[again..again + 2], ["connect", "survey above 0"]);
    world.calm(3600);
    assert_eq!((stands(&world, 0), stands(&world, 1)), (TARGET.to_owned(), TARGET.to_owned()));
}

#[test]
fn another_account_is_asked_for_a_look_that_begins_after_the_hold() {
    let mut world = World::watching(Means::Move);
    let span = |until| backstop::sent::Span { from: until - seconds(90 * 86_400), until };
    let begun = world.now;
    let from = world.book.key().author(&backstop::mail::Address::parse(letters::ME).unwrap());
    let facts = backstop::sent::Facts { hashes: vec![1], author: from, hour: Some(0), proves: true };
    world.book.add(u32::MAX, "work", &facts);
    world.book.set_account("work", Some(span(begun)));
    world.tell(Event::BookChanged);
    world.deliver(Kind::ForgedJustNow);
    world.calm(0);
    assert_eq!(told(&mut world), ["wants Sent of work"]);
    let now = world.now;
    world.book.set_account("work", Some(span(now)));
    world.tell(Event::BookChanged);
    world.calm(1000);
    assert_eq!(told(&mut world), ["wants Sent of work"], "once more, when the hold is over");
    assert_eq!(stands(&world, 0), INBOX);
    let now = world.now;
    world.book.set_account("work", Some(span(now)));
    world.tell(Event::BookChanged);
    world.calm(0);
    assert_eq!((stands(&world, 0), told(&mut world)), (TARGET.to_owned(), vec!["filed".to_owned()]));
}

#[test]
fn quit_leaves_the_watch_and_logs_out() {
    let mut world = World::watching(Means::Move);
    world.quit();
    assert!(world.session.wants_line());
    world.calm(0);
    assert_eq!((verbs(&mut world), told(&mut world)), (vec!["logout".to_owned()], vec!["ended".to_owned()]));
}

#[test]
fn requests_are_answered() {
    let mut world = World::watching(Means::Move);
    world.ask(Request::Pause { account: None, until: Some(world.now + seconds(600)) });
    world.deliver(Kind::Forged);
    world.calm(500);
    assert_eq!(stands(&world, 0), INBOX);
    world.calm(200);
    assert_eq!(stands(&world, 0), TARGET, "the pause is over");
    world.ask(Request::Mode { account: ACCOUNT.to_owned(), mode: Mode::Observe });
    world.ask(Request::Log { most: 1 });
    let told = told(&mut world);
    assert_eq!(told[..2], ["paused: you paused it", "answered Ok(Done)"]);
    assert!(told.last().unwrap().starts_with("answered Err"), "{told:?}");
    world.answer_wrongly(Answer::Bye);
    assert!(matches!(world.session.health().line, backstop::account::health::Line::Offline { .. }));
}

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

// -- what the person moves into the folder by hand --

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

// -- another life of the agent --

#[test]
fn what_somebody_moved_here_is_left_by_every_later_life() {
    let mut world = World::watching(Means::Move);
    world.pass(world.now + seconds(3600));
    world.tell(Event::Stirred);
    world.calm(0);
    world.move_in();
    world.calm(60);
    for renumbered in [false, true] {
        world.crash(Done::Nothing, false);
        if renumbered {
            world.mailbox.renumber(INBOX);
        }
        world.calm(3600);
        told(&mut world);
        for dry in [true, false] {
            world.ask(Request::Scan { account: None, dry });
            world.calm(60);
            let told = told(&mut world);
            assert!(told.iter().any(|word| word.contains("backscatter: 0") && word.contains("moved: 1")), "{told:?}");
        }
        assert_eq!(stands(&world, 0), INBOX);
    }
    assert!(!verbs(&mut world).iter().any(|verb| verb.starts_with("fetch") && !verb.ends_with("Junk")));
}

#[test]
fn what_was_left_and_moved_away_and_back_is_left_for_good() {
    let mut world = World::watching(Means::Move);
    world.ask(Request::Mode { account: ACCOUNT.to_owned(), mode: Mode::Observe });
    world.deliver(Kind::Forged);
    world.calm(60);
    assert_eq!(told(&mut world).last().map(String::as_str), Some("would file"));
    world.mailbox.shift(INBOX, 1, super::mailbox::ELSEWHERE, false);
    world.pass(world.now + seconds(3600));
    world.tell(Event::Stirred);
    world.calm(60);
    world.mailbox.shift(super::mailbox::ELSEWHERE, 1, INBOX, false);
    world.calm(60);
    world.crash(Done::Nothing, false);
    world.ask(Request::Mode { account: ACCOUNT.to_owned(), mode: Mode::File });
    world.calm(60);
    world.ask(Request::Scan { account: None, dry: false });
    world.calm(60);
    assert_eq!(stands(&world, 0), INBOX);
}

#[test]
fn a_pause_outlives_the_agent_and_a_resumed_account_stays_so() {
    let mut world = World::watching(Means::Move);
    world.ask(Request::Pause { account: None, until: None });
    world.calm(60);
    world.crash(Done::Nothing, false);
    world.calm(60);
    assert_eq!(world.session.health().paused.map(|p| p.why), Some("you paused it".to_owned()));
    world.deliver(Kind::Forged);
    world.calm(3600);
    assert_eq!(stands(&world, 0), INBOX);
    told(&mut world);
    world.ask(Request::Scan { account: None, dry: false });
    world.ask(Request::Scan { account: None, dry: true });
    world.calm(60);
    let told = told(&mut world);
    assert!(told[0].contains("filing is paused (you paused it)"), "{told:?}");
    assert!(told[1].contains("seen: 1"), "one that only counts moves nothing: {told:?}");
    world.resume();
    world.calm(60);
    assert_eq!(stands(&world, 0), TARGET);

    (0..3).for_each(|_| {
        world.deliver(Kind::Forged);
    });
    world.calm(60);
    for _ in 0..3 {
        world.take_back(0);
        world.calm(60);
    }
    world.crash(Done::Nothing, false);
    world.calm(60);
    assert!(world.session.health().paused.is_some_and(|p| p.why.starts_with("3 filed messages")));
    world.resume();
    world.calm(60);
    world.crash(Done::Nothing, false);
    assert_eq!(world.session.health().paused, None, "what the person has seen does not pause again");
}

#[test]
fn what_breaks_the_line_is_passed_over_by_every_later_life() {
    let mut world = World::watching(Means::Move);
    let poison = world.deliver(Kind::Forged);
    world.mailbox.poison = Some(poison);
    world.calm(600);
    assert!(told(&mut world).contains(&"passed over 1".to_owned()));
    world.crash(Done::Nothing, false);
    world.calm(600);
    verbs(&mut world);
    world.ask(Request::Scan { account: None, dry: false });
    world.calm(60);
    assert!(told(&mut world).iter().any(|word| word.contains("passed_over: 1")));
    assert!(!verbs(&mut world).iter().any(|verb| verb.starts_with("fetch")));
    world.mailbox.poison = None;
    world.resume();
    world.ask(Request::Scan { account: None, dry: false });
    world.calm(60);
    assert_eq!(stands(&world, poison), TARGET, "a person has acted");
}
