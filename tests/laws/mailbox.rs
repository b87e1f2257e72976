//! A small model of a server: folders in which messages really move.

use std::collections::BTreeMap;

use backstop::account::errand::identity_of;
use backstop::account::event::FolderStatus;
use backstop::account::{
    Answer, Care, Failure, Folders, Head, Hello, Identity, LineErrand, Located, Mark, Means, SentBatch, Shifted, Standing, Survey,
};
use backstop::mail::{Place, place::Cursor, read};
use backstop::sent::Key;
use jiff::{SignedDuration, Timestamp};

pub const INBOX: &str = "INBOX";
pub const SENT: &str = "Sent";
pub const JUNK: &str = "Junk";
pub const TARGET: &str = "Backscatter";
/// Where the person puts what they do not want in INBOX.
pub const ELSEWHERE: &str = "Elsewhere";

#[derive(Clone, Debug)]
pub struct Message {
    /// Which letter it is: a copy has the same number.
    pub letter: usize,
    pub uid: u32,
    pub arrived: Timestamp,
    pub bytes: Vec<u8>,
    pub marked: bool,
    pub deleted: bool,
}

#[derive(Clone, Debug)]
pub struct Folder {
    pub validity: u32,
    pub uid_next: u32,
    pub messages: Vec<Message>,
}

#[derive(Clone, Debug)]
pub struct Mailbox {
    pub folders: BTreeMap<String, Folder>,
    pub means: Means,
    pub keyword: bool,
    /// The line breaks whenever this letter is fetched.
    pub poison: Option<usize>,
    /// The line breaks whenever the header of this letter is asked for.
    pub poisoned_head: Option<usize>,
    /// So many messages are shown by one survey: few, so that small mailboxes take many.
    pub batch: usize,
    /// Something came into INBOX since it was last looked at.
    pub stirred: bool,
    /// So much is the server's clock, and the world's, ahead of ours: what comes into INBOX bears its time.
    pub ahead: SignedDuration,
}

/// How much of an errand the server does before the line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Nothing,
    Half,
    All,
}

impl Mailbox {
    pub fn new(means: Means, keyword: bool) -> Self {
        let folder = |validity| Folder { validity, uid_next: 1, messages: Vec::new() };
        let folders = [(INBOX, 11), (SENT, 22), (ELSEWHERE, 44), (JUNK, 55)].map(|(name, validity)| (name.to_owned(), folder(validity)));
        Self {
            folders: folders.into(),
            means,
            keyword,
            poison: None,
            poisoned_head: None,
            batch: 3,
            stirred: false,
            ahead: SignedDuration::ZERO,
        }
    }

    pub fn folder(&mut self, name: &str) -> &mut Folder {
        self.folders.get_mut(name).unwrap()
    }

    pub fn put(&mut self, folder: &str, letter: usize, arrived: Timestamp, bytes: Vec<u8>) -> u32 {
        self.stirred |= folder == INBOX;
        let folder = self.folder(folder);
        let uid = folder.uid_next;
        folder.uid_next += 1;
        folder.messages.push(Message { letter, uid, arrived, bytes, marked: false, deleted: false });
        uid
    }

    /// Takes one message from a folder to another, as a move does: all but its number stays.
    pub fn shift(&mut self, from: &str, uid: u32, to: &str, keep: bool) -> Option<Place> {
        let source = self.folder(from);
        let at = source.messages.iter().position(|m| m.uid == uid)?;
        let mut message = source.messages[at].clone();
        if !keep {
            source.messages.remove(at);
        }
        self.stirred |= to == INBOX;
        let target = self.folder(to);
        message.uid = target.uid_next;
        target.uid_next += 1;
        let place = Place { folder: to.to_owned(), validity: target.validity, uid: message.uid };
        target.messages.push(message);
        Some(place)
    }

    /// All numbers of a folder are new.
    pub fn renumber(&mut self, name: &str) {
        let folder = self.folder(name);
        folder.validity += 1;
        folder.messages.reverse();
        for (uid, message) in (1..).zip(&mut folder.messages) {
            message.uid = uid;
        }
        folder.uid_next = u32::try_from(folder.messages.len()).unwrap() + 1;
        // the list is kept by number
        self.stirred = true;
    }

