//! Whether absence proves anything, and the signs that do where it does not.

use backstop::mail::{Pattern, Received};
use backstop::recognise::{Known, Outcome, Proof, Sign, Want, recognise};
use backstop::sent::{Gap, Span};
use jiff::SignedDuration;

use crate::world::Expected::{Filed, Possible, Proved, Unsure};
use crate::world::{FRIEND, ME, World, address, at, hop, id, row, sent};

#[test]
fn absence_proves_only_where_sent_is_known() {
    let forged = World::forged;
    row("no book", forged(), |w| w.span = None, Unsure(Sign::BeyondCoverage));
    row(
        "an original older than the book",
        forged(),
        |w| w.span = w.span.map(|s| Span { from: at("2026-11-01T10:00:02Z"), ..s }),
        Unsure(Sign::BeyondCoverage),
    );
    row("a book from just before", forged(), |w| w.span = w.span.map(|s| Span { from: at("2026-11-01T10:00:00Z"), ..s }), Filed);
    row(
        "no date: 15 days before the report",
        forged(),
        |w| {
            w.original().date = None;
            w.original().received.clear();
            w.span = w.span.map(|s| Span { from: at("2026-10-17T11:00:01Z"), ..s });
        },
        Unsure(Sign::BeyondCoverage),
    );
    row(
        "a date in the future is a wrong clock's",
        forged(),
        |w| {
            w.original().date = Some(at("2027-01-01T00:00:00Z"));
            w.original().received.clear();
            w.span = w.span.map(|s| Span { from: at("2026-10-17T11:00:01Z"), ..s });
        },
        Unsure(Sign::BeyondCoverage),
    );
    row("an account that is off", forged(), |w| w.off = true, Unsure(Sign::BeyondCoverage));
    let stale = |w: &mut World| w.span = w.span.map(|s| Span { until: at("2026-11-01T10:59:59Z"), ..s });
    row("a look before the report arrived", forged(), stale, Unsure(Sign::BeyondCoverage));
    let mut world = forged();
    stale(&mut world);
    assert_eq!(world.judge().wants, Some(Want::FresherSent(Gap::Stale { name: "home".into() })));
    assert_eq!(forged().judge().wants, None);

    let measured = |replies, found| move |w: &mut World| w.replies = Some((replies, found));
    row("19 replies say nothing", forged(), measured(19, 19), Unsure(Sign::CoverageUnknown));
    row("20 replies, 19 found: 95 %", forged(), measured(20, 19), Filed);
    row("20 replies, 18 found", forged(), measured(20, 18), Unsure(Sign::CoverageLow));
    row("300 replies, 284 found: under 95 %", forged(), measured(300, 284), Unsure(Sign::CoverageLow));
}

fn filtered(name: &'static str, value: &'static str) -> impl Fn(&mut World) {
    move |w| w.mail.fields.push(name, value)
}

