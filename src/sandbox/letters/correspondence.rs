//! What Robin sent, and what people wrote in ninety days.

use jiff::Timestamp;

use super::chance::Chance;
use super::original::Original;
use super::paper::{date, delivered, later};
use super::people::{FRIENDS, ME, Person, ROBIN, WRONG};
use super::topics::{self, Said};
use super::{Letter, Truth, machines};

/// Robin's mail that came back,
const FAILING: usize = 6;
/// what answers somebody's,
const ANSWERS: usize = 55;
/// what was answered in turn,
const ANSWERED: usize = 93;
/// and what was not. With the one that has just left, and the one whose bounce is in Junk, they make 300.
const UNANSWERED: usize = 144;
/// Answers to messages of which Robin's telephone kept no copy.
const LOST_COPIES: usize = 2;
const MACHINES: usize = 50;

const DAY: i64 = 86_400;

pub(super) struct Correspondence {
    pub sent: Vec<Letter>,
    pub inbox: Vec<Letter>,
    /// Sent messages that did not arrive.
    pub failing: Vec<Original>,
    /// One more, whose bounce the server took for spam.
    pub spammed: Original,
    /// One that left two minutes ago, and will not arrive either.
    pub just_left: Original,
}

impl Correspondence {
    pub(super) fn write(chance: &mut Chance, now: Timestamp) -> Self {
        let mut sent = Vec::new();
        let mut inbox = Vec::new();
        let [late, lost, wrong @ ..] = WRONG;
        let failing: Vec<_> = wrong
            .into_iter()
            .take(FAILING)
            .map(|to| {
                let at = sometime(chance, now, 2, 80);
                failed(chance, at, to)
            })
            .collect();
        let just_left = failed(chance, later(now, -150), late);
        let at = sometime(chance, now, 5, 40);
        let spammed = failed(chance, at, lost);
        for (n, original) in failing.iter().chain([&just_left, &spammed]).enumerate() {
            let text = format!("{}\n{}", original.header, original.body);
            sent.push(kept(format!("sent-failing-{n}"), original.at, &text));
        }
        for n in 0..ANSWERS {
            let (theirs, mine) = asked_and_answered(chance, now, n);
            inbox.push(theirs);
            sent.push(mine);
        }
        for n in 0..ANSWERED + LOST_COPIES {
            let (mine, theirs) = written_and_answered(chance, now, n);
            inbox.push(theirs);
            if n < ANSWERED {
                sent.push(mine);
            }
        }
        for n in 0..UNANSWERED {
            let at = sometime(chance, now, 1, 89);
            let to = chance.pick(&FRIENDS);
            let said = topics::said(chance);
            let (text, _) = letter(chance, ROBIN, to, at, &said, None);
            sent.push(kept(format!("sent-{n}"), at, &text));
        }
        inbox.extend(machines::write(chance, now, MACHINES));
        Self { sent, inbox, failing, spammed, just_left }
    }
}

/// A friend's mail that comes just now.
pub(super) fn greeting(chance: &mut Chance, now: Timestamp) -> Letter {
    let text = "I pass by at four with cake, if you are there.";
    let said = Said { subject: "Are you at the slip today?".to_owned(), text: text.to_owned(), answer: String::new() };
    let friend = chance.pick(&FRIENDS);
    let (text, _) = letter(chance, friend, ROBIN, now, &said, None);
    incoming(chance, friend, now, String::new(), &text)
}

/// Robin writes, and somebody answers.
fn written_and_answered(chance: &mut Chance, now: Timestamp, n: usize) -> (Letter, Letter) {
    let at = sometime(chance, now, 4, 89);
    let friend = chance.pick(&FRIENDS);
    let said = topics::said(chance);
    let (text, id) = letter(chance, ROBIN, friend, at, &said, None);
    let mine = kept(format!("sent-answered-{n}"), at, &text);
    let at = later(at, chance.between(20 * 60, 2 * DAY));
    let (text, _) = letter(chance, friend, ROBIN, at, &said, Some(&id));
    (mine, incoming(chance, friend, at, format!("ordinary-reply-{n}"), &text))
}

