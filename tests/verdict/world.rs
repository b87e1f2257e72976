//! One report, all that is known when it is judged, and the row of a table that says what comes of it.

use backstop::mail::{Address, Fields, Mail, MessageId, Original, Pattern, Received, Recipient, Report, ReturnPath, Returned};
use backstop::recognise::{Campaign, Campaigns, Known, Outcome, Own, Proof, Sign, Verdict, recognise};
use backstop::sent::{Book, Facts, Key, Reply, SentMail, Span};
use jiff::Timestamp;

pub const ME: &str = "me@example.org";
pub const KEY: Key = Key(*b"sixteen bytes of");
pub const FRIEND: &str = "friend@people.example";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

pub fn hop(from: &str, by: &str, date: &str) -> Received {
    Received { from: vec![from.to_owned()], by: Some(by.to_owned()), date: Some(at(date)) }
}

/// One report, and all that is known when it is judged. It begins as a forgery that every rule lets pass.
pub struct World {
    pub mail: Mail,
    pub sent: Vec<SentMail>,
    pub in_inbox: Vec<SentMail>,
    pub own: Own,
    pub campaigns: Campaigns,
    pub span: Option<Span>,
    pub off: bool,
    /// Replies of people to ME, and how many of them answer what is in Sent; `None`: coverage is assumed.
    pub replies: Option<(u32, u32)>,
    pub written_to: Vec<&'static str>,
}

impl World {
    pub fn forged() -> Self {
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
        let mut fields = Fields::default();
        fields.push("auto-submitted", "auto-replied");
        let mail = Mail {
            fields,
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
    pub fn reply() -> Self {
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

    pub fn original(&mut self) -> &mut Original {
        match &mut self.mail.returned {
            Returned::Whole(o) | Returned::Headers(o) | Returned::Quoted(o) => o,
            Returned::Nothing => panic!("nothing returned"),
        }
    }

    /// The copy of the original that the person would have kept.
    pub fn copy(&mut self) -> SentMail {
        let o = self.original().clone();
        SentMail { from: o.from.first().cloned(), ids: o.ids, recipients: o.to, subject: o.subject, date: o.date, relays: Vec::new() }
    }

    pub fn keep(&mut self, change: impl FnOnce(&mut SentMail)) {
        let mut copy = self.copy();
        change(&mut copy);
        self.sent.push(copy);
    }

    /// A forgery that is known as such.
    pub fn campaign(&mut self, subject: &str, from: &str, proof: Proof) {
        self.campaigns.add(Campaign::new(subject, &address(from), &KEY).unwrap(), proof);
    }

    pub fn book(&self) -> Book {
        let mut book = Book::new(KEY);
        book.set_account("home", self.span);
        for (number, mail) in (0..).zip(&self.sent) {
            book.add(number, "home", &Facts::of(mail, book.key(), None, true));
        }
        for (number, mail) in (1000..).zip(&self.in_inbox) {
            book.add(number, "home", &Facts::of(mail, book.key(), None, false));
        }
        if self.off {
            book.set_off("home", true);
        }
        self.written_to.iter().for_each(|a| book.note_written_to(book.key().author(&address(a))));
        match self.replies {
            None => book.assume_coverage(),
            Some((replies, found)) => {
                for n in 0..replies {
                    let answers = if n < found { "kept-1@example.org" } else { "elsewhere@example.org" };
                    let ids = vec![book.key().id(answers)];
                    book.add_reply(Reply {
                        id: n as u64,
                        to: book.key().author(&address(ME)),
                        hour: hours("2026-10-31T00:00:00Z") - n as i32,
                        ids,
                    });
                }
            }
        }
        book
    }

    pub fn judge(&self) -> Verdict {
        let book = self.book();
        let arrived = at("2026-11-01T11:00:00Z");
        let now = at("2026-11-01T12:00:00Z");
        recognise(&self.mail, &Known { book: &book, own: &self.own, campaigns: &self.campaigns, arrived, looked_after: arrived, now })
    }
}

pub fn hours(time: &str) -> i32 {
    (at(time).as_second() / 3600) as i32
}

pub fn sent(message_id: &str, to: &str, subject: &str, date: &str) -> SentMail {
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
pub enum Expected {
    Filed,
    Proved,
    Possible,
    Unsure(Sign),
    Ordinary,
}

/// Changes a world, judges its report, and compares.
pub fn row(name: &str, mut world: World, change: impl FnOnce(&mut World), want: Expected) {
    use Expected::{Filed, Ordinary, Possible, Proved, Unsure};
    change(&mut world);
    let verdict = world.judge();
    let got = match &verdict.outcome {
        Outcome::Backscatter(_) => Filed,
        Outcome::Ours { proved: true } => Proved,
        Outcome::Ours { proved: false } => Possible,
        Outcome::Ordinary => Ordinary,
        Outcome::Unsure => match &want {
            Unsure(sign) if verdict.evidence().iter().any(|e| e.sign == *sign) => Unsure(*sign),
            _ => Unsure(verdict.evidence().first().expect("evidence").sign),
        },
    };
    assert_eq!(got, want, "{name}: {:#?}", verdict.evidence());
    assert_eq!(verdict.evidence().is_empty(), want == Ordinary, "{name}: a verdict shows its evidence");
    // one reason is enough to leave it, and a row is about one
    if let Unsure(_) = want {
        assert_eq!(verdict.evidence().len(), 1, "{name}: {:#?}", verdict.evidence());
    }
}
