//! What makes a report ours, and what follows from it.

use backstop::recognise::{Campaign, Reason, Sign, agrees};
use backstop::sent::relays;

use crate::world::Expected::{Filed, Possible, Proved, Unsure};
use crate::world::{FRIEND, KEY, ME, World, address, at, hop, id, row, sent};

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
    row("the day alone is no key", forged(), |w| w.sent.push(sent("other-77@example.org", FRIEND, "Hello", "2026-11-01T10:00:01Z")), Filed);
    row("the very second is", forged(), |w| w.sent.push(sent("other-77@example.org", FRIEND, "Hello", "2026-11-01T10:00:00Z")), Possible);
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
    row(
        "the recipient was written to, the subject was changed on the way, and the report gives no date",
        forged(),
        |w| {
            w.keep(|s| {
                s.ids.clear();
                s.subject = Some("Before the gateway".to_owned());
            });
            w.original().date = None;
        },
        Unsure(Sign::RecipientUndated),
    );
    row(
        "no date, and the ID may be a relay's",
        forged(),
        |w| (w.original().date, w.original().subject) = (None, None),
        Unsure(Sign::Undated),
    );
    row(
        "no date and no ID, and the subject may be cut",
        forged(),
        |w| {
            w.original().date = None;
            w.original().ids.clear();
        },
        Unsure(Sign::Undated),
    );
    let wrote = |date: &'static str| {
        move |w: &mut World| {
            let to = w.original().to.first().unwrap().to_string();
            w.sent.push(sent("complaint@example.org", &to, "Somebody forges my address", date));
        }
    };
    row(
        "the recipient was written to two days before, and may return a forgery that the mail quoted",
        forged(),
        wrote("2026-10-30T07:00:00Z"),
        Unsure(Sign::RecipientRecent),
    );
    row("the recipient was written to long before", forged(), wrote("2026-09-01T08:00:00Z"), Filed);
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
    assert_eq!(Campaign::of(&world.mail, &KEY), Campaign::new("watches at half the price", &address(ME), &KEY));
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