    fn folders_found(&self) -> Folders {
        Folders {
            sent: vec![SENT.to_owned()],
            kept: Vec::new(),
            junk: Some(JUNK.to_owned()),
            backscatter: TARGET.to_owned(),
            backscatter_exists: self.folders.contains_key(TARGET),
        }
    }

    fn valid(&self, name: &str, validity: u32) -> Result<&Folder, Failure> {
        match self.folders.get(name) {
            Some(folder) if folder.validity == validity => Ok(folder),
            Some(_) => Err(Failure::Renumbered { folder: name.to_owned() }),
            None => Err(Failure::Server { command: "SELECT", text: "no such folder".to_owned() }),
        }
    }

    fn look_at(&self, some: &[&Message], care: Care) -> Result<(), Failure> {
        let poisoned = care != Care::Blind && some.iter().any(|m| self.poisoned_head == Some(m.letter));
        if poisoned { Err(Failure::Line("a header that is too long".to_owned())) } else { Ok(()) }
    }

    /// Does an errand, or so much of it.
    pub fn carry_out(&mut self, errand: &LineErrand, done: Done, now: Timestamp) -> Result<Answer, Failure> {
        let part = |uids: &[u32]| match done {
            Done::Nothing => Vec::new(),
            Done::Half => uids[..uids.len() / 2].to_vec(),
            Done::All => uids.to_vec(),
        };
        Ok(match errand {
            LineErrand::Connect => {
                let inbox = &self.folders[INBOX];
                let inbox = Standing { validity: inbox.validity, uid_next: inbox.uid_next, keyword: self.keyword };
                let (folders, means) = (self.folders_found(), self.means);
                Answer::Hello(Hello { folders, means, idle: true, inbox, keeps_sent: false, at: now })
            }
            LineErrand::Survey { validity, above, since, most, care } => {
                let inbox = self.valid(INBOX, *validity)?;
                let above: Vec<&Message> = inbox.messages.iter().filter(|m| m.uid > *above).collect();
                let most = usize::try_from(*most).unwrap().min(self.batch).min(at_most(*care));
                let some = &above[..above.len().min(most)];
                self.look_at(some, *care)?;
                let heads = some.iter().filter(|m| since.is_none_or(|s| m.arrived >= s)).map(|m| seen(m, *care)).collect();
                let more = above.len() > some.len();
                let through = if more { some.last().unwrap().uid } else { inbox.uid_next - 1 };
                if !more {
                    self.stirred = false;
                }
                Answer::Survey(Survey { heads, through, more, began: now })
            }
            LineErrand::Fetch { from, uids } => {
                let folder = self.valid(&from.folder, from.validity)?;
                let found: Vec<&Message> = folder.messages.iter().filter(|m| uids.contains(&m.uid)).collect();
                if found.iter().any(|m| self.poison == Some(m.letter)) {
                    return Err(Failure::Line("a literal that is too long".to_owned()));
                }
                let fetched = |m: &&Message| backstop::account::Fetched { uid: m.uid, bytes: Some(m.bytes.clone()) };
                Answer::Fetched(found.iter().map(fetched).collect())
            }
            LineErrand::Status { folders } => {
                let status = |name: &String| {
                    let folder = self.folders.get(name)?;
                    Some(FolderStatus { folder: name.clone(), validity: folder.validity, uid_next: folder.uid_next })
                };
                Answer::Status { began: now, folders: folders.iter().filter_map(status).collect() }
            }
            LineErrand::ReadSent { folder, cursor, since, care, .. } => {
                let name = folder.clone();
                let Some(folder) = self.folders.get(&name) else {
                    return Err(Failure::Server { command: "EXAMINE", text: "no such folder".to_owned() });
                };
                if cursor.is_some_and(|c| c.validity != folder.validity) {
                    return Err(Failure::Renumbered { folder: name });
                }
                let above = cursor.map_or(0, |c| c.uid);
                let all: Vec<&Message> = folder.messages.iter().filter(|m| m.uid > above && m.arrived >= *since).collect();
                let some = &all[..all.len().min(2).min(at_most(*care))];
                self.look_at(some, *care)?;
                let more = all.len() > some.len();
                let uid = if more { some.last().unwrap().uid } else { folder.uid_next - 1 };
                Answer::Sent(SentBatch {
                    folder: name,
                    cursor: Cursor { validity: folder.validity, uid },
                    heads: some.iter().map(|m| seen(m, *care)).collect(),
                    more,
                    began: now,
                    left: u32::try_from(all.len() - some.len()).unwrap(),
                })
            }
            LineErrand::Make { folder } => {
                let new = Folder { validity: 33, uid_next: 1, messages: Vec::new() };
                self.folders.entry(folder.clone()).or_insert(new);
                Answer::Made(self.folders_found())
            }
            LineErrand::Move { from, to, uids, mark } | LineErrand::Copy { from, to, uids, mark } => {
                self.valid(&from.folder, from.validity)?;
                if !self.folders.contains_key(to) {
                    return Err(Failure::Server { command: "UID MOVE", text: "[TRYCREATE] no such folder".to_owned() });
                }
                let copies = matches!(errand, LineErrand::Copy { .. });
                let mut shifted = Vec::new();
                for uid in part(uids) {
                    if let Some(message) = self.folder(&from.folder).messages.iter_mut().find(|m| m.uid == uid) {
                        if message.marked && *mark == Mark::Claim {
                            shifted.push(Shifted::Gone { uid });
                            continue;
                        }
                        message.marked |= *mark != Mark::No;
                    }
                    shifted.push(match self.shift(&from.folder, uid, to, copies) {
                        Some(to) => Shifted::There { uid, to },
                        None => Shifted::Gone { uid },
                    });
                }
                Answer::Shifted(shifted)
            }
            LineErrand::Expunge { from, uids } => {
                self.valid(&from.folder, from.validity)?;
                let part = part(uids);
                let folder = self.folder(&from.folder);
                // STORE comes first for all, then EXPUNGE for some
                if done != Done::Nothing {
                    folder.messages.iter_mut().filter(|m| uids.contains(&m.uid)).for_each(|m| m.deleted = true);
                }
                folder.messages.retain(|m| !part.contains(&m.uid));
                Answer::Expunged
            }
            LineErrand::Locate { folder, validity, uid_from } => {
                let folder = self.valid(folder, *validity)?;
                let above: Vec<_> = folder.messages.iter().filter(|m| m.uid >= *uid_from).collect();
                let page = above.get(..self.batch).unwrap_or(&above);
                let through = page.last().map_or(uid_from.saturating_sub(1), |m| m.uid);
                let more = page.len() < above.len();
                Answer::Located(Located { heads: page.iter().map(|m| head(m)).collect(), through, more })
            }
            LineErrand::Watch { .. } => Answer::Watched,
            LineErrand::Logout => Answer::Bye,
        })
    }

