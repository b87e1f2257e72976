//! The Sent book: what it finds, what it covers, what it measures, what it forgets.

use backstop::mail::{Address, Mail, MessageId, read};
use backstop::sent::{Agreement, Book, Coverage, Facts, Gap, Key, Reply, SentMail, Sought, Span, by_person};
use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

fn key() -> Key {
    Key(*b"sixteen bytes of")
}

/// A Sent message as a mail program saves it.
fn sent(from: &str, fields: &str) -> Mail {
    read(format!("From: {from}\r\n{fields}\r\nText.\r\n").as_bytes())
}

fn facts(mail: &Mail) -> Facts {
    Facts::of(&SentMail::of(mail), &key(), None, true)
}

fn span(from: &str, until: &str) -> Option<Span> {
    Some(Span { from: at(from), until: at(until) })
}

#[test]
fn a_sent_message_gives_its_facts() {
    let mail = sent(
        "Me <me@example.org>",
        "To: a@b.example, c@d.example\r\nCc: e@f.example\r\nBcc: \"Silent\" <g+tag@h.example>\r\nSubject: =?utf-8?q?Re:_Gr=C3=BC=C3=9Fe?=\r\n\
         Message-ID: <new-id-1@relay.example>\r\nX-Microsoft-Original-Message-ID: <old-id-1@example.org>\r\n\
         Date: Mon, 2 Nov 2026 09:30:00 +0100\r\n\
         Received: from laptop ([192.0.2.1]) by smtp.provider.example with ESMTPSA; Mon, 2 Nov 2026 09:30:01 +0100\r\n",
    );
    let one = SentMail::of(&mail);
    assert_eq!(one.recipients.len(), 4);
    assert_eq!(one.relays, ["provider.example"]);
    let mut book = Book::new(key());
    book.add(7, "home", &facts(&mail));
    for (sought, id, local, recipient, subject, date) in [
        (Sought { ids: vec![id("OLD-ID-1@example.org")], ..Sought::default() }, true, true, false, false, false),
        (Sought { ids: vec![id("new-id-1@mended.example")], ..Sought::default() }, false, true, false, false, false),
        (Sought { recipients: vec![address("G@h.example")], ..Sought::default() }, false, false, true, false, false),
        (Sought { quoted: vec!["AW: grüße".into()], ..Sought::default() }, false, false, false, true, false),
        (
            Sought { subject: Some("Grüße".into()), date: Some(at("2026-11-03T10:00:00Z")), ..Sought::default() },
            false,
            false,
            false,
            true,
            true,
        ),
    ] {
        let want = Agreement { message: 7, id, id_local: local, recipient, subject, date, moment: false, proves: true };
        assert_eq!(book.look_up(&sought), [want], "{sought:?}");
    }
    let on = |from: &str, date: &str| Sought { from: vec![address(from)], date: Some(at(date)), ..Sought::default() };
    assert!(book.look_up(&on("me@example.org", "2026-11-02T08:30:01Z")).is_empty(), "a day is no key");
    assert!(book.look_up(&on("you@example.org", "2026-11-02T08:30:00Z")).is_empty(), "nor is somebody else's second");
    let second = Agreement { message: 7, date: true, moment: true, proves: true, ..Agreement::default() };
    assert_eq!(book.look_up(&on("me+tag@example.org", "2026-11-02T08:30:00Z")), [second]);
    assert!(book.wrote_as(&address("me+tag@example.org")));
    assert!(book.went_to(7, &address("e@f.example")) && !book.went_to(8, &address("e@f.example")));
}

#[test]
fn a_number_is_added_once() {
    let mut book = Book::new(key());
    book.add(1, "home", &facts(&sent("me@example.org", "Message-ID: <first-one@example.org>\r\n")));
    book.add(1, "home", &facts(&sent("you@example.org", "Message-ID: <other-one@example.org>\r\n")));
    assert_eq!(book.len(), 1);
    assert!(book.has_id(1, &id("first-one@example.org")) && !book.has_id(1, &id("other-one@example.org")));
    assert!(!book.wrote_as(&address("you@example.org")));
}

#[test]
fn without_a_date_the_arrival_counts() {
    let mail = sent("me@example.org", "Subject: Hello\r\n");
    let arrived = Facts::of(&SentMail::of(&mail), &key(), Some(at("2026-11-02T09:30:00Z")), true);
    assert_eq!(arrived.hour, Some((at("2026-11-02T09:00:00Z").as_second() / 3600) as i32));
    assert_eq!(facts(&mail).hour, None);
}

