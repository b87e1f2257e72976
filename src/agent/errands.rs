//! Errands, done: each is a task that comes home with one event.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::client::TlsStream;

use crate::account::errand::SentPage;
use crate::account::{Answer, DeskErrand, Event, Failure, LineErrand, Record, Written};
use crate::control;
use crate::desktop::keyring;
use crate::imap;
use crate::settings::Account;
use crate::store::{Store, StoreError};

/// A connection over TCP and TLS, logged in.
pub(super) type Line = imap::Line<TlsStream<TcpStream>>;

/// How a task comes home.
pub(super) enum Home {
    /// With what the session is told, and what belongs elsewhere.
    Done(Box<(Event, Brought)>),
    /// These records are to be put back, and somebody waits to hear of it.
    Found { records: Vec<Record>, answer: control::Answer },
    /// What was sent before this hour is out of the store.
    Forgot(Result<i32, StoreError>),
    /// All is done already.
    Nothing,
}

/// What is put away before the session hears of it.
pub(super) enum Brought {
    /// The line: it lives.
    Line(Box<Line>),
    /// What is now in the store and belongs into the book, and the numbers of its messages.
    Page(SentPage, Vec<u32>),
    Nothing,
}

fn done(event: Event, brought: Brought) -> Home {
    Home::Done(Box::new((event, brought)))
}

fn failed(failure: Failure) -> Home {
    done(Event::Failed(failure), Brought::Nothing)
}

/// Logs in, with the password from where the person keeps it.
pub(super) async fn connect(account: Arc<Account>, now: Timestamp) -> Home {
    let password = match keyring::password(&account).await {
        Ok(password) => password,
        Err(trouble) => return failed(Failure::Secret(trouble.to_string())),
    };
    match imap::connect(&account, &password, now).await {
        Ok((line, hello)) => done(Event::Answer(Answer::Hello(hello)), Brought::Line(line.into())),
        Err(failure) => failed(failure),
    }
}

/// Does an errand on the line.
pub(super) async fn on_line(line: Option<Line>, errand: LineErrand, now: Timestamp, interrupt: Arc<Notify>) -> Home {
    let Some(line) = line else { return failed(Failure::Line("there is no connection".into())) };
    match imap::run(line, errand, now, &interrupt).await {
        Ok((line, answer)) => done(Event::Answer(answer), line.map_or(Brought::Nothing, |line| Brought::Line(line.into()))),
        Err(failure) => failed(failure),
    }
}

/// Writes, and comes home when it is on the disk.
pub(super) async fn on_desk(store: Store, account: String, errand: DeskErrand, now: Timestamp) -> Home {
    let page = match &errand {
        DeskErrand::KeepSent(page) => Some(page.clone()),
        _ => None,
    };
    match store.write(&account, errand, now).await {
        Ok(written) => {
            let brought = match (page, &written) {
                (Some(page), Written::Sent { numbers }) => Brought::Page(page, numbers.clone()),
                _ => Brought::Nothing,
            };
            done(Event::Written(written), brought)
        }
        Err(trouble) => done(Event::NotWritten(trouble.to_string()), Brought::Nothing),
    }
}