#[test]
fn an_independent_sign_does_where_coverage_is_not_known() {
    let unknown = || World { replies: Some((3, 3)), ..World::forged() };
    row("none", unknown(), |_| {}, Unsure(Sign::CoverageUnknown));
    for (name, value, speaks) in [
        ("x-backscatter", "Yes", true),
        ("x-backscatter", "NotFound", false),
        ("x-customspam", "Backscatter NDR", true),
        ("x-customspam", "Bulk", false),
        ("x-batv-status", "invalid, missing", true),
        ("x-batv-status", "valid", false),
    ] {
        row(name, unknown(), filtered(name, value), if speaks { Filed } else { Unsure(Sign::CoverageUnknown) });
    }
    let knows_relays = |count: usize| {
        move |w: &mut World| {
            for n in 0..count {
                let mut mail = sent(&format!("relayed-{n}@example.org"), FRIEND, "By my provider", "2026-10-01T08:00:00Z");
                mail.relays = vec!["provider.example".to_owned()];
                w.sent.push(mail);
            }
        }
    };
    row("all hops foreign", unknown(), knows_relays(3), Filed);
    row("relays not yet known", unknown(), knows_relays(2), Unsure(Sign::CoverageUnknown));
    row(
        "no hop",
        unknown(),
        |w| {
            knows_relays(3)(w);
            w.original().received.clear();
        },
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "one hop of mine",
        unknown(),
        |w| {
            knows_relays(3)(w);
            w.original().received.push(hop("192.0.2.1", "smtp.provider.example", "2026-11-01T10:00:00Z"));
        },
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "one hop of my own domain",
        unknown(),
        |w| {
            knows_relays(3)(w);
            w.original().received.push(hop("192.0.2.1", "host.example.org", "2026-11-01T10:00:00Z"));
        },
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "a hop that names nobody",
        unknown(),
        |w| {
            knows_relays(3)(w);
            w.original().received.push(Received { from: Vec::new(), by: None, date: None });
        },
        Unsure(Sign::CoverageUnknown),
    );
    let unused = |w: &mut World| {
        w.own.addresses = vec![Pattern::parse("*@example.org").unwrap(), Pattern::parse(ME).unwrap()];
        w.written_to = vec![ME];
        w.original().from = vec![address("nobody@example.org")];
    };
    row("an address never used", unknown(), unused, Filed);
    row(
        "... to which a person wrote",
        unknown(),
        |w| {
            unused(w);
            w.written_to.push("nobody@example.org");
        },
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "... which is named in settings",
        unknown(),
        |w| {
            unused(w);
            w.own.addresses.push(Pattern::parse("nobody@example.org").unwrap());
        },
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "... where nobody has looked who is written to",
        World { replies: Some((0, 0)), ..World::forged() },
        |w| {
            unused(w);
            w.written_to.clear();
        },
        Unsure(Sign::CoverageUnknown),
    );
    row("a campaign", unknown(), |w| w.campaign("Re: Watches at HALF the price", ME, Proof::Servers), Filed);
    row("another campaign", unknown(), |w| w.campaign("Watches at no price", ME, Proof::Servers), Unsure(Sign::CoverageUnknown));
    row(
        "a campaign of the same subject, in another's name",
        unknown(),
        |w| w.campaign("Watches at half the price", "you@example.org", Proof::Person),
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "a campaign whose subject is the server's own for every bounce, where the original's did not come back",
        unknown(),
        |w| {
            w.campaign("Undelivered Mail Returned to Sender", ME, Proof::Person);
            w.original().subject = None;
        },
        Unsure(Sign::CoverageUnknown),
    );
    row("a campaign that the person has taught", unknown(), |w| w.campaign("Watches at half the price", ME, Proof::Person), Filed);
    row(
        "a campaign whose subject stands in Sent",
        unknown(),
        |w| {
            w.campaign("Watches at half the price", ME, Proof::Servers);
            w.sent.push(sent("mine-4711@example.org", FRIEND, "Watches at half the price", "2026-01-01T00:00:00Z"));
        },
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "where coverage is lower, no sign will do",
        World { replies: Some((100, 60)), ..World::forged() },
        |w| {
            filtered("x-backscatter", "Yes")(w);
            w.campaign("Watches at half the price", ME, Proof::Servers);
        },
        Unsure(Sign::CoverageLow),
    );
    let low = || World { replies: Some((100, 60)), ..World::forged() };
    for proof in [Proof::Absence, Proof::Person] {
        row("but a campaign that rests on none", low(), |w| w.campaign("Watches at half the price", ME, proof), Filed);
        row(
            "which says nothing of another subject",
            low(),
            |w| w.campaign("Watches at a third of the price", ME, proof),
            Unsure(Sign::CoverageLow),
        );
        row(
            "nor of what the person sent",
            low(),
            |w| {
                w.campaign("Watches at half the price", ME, proof);
                w.keep(|copy| copy.ids.clear());
            },
            Proved,
        );
        row(
            "nor of a time that Sent does not show",
            low(),
            |w| {
                w.campaign("Watches at half the price", ME, proof);
                w.span = w.span.map(|s| Span { from: at("2026-11-01T10:00:02Z"), ..s });
            },
            Unsure(Sign::BeyondCoverage),
        );
    }
    assert!(!unknown().judge().independent);
    let mut world = unknown();
    world.campaign("Watches at half the price", ME, Proof::Person);
    assert!(!world.judge().independent, "the person may send that subject today: it is held as any other");
    let mut world = unknown();
    filtered("x-backscatter", "Yes")(&mut world);
    assert!(world.judge().independent, "no race with Sent is possible");
}