#[test]
fn absence_is_covered_by_the_accounts_that_may_have_sent_it() {
    let (sent_at, arrived) = (at("2026-11-01T10:00:00Z"), at("2026-11-01T11:00:00Z"));
    let wide = span("2026-08-01T00:00:00Z", "2026-11-01T12:00:00Z");
    let author = address("me@example.org");
    let as_me = || facts(&sent("me@example.org", "Message-ID: <mail-of-mine@example.org>\r\n"));
    let covers = |change: &dyn Fn(&mut Book)| {
        let mut book = Book::new(key());
        book.set_account("home", wide);
        book.set_account("work", wide);
        book.add(1, "home", &as_me());
        book.add(2, "work", &facts(&sent("boss@work.example", "Message-ID: <mail-of-work@work.example>\r\n")));
        change(&mut book);
        book.covers(&author, sent_at, arrived)
    };
    let stale = span("2026-08-01T00:00:00Z", "2026-11-01T10:59:59Z");
    let young = span("2026-11-01T10:30:00Z", "2026-11-01T12:00:00Z");
    let off = |name: &str| Err(Gap::Account { name: name.into(), building: false });
    assert_eq!(covers(&|_| {}), Ok(()));
    let unread = |date: &str| facts(&sent("me@example.org", &format!("Date: {date}\r\n"))).not_whole(&key());
    assert_eq!(
        covers(&|b| b.add(9, "work", &unread("Sun, 1 Nov 2026 10:20:00 +0000"))),
        Err(Gap::Unread { about: at("2026-11-01T10:00:00Z") }),
        "whoever it is from"
    );
    assert_eq!(covers(&|b| b.add(9, "work", &unread("Fri, 30 Oct 2026 07:00:00 +0000"))), Ok(()), "sent long before");
    assert_eq!(covers(&|b| b.set_off("home", true)), off("home"));
    assert_eq!(covers(&|b| b.set_off("work", true)), Ok(()), "it never sent as me");
    assert_eq!(
        covers(&|b| {
            b.set_off("work", true);
            b.add(3, "work", &as_me());
        }),
        off("work")
    );
    assert_eq!(
        covers(&|b| {
            b.set_off("home", true);
            b.set_off("home", false);
        }),
        Ok(())
    );
    // out of the settings: what it ever sent as stays open, and it says nothing of anything else
    assert_eq!(covers(&|b| b.leave_out_all_but(&["work"])), off("home"));
    assert_eq!(covers(&|b| b.leave_out_all_but(&["home"])), Ok(()));
    let never_read = |b: &mut Book| {
        b.set_account("mistyped", None);
        b.leave_out_all_but(&["home", "work"]);
    };
    assert_eq!(covers(&never_read), Ok(()));
    assert_eq!(covers(&|b| b.set_account("new", None)), Err(Gap::Account { name: "new".into(), building: true }));
    assert_eq!(covers(&|b| b.set_account("home", stale)), Err(Gap::Stale { name: "home".into() }));
    assert_eq!(covers(&|b| b.set_account("work", stale)), Ok(()));
    assert_eq!(covers(&|b| b.set_account("home", young)), Err(Gap::Before { name: "home".into(), from: at("2026-11-01T10:30:00Z") }));
    assert_eq!(
        covers(&|b| {
            b.set_account("home", stale);
            b.add(3, "work", &as_me());
            b.set_off("work", true);
        }),
        off("work"),
        "what a fresher look cannot mend comes first"
    );
    let mut book = Book::new(key());
    assert_eq!(book.covers(&author, sent_at, arrived), Err(Gap::NoSent));
    book.set_account("home", None);
    assert_eq!(book.covers(&author, sent_at, arrived), Err(Gap::NoSent));
    book.set_account("home", wide);
    book.set_account("work", stale);
    assert_eq!(book.covers(&author, sent_at, arrived), Err(Gap::Stale { name: "work".into() }), "nobody sent as me: all are asked");
}

#[test]
fn only_answers_of_people_to_one_address_are_counted() {
    let own = |a: &Address| a.domain() == "example.org";
    let now = at("2026-11-02T00:00:00Z");
    let good = "From: friend@people.example\r\nTo: me+x@example.org\r\nIn-Reply-To: <a@example.org>\r\nReferences: <b@example.org> <a@example.org>\r\n";
    for (fields, counts) in [
        (good.to_owned(), true),
        (format!("{good}Auto-Submitted: no\r\n"), true),
        (format!("{good}Auto-Submitted: auto-replied\r\n"), false),
        (format!("{good}Precedence: bulk\r\n"), false),
        (format!("{good}List-Unsubscribe: <mailto:u@x.example>\r\n"), false),
        (format!("{good}Return-Path: <>\r\n"), false),
        (format!("{good}Return-Path: <friend@people.example>\r\n"), true),
        (format!("{good}Cc: other@people.example\r\n"), false),
        (good.replace("friend@", "no-reply@"), false),
        (good.replace("friend@", "MAILER-DAEMON@"), false),
        (good.replace("friend@people.example", "you@example.org"), false),
        (good.replace("me+x@example.org", "list@people.example"), false),
        (good.replace("In-Reply-To", "X-No").replace("References", "X-None"), false),
    ] {
        let reply = Reply::of(&read(format!("{fields}\r\nText.\r\n").as_bytes()), &key(), own, now);
        assert_eq!(reply.is_some(), counts, "{fields}");
        if let Some(reply) = reply {
            assert_eq!(reply.to, key().author(&address("me@example.org")));
            assert_eq!(reply.ids.len(), 2);
        }
    }
    assert!(by_person(&read(b"From: friend@people.example\r\n\r\n")) && !by_person(&read(b"Subject: no author\r\n\r\n")));
}

