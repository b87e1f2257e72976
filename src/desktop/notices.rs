//! Notices of the running agent: told from anywhere, shown by one task, and never a reason to wait or to end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{info, warn};

use super::board::{Board, Showing, Subject};
use super::screen::{NoScreen, Screen};
use crate::account::Note;
use crate::settings;

/// A screen that is not there is looked for again after so long, then after twice as long, up to the last; and only while
/// something waits to be shown.
const AGAIN: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(300)];
/// A laptop that sleeps stops the timers: the clock is looked at this often while something is due.
const GLANCE: Duration = Duration::from_secs(30);

/// The notices of all accounts. Dropped, it says nothing more.
#[derive(Debug)]
pub struct Notices {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    board: Mutex<Board>,
    news: Notify,
}

impl Notices {
    /// Begins. With no bus, or no service on it, it warns once and looks again.
    pub fn start(settings: &settings::Notices) -> Self {
        let shared = Arc::new(Shared { board: Mutex::new(Board::new(settings, TimeZone::system())), news: Notify::new() });
        Self { task: tokio::spawn(show_all(Arc::clone(&shared))), shared }
    }

    /// Tells a note of an account. Never waits; the board holds a bounded sum of what is told.
    pub fn tell(&self, account: &str, note: &Note) {
        self.shared.board().tell(account, note, Timestamp::now());
        self.shared.news.notify_one();
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        // A board half told is still a board.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn show_all(shared: Arc<Shared>) {
    let mut waiting = Waiting::default();
    let mut screen: Option<Screen> = None;
    let mut missing: Option<Missing> = None;
    loop {
        for showing in shared.board().poll(Timestamp::now()) {
            waiting.add(showing);
        }
        if screen.is_none() {
            waiting.forget_closings();
        }
        if missing.as_ref().is_none_or(|missing| missing.until <= Instant::now()) {
            match show_waiting(&mut waiting, &mut screen).await {
                Ok(()) => {
                    if missing.take().is_some() {
                        info!("notices can be shown again");
                    }
                }
                Err(error) => missing = Some(Missing::again(missing, &error)),
            }
        }
        let due = shared.board().wakes_at().map(|due| wait_for(due, Timestamp::now()));
        let retry = missing.as_ref().filter(|_| !waiting.0.is_empty()).map(|missing| missing.until);
        tokio::select! {
            () = shared.news.notified() => {}
            () = sleep(due.unwrap_or_default()), if due.is_some() => {}
            () = sleep_until(retry.unwrap_or_else(Instant::now)), if retry.is_some() => {}
        }
    }
}

fn wait_for(due: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(due.duration_since(now)).unwrap_or_default().min(GLANCE)
}

async fn show_waiting(waiting: &mut Waiting, screen: &mut Option<Screen>) -> Result<(), NoScreen> {
    while let Some((&subject, showing)) = waiting.0.first_key_value() {
        let mut open = match screen.take() {
            Some(open) => open,
            None => Screen::open().await?,
        };
        open.carry_out(showing).await?;
        *screen = Some(open);
        waiting.0.remove(&subject);
    }
    Ok(())
}

/// What the screen has not been told yet: the newest of each subject.
#[derive(Debug, Default)]
struct Waiting(BTreeMap<Subject, Showing>);

impl Waiting {
    fn add(&mut self, showing: Showing) {
        match showing {
            Showing::Close(subject) => {
                self.0.insert(subject, showing);
            }
            Showing::Show(mut notice) => {
                // The one that it overtakes was to be the first of its row.
                if let Some(Showing::Show(older)) = self.0.get(&notice.subject) {
                    notice.first |= older.first;
                }
                self.0.insert(notice.subject, Showing::Show(notice));
            }
        }
    }

    /// Nothing stands on a screen that is not there.
    fn forget_closings(&mut self) {
        self.0.retain(|_, showing| matches!(showing, Showing::Show(_)));
    }
}

/// There is no screen: when it is looked for again.
struct Missing {
    pause: Duration,
    until: Instant,
}

impl Missing {
    fn again(before: Option<Self>, error: &NoScreen) -> Self {
        let [first, last] = AGAIN;
        if before.is_none() {
            warn!(%error, "notices cannot be shown; Backstop goes on, and tries again");
        }
        let pause = before.map_or(first, |before| (before.pause * 2).min(last));
        Self { pause, until: Instant::now() + pause }
    }
}