#[test]
fn an_automatic_reply_without_a_header_needs_more_than_an_id() {
    let reply = World::reply;
    row("an unknown ID", reply(), |_| {}, Unsure(Sign::HeaderMissing));
    row("an ID of mine", reply(), |w| w.sent[0].ids = vec![id("forged-1@spammer.test")], Possible);
    row(
        "an ID of mine, from one I wrote to",
        reply(),
        |w| {
            w.sent[0].ids = vec![id("forged-1@spammer.test")];
            w.sent[0].recipients = vec![address("away@far.example")];
        },
        Proved,
    );
    row("I wrote to its author", reply(), |w| w.sent[0].recipients = vec![address("away@far.example")], Possible);
    row("another filter's header", reply(), filtered("x-backscatter", "Yes"), Filed);
    row("a campaign", reply(), |w| w.campaign("Watches at half the price", ME, Proof::Servers), Filed);
    row(
        "a campaign, and no ID",
        reply(),
        |w| {
            w.mail.in_reply_to.clear();
            w.campaign("Watches at half the price", ME, Proof::Servers);
        },
        Filed,
    );
    row(
        "a campaign whose subject is a reply's own, which quotes nothing",
        reply(),
        |w| {
            w.mail.subject = Some("Automatic reply".to_owned());
            w.campaign("Automatic reply", ME, Proof::Servers);
        },
        Unsure(Sign::HeaderMissing),
    );
    row(
        "another filter's header, and no ID",
        reply(),
        |w| {
            w.mail.in_reply_to.clear();
            filtered("x-backscatter", "Yes")(w);
        },
        Unsure(Sign::NotIdentified),
    );
    row(
        "an address never used: a form was given it, and its ticket answers",
        reply(),
        |w| {
            w.own.addresses = vec![Pattern::parse("*@example.org").unwrap()];
            w.written_to = vec![ME];
            w.mail.to = vec![address("shop@example.org")];
        },
        Unsure(Sign::HeaderMissing),
    );
    row(
        "to somebody else",
        reply(),
        |w| {
            filtered("x-backscatter", "Yes")(w);
            w.mail.to = vec![address("you@example.org")];
        },
        Unsure(Sign::NotToYou),
    );
    row(
        "cut short",
        reply(),
        |w| {
            filtered("x-backscatter", "Yes")(w);
            w.mail.whole = false;
        },
        Unsure(Sign::BlockCut),
    );
    row("one that returns the header", reply(), |w| w.mail.returned = World::forged().mail.returned, Filed);
}

/// The same knowledge a day later still decides; the 90 days of coverage are counted back from now.
#[test]
fn old_replies_do_not_count() {
    let world = World { replies: Some((20, 20)), ..World::forged() };
    let book = world.book();
    let arrived = at("2026-11-01T11:00:00Z");
    let known = |now| Known { book: &book, own: &world.own, campaigns: &world.campaigns, arrived, looked_after: arrived, now };
    let filed = |now| matches!(recognise(&world.mail, &known(now)).outcome, Outcome::Backscatter(_));
    assert!(filed(at("2026-11-01T12:00:00Z") + SignedDuration::from_hours(24)));
    assert!(!filed(at("2026-11-01T12:00:00Z") + SignedDuration::from_hours(24 * 91)));
}
