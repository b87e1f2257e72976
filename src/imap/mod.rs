//! The line to the server. The only room that names the IMAP client.
//!
//! A [`Line`] is one connection, logged in. Every verb is an `async fn` in a file of its own that takes the line by value and
//! gives it back only on success: after any error the connection is dropped, and with it all that may be half read.
//! [`connect()`] opens one, [`run`] does one errand on it. No policy here: what to do next is the session's.
//!
//! ```text
//! connect > dial (addresses, TCP), tls (certificate), login (greeting, password), folders, select
//! survey, sent, locate > page (what stands above a UID, in pipelined batches) > rows (FETCH), numbers (was any left out?)
//! fetch, status, make, shift, watch, logout
//! survey, sent, locate > page (what stands above a UID, in pipelined batches) > rows (FETCH)
//! fetch, status, make, shift > claim (whose are they), watch, logout
//! all of them > exec (deadline, tag, NO, BAD, BYE, end) > guard (size, what cannot be read) > frame
//! ```
//!
//! Never sent: EXPUNGE without UIDs, CLOSE, SEARCH (an empty answer proves nothing), a FETCH without PEEK, STARTTLS.
//! Nothing of a message, and no secret, goes to a log. The client itself logs whole commands at trace, the
//! password among them: a subscriber may let through no targets but our own.

mod answer;
mod claim;
mod command;
mod connect;
mod dial;
mod exec;
mod fetch;
mod folders;
mod frame;
mod guard;
mod locate;
mod login;
mod logout;
mod make;
mod names;
mod numbers;
mod pace;
mod page;
mod rows;
mod select;
mod sent;
mod shift;
mod status;
mod survey;
mod there;
mod tls;
mod utf7;
mod watch;

use std::collections::VecDeque;

use async_imap::Session;
use async_imap::imap_proto::RequestId;
use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::time::Instant;

pub use connect::{begin, connect};
pub use guard::Wire;

use crate::account::{Answer, Failure, Folders, LineErrand};
use folders::WireNames;
use guard::Guard;
use login::Capabilities;
use select::Selected;

/// One connection, logged in.
pub struct Line<S: Wire> {
    session: Session<Guard<S>>,
    /// The commands that are not answered yet, oldest first.
    open: VecDeque<(RequestId, &'static str)>,
    /// When the open commands must be answered.
    until: Instant,
    capabilities: Capabilities,
    folders: Folders,
    names: WireNames,
    selected: Selected,
    /// Messages in the selected folder.
    exists: u32,
    /// How often the server has said EXISTS, and how often it had when we last looked.
    grown: u32,
    looked: u32,
    /// The highest UID of INBOX that a survey has seen.
    seen: u32,
    inbox_validity: u32,
    /// Of the folder that was read last.
    pace: Option<pace::Pace>,
    /// LOGOUT is out: BYE is what we asked for.
    leaving: bool,
}

/// Does one errand, begun `now`. `interrupt` ends a watch early. After LOGOUT there is no line.
pub async fn run<S: Wire>(
    line: Line<S>,
    errand: LineErrand,
    now: Timestamp,
    interrupt: &Notify,
) -> Result<(Option<Line<S>>, Answer), Failure> {
    let (line, answer) = match errand {
        LineErrand::Connect => return Err(Failure::Line("connected already".into())),
        LineErrand::Survey { validity, above, since, most, care } => {
            let (line, survey) = survey::survey(line, (validity, above), since, most, care, now).await?;
            (line, Answer::Survey(survey))
        }
        LineErrand::Fetch { from, uids } => {
            let (line, fetched) = fetch::fetch(line, &from, &uids).await?;
            (line, Answer::Fetched(fetched))
        }
        LineErrand::Status { folders } => {
            let (line, folders) = status::status(line, &folders).await?;
            (line, Answer::Status { began: now, folders })
        }
        LineErrand::ReadSent { folder, cursor, since, bytes, care } => {
            let (line, batch) = sent::read_sent(line, (&folder, cursor), since, bytes, care, now).await?;
            (line, Answer::Sent(batch))
        }
        LineErrand::Make { folder } => {
            let (line, folders) = make::make(line, &folder).await?;
            (line, Answer::Made(folders))
        }
        LineErrand::Move { from, to, uids, mark } => {
            let (line, shifted) = shift::shift(line, shift::How::Move, &from, &to, &uids, mark).await?;
            (line, Answer::Shifted(shifted))
        }
        LineErrand::Copy { from, to, uids, mark } => {
            let (line, shifted) = shift::shift(line, shift::How::Copy, &from, &to, &uids, mark).await?;
            (line, Answer::Shifted(shifted))
        }
        LineErrand::Expunge { from, uids } => (shift::expunge(line, &from, &uids).await?, Answer::Expunged),
        LineErrand::Locate { folder, validity, uid_from } => {
            let (line, located) = locate::locate(line, &folder, validity, uid_from).await?;
            (line, Answer::Located(located))
        }
        LineErrand::Watch { idle } => (watch::watch(line, idle, interrupt).await?, Answer::Watched),
        LineErrand::Logout => {
            logout::logout(line).await;
            return Ok((None, Answer::Bye));
        }
    };
    Ok((Some(line), answer))
}
