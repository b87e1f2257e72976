//! Thousands of random orders of events. The laws are checked at every errand, by `world`; and at the end, after a quiet hour.

use backstop::account::{Answer, Failure, Located, Means, Note, Request, Step};
use backstop::settings::Mode;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::test_runner::RngAlgorithm;
use proptest::{collection, proptest};

use super::letters::Kind;
use super::mailbox::{Done, ELSEWHERE, INBOX, SENT, TARGET};
use super::world::{World, seconds};

/// One thing that happens.
#[derive(Clone, Debug)]
enum Happens {
    Answer,
    /// Everything abroad is answered, for a while.
    Answers(u8),
    Break(Done, Failure),
    Wrong(bool),
    Written(bool),
    Wake,
    Pass(i64),
    Deliver(Kind),
    DeliverAgain,
    Poison,
    MoveIn,
    TakeBack(usize),
    TakeAway(usize),
    FileByHand(usize),
    Crash(Done, bool),
    Stirred,
    SentWanted,
    BookChanged,
    Undo(usize),
    Pause(Option<i64>),
    Resume,
    Scan(bool),
    Mode(Mode),
    Renumber(&'static str),
    FolderGone,
    Start,
    Quit,
}

fn done() -> impl Strategy<Value = Done> {
    prop_oneof![Just(Done::Nothing), Just(Done::Half), Just(Done::All)]
}

fn failure() -> impl Strategy<Value = Failure> {
    let text = || "no".to_owned();
    prop_oneof![
        4 => Just(Failure::Line(text())),
        2 => Just(Failure::Server { command: "UID MOVE", text: text() }),
        1 => Just(Failure::SlowDown { wait: None, text: text() }),
        1 => Just(Failure::SlowDown { wait: Some(std::time::Duration::from_secs(90)), text: text() }),
        1 => Just(Failure::Refused(text())),
        1 => Just(Failure::Secret(text())),
        1 => Just(Failure::Renumbered { folder: INBOX.to_owned() }),
        1 => Just(Failure::Renumbered { folder: SENT.to_owned() }),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        3 => Just(Kind::Forged),
        3 => Just(Kind::ForgedJustNow),
        1 => Just(Kind::Genuine),
        2 => Just(Kind::GenuineRace),
        1 => Just(Kind::Ordinary),
        1 => Just(Kind::Unclear),
    ]
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        12 => Just(Happens::Answer),
        6 => (1..20_u8).prop_map(Happens::Answers),
        8 => Just(Happens::Written(true)),
        1 => Just(Happens::Written(false)),
        4 => (done(), failure()).prop_map(|(done, failure)| Happens::Break(done, failure)),
        1 => any::<bool>().prop_map(Happens::Wrong),
        6 => Just(Happens::Wake),
        2 => prop_oneof![Just(1), Just(30), Just(200), Just(1000), Just(8 * 3600)].prop_map(Happens::Pass),
        8 => kind().prop_map(Happens::Deliver),
        2 => Just(Happens::DeliverAgain),
        1 => Just(Happens::Poison),
        1 => Just(Happens::MoveIn),
        2 => (0..9_usize).prop_map(Happens::TakeBack),
        1 => (0..9_usize).prop_map(Happens::TakeAway),
        2 => (0..9_usize).prop_map(Happens::FileByHand),
        3 => (done(), any::<bool>()).prop_map(|(line, desk)| Happens::Crash(line, desk)),
        2 => Just(Happens::Stirred),
        1 => Just(Happens::SentWanted),
        1 => Just(Happens::BookChanged),
        2 => (0..9_usize).prop_map(Happens::Undo),
        1 => prop_oneof![Just(None), Just(Some(600))].prop_map(Happens::Pause),
        2 => Just(Happens::Resume),
        1 => any::<bool>().prop_map(Happens::Scan),
        1 => prop_oneof![Just(Mode::File), Just(Mode::Observe)].prop_map(Happens::Mode),
        1 => prop_oneof![Just(INBOX), Just(SENT), Just(TARGET)].prop_map(Happens::Renumber),
        1 => Just(Happens::FolderGone),
        1 => Just(Happens::Start),
        1 => Just(Happens::Quit),
    ]
}

