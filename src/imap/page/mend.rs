//! Makes a page whole: whatever was left out of it is asked for again, in ever smaller company.

use super::super::Line;
use super::super::command::{self, Command};
use super::super::exec::Done;
use super::super::guard::Wire;
use super::super::select::Access;
use super::{BARE, BEFORE, Reading, WINDOW, header_fields};
use crate::account::{Care, Failure};

/// What was left out is asked for so many at a time; and then so many of one page alone.
const TOGETHER: usize = 20;
const ALONE: usize = 100;

impl Reading<'_> {
    /// A message that is there and was not told of would be passed over unseen: the windows with gaps are looked through, and what
    /// was left out is asked for again, some at a time, then alone. One that the server cannot read stands in the page without header
    /// fields. One that is gone is no loss.
    pub(super) async fn complete<S: Wire>(&mut self, line: &mut Line<S>) -> Result<(), Failure> {
        if self.wanted.care != Care::Usual
            && let Some(last) = self.numbers.present(self.proved, self.through).nth(self.wanted.messages.saturating_sub(1))
        {
            self.through = last;
        }
        // a second time where messages came meanwhile
        for _ in 0..2 {
            if self.is_whole() {
                break;
            }
            if let Some(folder) = self.wanted.folder.filter(|folder| line.selected.folder != *folder) {
                line.enter(folder, Access::Read, Some(self.validity)).await?;
                self.numbers.begin(line.exists);
            }
            self.find_before(line).await?;
            if self.wanted.care == Care::Blind {
                self.missing().into_iter().for_each(|uid| self.rows.settle(uid));
            }
            let at_end = self.is_at_end();
            let mut list = Vec::new();
            for (low, high) in self.suspect() {
                self.numbers.unlearn(low, high);
                list.push(format!("{low}:{high}"));
            }
            if let Some(above) = self.through.checked_add(1).filter(|_| at_end) {
                list.push(format!("{above}:*"));
            }
            let list = list.into_iter().map(|set| Command::new("UID FETCH", format!("UID FETCH {set} ({BARE})")));
            let list: Vec<Command> = list.collect();
            let ends = line.converse(&list, |response| self.hear(response)).await?;
            ends.iter().try_for_each(Done::required)?;
            if at_end {
                // what has come meanwhile
                self.through = self.through.max(self.numbers.top());
                self.next = self.through.checked_add(1);
            }
            self.ask_again(line, TOGETHER).await?;
            // the page ends before what is too much to be asked for in it
            if let Some(beyond) = self.missing().get(ALONE) {
                self.through = beyond - 1;
            }
            self.ask_again(line, 1).await?;
            self.missing().into_iter().for_each(|uid| self.rows.settle(uid));
        }
        if self.wanted.whole && !self.is_whole() {
            return Err(Failure::Server { command: "UID FETCH", text: "not all messages were told of".into() });
        }
        if self.is_at_end() { line.home().await } else { Ok(()) }
    }

    /// Stretches of the windows with gaps: so short that no server's limit (RFC 9738) leaves any message out.
    fn suspect(&self) -> Vec<(u32, u32)> {
        let gaps = self.numbers.gaps(self.proved, u32::MAX);
        let nothing = self.numbers.top() <= self.proved;
        let is_suspect = |low: u32, high: u32| nothing || gaps.iter().any(|(from, to)| *from <= high && low <= *to);
        let mut suspect = Vec::new();
        for (low, high) in &self.windows {
            let low = *low.max(&self.proved.saturating_add(1));
            let short = (low..=*high).step_by(WINDOW).map(|at| (at, (*high).min(at.saturating_add(WINDOW as u32 - 1))));
            suspect.extend(short.filter(|(low, high)| is_suspect(*low, *high)));
        }
        suspect
    }

    /// The last window has reached the end of the folder.
    pub(super) fn is_at_end(&self) -> bool {
        self.top_known && self.through >= self.numbers.top()
    }

    fn is_whole(&self) -> bool {
        let end = !self.is_at_end() || self.numbers.shows_end();
        end && self.numbers.gaps(self.proved, self.through).is_empty() && self.missing().is_empty()
    }

    /// What is there, and has not come.
    fn missing(&self) -> Vec<u32> {
        self.numbers.present(self.proved, self.through).filter(|uid| !self.rows.has_body(*uid)).collect()
    }

    /// Looks for the last message before the page: the first that follows it proves that nothing was left out between them.
    async fn find_before<S: Wire>(&mut self, line: &mut Line<S>) -> Result<(), Failure> {
        let (mut high, mut span) = (self.proved, BEFORE);
        while high > 0 && self.numbers.last_told(self.proved) == 0 {
            let low = high.saturating_sub(span).max(1);
            let below = Command::new("UID FETCH", format!("UID FETCH {low}:{high} (UID)"));
            line.exec(&below, |response| self.hear(response)).await?;
            (high, span) = (low - 1, span.saturating_mul(16));
        }
        Ok(())
    }

    /// Asks for what is missing.
    async fn ask_again<S: Wire>(&mut self, line: &mut Line<S>, together: usize) -> Result<(), Failure> {
        let sent = self.is_sent(line);
        let again: Vec<Command> = self.missing().chunks(together).map(|some| header_fields(&command::set(some), sent)).collect();
        let ends = line.converse(&again, |response| self.hear(response)).await?;
        ends.iter().try_for_each(Done::answered)
    }
}
