//! Looking for messages whose move nobody saw end: after a crash, and after every line that broke during one.
//!
//! Each is looked for where it stood and where it went. Then it is finished or taken back: one copy, nothing doubled, nothing lost.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, CaseNo};
use super::event::FolderStatus;
use super::filing::Shift;
use super::{INBOX, Identity, LineErrand};
use crate::mail::Place;

/// Where one folder is looked at, and from which number on, if its numbers are still the same.
#[derive(Debug)]
struct Stretch {
    folder: String,
    /// The oldest number that matters, by the UIDVALIDITY that was written down with it.
    from: BTreeMap<u32, u32>,
    /// The UIDVALIDITY that it has now; `None` until it is known, and where the folder is not there.
    validity: Option<u32>,
    /// What stands there, as far as it is looked through.
    found: Vec<(u32, Identity)>,
    through: u32,
    done: bool,
}

/// One search for everything that is adrift.
#[derive(Debug)]
pub(super) struct Reconcile {
    /// What is looked for; what goes adrift later is looked for later.
    sought: BTreeSet<CaseNo>,
    stretches: Vec<Stretch>,
    asked: bool,
}

/// Where a message was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Where it went, and no more where it stood: done.
    There(Place),
    /// In both: the one where it stood is what a copy left.
    Both { here: Place, there: Place },
    /// Where it stood: not begun, or not done.
    Here(Place),
    /// In neither: somebody else took it.
    Nowhere,
}

impl Reconcile {
    /// For these shifts; INBOX has this UIDVALIDITY now.
    pub fn new<'a>(shifts: impl Iterator<Item = (CaseNo, &'a Shift)>, inbox: u32) -> Self {
        let mut sought = BTreeSet::new();
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut add = |folder: &str, validity: u32, uid: u32| {
            let at = stretches.iter().position(|s| s.folder == folder).unwrap_or_else(|| {
                let validity = (folder == INBOX).then_some(inbox);
                stretches.push(Stretch {
                    folder: folder.to_owned(),
                    from: BTreeMap::new(),
                    validity,
                    found: Vec::new(),
                    through: 0,
                    done: false,
                });
                stretches.len() - 1
            });
            if let Some(stretch) = stretches.get_mut(at) {
                let from = stretch.from.entry(validity).or_insert(uid);
                *from = uid.min(*from);
            }
        };
        for (no, shift) in shifts {
            sought.insert(no);
            add(&shift.from.folder, shift.from.validity, shift.from.uid);
            add(&shift.to.folder, shift.to.validity, shift.to.uid_next);
        }
        Self { sought, stretches, asked: false }
    }

    /// The next errand; `None` when all has been looked at.
    pub fn next(&self) -> Option<LineErrand> {
        if !self.asked {
            let folders = self.stretches.iter().filter(|s| s.validity.is_none()).map(|s| s.folder.clone()).collect::<Vec<_>>();
            if !folders.is_empty() {
                return Some(LineErrand::Status { folders });
            }
        }
        let stretch = self.stretches.iter().find(|s| !s.done && s.validity.is_some())?;
        let validity = stretch.validity?;
        // other numbers than those that were written down: the whole folder is looked through
        let same = stretch.from.len() == 1;
        let uid_from = stretch.from.get(&validity).copied().filter(|_| same).unwrap_or(1);
        let uid_from = uid_from.max(stretch.through.saturating_add(1));
        Some(LineErrand::Locate { folder: stretch.folder.clone(), validity, uid_from })
    }

    /// A folder is looked through in part.
    pub fn is_long(&self) -> bool {
        self.stretches.iter().any(|s| !s.done && s.through > 0)
    }

    pub fn status(&mut self, statuses: &[FolderStatus]) {
        self.asked = true;
        for stretch in self.stretches.iter_mut().filter(|s| s.validity.is_none()) {
            stretch.validity = statuses.iter().find(|s| s.folder == stretch.folder).map(|s| s.validity);
        }
    }

    /// What stands in `folder`, up to `through`. False when that makes no headway, though there is more.
    pub fn located(&mut self, folder: &str, found: impl Iterator<Item = (u32, Identity)>, through: u32, more: bool) -> bool {
        let Some(stretch) = self.stretches.iter_mut().find(|s| s.folder == folder) else { return false };
        let headway = through > stretch.through || !more;
        stretch.found.extend(found);
        stretch.through = through.max(stretch.through);
        stretch.done = !more;
        headway
    }

    /// Tells of each where it is. A message that was delivered twice has two cases: each takes one of its copies, and the
    /// ones that are no more where they stood take theirs first.
    ///
    /// `alone` ones were not delivered twice, and a copy of them is left where a move was cut. What is not alone may be another of
    /// the same identity where a folder has new numbers: then the one that stands where it stood is not expunged.
    pub fn settle<'a>(
        &mut self,
        shifts: impl Iterator<Item = (CaseNo, &'a Case, &'a Shift)>,
        alone: impl Fn(&Case) -> bool,
    ) -> Vec<(CaseNo, Found)> {
        let adrift: Vec<_> = shifts.filter(|(no, _, shift)| shift.is_adrift() && self.sought.contains(no)).collect();
        let mut here: Vec<_> =
            adrift.into_iter().map(|(no, case, shift)| (no, case, shift, self.standing(&shift.from, case.identity))).collect();
        here.sort_by_key(|(_, _, _, here)| here.is_some());
        let mut all = Vec::new();
        for (no, case, shift, here) in here {
            let there = self.come(&shift.to.folder, &shift.to, case.identity);
            let new_numbers = |here: &Place, there: &Place| here.validity != shift.from.validity || there.validity != shift.to.validity;
            let unsure = |there: &Place| here.as_ref().is_some_and(|here| new_numbers(here, there)) && !alone(case);
            let there = there.filter(|there| !unsure(there));
            all.push((
                no,
                match (here, there) {
                    (None, Some(there)) => Found::There(there),
                    (Some(here), Some(there)) => Found::Both { here, there },
                    (Some(here), None) => Found::Here(here),
                    (None, None) => Found::Nowhere,
                },
            ));
        }
        all
    }

    /// Does it stand where it stood? Under new numbers: anything of its identity.
    fn standing(&mut self, from: &Place, identity: Identity) -> Option<Place> {
        let stretch = self.stretches.iter_mut().find(|s| s.folder == from.folder)?;
        let validity = stretch.validity?;
        let renumbered = validity != from.validity;
        let found = &mut stretch.found;
        let at = found.iter().position(|(uid, one)| *one == identity && (renumbered || *uid == from.uid))?;
        let (uid, _) = found.swap_remove(at);
        Some(Place { folder: from.folder.clone(), validity, uid })
    }

    /// Has it come to where it went?
    fn come(&mut self, folder: &str, to: &super::filing::Target, identity: Identity) -> Option<Place> {
        let stretch = self.stretches.iter_mut().find(|s| s.folder == folder)?;
        let validity = stretch.validity?;
        let renumbered = validity != to.validity;
        let found = &mut stretch.found;
        let at = found.iter().position(|(uid, one)| *one == identity && (renumbered || *uid >= to.uid_next))?;
        let (uid, _) = found.swap_remove(at);
        Some(Place { folder: folder.to_owned(), validity, uid })
    }
}
