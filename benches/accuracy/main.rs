//! How often the recogniser is right, over generated mail whose truth is known: `cargo bench --bench accuracy`.
//!
//! `-- SEED COUNT` writes other letters, or more; `--show N` prints the first N that were judged wrong; `--write DIR` writes all
//! of these into a folder, each beside what was said. Ends with 1 if a genuine or a wanted one would be filed.

mod judge;
mod letters;
mod table;
mod tally;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use judge::{Coverage, Judged, Said, judge};
use letters::{Truth, World};
use tally::{Counts, percent};

const SEED: u64 = 1;
const COUNT: usize = 16_000;

const KINDS: [&str; 9] = ["failure", "delay", "success", "auto-reply", "challenge", "notice", "receipt", "complaint", "ordinary"];

#[derive(Default)]
struct Wishes {
    numbers: Vec<u64>,
    show: usize,
    write: Option<String>,
}

fn main() -> ExitCode {
    let wishes = wishes();
    let seed = wishes.numbers.first().copied().unwrap_or(SEED);
    let count = wishes.numbers.get(1).map_or(COUNT, |n| usize::try_from(*n).unwrap_or(COUNT));
    let now = "2026-11-24T12:00:00Z".parse().expect("a time");
    let (letters, habits) = (letters::write(seed, count, now), letters::habits(seed, now));
    let formats: std::collections::BTreeSet<_> = letters.iter().map(|l| l.format).collect();
    let languages: std::collections::BTreeSet<_> = letters.iter().map(|l| l.language).collect();
    println!("Seed {seed}: {count} letters in {} formats and {} languages", formats.len(), languages.len());
    let mut filed = 0;
    for coverage in Coverage::ALL {
        let begun = Instant::now();
        let judged = judge(&letters, &habits, coverage, now);
        let took = begun.elapsed();
        if coverage == Coverage::Whole {
            kinds(&judged);
        }
        verdicts(coverage, &judged);
        filed += sums(&judged);
        if coverage == Coverage::Whole {
            println!("  judged in {took:.2?}, the making of the Sent book included");
            worlds(&judged);
            short(&judged);
            show(&judged, &wishes);
        } else {
            let wrong = judged.iter().filter(|j| j.is_filed_wrongly());
            wrong.take(wishes.show).for_each(print);
        }
    }
    if filed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn wishes() -> Wishes {
    let mut wishes = Wishes::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--show" => wishes.show = words.next().and_then(|n| n.parse().ok()).unwrap_or(10),
            "--write" => wishes.write = words.next(),
            // cargo says so to every bench
            "--bench" => {}
            word => wishes.numbers.push(word.parse().expect("-- [SEED [COUNT]] [--show N] [--write DIR]")),
        }
    }
    wishes
}

fn kinds(judged: &[Judged<'_>]) {
    let said = |j: &Judged<'_>| j.true_kind().map(|kind| (kind, if j.kind_is_right() { kind.to_owned() } else { j.kind.clone() }));
    let counts = Counts::of(judged.iter().filter_map(said));
    println!("\nKinds: what each is (rows), and what it was called");
    let rows = KINDS.map(|kind| (kind.to_owned(), KINDS.map(|other| counts.at(&kind, &other.to_owned())).to_vec()));
    table::print(&KINDS, &rows);
}

fn verdicts(coverage: Coverage, judged: &[Judged<'_>]) {
    let counts = Counts::of(judged.iter().map(|j| (j.letter.truth, j.said)));
    let title = match coverage {
        Coverage::Whole => "all of Sent is there, and measured",
        Coverage::Third => "a third of Sent is missing, and measured",
        Coverage::Unknown => "a third of Sent is missing, and too few answers tell",
    };
    println!("\nVerdicts where {title}");
    let rows = Truth::ALL.map(|truth| (name(truth), Said::ALL.map(|said| counts.at(&truth, &said)).to_vec()));
    table::print(&["ours proved", "ours possible", "unsure", "backscatter", "ordinary"], &rows);
}

/// What counts; gives the number of those filed wrongly.
fn sums(judged: &[Judged<'_>]) -> usize {
    let of = |truth| judged.iter().filter(|j| j.letter.truth == truth).collect::<Vec<_>>();
    let mut all = 0;
    for truth in Truth::ALL.into_iter().filter(|truth| !truth.may_be_filed()) {
        let letters = of(truth);
        let filed = letters.iter().filter(|j| j.is_filed_wrongly()).count();
        all += filed;
        println!("  {} filed: {filed} of {}", name(truth), letters.len());
    }
    let told: Vec<_> = judged.iter().filter(|j| j.is_told()).collect();
    println!("  genuine with a returned header, called ours: {:.2} %", percent(&told, |j| matches!(j.said, Said::Proved | Said::Possible)));
    println!("  forged called backscatter: {:.2} %", percent(&of(Truth::Forged), |j| j.said == Said::Backscatter));
    all
}

fn worlds(judged: &[Judged<'_>]) {
    println!("\nGenuine, by what their copies in Sent have lost");
    let rows = World::ALL.map(|world| {
        let of = judged.iter().filter(|j| j.letter.world == Some(world)).map(|j| (world, j.said));
        let counts = Counts::of(of);
        (format!("{world:?}"), Said::ALL.map(|said| counts.at(&world, &said)).to_vec())
    });
    table::print(&["ours proved", "ours possible", "unsure", "backscatter", "ordinary"], &rows);
}

/// A line for each format and each language in which not all were right.
fn short(judged: &[Judged<'_>]) {
    for (title, by) in
        [("Formats", (|j: &Judged<'_>| j.letter.format) as fn(&Judged<'_>) -> &'static str), ("Languages", |j| j.letter.language)]
    {
        println!("\n{title} that were not all right: letters, kind right, verdict right");
        let mut groups: BTreeMap<&str, Vec<&Judged<'_>>> = BTreeMap::new();
        judged.iter().for_each(|j| groups.entry(by(j)).or_default().push(j));
        for (name, group) in groups {
            let (kind, verdict) = (percent(&group, |j| j.kind_is_right()), percent(&group, |j| j.verdict_is_right()));
            if kind < 100.0 || verdict < 100.0 {
                println!("  {name:<24} {:>6} {kind:>9.2} % {verdict:>9.2} %", group.len());
            }
        }
    }
}

fn show(judged: &[Judged<'_>], wishes: &Wishes) {
    let wrong: Vec<_> = judged.iter().filter(|j| !j.kind_is_right() || !j.verdict_is_right()).collect();
    println!("\n{} of {} judged wrong", wrong.len(), judged.len());
    wrong.iter().take(wishes.show).for_each(|j| print(j));
    if let Some(folder) = &wishes.write {
        let folder = Path::new(folder);
        fs::create_dir_all(folder).expect("a folder to write into");
        for j in wrong {
            let path = folder.join(j.letter.name());
            fs::write(path.with_extension("eml"), &j.letter.bytes).expect("a letter written");
            fs::write(path.with_extension("said"), described(j)).expect("its answer written");
            if let Some(copy) = &j.letter.copy {
                fs::write(path.with_extension("sent"), &copy.bytes).expect("its copy written");
            }
        }
    }
}

fn print(judged: &Judged<'_>) {
    println!("---- {}\n{}\n{}", judged.letter.name(), described(judged), String::from_utf8_lossy(&judged.letter.bytes));
}

fn described(judged: &Judged<'_>) -> String {
    format!("is {:?}, said {} {:?}\n  {}\n", judged.letter.kinds, judged.kind, judged.said, judged.evidence.join("\n  "))
}

fn name(truth: Truth) -> String {
    format!("{truth:?}").to_lowercase()
}
