//! Takes messages from one folder to another, and proves it.
//!
//! An OK is no proof: most servers say OK when the message was gone. Proof is COPYUID (RFC 4315), naming the message; or,
//! without it, a look: the message stood in the source before, and one with the same date, size and Message-ID stands in the
//! target now, above what was there. Never EXPUNGE without UIDs, never CLOSE: they take what the person marked.

use std::collections::BTreeMap;

use async_imap::imap_proto::ResponseCode;
use async_imap::imap_proto::rfc4315::UidSetMember;
use jiff::Timestamp;

use super::Line;
use super::answer;
use super::claim::{self, Taken};
use super::command::{self, Command, UIDS};
use super::exec::Done;
use super::guard::Wire;
use super::rows::{Row, Rows};
use super::select::{Access, code};
use super::there;
use crate::account::errand::Source;
use crate::account::{Failure, KEYWORD, Mark, Shifted};
use crate::mail::Place;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// UID MOVE (RFC 6851).
    Move,
    /// UID COPY; the first one stays.
    Copy,
}

impl How {
    fn verb(self) -> &'static str {
        if self == Self::Move { "UID MOVE" } else { "UID COPY" }
    }
}

pub(super) async fn shift<S: Wire>(
    mut line: Line<S>,
    how: How,
    from: &Source,
    to: &str,
    uids: &[u32],
    mark: Mark,
) -> Result<(Line<S>, Vec<Shifted>), Failure> {
    line.enter(&from.folder, Access::Write, Some(from.validity)).await?;
    let uids = command::sorted(uids);
    let mut shifted = attempt(&mut line, how, to, &uids, mark).await?;
    if let Outcome::Partly { rest } = &shifted.outcome {
        // Some had gone, and the server did nothing for their sake: once more without them.
        let rest = rest.clone();
        let mark = if mark == Mark::Claim { Mark::Renew } else { mark };
        let again = attempt(&mut line, how, to, &rest, mark).await?;
        shifted.all.extend(again.all);
        shifted.unproved.extend(again.unproved);
        shifted.lost.extend(again.lost);
        shifted.outcome = again.outcome;
    }
    if let Outcome::Partly { .. } = shifted.outcome {
        return Err(Failure::Server { command: how.verb(), text: "messages come and go too fast".into() });
    }
    let mut lost = std::mem::take(&mut shifted.lost);
    lost.retain(|uid| shifted.unproved.contains_key(uid));
    if how == How::Copy && !lost.is_empty() {
        let still = there::still_there(&mut line, &lost).await?;
        lost.retain(|uid| !still.contains(uid));
    }
    for uid in lost {
        if shifted.unproved.remove(&uid).is_some() {
            shifted.all.push(Shifted::Gone { uid });
        }
    }
    if !shifted.unproved.is_empty() {
        let found = look(&mut line, to, &shifted).await?;
        for (uid, place) in found {
            match place {
                Some(to) => shifted.all.push(Shifted::There { uid, to }),
                // It left the source, and not by us.
                None if how == How::Move => shifted.all.push(Shifted::Gone { uid }),
                None => {
                    return Err(Failure::Server { command: how.verb(), text: "said OK, but the copy is not there".into() });
                }
            }
        }
    }
    line.home().await?;
    shifted.all.sort_by_key(|one| match one {
        Shifted::There { uid, .. } | Shifted::Gone { uid } => *uid,
    });
    Ok((line, shifted.all))
}

/// What one attempt brought.
struct Attempt {
    all: Vec<Shifted>,
    outcome: Outcome,
    /// Stood in the source, are moved or copied as the server says, but it named no new UID.
    unproved: BTreeMap<u32, Row>,
    /// Claimed, and the server has not said that our keyword went on: if they left the source, another took them.
    lost: Vec<u32>,
    /// The target's next UID before.
    uid_next: u32,
}

enum Outcome {
    Finished,
    /// Refused because some were gone; these still stand in the source.
    Partly {
        rest: Vec<u32>,
    },
}

