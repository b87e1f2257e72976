//! Ordinary mail that looks automatic, or speaks of bounces, and is neither: what every inbox is full of.

use jiff::Timestamp;

use super::chance::Chance;
use super::paper::{date, delivered, later};
use super::people::{FRIENDS, ME};
use super::{Letter, Truth};

/// So many of them, in turn.
pub(super) fn write(chance: &mut Chance, now: Timestamp, count: usize) -> Vec<Letter> {
    let kinds: [fn(&mut Chance, Timestamp) -> Parts; 11] =
        [newsletter, shop, list, tracker, parcel, dmarc, statement, cron, forwarded, newsletter, quotes_a_bounce];
    let made = kinds.into_iter().cycle().take(count).enumerate().map(|(n, kind)| {
        let at = later(now, -chance.between(3600, 89 * 86_400));
        let Parts { from, host, return_path, header, body } = kind(chance, at);
        let queue = chance.hex(10).to_uppercase();
        let received = delivered(&host, chance.below(250), &queue, at);
        let text = format!(
            "Return-Path: <{return_path}>\n{received}Message-ID: <{}@{host}>\nDate: {}\nFrom: {from}\nMIME-Version: 1.0\n{header}\n{body}\n",
            chance.uuid(),
            date(at, 0)
        );
        Letter::new(format!("ordinary-machine-{n}"), Truth::Ordinary, later(at, 2), n % 3 > 0, &text)
    });
    made.collect()
}

struct Parts {
    from: String,
    host: String,
    return_path: String,
    /// To, Subject, Content-Type and what else there is.
    header: String,
    body: String,
}

/// `header` without its To and its Content-Type.
fn parts(from: &str, host: &str, return_path: &str, header: &str, body: &str) -> Parts {
    let header = format!("To: {ME}\n{header}Content-Type: text/plain; charset=utf-8\n");
    Parts { from: from.to_owned(), host: host.to_owned(), return_path: return_path.to_owned(), header, body: body.to_owned() }
}

fn newsletter(chance: &mut Chance, _: Timestamp) -> Parts {
    let n = chance.between(10, 90);
    let header = format!(
        "Subject: Tools and timber, number {n}\nList-Id: <tools.news.example>\nList-Unsubscribe: <https://news.example/off>\n\
         Precedence: bulk\nAuto-Submitted: auto-generated\nFeedback-ID: {n}:news\n"
    );
    parts(
        "Tools and timber <letter@news.example>",
        "out.news.example",
        "bounce-7731@news.example",
        &header,
        "New this month: clamps, glue and patience.",
    )
}

fn shop(chance: &mut Chance, _: Timestamp) -> Parts {
    let n = chance.between(10_000, 99_999);
    let header = format!("Subject: Your order {n}\nAuto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n");
    let body = format!("Thank you for your order {n}.\nWe pack it today.");
    parts("Chandlery <no-reply@chandlery.example>", "mail.chandlery.example", "no-reply@chandlery.example", &header, &body)
}

fn parcel(chance: &mut Chance, _: Timestamp) -> Parts {
    let n = chance.between(100, 999);
    let header = format!("Subject: Delivery status of parcel {n}: on its way\nAuto-Submitted: auto-generated\n");
    parts(
        "Parcels <tracking@parcels.example>",
        "mail.parcels.example",
        "tracking@parcels.example",
        &header,
        "Your parcel could not be delivered yesterday. We try again today.",
    )
}

fn list(chance: &mut Chance, _: Timestamp) -> Parts {
    let who = chance.pick(&FRIENDS);
    let header = "Subject: [old-boats] Rivets or bolts?\nList-Id: <old-boats.lists.example>\nList-Post: <mailto:old-boats@lists.example>\nPrecedence: list\nSender: old-boats-bounces@lists.example\n";
    let from = format!("{} <{}>", who.name, who.address);
    parts(&from, "lists.example", "old-boats-bounces@lists.example", header, "Rivets, if you ask me.")
}

fn tracker(chance: &mut Chance, _: Timestamp) -> Parts {
    let n = chance.between(100, 900);
    let header = format!(
        "Subject: [Issue {n}] Tide widget shows yesterday\nAuto-Submitted: auto-generated\nX-Tracker-Reason: reporter\n\
         In-Reply-To: <issue-{n}@tracker.example>\nReferences: <issue-{n}@tracker.example>\n"
    );
    parts(
        "Tracker <notify@tracker.example>",
        "tracker.example",
        "notify@tracker.example",
        &header,
        "The issue that you reported was closed.",
    )
}

/// A report about Robin's domain, with a null return path and nothing to answer.
fn dmarc(chance: &mut Chance, at: Timestamp) -> Parts {
    let header = format!("Subject: Report Domain: harbour.example Submitter: bigmail.example Report-ID: {}\n", at.as_second());
    parts("dmarc-noreply@bigmail.example", "out.bigmail.example", "", &header, &format!("Rows: {}", chance.between(1, 40)))
}

fn statement(chance: &mut Chance, _: Timestamp) -> Parts {
    let header = format!("Subject: Statement {} is ready\nX-Auto-Response-Suppress: OOF, AutoReply\n", chance.between(1, 12));
    parts(
        "Savings bank <service@savings.example>",
        "mail.savings.example",
        "bounces@savings.example",
        &header,
        "Please look into your mailbox at the bank.",
    )
}

fn cron(chance: &mut Chance, _: Timestamp) -> Parts {
    let header = "Subject: Cron <robin@shed> backup\nAuto-Submitted: auto-generated\nX-Cron-Env: <SHELL=/bin/sh>\n";
    parts(
        "root <root@shed.harbour.example>",
        "shed.harbour.example",
        "root@shed.harbour.example",
        header,
        &format!("{} files saved.", chance.between(20, 900)),
    )
}

/// A friend passes a whole message on, as an attachment.
fn forwarded(chance: &mut Chance, at: Timestamp) -> Parts {
    let (who, other) = (chance.pick(&FRIENDS), chance.pick(&FRIENDS));
    let mut parts = parts(&format!("{} <{}>", who.name, who.address), &format!("mail.{}", who.domain()), who.address, "", "");
    parts.header = format!("To: {ME}\nSubject: Fwd: Harbour fees\nContent-Type: multipart/mixed; boundary=\"fwd\"\n");
    parts.body = format!(
        "--fwd\nContent-Type: text/plain; charset=utf-8\n\nHave you seen this?\n\n--fwd\nContent-Type: message/rfc822\n\n\
         From: {} <{}>\nTo: {} <{}>\nSubject: Harbour fees\nDate: {}\nMessage-ID: <{}@{}>\n\nThey go up again.\n\n--fwd--\n",
        other.name,
        other.address,
        who.name,
        who.address,
        date(later(at, -7200), 1),
        chance.uuid(),
        other.domain()
    );
    parts
}

/// A friend shows a bounce of theirs, and asks for advice.
fn quotes_a_bounce(chance: &mut Chance, _: Timestamp) -> Parts {
    let who = chance.pick(&FRIENDS);
    let body = format!(
        "What does this mean? It came when I wrote to the museum:\n\n> This is the mail system at host mx.{d}.\n>\n\
         > <office@museum-harbour.example>: host mail.museum-harbour.example said: 550 5.1.1 No such user\n\nHas the office moved?\n\n{}\n",
        who.name,
        d = who.domain()
    );
    let header = "Subject: What does this message mean?\n";
    parts(&format!("{} <{}>", who.name, who.address), &format!("mail.{}", who.domain()), who.address, header, &body)
}
