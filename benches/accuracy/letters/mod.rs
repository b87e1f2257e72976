//! Mail with known truth: reports in all formats and languages, genuine and forged, and what only looks like one.
//!
//! The formats are texts of their own (`formats/*.txt`), written from what the programs' documents say and never from the tables
//! of the recogniser: else the benchmark would prove that a table equals itself.

mod original;
mod paper;
mod report;
mod template;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

pub use original::{CATCH_ALL, Copy, HOME, SHOP, WORK, World};

use original::Original;
use report::{Damage, Report};
use template::{Format, Language};

/// What a message really is, and so what may become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It answers what the person sent.
    Genuine,
    /// It answers what the person never sent, and says enough to prove it.
    Forged,
    /// It answers what the person never sent, but names too little, or is of a kind that is never filed.
    Unnamed,
    /// Forged, and it came broken or cut off.
    Damaged,
    /// Automatic, and wanted.
    Wanted,
    /// Of people, lists, shops.
    Ordinary,
}

impl Truth {
    pub const ALL: [Self; 6] = [Self::Genuine, Self::Forged, Self::Unnamed, Self::Damaged, Self::Wanted, Self::Ordinary];

    /// Filing it is right.
    pub fn may_be_filed(self) -> bool {
        matches!(self, Self::Forged | Self::Damaged)
    }
}

/// One message, and the truth about it.
#[derive(Clone, Debug)]
pub struct Letter {
    pub number: usize,
    pub format: &'static str,
    pub language: &'static str,
    pub truth: Truth,
    /// What it may be called; empty where it is free.
    pub kinds: Vec<&'static str>,
    /// Of a genuine one, how its copy differs.
    pub world: Option<World>,
    pub damaged: bool,
    /// It gives From and date or subject of what it answers.
    pub named: bool,
    pub arrived: Timestamp,
    pub bytes: Vec<u8>,
    pub copy: Option<Copy>,
}

impl Letter {
    /// Unique in its post.
    pub fn name(&self) -> String {
        let world = self.world.map(|w| format!("-{w:?}")).unwrap_or_default();
        format!("{:05}-{:?}{world}-{}-{}", self.number, self.truth, self.format, self.language).to_lowercase()
    }
}

/// The same letters for the same seed.
pub fn write(seed: u64, count: usize, now: Timestamp) -> Vec<Letter> {
    let languages = Language::all();
    let formats = Format::all(&languages);
    let of = |wanted: &dyn Fn(&str) -> bool| formats.iter().filter(|f| wanted(f.kinds[0])).collect::<Vec<_>>();
    let reports = of(&|kind| kind != "ordinary" && kind != "wanted");
    let (wanted, ordinary) = (of(&|kind| kind == "wanted"), of(&|kind| kind == "ordinary"));
    let mut letters = Vec::with_capacity(count);
    for number in 0..count {
        let mut chance = Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        // of sixteen: six genuine, six forged, two wanted, two ordinary; each sort takes its formats in turn
        let (round, place) = (number / 16, number % 16);
        let (sort, among) = match place {
            0..6 => (Sort::Genuine, &reports),
            6..12 => (Sort::Forged, &reports),
            12..14 => (Sort::Wanted, &wanted),
            _ => (Sort::Ordinary, &ordinary),
        };
        let turn = match sort {
            Sort::Genuine | Sort::Forged => round * 6 + place % 6,
            Sort::Wanted | Sort::Ordinary => round * 2 + place % 2,
        };
        // each time that its turn comes a format takes its next language; which comes first differs from format to format
        let (at, times) = (turn % among.len(), turn / among.len());
        let format = among[at];
        let language = format.languages[(at + times) % format.languages.len()];
        let language = languages.iter().find(|l| l.name == language).expect("a language that is there");
        letters.push(letter(number, sort, format, language, now, &mut chance));
    }
    letters
}

#[derive(Clone, Copy)]
enum Sort {
    Genuine,
    Forged,
    Wanted,
    Ordinary,
}

