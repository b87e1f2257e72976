//! A small run of the benchmark: a few hundred generated letters whose truth is known. Nothing is filed wrongly, whatever of Sent
//! is known; and the shares of what is judged right do not fall under what they were.

#[path = "../benches/accuracy/judge.rs"]
mod judge;
#[path = "../benches/accuracy/letters/mod.rs"]
mod letters;
#[path = "../benches/accuracy/tally.rs"]
mod tally;

use std::collections::BTreeSet;

use judge::{Coverage, Judged, Said, judge};
use letters::{Truth, World};
use tally::{Counts, percent};

const SEED: u64 = 4;
const COUNT: usize = 960;

#[test]
fn nothing_is_filed_wrongly_and_most_is_judged_right() {
    let now = "2026-11-24T12:00:00Z".parse().unwrap();
    let (letters, habits) = (letters::write(SEED, COUNT, now), letters::habits(SEED, now));
    for coverage in Coverage::ALL {
        let judged = judge(&letters, &habits, coverage, now);
        let wrong: Vec<_> = judged.iter().filter(|j| j.is_filed_wrongly()).map(described).collect();
        assert!(wrong.is_empty(), "{coverage:?}: filed\n{}", wrong.join("\n"));
        if coverage == Coverage::Whole {
            whole(&judged);
        }
    }
}

/// With all of Sent known.
fn whole(judged: &[Judged<'_>]) {
    let worlds = Counts::of(judged.iter().filter_map(|j| Some((j.letter.world?, j.said))));
    for world in World::ALL {
        assert!(Said::ALL.iter().any(|said| worlds.at(&world, said) > 0), "{world:?} is tested");
    }
    let languages: BTreeSet<_> = judged.iter().map(|j| j.letter.language).collect();
    assert!(languages.len() >= 18, "{languages:?}");
    assert!(Truth::ALL.iter().all(|truth| judged.iter().any(|j| j.letter.truth == *truth)), "every truth is met");
    let told: Vec<_> = judged.iter().filter(|j| j.is_told()).collect();
    let of = |truth| judged.iter().filter(|j| j.letter.truth == truth).collect::<Vec<_>>();
    let kinds: Vec<_> = judged.iter().filter(|j| j.true_kind().is_some()).collect();
    let floors = [
        ("genuine with a returned header: ours", percent(&told, |j| j.verdict_is_right()), 99.5),
        ("forged: backscatter", percent(&of(Truth::Forged), |j| j.verdict_is_right()), 97.0),
        ("ordinary: left ordinary", percent(&of(Truth::Ordinary), |j| j.verdict_is_right()), 96.0),
        ("all: the right kind", percent(&kinds, |j| j.kind_is_right()), 97.5),
    ];
    for (what, share, floor) in floors {
        assert!(share >= floor, "{what}: {share:.2} %, and it was {floor} % at least");
    }
}

fn described(judged: &Judged<'_>) -> String {
    format!("{}: {}", judged.letter.name(), judged.evidence.join(" "))
}
