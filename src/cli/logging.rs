//! What is logged: to standard error, which the journal of the system reads. No mail text and no secret, at any level.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Names the level, for a person who looks for an error: `BACKSTOP_LOG=debug`.
const LEVEL: &str = "BACKSTOP_LOG";

/// Begins to log; `usual` is the level where the environment names none.
///
/// Only our own lines are logged, whatever the level: the IMAP client logs whole commands, the password among them.
pub fn begin(usual: LevelFilter) {
    let level = std::env::var(LEVEL).ok().filter(|word| !word.is_empty()).and_then(|word| word.parse().ok()).unwrap_or(usual);
    // Under systemd the journal writes the time itself.
    let journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(false).with_target(false);
    let lines = if journal { lines.without_time().boxed() } else { lines.boxed() };
    let ours = filter_fn(|line| line.target().starts_with("backstop"));
    // A second call, in a test, changes nothing.
    tracing_subscriber::registry().with(lines.with_filter(ours).with_filter(level)).try_init().unwrap_or_default();
}
