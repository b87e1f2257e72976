//! The verdict, a table: for each rule of the design a row that it decides, and a near miss.

use backstop::mail::{Address, Mail, MessageId, Original, Pattern, Received, Recipient, Report, ReturnPath, Returned};
use backstop::recognise::{Campaign, Campaigns, Known, Outcome, Own, Reason, Sign, Verdict, Want, agrees, recognise};
use backstop::sent::{Book, Facts, Gap, Key, Reply, SentMail, Span, relays};
use jiff::{SignedDuration, Timestamp};

const ME: &str = "me@example.org";
const FRIEND: &str = "friend@people.example";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

fn hop(from: &str, by: &str, date: &str) -> Received {
    Received { from: vec![from.to_owned()], by: Some(by.to_owned()), date: Some(at(date)) }
}

/// One report, and all that is known when it is judged. It begins as a forgery that every rule lets pass.
struct World {
    mail: Mail,
    sent: Vec<SentMail>,
    in_inbox: Vec<SentMail>,
    own: Own,
    campaigns: Campaigns,
    span: Option<Span>,
    off: bool,
    /// Replies of people to ME, and how many of them answer what is in Sent; `None`: coverage is assumed.
    replies: Option<(u32, u32)>,
    written_to: Vec<&'static str>,
}

impl World {
    fn forged() -> Self {
        let original = Original {
            ids: vec![id("forged-1@spammer.test")],
            from: vec![address(ME)],
            to: vec![address("gone@far.example")],
            subject: Some("Watches at half the price".to_owned()),
            date: Some(at("2026-11-01T10:00:00Z")),
            received: vec![
                hop("bot.dialup.test", "mx.far.example", "2026-11-01T10:00:05Z"),
                hop("192.0.2.9", "bot.dialup.test", "2026-11-01T10:00:01Z"),
            ],
            complete: true,
            ..Original::default()
        };
        let mail = Mail {
            fields: vec![("auto-submitted".to_owned(), "auto-replied".to_owned())],
            return_path: ReturnPath::Null,
            from: vec![address("mailer-daemon@mx.far.example")],
            to: vec![address(ME)],
            subject: Some("Undelivered Mail Returned to Sender".to_owned()),
            report: Some(Report::DeliveryStatus),
            recipients: vec![Recipient {
                address: Some(address("gone@far.example")),
                action: Some("failed".to_owned()),
                status: Some("5.1.1".to_owned()),
                ..Recipient::default()
            }],
            returned: Returned::Headers(original),
            whole: true,
            ..Mail::default()
        };
        let own = Own { addresses: vec![Pattern::parse(ME).unwrap()], elsewhere: Vec::new() };
        Self {
            mail,
            sent: vec![sent("kept-1@example.org", FRIEND, "Lunch on Sunday", "2026-10-30T08:00:00Z")],
            in_inbox: Vec::new(),
            own,
            campaigns: Campaigns::default(),
            span: Some(Span { from: at("2026-08-01T00:00:00Z"), until: at("2026-11-01T12:00:00Z") }),
            off: false,
            replies: None,
            written_to: Vec::new(),
        }
    }

    /// An automatic reply that returns no header, to an ID that is not in Sent.
    fn reply() -> Self {
        let mut world = Self::forged();
        world.mail.report = None;
        world.mail.recipients.clear();
        world.mail.returned = Returned::Nothing;
        world.mail.from = vec![address("away@far.example")];
        world.mail.subject = Some("Automatic reply: Watches at half the price".to_owned());
        world.mail.in_reply_to = vec![id("forged-1@spammer.test")];
        world.mail.text = "I am out of the office until Monday.".to_owned();
        world
    }

    fn original(&mut self) -> &mut Original {
        match &mut self.mail.returned {
            Returned::Whole(o) | Returned::Headers(o) | Returned::Quoted(o) => o,
            Returned::Nothing => panic!("nothing returned"),
        }
    }

    /// The copy of the original that the person would have kept.
    fn copy(&mut self) -> SentMail {
        let o = self.original().clone();
        SentMail { from: o.from.first().cloned(), ids: o.ids, recipients: o.to, subject: o.subject, date: o.date, relays: Vec::new() }
    }

    fn keep(&mut self, change: impl FnOnce(&mut SentMail)) {
        let mut copy = self.copy();
        change(&mut copy);
        self.sent.push(copy);
    }

