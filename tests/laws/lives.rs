//! What another life of the agent still knows. Each input draws exactly these errands, and nothing more.

use backstop::account::{Event, Means, Request};
use backstop::settings::Mode;

use super::disk::ACCOUNT;
use super::letters::Kind;
use super::mailbox::{Done, INBOX, TARGET};
use super::told::{stands, told, verbs};
use super::world::{World, seconds};

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
