//! Automatic mail that must stay: what nobody can decide, and what is wanted though Robin never wrote to its author.

use jiff::Timestamp;

use super::chance::Chance;
use super::paper::{date, delivered, later};
use super::people::ME;
use super::{Letter, Truth};

/// Three that say too little.
pub(super) fn undecidable(chance: &mut Chance, now: Timestamp) -> Vec<Letter> {
    let at = |chance: &mut Chance| later(now, -chance.between(2 * 86_400, 60 * 86_400));
    let first = at(chance);
    let second = at(chance);
    let third = at(chance);
    vec![
        // answers something, and does not show what
        automatic(
            chance,
            ("undecidable-0-away", Truth::Undecidable),
            first,
            "info@guesthouse-elm.example",
            "Subject: Out of the office\nAuto-Submitted: auto-replied\nIn-Reply-To: <4811.22@station.example>\nReferences: <4811.22@station.example>\nContent-Type: text/plain; charset=utf-8\n",
            "I am away until the end of the month and read no mail.\n",
        ),
        // names a recipient, and nothing of the message
        automatic(
            chance,
            ("undecidable-1-nothing-returned", Truth::Undecidable),
            second,
            "MAILER-DAEMON@mx.cornershop.example",
            "Subject: Mail could not be delivered\nAuto-Submitted: auto-replied\nContent-Type: text/plain; charset=us-ascii\n",
            "Your message could not be delivered to the following recipient:\n\n<orders@cornershop.example>: mailbox full\n",
        ),
        // somebody forwarded another person's mail, and that failed: the original is not from Robin at all
        automatic(
            chance,
            ("undecidable-2-a-forward", Truth::Undecidable),
            third,
            "MAILER-DAEMON@mx.regatta-club.example (Mail Delivery System)",
            "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"fw\"\n",
            &forward_failed(third),
        ),
    ]
}

fn forward_failed(at: Timestamp) -> String {
    let written = date(later(at, -600), 0);
    format!(
        "--fw\nContent-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host mx.regatta-club.example.\n\n\
         <board@old-address.example>: host mail.old-address.example said: 550 5.1.1 No such user\n\n\
         --fw\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.regatta-club.example\nArrival-Date: {written}\n\n\
         Final-Recipient: rfc822; board@old-address.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such user\n\n\
         --fw\nContent-Type: text/rfc822-headers\n\nReceived: from mail.starters.example (mail.starters.example [192.0.2.77])\n\
         \tby mx.regatta-club.example with ESMTPS id 7QX1; {written}\n\
         From: Start line <start@starters.example>\nTo: board@regatta-club.example\nSubject: Course for the last race\nDate: {written}\n\
         Message-ID: <course.771@starters.example>\n\n--fw--\n"
    )
}

/// Five that Robin's own doings drew, at places that Robin never wrote to.
pub(super) fn wanted(chance: &mut Chance, now: Timestamp) -> Vec<Letter> {
    let plain = "Content-Type: text/plain; charset=utf-8\n";
    let replied = "Auto-Submitted: auto-replied\n";
    let letters = [
        (
            "wanted-0-form",
            "Harbour museum <visits@museum-harbour.example>",
            format!("Subject: We have received your message\n{replied}{plain}"),
            "Thank you for using the form on our page. We answer within three days.\n".to_owned(),
        ),
        (
            "wanted-1-sign-up",
            "Tide forum <welcome@tide-forum.example>",
            format!("Subject: Please verify your email address\nAuto-Submitted: auto-generated\n{plain}"),
            "Somebody, hopefully you, opened an account with this address.\nTo confirm, open https://tide-forum.example/c/8127\n".to_owned(),
        ),
        (
            "wanted-2-calendar",
            "Selma <selma@course-office.example>",
            "Subject: Accepted: Meeting about the course\nAuto-Submitted: auto-replied\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n".to_owned(),
            format!(
                "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:meeting-77@harbour.example\nORGANIZER:mailto:{ME}\n\
                 ATTENDEE;PARTSTAT=ACCEPTED:mailto:selma@course-office.example\nSUMMARY:Meeting about the course\nEND:VEVENT\nEND:VCALENDAR\n"
            ),
        ),
        (
            "wanted-3-ticket",
            "Town hall <tickets@townhall.example>",
            format!("Subject: [Ticket 20417] Parking permit for the slipway\n{replied}Precedence: auto_reply\n{plain}"),
            "Your request was received and has the number 20417. Please keep it in the subject.\n".to_owned(),
        ),
        (
            "wanted-4-newsletter",
            "Gunnar <gunnar@farther-shore.example>",
            format!("Subject: Automatic reply: Harbour news, autumn\n{replied}In-Reply-To: <camp.5512.9@sendmany.example>\n{plain}"),
            "I am on leave. Your letter waits for me.\n".to_owned(),
        ),
    ];
    let made = letters.into_iter().map(|(name, from, header, body)| {
        let at = later(now, -chance.between(86_400, 70 * 86_400));
        automatic(chance, (name, Truth::Wanted), at, from, &header, &body)
    });
    made.collect()
}

/// A message from nobody to answer: a null return path.
fn automatic(chance: &mut Chance, what: (&str, Truth), at: Timestamp, from: &str, header: &str, body: &str) -> Letter {
    let domain = from.rsplit('@').next().unwrap_or_default().split(['>', ' ']).next().unwrap_or_default();
    let queue = chance.hex(10).to_uppercase();
    let received = delivered(&format!("out.{domain}"), chance.below(250), &queue, at);
    let text = format!(
        "Return-Path: <>\n{received}Date: {}\nFrom: {from}\nTo: {ME}\nMessage-ID: <{}@{domain}>\nMIME-Version: 1.0\n{header}\n{body}",
        date(at, 0),
        chance.uuid()
    );
    Letter::new(what.0.to_owned(), what.1, later(at, 2), true, &text)
}
