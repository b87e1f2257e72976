//! The end of a line. Whatever the server says to it, the line is over.

use super::Line;
use super::command::Command;
use super::guard::Wire;

pub(super) async fn logout<S: Wire>(mut line: Line<S>) {
    line.leaving = true;
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), line.exec(&Command::new("LOGOUT", "LOGOUT"), |_| ())).await;
}
