//! The agent is killed at every step of a filing, and of the way back; the next start finishes or takes back what was begun.
//! What was abroad when it was killed was done, or half done, or not.

use backstop::account::{Means, Step};

use super::letters::Kind;
use super::mailbox::{Done, INBOX, TARGET};
use super::world::{World, seconds};

const ALL: [Done; 3] = [Done::Nothing, Done::Half, Done::All];

/// Runs `begin` for so many steps, kills the agent, and lets the next one come to rest. False when it came to rest before.
fn killed_after(means: Means, steps: usize, line: Done, desk: bool, begin: fn(&mut World), end: fn(&mut World)) -> bool {
    let mut world = World::watching(means);
    begin(&mut world);
    let until = world.now + seconds(60);
    for _ in 0..steps {
        if !world.step(until) {
            return false;
        }
    }
    world.crash(line, desk);
    world.calm(3600);
    world.check_one_copy();
    let open: Vec<_> = world.disk.records.iter().map(|(record, _)| &record.step).filter(|step| step.is_open()).collect();
    assert!(open.is_empty(), "after {steps} steps, {line:?}, {desk}: {open:?}");
    end(&mut world);
    true
}

fn at_every_step(begin: fn(&mut World), end: fn(&mut World)) {
    for means in [Means::Move, Means::Copy] {
        let mut cuts = 0;
        for steps in 0.. {
            let cut = |(line, desk)| killed_after(means, steps, line, desk, begin, end);
            let mut ways = ALL.into_iter().flat_map(|line| [(line, false), (line, true)]);
            if !ways.all(cut) {
                break;
            }
            cuts += 1;
        }
        assert!(cuts >= 6, "{means:?} was cut only {cuts} times");
    }
}

fn deliver_three(world: &mut World) {
    (0..3).for_each(|_| {
        world.deliver(Kind::Forged);
    });
}

#[test]
fn a_filing_ends_the_same_wherever_it_is_cut() {
    at_every_step(deliver_three, |world| {
        for n in 0..3 {
            assert_eq!(world.mailbox.places(n)[0].0, TARGET, "{:?}", world.disk.records);
        }
        assert_eq!(world.disk.filed().len(), 3, "{:?}", world.disk.records);
        assert!(!world.disk.records.iter().any(|(r, _)| r.step == Step::Gone));
    });
}

#[test]
fn the_way_back_ends_the_same_wherever_it_is_cut() {
    fn begin(world: &mut World) {
        world.deliver(Kind::Forged);
        world.calm(60);
        assert_eq!(world.mailbox.places(0)[0].0, TARGET);
        world.undo(0);
    }
    at_every_step(begin, |world| {
        // a request that was not written down is asked again
        if world.mailbox.places(0)[0].0 == TARGET {
            world.undo(0);
            world.calm(60);
        }
        assert_eq!(world.mailbox.places(0)[0].0, INBOX);
        assert_eq!(world.session.health().returns_today, 0, "it is no return of the person's");
    });
}
