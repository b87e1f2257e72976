//! What is left alone, whatever Sent says.

use backstop::mail::{Fields, Mail, Pattern, Report};
use backstop::recognise::Sign;
use backstop::sent::SentMail;

use crate::world::Expected::{Filed, Ordinary, Proved, Unsure};
use crate::world::{FRIEND, ME, World, address, row, sent};

#[test]
fn a_report_must_name_a_message_and_claim_the_person() {
    let forged = World::forged;
    row("no ID, but From and subject", forged(), |w| w.original().ids.clear(), Filed);
    row(
        "no ID, but From and date",
        forged(),
        |w| {
            w.original().ids.clear();
            w.original().subject = None;
        },
        Filed,
    );
    row(
        "From alone",
        forged(),
        |w| {
            w.original().ids.clear();
            w.original().subject = None;
            w.original().date = None;
        },
        Unsure(Sign::NotIdentified),
    );
    row("no From", forged(), |w| w.original().from.clear(), Unsure(Sign::NoOriginalFrom));
    row("somebody else's From", forged(), |w| w.original().from = vec![address("you@example.org")], Unsure(Sign::NotFromYou));
    row("a From of mine with a tag", forged(), |w| w.original().from = vec![address("me+shop@example.org")], Filed);
    let any = |w: &mut World| w.own.addresses = vec![Pattern::parse("*@example.org").unwrap()];
    row(
        "any address of my domain",
        forged(),
        |w| {
            any(w);
            w.original().from = vec![address("nobody@example.org")];
        },
        Filed,
    );
    row(
        "not of a domain below it",
        forged(),
        |w| {
            any(w);
            w.original().from = vec![address("nobody@mail.example.org")];
        },
        Unsure(Sign::NotFromYou),
    );
    let learned = |w: &mut World| {
        w.own.addresses.clear();
        w.original().from = vec![address("old@example.net")];
    };
    let as_old =
        || SentMail { from: Some(address("old@example.net")), ..sent("old-mail@example.net", FRIEND, "Hi", "2026-09-01T00:00:00Z") };
    row(
        "an address learned from Sent",
        forged(),
        |w| {
            learned(w);
            w.sent.push(as_old());
        },
        Filed,
    );
    row(
        "what was met in INBOX teaches no address",
        forged(),
        |w| {
            learned(w);
            w.in_inbox.push(as_old());
        },
        Unsure(Sign::NotFromYou),
    );
    row("a block that is not seen to its end", forged(), |w| w.original().complete = false, Unsure(Sign::BlockCut));
    row("a long message whose block is seen to its end", forged(), |w| w.mail.whole = false, Filed);
}

#[test]
fn what_machines_send_as_the_person_is_left_alone() {
    let forged = World::forged;
    row("an automatic original", forged(), |w| w.original().automatic = true, Unsure(Sign::OriginalAutomatic));
    row(
        "a bounce's bounce",
        forged(),
        |w| {
            w.own.addresses = vec![Pattern::parse("*@example.org").unwrap()];
            w.original().from = vec![address("mailer-daemon@example.org")];
            // its From is a role as well: two reasons would be given
            w.mail.to = vec![address(ME)];
            w.original().from.insert(0, address(ME));
        },
        Unsure(Sign::OriginalAutomatic),
    );
    row("a calendar", forged(), |w| w.original().calendar = true, Unsure(Sign::OriginalCalendar));
    row("a mailing list", forged(), |w| w.original().list = true, Unsure(Sign::OriginalList));
    row("a Sender that is not From", forged(), |w| w.original().sender = Some(address("robot@shop.example")), Unsure(Sign::OriginalSender));
    row("a Sender that is", forged(), |w| w.original().sender = Some(address("me+tag@example.org")), Filed);
    for role in
        ["postmaster@example.org", "abuse@example.org", "club-owner@example.org", "club-request@example.org", "owner-club@example.org"]
    {
        row(role, forged(), |w| w.mail.to = vec![address(role)], Unsure(Sign::RoleAddress));
    }
    row("owner@ is a person", forged(), |w| w.mail.to = vec![address("owner@example.org")], Filed);
    row("a list's notice", forged(), |w| w.mail.fields.push("list-id", "<club.example.org>"), Unsure(Sign::ListNotice));
    row("the list robot", forged(), |w| w.mail.from = vec![address("mailman@lists.example")], Unsure(Sign::ListNotice));
    row("something else sends as me", forged(), |w| w.own.elsewhere = vec![Pattern::parse(ME).unwrap()], Unsure(Sign::SendsElsewhere));
    row("... as another of mine", forged(), |w| w.own.elsewhere = vec![Pattern::parse("shop@example.org").unwrap()], Filed);
}

#[test]
fn success_receipts_and_complaints_are_never_filed() {
    let act = |action: &'static str| move |w: &mut World| w.mail.recipients[0].action = Some(action.to_owned());
    row("delayed", World::forged(), act("delayed"), Filed);
    for action in ["delivered", "relayed", "expanded"] {
        row(action, World::forged(), act(action), Unsure(Sign::NeverFiled));
    }
    for report in [Report::Disposition, Report::Feedback] {
        let change = move |w: &mut World| {
            w.mail.report = Some(report);
            w.mail.subject = Some("Read: Watches at half the price".to_owned());
            w.mail.recipients.clear();
            w.mail.fields = Fields::default();
        };
        row("another report", World::forged(), change, Unsure(Sign::NeverFiled));
        row(
            "... about my own mail",
            World::forged(),
            |w| {
                change(w);
                w.keep(|_| {});
            },
            Proved,
        );
    }
}

#[test]
fn ordinary_mail_is_ordinary() {
    let plain = |w: &mut World| {
        w.mail = Mail { from: vec![address(FRIEND)], to: vec![address(ME)], subject: Some("Hello".into()), whole: true, ..Mail::default() };
    };
    row("a letter", World::forged(), plain, Ordinary);
}
