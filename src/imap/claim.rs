//! Which messages are ours to take, when another Backstop works at the same INBOX.
//!
//! Two that move one message at the same moment make two of it: a MOVE may well be a copy and an expunge inside. So the keyword
//! goes on first, and the server lets only one of two put it there: STORE with UNCHANGEDSINCE (RFC 7162, section 3.1.3). Where
//! CONDSTORE is missing, a look at the keyword right before the move must do.

use std::collections::{BTreeMap, BTreeSet};

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, Status, StatusAttribute};

use super::Line;
use super::command::{self, Command, UIDS};
use super::exec::Done;
use super::guard::Wire;
use super::rows::{Row, Rows};
use super::there;
use crate::account::{Failure, KEYWORD, Mark};

/// Somebody reads the messages at this very moment, and their flags change: we look again so often.
const TRIES: usize = 3;

/// What may go now.
#[derive(Default)]
pub(super) struct Taken {
    /// Ours to take; the others are gone, or another's.
    pub rows: BTreeMap<u32, Row>,
    /// The keyword stands on each of them.
    pub marked: bool,
    /// The server has said of these that our keyword went on; of the others in a claim, that they had not changed, or were gone.
    pub confirmed: BTreeSet<u32>,
    /// The target's next UID before anything went.
    pub uid_next: u32,
}

/// Looks who of `uids`, in ascending order, is in the selected folder, and claims them where that is possible.
pub(super) async fn take<S: Wire>(line: &mut Line<S>, to: &str, uids: &[u32], mark: Mark) -> Result<Taken, Failure> {
    let mut taken = Taken::default();
    let mut wanted = uids.to_vec();
    for _ in 0..TRIES {
        let looked = look(line, to, &wanted, mark).await?;
        if taken.uid_next == 0 {
            taken.uid_next = looked.uid_next;
        }
        let mut free = looked.rows;
        free.retain(|_, row| mark != Mark::Claim || !row.is_marked());
        let lost = if mark == Mark::Claim { claim(line, &free, &mut taken.confirmed).await? } else { None };
        wanted = match lost {
            Some(lost) => {
                taken.marked = true;
                free.retain(|uid, _| !lost.contains(uid));
                lost
            }
            // no claim can be made here, whatever the server announces
            None => Vec::new(),
        };
        taken.rows.extend(free);
        if wanted.is_empty() {
            return Ok(taken);
        }
    }
    Err(Failure::Server { command: "UID STORE", text: "the flags of messages change too fast".into() })
}

struct Looked {
    rows: BTreeMap<u32, Row>,
    uid_next: u32,
}

async fn look<S: Wire>(line: &mut Line<S>, to: &str, uids: &[u32], mark: Mark) -> Result<Looked, Failure> {
    let conditional = mark == Mark::Claim && line.capabilities.has("CONDSTORE");
    let target = line.mailbox("STATUS", to)?;
    for more in [" MODSEQ", ""].into_iter().skip(usize::from(!conditional)) {
        let mut commands = vec![Command::new("STATUS", format!("STATUS {target} (UIDNEXT UIDVALIDITY)"))];
        commands.extend(uids.chunks(UIDS).map(|uids| {
            let identity = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]<0.1024>";
            Command::new("UID FETCH", format!("UID FETCH {} ({identity}{more})", command::set(uids)))
        }));
        let (mut rows, mut uid_next) = (Rows::default(), 1);
        let ends = line
            .converse(&commands, |response| {
                rows.take(response, |uid| uids.binary_search(&uid).is_ok());
                if let Response::MailboxData(MailboxDatum::Status { status, .. }) = response {
                    let number = status.iter().find_map(|one| match one {
                        StatusAttribute::UidNext(number) => Some(*number),
                        _ => None,
                    });
                    uid_next = number.unwrap_or(uid_next);
                }
            })
            .await?;
        let fetched = ends.get(1..).unwrap_or_default();
        // a folder may keep no MODSEQ though the server knows them (NOMODSEQ)
        if more.is_empty() || fetched.iter().all(Done::is_ok) {
            fetched.iter().try_for_each(Done::required)?;
            let rows = rows.into_rows().filter(|(_, row)| row.body.is_some()).collect();
            return Ok(Looked { rows, uid_next });
        }
    }
    Err(Failure::Server { command: "UID FETCH", text: "it cannot be looked at".into() })
}