/// Two round trips for any number: who is there, whose they are, where the target stands; then the keyword and the move. One
/// more where a claim is made. Then, where it is needed, a look at what is left.
async fn attempt<S: Wire>(line: &mut Line<S>, how: How, to: &str, uids: &[u32], mark: Mark) -> Result<Attempt, Failure> {
    let target = line.mailbox(how.verb(), to)?;
    let Taken { rows: mut there, marked, confirmed, uid_next } = claim::take(line, to, uids, mark).await?;
    let ours: Vec<u32> = there.keys().copied().collect();
    let mut commands = Vec::new();
    for uids in ours.chunks(UIDS) {
        let set = command::set(uids);
        if mark != Mark::No && !marked {
            commands.push(Command::new("UID STORE", format!("UID STORE {set} +FLAGS.SILENT ({KEYWORD})")));
        }
        commands.push(Command::new(how.verb(), format!("{} {set} {target}", how.verb())));
    }
    let mut named = BTreeMap::new();
    let ends = line
        .converse(&commands, |response| {
            if let Some(ResponseCode::CopyUid(validity, source, target)) = code(response) {
                named.extend(pairs(source, target).map(|(uid, new)| (uid, (*validity, new))));
            }
        })
        .await?;
    let gone = uids.iter().filter(|uid| !there.contains_key(uid));
    let mut all: Vec<Shifted> = gone.map(|uid| Shifted::Gone { uid: *uid }).collect();
    for uid in &ours {
        if let Some((validity, new)) = named.get(uid) {
            there.remove(uid);
            all.push(Shifted::There { uid: *uid, to: Place { folder: to.to_owned(), validity: *validity, uid: *new } });
        }
    }
    let lost = there.keys().copied().filter(|uid| marked && !confirmed.contains(uid)).collect();
    let unproved = there;
    let refused: Vec<&Done> =
        commands.iter().zip(&ends).filter(|(command, end)| command.verb == how.verb() && !end.is_ok()).map(|(_, end)| end).collect();
    let mut attempt = Attempt { all, outcome: Outcome::Finished, unproved, lost, uid_next };
    if attempt.unproved.is_empty() {
        // Whatever was refused, it was for messages that are gone.
        return Ok(attempt);
    }
    let waiting: Vec<u32> = attempt.unproved.keys().copied().collect();
    match (how, refused.first()) {
        (How::Copy, None) => {}
        (How::Move, None) => {
            if let [first, ..] = there::still_there(line, &waiting).await?.as_slice() {
                return Err(Failure::Server { command: how.verb(), text: format!("said OK, but UID {first} has not moved") });
            }
        }
        (_, Some(end)) => {
            let rest = there::still_there(line, &waiting).await?;
            let others_gone = answer::is_gone(&end.text) && rest.len() < uids.len();
            if !rest.is_empty() && !others_gone {
                end.entered(to)?;
            }
            attempt.unproved.retain(|uid, _| !rest.contains(uid));
            attempt.outcome = if rest.is_empty() { Outcome::Finished } else { Outcome::Partly { rest } };
        }
    }
    Ok(attempt)
}

/// The pairs of a COPYUID, in order; a server that announces ranges of millions is not followed far.
fn pairs(source: &[UidSetMember], target: &[UidSetMember]) -> impl Iterator<Item = (u32, u32)> {
    let numbers = |set: &[UidSetMember]| {
        let ranges: Vec<_> = set
            .iter()
            .map(|member| match member {
                UidSetMember::Uid(uid) => *uid..=*uid,
                UidSetMember::UidRange(range) => range.clone(),
            })
            .collect();
        ranges.into_iter().flatten()
    };
    numbers(source).zip(numbers(target)).take(100_000)
}

/// Looks in the target for what left the source without a number.
async fn look<S: Wire>(line: &mut Line<S>, to: &str, attempt: &Attempt) -> Result<Vec<(u32, Option<Place>)>, Failure> {
    let standing = line.select(to, Access::Read).await?;
    let mut rows = Rows::default();
    let from = attempt.uid_next;
    let command = Command::new(
        "UID FETCH",
        format!("UID FETCH {from}:* (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.1024>)"),
    );
    if line.exists > 0 {
        line.exec(&command, |response| rows.take(response, |uid| uid >= from)).await?;
    }
    let mut new: Vec<(u32, Identity)> = rows.into_rows().map(|(uid, row)| (uid, identity(&row))).collect();
    let mut found = Vec::new();
    for (uid, row) in &attempt.unproved {
        let at = new.iter().position(|(_, other)| *other == identity(row));
        let place = at.map(|at| Place { folder: to.to_owned(), validity: standing.validity, uid: new.remove(at).0 });
        found.push((*uid, place));
    }
    Ok(found)
}

type Identity = (Option<Timestamp>, u32, Option<Vec<u8>>);

/// What a move keeps.
fn identity(row: &Row) -> Identity {
    (row.arrived, row.size, row.body.clone())
}

/// `\Deleted` and UID EXPUNGE of exactly these; what the person marked stays.
pub(super) async fn expunge<S: Wire>(mut line: Line<S>, from: &Source, uids: &[u32]) -> Result<Line<S>, Failure> {
    line.enter(&from.folder, Access::Write, Some(from.validity)).await?;
    let uids = command::sorted(uids);
    let mut commands = Vec::new();
    for uids in uids.chunks(UIDS) {
        let set = command::set(uids);
        commands.push(Command::new("UID STORE", format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)")));
        commands.push(Command::new("UID EXPUNGE", format!("UID EXPUNGE {set}")));
    }
    let ends = line.converse(&commands, |_| ()).await?;
    if let [first, ..] = there::still_there(&mut line, &uids).await?.as_slice() {
        ends.iter().try_for_each(Done::required)?;
        return Err(Failure::Server { command: "UID EXPUNGE", text: format!("said OK, but UID {first} is still there") });
    }
    line.home().await?;
    Ok(line)
}