/// Somebody writes, and Robin answers.
fn asked_and_answered(chance: &mut Chance, now: Timestamp, n: usize) -> (Letter, Letter) {
    let at = sometime(chance, now, 3, 88);
    let friend = chance.pick(&FRIENDS);
    let said = topics::said(chance);
    let (text, id) = letter(chance, friend, ROBIN, at, &said, None);
    let theirs = incoming(chance, friend, at, format!("ordinary-asked-{n}"), &text);
    let at = later(at, chance.between(15 * 60, DAY));
    let (text, _) = letter(chance, ROBIN, friend, at, &said, Some(&id));
    (theirs, kept(format!("sent-answer-{n}"), at, &text))
}

/// A copy in Sent, saved a moment after the message left.
fn kept(name: String, at: Timestamp, text: &str) -> Letter {
    Letter::new(name, Truth::Sent, later(at, 3), true, text)
}

fn incoming(chance: &mut Chance, friend: Person, at: Timestamp, name: String, text: &str) -> Letter {
    let queue = chance.hex(10).to_uppercase();
    let host = format!("mail.{}", friend.domain());
    let received = delivered(&host, chance.below(250), &queue, at);
    let seen = chance.below(8) > 0;
    Letter::new(name, Truth::Ordinary, later(at, 2), seen, &format!("Return-Path: <{}>\n{received}{text}", friend.address))
}

/// A message of Robin's that came back, with the Received line that the provider's relay wrote on its way out.
fn failed(chance: &mut Chance, at: Timestamp, to: Person) -> Original {
    let said = topics::said(chance);
    let (text, id) = letter(chance, ROBIN, to, at, &said, None);
    let (header, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let received = format!(
        "Received: from [192.168.178.24] (dsl-{}.access.example [198.51.100.{}])\n\tby smtp.postbox.example (Postfix) with ESMTPSA id {};\n\t{}\n",
        chance.between(10, 99),
        chance.between(2, 250),
        chance.hex(10).to_uppercase(),
        date(later(at, 2), 0)
    );
    let header = format!("{header}\n");
    Original { at, to: to.address.to_owned(), subject: said.subject, id, date: date(at, 1), received, header, body: body.to_owned() }
}

/// A message as mail programs write it, and its Message-ID; `answers` names the one that it answers.
fn letter(chance: &mut Chance, from: Person, to: Person, at: Timestamp, said: &Said, answers: Option<&str>) -> (String, String) {
    let id = format!("{}@{}", chance.uuid(), from.domain());
    let program =
        if from.address == ME { "Mozilla Thunderbird" } else { chance.pick(&["Mozilla Thunderbird", "K-9 Mail", "Evolution 3.56"]) };
    let (subject, thread, text) = match answers {
        Some(other) => {
            let quoted: String = said.text.lines().map(|line| format!("> {line}\n")).collect();
            let text = format!("{}\n\n{} wrote:\n{quoted}", said.answer, to.name);
            (format!("Re: {}", said.subject), format!("In-Reply-To: <{other}>\nReferences: <{other}>\n"), text)
        }
        None => (said.subject.clone(), String::new(), said.text.clone()),
    };
    let written = format!(
        "Message-ID: <{id}>\nDate: {}\nMIME-Version: 1.0\nUser-Agent: {program}\nSubject: {subject}\nFrom: {} <{}>\nTo: {} <{}>\n{thread}\
         Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 8bit\n\nHello {},\n\n{text}\n\n{}\n",
        date(at, 1),
        from.name,
        from.address,
        to.name,
        to.address,
        to.name,
        from.name
    );
    (written, id)
}

/// Some moment of the day, between so many days ago.
fn sometime(chance: &mut Chance, now: Timestamp, least: i64, most: i64) -> Timestamp {
    let at = later(now, -chance.between(least * DAY, most * DAY));
    let of_day = at.as_second().rem_euclid(DAY);
    // people sleep: the day's 24 hours are drawn together into 14, from six in the morning
    later(at, 6 * 3600 + of_day * 14 / 24 - of_day)
}
