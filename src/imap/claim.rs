//! Which messages are ours to take, when another Backstop works at the same INBOX.
//!
//! Two that move one message at the same moment make two of it: a MOVE may well be a copy and an expunge inside. So the keyword
//! goes on first, and the server lets only one of two put it there: STORE with UNCHANGEDSINCE (RFC 7162, section 3.1.3). Where
//! CONDSTORE is missing, a look at the keyword right before the move must do.

use std::collections::{BTreeMap, BTreeSet};

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, StatusAttribute};

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
        let uids: Vec<u32> = free.keys().copied().collect();
        wanted = match looked.modseq.filter(|_| !uids.is_empty()) {
            Some(modseq) => match claim(line, &uids, modseq, &mut taken.confirmed).await? {
                Some(lost) => {
                    taken.marked = true;
                    free.retain(|uid, _| !lost.contains(uid));
                    lost
                }
                // it knows no such STORE, whatever it announces
                None => Vec::new(),
            },
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
    /// Nothing that was looked at has changed after this; absent where no claim can be made.
    modseq: Option<u64>,
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
        let (mut rows, mut uid_next, mut modseq) = (Rows::default(), 1, None);
        let ends = line
            .converse(&commands, |response| {
                rows.take(response, |uid| uids.binary_search(&uid).is_ok());
                match response {
                    Response::MailboxData(MailboxDatum::Status { status, .. }) => {
                        let number = status.iter().find_map(|one| match one {
                            StatusAttribute::UidNext(number) => Some(*number),
                            _ => None,
                        });
                        uid_next = number.unwrap_or(uid_next);
                    }
                    Response::Fetch(_, attributes) => modseq = modseq.max(attributes.iter().find_map(modseq_of)),
                    _ => {}
                }
            })
            .await?;
        let fetched = ends.get(1..).unwrap_or_default();
        // a folder may keep no MODSEQ though the server knows them (NOMODSEQ)
        if more.is_empty() || fetched.iter().all(Done::is_ok) {
            fetched.iter().try_for_each(Done::required)?;
            let rows = rows.into_rows().filter(|(_, row)| row.body.is_some()).collect();
            return Ok(Looked { rows, uid_next, modseq: modseq.filter(|_| !more.is_empty()) });
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

/// Puts the keyword on those that have not changed. The ones that have; `None` when the server does not understand.
async fn claim<S: Wire>(line: &mut Line<S>, uids: &[u32], modseq: u64, confirmed: &mut BTreeSet<u32>) -> Result<Option<Vec<u32>>, Failure> {
    let store = |uids| format!("UID STORE {} (UNCHANGEDSINCE {modseq}) +FLAGS.SILENT ({KEYWORD})", command::set(uids));
    let commands: Vec<Command> = uids.chunks(UIDS).map(|uids| Command::new("UID STORE", store(uids))).collect();
    let (mut lost, mut told) = (Vec::new(), false);
    let ends = line
        .converse(&commands, |response| {
            if let Response::Fetch(_, attributes) = response
                && attributes.iter().find_map(modseq_of).is_some_and(|now| now > modseq)
            {
                confirmed.insert(there::uid_of(response));
            }
            if let Response::Done { outcome, .. } = response
                && let Some(set) = outcome.information.as_deref().and_then(modified)
            {
                told = true;
                lost.extend(uids.iter().copied().filter(|uid| names(set, *uid)));
            }
        })
        .await?;
    Ok((told || ends.iter().all(Done::is_ok)).then_some(lost))
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