    fn book(&self) -> Book {
        let mut book = Book::new(Key(*b"sixteen bytes of"));
        book.set_account("home", self.span);
        for (number, mail) in (0..).zip(&self.sent) {
            book.add(number, "home", &Facts::of(mail, book.key(), None, true));
        }
        for (number, mail) in (1000..).zip(&self.in_inbox) {
            book.add(number, "home", &Facts::of(mail, book.key(), None, false));
        }
        if self.off {
            book.set_off("home");
        }
        self.written_to.iter().for_each(|a| book.note_written_to(&address(a)));
        match self.replies {
            None => book.assume_coverage(),
            Some((replies, found)) => {
                for n in 0..replies {
                    let answers = if n < found { "kept-1@example.org" } else { "elsewhere@example.org" };
                    let ids = vec![book.key().id(answers)];
                    book.add_reply(Reply { to: book.key().author(&address(ME)), hour: hours("2026-10-31T00:00:00Z"), ids });
                }
            }
        }
        book
    }

    fn judge(&self) -> Verdict {
        let book = self.book();
        let arrived = at("2026-11-01T11:00:00Z");
        let now = at("2026-11-01T12:00:00Z");
        recognise(&self.mail, &Known { book: &book, own: &self.own, campaigns: &self.campaigns, arrived, now })
    }
}

fn hours(time: &str) -> i32 {
    (at(time).as_second() / 3600) as i32
}

fn sent(message_id: &str, to: &str, subject: &str, date: &str) -> SentMail {
    SentMail {
        from: Some(address(ME)),
        ids: vec![id(message_id)],
        recipients: vec![address(to)],
        subject: Some(subject.to_owned()),
        date: Some(at(date)),
        relays: Vec::new(),
    }
}

/// What a row expects.
#[derive(Debug, PartialEq)]
enum Want_ {
    Filed,
    Proved,
    Possible,
    Unsure(Sign),
    Ordinary,
}

use Want_::{Filed, Ordinary, Possible, Proved, Unsure};

fn row(name: &str, mut world: World, change: impl FnOnce(&mut World), want: Want_) {
    change(&mut world);
    let verdict = world.judge();
    let got = match &verdict.outcome {
        Outcome::Backscatter(_) => Filed,
        Outcome::Ours { proved: true } => Proved,
        Outcome::Ours { proved: false } => Possible,
        Outcome::Ordinary => Ordinary,
        Outcome::Unsure => match &want {
            Unsure(sign) if verdict.evidence.iter().any(|e| e.sign == *sign) => Unsure(*sign),
            _ => Unsure(verdict.evidence.first().expect("evidence").sign),
        },
    };
    assert_eq!(got, want, "{name}: {:#?}", verdict.evidence);
    assert_eq!(verdict.evidence.is_empty(), want == Ordinary, "{name}: a verdict shows its evidence");
    // one reason is enough to leave it, and a row is about one
    if let Unsure(_) = want {
        assert_eq!(verdict.evidence.len(), 1, "{name}: {:#?}", verdict.evidence);
    }
}

