//! How much of a folder may be asked for before it has come.
//!
//! A fast line with a long way needs much under way to be never idle; on a slow one it would only keep INBOX waiting.

use std::time::Duration;

use tokio::time::Instant;

/// Windows under way at first, and on a line that brings one after the other in less than `QUICK`.
pub(super) const FEW: usize = 4;
const MANY: usize = 16;
const QUICK: Duration = Duration::from_millis(150);
/// What is under way is no more than what is wanted; until messages have come, each counts as so many bytes.
pub(super) const SHARE: usize = 1024;

/// What the pages of one folder have taught for the next one.
#[derive(Clone)]
pub(super) struct Pace {
    folder: String,
    /// The highest UID that was there.
    pub top: u32,
    /// Bytes of a message.
    pub weight: usize,
    /// Windows that may be under way.
    pub under_way: usize,
    /// When the last window ended.
    last: Option<Instant>,
}

impl Pace {
    pub fn new(folder: Option<&str>) -> Self {
        Self { folder: folder.unwrap_or_default().to_owned(), top: 0, weight: SHARE, under_way: FEW, last: None }
    }

    /// For the next page, if it is of the same folder.
    pub fn again(&self, folder: Option<&str>) -> Option<Self> {
        (folder == Some(&self.folder)).then(|| Self { last: None, ..self.clone() })
    }

    /// A window has ended; messages weigh so much by now.
    pub fn ended(&mut self, weight: Option<usize>) {
        let now = Instant::now();
        match self.last.map(|last| now - last) {
            Some(gap) if gap < QUICK => self.under_way = (self.under_way * 2).min(MANY),
            Some(_) => self.under_way = (self.under_way / 2).max(FEW),
            // The first one of a page has waited for the way there and back.
            None => {}
        }
        self.last = Some(now);
        self.weight = weight.unwrap_or(self.weight);
    }
}