    /// What identifies this message across moves.
    pub fn identity(&self, folder: &str, uid: u32, key: &Key) -> Identity {
        let head = head(self.folders[folder].messages.iter().find(|m| m.uid == uid).unwrap());
        identity_of(&head, &read(&head.fields), key)
    }

    /// Where a letter stands: folder, number, and whether it is \Deleted.
    pub fn places(&self, letter: usize) -> Vec<(String, u32, bool)> {
        let of = |(name, folder): (&String, &Folder)| {
            let here = folder.messages.iter().filter(|m| m.letter == letter);
            here.map(|m| (name.clone(), m.uid, m.deleted)).collect::<Vec<_>>()
        };
        self.folders.iter().flat_map(of).collect()
    }
}

fn seen(message: &Message, care: Care) -> Head {
    let head = head(message);
    if care == Care::Blind { Head { fields: Vec::new(), ..head } } else { head }
}

fn head(message: &Message) -> Head {
    let end = message.bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(message.bytes.len(), |at| at + 4);
    Head {
        uid: message.uid,
        arrived: message.arrived,
        size: u32::try_from(message.bytes.len()).unwrap(),
        marked: message.marked,
        deleted: message.deleted,
        fields: message.bytes[..end].to_vec(),
    }
}

/// So many messages are asked for.
fn at_most(care: Care) -> usize {
    match care {
        Care::Usual => usize::MAX,
        Care::Few(few) => few as usize,
        Care::Blind => 1,
    }
}