#[test]
fn coverage_is_measured_for_each_address() {
    let mut book = Book::new(key());
    book.add(1, "home", &facts(&sent("me@example.org", "Message-ID: <mail-of-mine@example.org>\r\n")));
    let now = at("2026-11-02T00:00:00Z");
    let hour = (now.as_second() / 3600) as i32;
    let reply = |to: &str, id: &str, hour: i32| Reply {
        id: hour as u64,
        to: key().author(&address(to)),
        hour,
        ids: vec![key().id("other@x"), key().id(id)],
    };
    for n in 0..25 {
        book.add_reply(reply("me@example.org", if n < 20 { "mail-of-mine@example.org" } else { "by-phone@phone.example" }, hour - n));
    }
    for n in 0..19 {
        book.add_reply(reply("shop@example.org", "mail-of-mine@example.org", hour - n));
        // a reply that is met again counts once
        book.add_reply(reply("shop@example.org", "mail-of-mine@example.org", hour - n));
    }
    book.add_reply(reply("shop@example.org", "mail-of-mine@example.org", hour - 90 * 24 - 1));
    assert_eq!(book.coverage(&address("me+tag@example.org"), now), Coverage::Measured { replies: 25, found: 20 });
    assert_eq!(book.coverage(&address("shop@example.org"), now), Coverage::Unknown { replies: 19 });
    assert_eq!(book.coverage(&address("never@example.org"), now), Coverage::Unknown { replies: 0 });
    assert!(!book.never_written_to(&address("shop@example.org")) && book.never_written_to(&address("never@example.org")));
    book.assume_coverage();
    assert_eq!(book.coverage(&address("never@example.org"), now), Coverage::Assumed);
}

#[test]
fn few_replies_may_agree_by_luck() {
    let now = at("2026-11-02T00:00:00Z");
    let hour = (now.as_second() / 3600) as i32;
    let shop = |others_found: u32, own: u32| {
        let mut book = Book::new(key());
        book.add(1, "home", &facts(&sent("me@example.org", "Message-ID: <mail-of-mine@example.org>\r\n")));
        let mut reply = |to: &str, n: u32, found: bool| {
            let id = key().id(if found { "mail-of-mine@example.org" } else { "by-phone@phone.example" });
            book.add_reply(Reply { id: u64::from(n), to: key().author(&address(to)), hour, ids: vec![id] });
        };
        (0..100).for_each(|n| reply("me@example.org", n, n < others_found));
        (0..own).for_each(|n| reply("shop@example.org", n, true));
        book.coverage(&address("shop@example.org"), now)
    };
    assert_eq!(shop(66, 19), Coverage::Unknown { replies: 19 });
    assert_eq!(shop(66, 20), Coverage::Measured { replies: 120, found: 86 }, "the measure of all");
    assert_eq!(shop(66, 59), Coverage::Measured { replies: 159, found: 125 });
    assert_eq!(shop(66, 60), Coverage::Measured { replies: 60, found: 60 }, "no luck any more");
    assert_eq!(shop(95, 20), Coverage::Measured { replies: 20, found: 20 }, "nothing speaks against it");
}

#[test]
fn what_is_old_is_forgotten_and_its_author_is_not() {
    let mut book = Book::new(key());
    let dated = |date: &str, id: &str| facts(&sent("me@example.org", &format!("Message-ID: <{id}>\r\nDate: {date}\r\n")));
    book.add(1, "home", &dated("Mon, 2 Nov 2025 09:00:00 +0000", "very-old-one@example.org"));
    book.add(2, "home", &dated("Mon, 2 Nov 2026 09:00:00 +0000", "newer-one@example.org"));
    book.forget_before((at("2026-01-01T00:00:00Z").as_second() / 3600) as i32);
    assert_eq!(book.len(), 1);
    assert!(!book.has_id(1, &id("very-old-one@example.org")) && book.has_id(2, &id("newer-one@example.org")));
    book.forget_before(i32::MAX);
    assert!(book.is_empty() && book.wrote_as(&address("me@example.org")));
}

/// The hashes stand in the store: a release that computed others would make every old entry unfindable.
#[test]
fn hashes_never_change() {
    let key = Key(*b"0123456789abcdef");
    let facts = [
        key.id("A@b"),
        key.id_local(&id("12345678@b")).unwrap(),
        key.recipient(&address("a+t@b.example")),
        key.subject("Re: Hello").unwrap(),
        key.author(&address("me@example.org")),
        key.moment(&address("me@example.org"), at("2026-11-01T10:00:00Z")),
    ];
    assert_eq!(
        facts,
        [10210262491713687200, 7096741798547315329, 12681673386334455145, 7451745222812221677, 6545607043392004103, 182807151004911650]
    );
}