fn modseq_of(attribute: &AttributeValue<'_>) -> Option<u64> {
    match attribute {
        AttributeValue::ModSeq(number) => Some(*number),
        _ => None,
    }
}

/// Puts the keyword on those that have not changed. The ones that have; `None` where nothing says when a message changed, or the
/// server does not understand.
///
/// Each is held to its own last change: a server tells of changes that come in meanwhile without saying whose they are, and a
/// number taken from these would let two of us claim one message.
async fn claim<S: Wire>(line: &mut Line<S>, free: &BTreeMap<u32, Row>, confirmed: &mut BTreeSet<u32>) -> Result<Option<Vec<u32>>, Failure> {
    let mut unchanged: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    for (uid, row) in free {
        let Some(modseq) = row.modseq else { return Ok(None) };
        unchanged.entry(modseq).or_default().push(*uid);
    }
    if unchanged.is_empty() {
        return Ok(None);
    }
    let sets: Vec<(u64, &[u32])> = unchanged.iter().flat_map(|(modseq, uids)| uids.chunks(UIDS).map(|uids| (*modseq, uids))).collect();
    let store = |(modseq, uids): &(u64, &[u32])| {
        let set = command::set(uids);
        Command::new("UID STORE", format!("UID STORE {set} (UNCHANGEDSINCE {modseq}) +FLAGS.SILENT ({KEYWORD})"))
    };
    let commands: Vec<Command> = sets.iter().map(store).collect();
    let (mut lost, mut refused, mut open) = (Vec::new(), Vec::new(), sets.iter());
    line.converse(&commands, |response| match response {
        Response::Fetch(_, attributes) => {
            let uid = there::uid_of(response);
            let before = free.get(&uid).and_then(|row| row.modseq);
            let now = attributes.iter().find_map(modseq_of);
            if before.zip(now).is_some_and(|(before, now)| now > before) {
                confirmed.insert(uid);
            }
        }
        // commands are answered in their order
        Response::Done { status, outcome, .. } => {
            let uids = open.next().map_or(&[][..], |(_, uids)| *uids);
            match outcome.information.as_deref().and_then(modified) {
                Some(set) => lost.extend(uids.iter().copied().filter(|uid| names(set, *uid))),
                None if *status != Status::Ok => refused.extend_from_slice(uids),
                None => {}
            }
        }
        _ => {}
    })
    .await?;
    if refused.len() == free.len() {
        return Ok(None);
    }
    lost.append(&mut refused);
    lost.sort_unstable();
    Ok(Some(lost))
}

/// The set in `[MODIFIED 7,9:11]` (RFC 7162, section 3.1.3): of a UID STORE it holds UIDs.
fn modified(text: &str) -> Option<&str> {
    let code = text.strip_prefix('[')?.split_once(']')?.0;
    let (name, set) = code.split_once(' ')?;
    name.eq_ignore_ascii_case("MODIFIED").then_some(set)
}

fn names(set: &str, uid: u32) -> bool {
    set.split(',').any(|part| {
        let (one, other) = part.split_once(':').unwrap_or((part, part));
        match (one.trim().parse::<u32>(), other.trim().parse::<u32>()) {
            (Ok(one), Ok(other)) => (one.min(other)..=one.max(other)).contains(&uid),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_modified_is_read() {
        let lost = |text: &str| modified(text).map(|set| [7, 8, 9, 10].into_iter().filter(|uid| names(set, *uid)).collect::<Vec<u32>>());
        assert_eq!(lost("[MODIFIED 7,9:11] Conditional STORE failed"), Some(vec![7, 9, 10]));
        assert_eq!(lost("[modified 10:8] no"), Some(vec![8, 9, 10]));
        assert_eq!(lost("[MODIFIED x,9:y,8] no"), Some(vec![8]));
        assert_eq!((lost("Done [MODIFIED 7]"), lost("[NOMODSEQ] no"), lost("")), (None, None, None));
    }
}