fn apply(world: &mut World, what: Happens) {
    match what {
        Happens::Answer => world.answer_line(),
        Happens::Answers(count) => {
            for _ in 0..count {
                world.answer_desk(true);
                world.answer_line();
            }
        }
        Happens::Break(done, failure) => {
            let connecting = matches!(world.line, Some(backstop::account::LineErrand::Connect));
            let of_login = matches!(failure, Failure::Refused(_) | Failure::Secret(_));
            if connecting || !of_login {
                world.break_line(done, failure);
            }
        }
        Happens::Wrong(bye) => {
            world.answer_wrongly(if bye { Answer::Bye } else { Answer::Located(Located { heads: Vec::new(), through: 0, more: true }) })
        }
        Happens::Written(works) => world.answer_desk(works),
        Happens::Wake => {
            let most = world.now + seconds(3600);
            world.wake(most);
        }
        Happens::Pass(by) => world.pass(world.now + seconds(by)),
        Happens::Deliver(kind) => {
            world.deliver(kind);
        }
        Happens::Poison => {
            let n = world.deliver(Kind::Forged);
            world.clean = false;
            world.mailbox.poison = Some(n);
        }
        // (a copy was made, the first one is gone, and INBOX is renumbered: nobody can tell whether the first or the second stands)
        Happens::DeliverAgain if world.mailbox.means == Means::Copy => {}
        Happens::DeliverAgain => world.deliver_again(),
        Happens::MoveIn => world.move_in(),
        Happens::TakeBack(pick) => {
            world.take_back(pick);
        }
        Happens::TakeAway(pick) => world.take_away(pick),
        Happens::FileByHand(pick) => world.file_by_hand(pick),
        Happens::Crash(line, desk) => world.crash(line, desk),
        Happens::Stirred => world.tell(backstop::account::Event::Stirred),
        Happens::SentWanted => world.tell(backstop::account::Event::SentWanted),
        Happens::BookChanged => world.tell(backstop::account::Event::BookChanged),
        Happens::Undo(pick) => world.undo(pick),
        Happens::Pause(how_long) => {
            let until = how_long.map(|s| world.now + seconds(s));
            world.ask(Request::Pause { account: None, until });
        }
        Happens::Resume => world.resume(),
        Happens::Scan(dry) => {
            world.ask(Request::Scan { account: None, dry });
        }
        Happens::Mode(mode) => {
            world.ask(Request::Mode { account: super::disk::ACCOUNT.to_owned(), mode });
        }
        Happens::Renumber(folder) => world.renumber(folder),
        Happens::FolderGone => {
            let empty = world.mailbox.folders.get(TARGET).is_some_and(|f| f.messages.is_empty());
            if empty {
                world.clean = false;
                world.mailbox.folders.remove(TARGET);
            }
        }
        Happens::Start => world.start(),
        Happens::Quit => {
            if !world.ended {
                world.quit();
            }
        }
    }
    world.check_nothing_lost();
}

/// What must hold when everything has come to rest.
fn check_end(mut world: World) {
    let quiet = 2 * 3600;
    world.calm(quiet);
    if world.quitting {
        assert!(world.ended, "quit is never reached: {:?}", world.session.health());
        world.crash(Done::Nothing, false);
        world.calm(quiet);
    }
    // a person reads that something is wrong, and acts; twice, for what the first time brings
    for _ in 0..2 {
        if !world.clean {
            world.mailbox.poison = None;
            world.resume();
            world.calm(quiet);
        }
    }
    world.check_one_copy();
    let open = world.disk.records.iter().filter(|(r, _)| r.step.is_open()).count();
    assert_eq!(open, 0, "an open record at rest: {:?}", world.disk.records);
    for (n, letter) in world.letters.iter().enumerate() {
        let (folder, ..) = &world.mailbox.places(n)[0];
        let forged = matches!(letter.kind, Kind::Forged | Kind::ForgedJustNow);
        assert!(folder != TARGET || forged || letter.by_hand, "{letter:?} is filed");
        if world.clean && forged && !letter.hands_off && !letter.old && world.mode == Mode::File && world.mailbox.means != Means::Report {
            assert!(world.mailbox.places(n).iter().all(|(folder, ..)| folder == TARGET), "{letter:?} was never filed");
        }
        let genuine = matches!(letter.kind, Kind::Genuine | Kind::GenuineRace);
        if world.clean && genuine && !letter.hands_off && !letter.old {
            let failed = format!("gone{n}@far.example");
            let told = world.notes.iter().filter(|note| matches!(note, Note::NotDelivered { to, .. } if to.as_str() == failed));
            assert_eq!(told.count(), 1, "{letter:?} is told once");
        }
        // of two copies the other may have been on its way
        let stays = world.mailbox.places(n).iter().any(|(folder, ..)| folder == INBOX || folder == ELSEWHERE);
        assert!(!letter.hands_off || stays || letter.by_hand, "{letter:?} was moved after the person had moved it");
    }
    // the journal tells the truth: what it calls filed stands where it says
    for (record, _) in &world.disk.records {
        if let Step::Filed { to, .. } = &record.step
            && world.mailbox.folders.get(&to.folder).is_some_and(|f| f.validity == to.validity)
        {
            let there = world.mailbox.folders[&to.folder].messages.iter().any(|m| m.uid == to.uid);
            let taken = world.letters.iter().any(|l| l.hands_off);
            assert!(there || taken, "{record:?} is not there");
        }
    }
    world.quit();
    world.calm(quiet);
    assert!(world.ended, "quit is never reached");
}

/// More of them with BACKSTOP_ORDERS: 20,000 take some minutes.
fn orders() -> u32 {
    std::env::var("BACKSTOP_ORDERS").ok().and_then(|n| n.parse().ok()).unwrap_or(1500)
}

proptest! {
    // a failure prints the shortest order that fails: that is its seed
    #![proptest_config(ProptestConfig {
        cases: orders(),
        max_shrink_iters: 4000,
        failure_persistence: None,
        // the default generator is built for secrets, and takes most of the time
        rng_algorithm: RngAlgorithm::XorShift,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_laws_hold_under_any_order(
        means in prop_oneof![3 => Just(Means::Move), 2 => Just(Means::Copy), 1 => Just(Means::Report)],
        keyword in any::<bool>(),
        mode in prop_oneof![4 => Just(Mode::File), 1 => Just(Mode::Observe)],
        script in collection::vec(happens(), 1..90),
    ) {
        let mut world = World::new(means, keyword, mode);
        world.start();
        for what in script {
            apply(&mut world, what);
        }
        check_end(world);
    }
}
