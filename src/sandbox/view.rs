//! A selected folder as one connection knows it: sequence numbers are promises, and change only where the protocol allows.

use std::fmt::Write;

use imap_codec::imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};

use super::{Folder, Mailbox};

/// What a connection has been told of its folder.
#[derive(Debug)]
pub struct View {
    pub folder: String,
    /// EXAMINE.
    pub read_only: bool,
    /// The UIDs, in order: the first is sequence number 1.
    uids: Vec<u32>,
    /// The count of changes up to which flags were told.
    told: u64,
}

impl View {
    pub fn new(mailbox: &Mailbox, folder: &Folder, read_only: bool) -> Self {
        let uids = folder.messages.iter().map(|message| message.uid).collect();
        Self { folder: folder.name.clone(), read_only, uids, told: mailbox.changes() }
    }

    /// The sequence number of a UID.
    pub fn sequence(&self, uid: u32) -> Option<usize> {
        self.uids.binary_search(&uid).ok().map(|at| at + 1)
    }

    /// The UIDs of a set that this connection knows. `*` is the highest of them, so `9:*` always names one (RFC 3501, section 9).
    pub fn pick(&self, set: &SequenceSet) -> Vec<u32> {
        let highest = self.uids.last().copied().unwrap_or(0);
        let number = |at: SeqOrUid| match at {
            SeqOrUid::Value(number) => number.get(),
            SeqOrUid::Asterisk => highest,
        };
        let ranges: Vec<_> = set
            .0
            .as_ref()
            .iter()
            .map(|part| match *part {
                Sequence::Single(one) => number(one)..=number(one),
                Sequence::Range(one, other) => number(one).min(number(other))..=number(one).max(number(other)),
            })
            .collect();
        self.uids.iter().copied().filter(|uid| ranges.iter().any(|range| range.contains(uid))).collect()
    }

    /// Tells what happened since: expunged messages, new ones, flags that somebody else than `me` touched.
    /// Allowed wherever a command names messages by UID (RFC 3501, section 7.4.1), which is all that this server answers.
    pub fn catch_up(&mut self, mailbox: &Mailbox, me: u32, out: &mut String) {
        let Some(folder) = mailbox.folder(&self.folder) else { return };
        let numbers = |after: u32| {
            let known = folder.messages.partition_point(|message| message.uid <= after);
            let (known, fresh) = folder.messages.split_at_checked(known).unwrap_or_default();
            (known.iter().map(|message| message.uid), fresh.iter().map(|message| message.uid))
        };
        let highest = |uids: &[u32]| uids.last().copied().unwrap_or(0);
        // a big folder is gone through only when somebody took something out of it
        if !numbers(highest(&self.uids)).0.eq(self.uids.iter().copied()) {
            let mut at = 0;
            self.uids.retain(|uid| {
                let stays = folder.message(*uid).is_some();
                if stays {
                    at += 1;
                } else {
                    let _ = write!(out, "* {} EXPUNGE\r\n", at + 1);
                }
                stays
            });
        }
        let fresh: Vec<_> = numbers(highest(&self.uids)).1.collect();
        if !fresh.is_empty() {
            self.uids.extend(fresh);
            let _ = write!(out, "* {} EXISTS\r\n", self.uids.len());
        }
        let touched = if mailbox.changes() > self.told { folder.messages.as_slice() } else { Default::default() };
        for message in touched.iter().filter(|message| message.touched.0 > self.told && message.touched.1 != me) {
            if let Some(number) = self.sequence(message.uid) {
                let _ = write!(out, "* {number} FETCH (UID {} FLAGS ({}))\r\n", message.uid, super::fetch::flags(message));
            }
        }
        self.told = mailbox.changes();
    }
}
