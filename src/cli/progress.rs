//! How far a long reading has come: a bar on a terminal, and nothing elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::control::Line;
use crate::mail::shown;

/// A bar that appears with the first thing to show.
#[derive(Debug)]
pub struct Progress {
    /// What is done, for a person.
    what: &'static str,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(what: &'static str) -> Self {
        Self { what, bar: None }
    }

    /// Takes what the agent tells while it is at work.
    pub fn line(&mut self, line: &Line) {
        let what = self.what;
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new_spinner().with_message(what);
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        let Line::Reading { folder, read, left } = line else { return };
        let all = u64::from(*read) + u64::from(*left);
        if all > 0 {
            let style = ProgressStyle::with_template("  {msg:30!} {wide_bar} {pos}/{len}  {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_length(all);
            bar.set_position(u64::from(*read));
            bar.set_message(format!("reading {}", shown(folder, 22)));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
