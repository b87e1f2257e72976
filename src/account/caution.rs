//! How a folder is read on which the line has broken: ever less at a time, until the message that breaks it is alone.

use super::agenda::SURVEY;

/// How much a survey, or a look at Sent, asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Care {
    /// Whatever stands in a window of UIDs.
    #[default]
    Usual,
    /// What is there is listed first, and then no more messages than so many are asked for.
    Few(u32),
    /// The next message, without its header fields: it has broken the line.
    Blind,
}

/// No message costs more than one line in each company, and one alone; then it is passed over, for it is known which one it is.
#[derive(Debug)]
pub(super) struct Caution {
    /// How many messages are asked for together: usually, after a line broke, after another one, ...; in the end it is one.
    ladder: &'static [u32],
    /// How often the ladder was stepped down; beyond its end, the next message is passed over.
    level: usize,
    /// How many more pages are as small as each step of the ladder: until all that was asked for together is read.
    pages: Vec<u32>,
}

/// Of surveys of INBOX, which mostly find a few new messages.
impl Default for Caution {
    fn default() -> Self {
        Self::new(&[SURVEY, 1])
    }
}

impl Caution {
    pub fn new(ladder: &'static [u32]) -> Self {
        Self { ladder, level: 0, pages: vec![0; ladder.len()] }
    }

    pub fn care(&self) -> Care {
        match self.level {
            0 => Care::Usual,
            level => self.ladder.get(level).map_or(Care::Blind, |count| Care::Few(*count)),
        }
    }

    /// The line broke. True when it did so though the message that broke it was passed over: it is something else.
    pub fn broke(&mut self) -> bool {
        if self.level >= self.ladder.len() {
            *self = Self::new(self.ladder);
            return true;
        }
        if let (Some(more), Some(few)) = (self.ladder.get(self.level), self.ladder.get(self.level + 1)) {
            let pages = more.div_ceil(*few);
            self.pages.get_mut(self.level + 1).into_iter().for_each(|left| *left = pages);
        }
        self.level += 1;
        false
    }

    /// A page has come; there is more above it, or not.
    pub fn went(&mut self, more: bool) {
        if !more {
            *self = Self::new(self.ladder);
            return;
        }
        self.level = self.level.min(self.ladder.len() - 1);
        while let Some(left) = self.pages.get_mut(self.level).filter(|_| self.level > 0) {
            *left = left.saturating_sub(1);
            if *left > 0 {
                return;
            }
            self.level -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the UIDs from 1 on, of which some break the line. The lines that each of these has cost, and what was passed over.
    fn read(ladder: &'static [u32], bad: &[u32], top: u32) -> (Vec<u32>, Vec<u32>, u32) {
        let mut caution = Caution::new(ladder);
        let (mut cost, mut passed, mut pages, mut at) = (vec![0; bad.len()], Vec::new(), 0, 1);
        while at <= top {
            pages += 1;
            let through = match caution.care() {
                Care::Usual => at + ladder[0] - 1,
                Care::Few(count) => at + count - 1,
                Care::Blind => at,
            };
            if caution.care() == Care::Blind {
                passed.push(at);
            } else if bad.iter().any(|uid| (at..=through).contains(uid)) {
                cost.iter_mut().zip(bad).filter(|(_, uid)| (at..=through).contains(*uid)).for_each(|(cost, _)| *cost += 1);
                assert!(!caution.broke());
                continue;
            }
            at = through + 1;
            caution.went(at <= top);
        }
        (cost, passed, pages)
    }

    #[test]
    fn the_one_that_breaks_the_line_is_found_by_three_lines() {
        const STEPS: &[u32] = &[100, 10, 1];
        for bad in [&[1][..], &[57], &[99, 100], &[1, 2, 3, 57, 99], &[250], &[300]] {
            let (cost, passed, pages) = read(STEPS, bad, 300);
            assert_eq!(passed, bad);
            assert!(cost.iter().all(|cost| *cost <= 3), "{bad:?} cost {cost:?} lines");
            assert!(pages < 80, "{bad:?}: {pages} pages");
        }
        assert_eq!(read(STEPS, &[], 300), (vec![], vec![], 3));
    }

    #[test]
    fn what_breaks_even_so_is_told() {
        let mut caution = Caution::new(&[100, 1]);
        let broke: Vec<bool> = (0..4).map(|_| caution.broke()).collect();
        assert_eq!(broke, [false, false, true, false]);
    }
}
