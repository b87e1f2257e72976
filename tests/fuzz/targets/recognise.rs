//! A message, and behind it [`PLAN`] bytes that draw a world. A verdict shows its evidence, and safety is monotone: what is not filed
//! is not filed where more was sent, where less is known, or where the message is cut short; and what is filed is filed no
//! more as soon as one Sent message agrees with it.
#![no_main]

use backstop_fuzz::mail::{Mail, Returned, read, read_cut};
use backstop_fuzz::recognise::{Grounds, Kind, Outcome, Sign, Verdict};
use backstop_fuzz::world::{World, entry, originals};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

const PLAN: usize = 24;
/// As many cuts are tried of one message.
const CUTS: usize = 6;

fuzz_target!(|input: &[u8]| {
    let (message, plan) = input.split_at(input.len().saturating_sub(PLAN));
    // a plan that is too short draws what it can
    let _ = hold(message, &mut Unstructured::new(plan));
});

fn hold(message: &[u8], plan: &mut Unstructured<'_>) -> Result<()> {
    let mail = read(message);
    let open = World::open(&mail);
    let verdict = open.judge(&mail);
    shown(&verdict, &mail);
    if let Outcome::Backscatter(grounds) = &verdict.outcome {
        justified(grounds, &verdict, &mail);
        for (which, original) in originals(&verdict.sought) {
            assert!(!open.with(original.clone()).files(&mail), "filed, though Sent agrees on {which}: {original:?}");
        }
        for world in open.blind() {
            assert!(!world.files(&mail), "filed, though Sent is read: {:?}", world.reading);
        }
    }

    let drawn = World::drawn(&mail, &verdict.sought, plan)?;
    let more = entry(&verdict.sought, plan)?;
    for world in [open, drawn] {
        let before = world.judge(&mail);
        shown(&before, &mail);
        if matches!(before.outcome, Outcome::Backscatter(_)) {
            continue;
        }
        assert!(!world.with(more.clone()).files(&mail), "one more Sent message files: {more:?}");
        for poorer in world.poorer() {
            assert!(!poorer.files(&mail), "knowing less files: {:?} {:?}", poorer.measured, poorer.reading);
        }
        for _ in 0..CUTS {
            let at = place(message, plan)?;
            let cut = read_cut(message.get(..at).unwrap_or_default(), message.len());
            assert!(!world.files(&cut), "cut at {at}, it is filed: {:?}", world.judge(&cut).evidence());
        }
    }
    Ok(())
}

/// A place to cut: anywhere, or where a line begins.
fn place(message: &[u8], plan: &mut Unstructured<'_>) -> Result<usize> {
    let at = plan.int_in_range(0..=message.len())?;
    let line = |at: usize| message.get(..at).and_then(|before| before.iter().rposition(|&b| b == b'\n')).map_or(0, |n| n + 1);
    Ok(if plan.arbitrary::<u8>()? & 1 == 0 { line(at) } else { at })
}

/// No verdict without evidence, none for ordinary mail, and no more is claimed than the message says.
fn shown(verdict: &Verdict, mail: &Mail) {
    assert_eq!(verdict.evidence().is_empty(), verdict.outcome == Outcome::Ordinary, "evidence: {verdict:?}");
    assert_eq!(verdict.kind == Kind::Ordinary, verdict.outcome == Outcome::Ordinary, "{verdict:?}");
    assert!(verdict.evidence().iter().all(|e| !e.says.is_empty() && !e.says.contains(char::is_control)), "{verdict:?}");
    let proved = verdict.outcome == Outcome::Ours { proved: true };
    assert!(proved || verdict.failed.is_none() && verdict.taught.is_none(), "told as a failure without proof: {verdict:?}");
    assert!(verdict.failed.is_none() || !mail.recipients.is_empty(), "{verdict:?}");
}

/// Every reason that the design asks for before anything is filed.
fn justified(grounds: &Grounds, verdict: &Verdict, mail: &Mail) {
    let says = |sign| grounds.evidence().iter().any(|e| e.sign == sign);
    assert!(says(Sign::SentAbsent) && (says(Sign::ClaimsToBeYou) || says(Sign::AnswersYou)), "{grounds:?}");
    assert!(
        matches!(verdict.kind, Kind::Failure | Kind::Delay | Kind::AutoReply | Kind::Challenge | Kind::Notice),
        "a kind that is never filed: {verdict:?}"
    );
    assert!(!mail.guessed, "filed by parts that were guessed");
    match &mail.returned {
        Returned::Whole(o) | Returned::Headers(o) | Returned::Quoted(o) => {
            assert!(o.complete && !o.automatic && !o.list && !o.calendar, "{o:?}");
            assert!(!o.from.is_empty() || !verdict.kind.is_bounce(), "a bounce that does not name the original's From: {o:?}");
        }
        Returned::Nothing => assert!(mail.whole && !verdict.kind.is_bounce(), "nothing returned: {verdict:?}"),
    }
}