#[test]
fn ours_is_what_agrees_on_enough() {
    let forged = World::forged;
    row("nothing agrees", forged(), |_| {}, Filed);
    row("all agrees", forged(), |w| w.keep(|_| {}), Proved);
    row(
        "the ID and the day: an alias that passes on, another subject",
        forged(),
        |w| {
            w.keep(|s| {
                s.recipients = vec![address(FRIEND)];
                s.subject = None;
            })
        },
        Proved,
    );
    row(
        "the ID alone",
        forged(),
        |w| {
            w.keep(|s| {
                s.recipients.clear();
                s.subject = None;
                s.date = Some(at("2026-09-01T00:00:00Z"));
            })
        },
        Possible,
    );
    row("the ID's local part under another domain", forged(), |w| w.keep(|s| s.ids = vec![id("FORGED-1@host.example.org")]), Proved);
    row(
        "a local part too short to tell one from another",
        forged(),
        |w| {
            w.original().ids = vec![id("42@spammer.test")];
            w.sent.push(sent("42@example.org", FRIEND, "Hello", "2026-09-30T08:00:00Z"));
        },
        Filed,
    );
    row("no ID, but recipient, subject and date", forged(), |w| w.keep(|s| s.ids.clear()), Proved);
    row(
        "recipient and date",
        forged(),
        |w| {
            w.keep(|s| {
                s.ids.clear();
                s.subject = None;
            })
        },
        Possible,
    );
    row(
        "subject and date: a Bcc that was not kept",
        forged(),
        |w| {
            w.keep(|s| {
                s.ids.clear();
                s.recipients.clear();
            })
        },
        Possible,
    );
    row(
        "recipient and subject, 200 days before",
        forged(),
        |w| {
            w.keep(|s| {
                s.ids.clear();
                s.date = Some(at("2026-04-15T00:00:00Z"));
            })
        },
        Possible,
    );
    let recipient_alone = |w: &mut World| {
        w.keep(|s| {
            s.ids.clear();
            s.subject = None;
            s.date = Some(at("2026-04-15T00:00:00Z"));
        })
    };
    row("the recipient alone, where a subject is given", forged(), recipient_alone, Filed);
    row(
        "the recipient alone, where it is the only fact",
        forged(),
        |w| {
            recipient_alone(w);
            w.original().subject = None;
        },
        Possible,
    );
    row(
        "the date alone is no key",
        forged(),
        |w| w.sent.push(sent("other-77@example.org", FRIEND, "Hello", "2026-11-01T10:00:00Z")),
        Filed,
    );
    let day = |date: &'static str| {
        move |w: &mut World| {
            w.keep(|s| {
                s.ids.clear();
                s.recipients.clear();
                s.date = Some(at(date));
            })
        }
    };
    row("26 hours apart are one day", forged(), day("2026-11-02T12:00:00Z"), Possible);
    row("27 hours apart are not", forged(), day("2026-11-02T13:00:00Z"), Filed);
    row(
        "what was met in INBOX never proves",
        forged(),
        |w| {
            let copy = w.copy();
            w.in_inbox.push(copy);
        },
        Possible,
    );
    row("a plus-tag aside", forged(), |w| w.keep(|s| s.recipients = vec![address("gone+list@far.example")]), Proved);
    row(
        "ours is decided before every reason to be unsure",
        forged(),
        |w| {
            w.keep(|_| {});
            w.span = None;
            w.original().complete = false;
            w.original().list = true;
        },
        Proved,
    );
    row(
        "the subject was sent, and the report gives no date",
        forged(),
        |w| {
            w.keep(|s| {
                s.ids.clear();
                s.recipients.clear();
            });
            w.original().date = None;
        },
        Unsure(Sign::SubjectUndated),
    );
    let knows_relay = |w: &mut World| {
        for n in 0..3 {
            let mut mail = sent(&format!("relayed-{n}@example.org"), FRIEND, "By my provider", "2026-10-01T08:00:00Z");
            mail.relays = vec!["provider.example".to_owned()];
            w.sent.push(mail);
        }
    };
    row(
        "my relay handed it on",
        forged(),
        |w| {
            knows_relay(w);
            w.original().received = vec![hop("out.provider.example", "mx.far.example", "2026-11-01T10:00:05Z")];
        },
        Possible,
    );
    row(
        "my provider received it, and its hosts passed it to each other",
        forged(),
        |w| {
            knows_relay(w);
            w.original().received = vec![
                hop("in.provider.example", "box.provider.example", "2026-11-01T10:00:05Z"),
                hop("bot.dialup.test", "in.provider.example", "2026-11-01T10:00:01Z"),
            ];
        },
        Filed,
    );
}

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
    row("a list's notice", forged(), |w| w.mail.fields.push(("list-id".into(), "<club.example.org>".into())), Unsure(Sign::ListNotice));
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
            w.mail.fields.clear();
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
    move |w| w.mail.fields.push((name.to_owned(), value.to_owned()))
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
    row("a campaign", unknown(), |w| w.campaigns.add("Re: Watches at HALF the price"), Filed);
    row("another campaign", unknown(), |w| w.campaigns.add("Watches at no price"), Unsure(Sign::CoverageUnknown));
    row(
        "a campaign whose subject stands in Sent",
        unknown(),
        |w| {
            w.campaigns.add("Watches at half the price");
            w.sent.push(sent("mine-4711@example.org", FRIEND, "Watches at half the price", "2026-01-01T00:00:00Z"));
        },
        Unsure(Sign::CoverageUnknown),
    );
    row(
        "where coverage is lower, no sign will do",
        World { replies: Some((100, 60)), ..World::forged() },
        |w| {
            filtered("x-backscatter", "Yes")(w);
            w.campaigns.add("Watches at half the price");
        },
        Unsure(Sign::CoverageLow),
    );
    assert!(!unknown().judge().independent);
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
    row("a campaign", reply(), |w| w.campaigns.add("Watches at half the price"), Filed);
    row(
        "a campaign, and no ID",
        reply(),
        |w| {
            w.mail.in_reply_to.clear();
            w.campaigns.add("Watches at half the price");
        },
        Filed,
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

#[test]
fn ordinary_mail_is_ordinary() {
    let plain = |w: &mut World| {
        w.mail = Mail { from: vec![address(FRIEND)], to: vec![address(ME)], subject: Some("Hello".into()), whole: true, ..Mail::default() };
    };
    row("a letter", World::forged(), plain, Ordinary);
}

#[test]
fn a_proved_failure_names_a_recipient_that_stands_in_sent() {
    let failed = |change: fn(&mut World)| {
        let mut world = World::forged();
        change(&mut world);
        world.judge().failed
    };
    let gone = Some((address("gone@far.example"), Reason::NoSuchUser));
    assert_eq!(failed(|w| w.keep(|_| {})), gone);
    let alias = Some((address("alias@forwarder.example"), Reason::NoSuchUser));
    assert_eq!(
        failed(|w| {
            w.original().to = vec![address("alias@forwarder.example")];
            w.keep(|_| {});
        }),
        alias,
        "the address that the person wrote to, not the one behind it"
    );
    assert_eq!(failed(|w| w.keep(|s| s.recipients.clear())), None, "no name that is not in Sent");
    assert_eq!(failed(|_| {}), None);
    assert_eq!(
        failed(|w| {
            w.keep(|_| {});
            w.mail.recipients[0].action = Some("delayed".into());
        }),
        None,
        "a delay is no failure"
    );
}

#[test]
fn what_is_kept_can_be_judged_again() {
    let mut world = World::forged();
    let verdict = world.judge();
    let kept = serde_json::to_string(&verdict.sought).unwrap();
    let sought = serde_json::from_str(&kept).unwrap();
    assert!(agrees(&sought, &world.book()).is_none());
    world.keep(|_| {});
    assert!(agrees(&sought, &world.book()).is_some_and(|ours| ours.proved));
    assert_eq!(verdict.left, Some(at("2026-11-01T10:00:05Z")), "the newest returned Received line");
    let campaign = Campaign { subject: "watches at half the price".into(), from: ME.into() };
    assert_eq!(Campaign::of(&world.mail), Some(campaign));
}

#[test]
fn mail_that_came_back_teaches_relays() {
    let mut world = World::forged();
    world.original().received = vec![
        hop("out.provider.example", "mx.far.example", "2026-11-01T10:00:05Z"),
        hop("192.0.2.9", "smtp.provider.example", "2026-11-01T10:00:01Z"),
    ];
    assert_eq!(world.judge().taught, None, "what is not proved ours teaches nothing");
    world.keep(|_| {});
    let taught = world.judge().taught.expect("proved");
    let mut book = world.book();
    assert!(!book.is_relay(&address(ME), "provider.example"));
    book.learn(taught.message, &taught.hashes);
    assert!(book.is_relay(&address(ME), "provider.example"));
    assert!(!book.is_relay(&address(ME), "far.example"));
    assert!(!book.relays_known(&address(ME)), "{} messages make a habit", relays::ENOUGH);
}

/// The same knowledge a day later still decides; the 90 days of coverage are counted back from now.
#[test]
fn old_replies_do_not_count() {
    let world = World { replies: Some((20, 20)), ..World::forged() };
    let book = world.book();
    let known = |now| Known { book: &book, own: &world.own, campaigns: &world.campaigns, arrived: at("2026-11-01T11:00:00Z"), now };
    let filed = |now| matches!(recognise(&world.mail, &known(now)).outcome, Outcome::Backscatter(_));
    assert!(filed(at("2026-11-01T12:00:00Z") + SignedDuration::from_hours(24)));
    assert!(!filed(at("2026-11-01T12:00:00Z") + SignedDuration::from_hours(24 * 91)));
}
