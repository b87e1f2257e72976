//! What a session does when line, server, disk or another account is in trouble, and how it ends. Each input draws exactly these errands, and nothing more.

use backstop::account::{Answer, Event, Failure, LineErrand, Means, Request};
use backstop::settings::Mode;

use super::disk::ACCOUNT;
use super::letters::{self, Kind};
use super::mailbox::{Done, INBOX, SENT, TARGET};
use super::told::{stands, told, verbs};
use super::world::{World, seconds};

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