fn letter(number: usize, sort: Sort, format: &Format, language: &Language, now: Timestamp, chance: &mut Rng) -> Letter {
    let left = now - SignedDuration::from_secs(chance.i64(3 * 86_400..75 * 86_400));
    let arrived = left + SignedDuration::from_secs(chance.i64(90_000..200_000));
    let is_report = matches!(sort, Sort::Genuine | Sort::Forged);
    let world = matches!(sort, Sort::Genuine).then(|| World::ALL[number / 2 % World::ALL.len()]);
    let (original, copy) = match world {
        Some(world) => {
            let (original, copy) = Original::genuine(world, language, left, chance);
            (original, Some(copy))
        }
        None => (forged(left, chance), None),
    };
    let damage = if is_report { Damage::by_chance(chance) } else { Damage::None };
    let mut report = Report { original, format, language, arrived, damage, named: false };
    let bytes = report.written(chance);
    let truth = match sort {
        Sort::Genuine => Truth::Genuine,
        Sort::Wanted => Truth::Wanted,
        Sort::Ordinary => Truth::Ordinary,
        Sort::Forged if matches!(format.kinds[0], "success" | "receipt" | "complaint") => Truth::Unnamed,
        Sort::Forged if report.named => {
            if damage == Damage::None {
                Truth::Forged
            } else {
                Truth::Damaged
            }
        }
        Sort::Forged => Truth::Unnamed,
    };
    let kinds = if matches!(sort, Sort::Wanted) { Vec::new() } else { format.kinds.clone() };
    let damaged = damage != Damage::None;
    Letter { number, format: format.name, language: language.name, truth, kinds, world, damaged, named: report.named, arrived, bytes, copy }
}

fn forged(left: Timestamp, chance: &mut Rng) -> Original {
    let author = match chance.u8(..8) {
        0..4 => HOME.to_owned(),
        4..6 => WORK.to_owned(),
        _ => format!("{}{}@alice-family.test", chance.choice(["sales", "x", "robert", "tina.k"]).unwrap_or_default(), chance.u8(..)),
    };
    let recipient = original::stranger(chance);
    Original::forged(author, recipient, left, chance)
}

/// What people write about.
fn topic(language: &Language, chance: &mut Rng) -> String {
    let topics: Vec<&str> = language.phrase("topics").unwrap_or_default().split('|').collect();
    chance.choice(topics).unwrap_or_default().to_owned()
}

/// What the person sent besides, and what people answered: the mailbox in which the letters are met.
pub struct Habits {
    pub sent: Vec<Copy>,
    pub answers: Vec<Vec<u8>>,
}

/// As many messages of each own address stand in Sent besides, and as many were answered.
const BESIDES: usize = 60;

pub fn habits(seed: u64, now: Timestamp) -> Habits {
    let languages = Language::all();
    let mut chance = Rng::with_seed(!seed);
    let (mut sent, mut answers) = (Vec::new(), Vec::new());
    for (n, world) in (0..BESIDES).flat_map(|n| [(n, World::Kept), (n, World::OtherAccount)]) {
        let at = now - SignedDuration::from_hours(24 + n as i64 * 30);
        let (original, copy) = Original::genuine(world, &languages[n % languages.len()], at, &mut chance);
        let id = copy.id.clone().unwrap_or_default();
        answers.push(answer(&original, &id, n, at).into_bytes());
        sent.push(copy);
    }
    Habits { sent, answers }
}

fn answer(original: &Original, id: &str, n: usize, at: Timestamp) -> String {
    format!(
        "Return-Path: <{to}>\nFrom: Ben <{to}>\nTo: <{}>\nSubject: Re: your message\nDate: {}\nMessage-ID: <{n}.{id}>\nIn-Reply-To: <{id}>\n\nThank you!\n",
        original.author,
        paper::date(at + SignedDuration::from_hours(5), 1),
        to = original.recipient
    )
}
