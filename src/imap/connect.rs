//! From nothing to a line with INBOX selected.

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::client::TlsStream;

use super::command::Command;
use super::folders;
use super::guard::Wire;
use super::login::{self, Capabilities};
use super::select::{Access, INBOX, Selected};
use super::{Line, dial, tls};
use crate::account::{Failure, Folders, Hello, Means};
use crate::settings::Account;

/// Connects, checks the certificate, logs in, finds the folders, selects INBOX.
pub async fn connect(account: &Account, password: &SecretString, now: Timestamp) -> Result<(Line<TlsStream<TcpStream>>, Hello), Failure> {
    let stream = dial::dial(&account.server.host, account.server.port).await?;
    let stream = tls::secure(stream, &account.server).await?;
    begin(stream, account, password, now).await
}

/// [`connect()`] on a stream that is there and can be trusted with a password.
pub async fn begin<S: Wire>(stream: S, account: &Account, password: &SecretString, now: Timestamp) -> Result<(Line<S>, Hello), Failure> {
    let (session, greeting) = login::login(stream, &account.user, password).await?;
    let mut line = Line {
        session,
        open: Default::default(),
        until: Instant::now(),
        capabilities: Capabilities::default(),
        folders: Folders::default(),
        names: Default::default(),
        selected: Selected::default(),
        exists: 0,
        grown: 0,
        looked: 0,
        seen: 0,
        inbox_validity: 0,
        pace: None,
        leaving: false,
    };
    line.read_capabilities().await?;
    line.introduce().await?;
    let (found, names) = folders::find(&mut line, account).await?;
    line.folders = found;
    line.names = names;
    let inbox = line.select(INBOX, Access::Write).await?;
    line.inbox_validity = inbox.validity;
    let hello = Hello {
        folders: line.folders.clone(),
        means: line.means(),
        idle: line.capabilities.has("IDLE"),
        inbox,
        keeps_sent: keeps_sent(&line.capabilities, &greeting.text, &account.server.host),
        at: now,
    };
    Ok((line, hello))
}

impl<S: Wire> Line<S> {
    /// Again after the login: iCloud announces IDLE, and Gmail MOVE, only then.
    async fn read_capabilities(&mut self) -> Result<(), Failure> {
        let mut told = None;
        self.exec(&Command::new("CAPABILITY", "CAPABILITY"), |response| told = Capabilities::told(response).or(told.take())).await?;
        self.capabilities = told.unwrap_or_default();
        Ok(())
    }

    /// ID (RFC 2971): Yahoo asks for it, 163.com insists. A server may refuse it.
    async fn introduce(&mut self) -> Result<(), Failure> {
        if self.capabilities.has("ID") {
            let text = concat!("ID (\"name\" \"Backstop\" \"version\" \"", env!("CARGO_PKG_VERSION"), "\")");
            self.converse(&[Command::new("ID", text)], |_| ()).await?;
        }
        Ok(())
    }

    fn means(&self) -> Means {
        match (self.selected.writable, self.capabilities.has("MOVE"), self.capabilities.has("UIDPLUS")) {
            (true, true, _) => Means::Move,
            (true, false, true) => Means::Copy,
            _ => Means::Report,
        }
    }
}

/// Gmail and Outlook keep the Sent copy themselves. An Exchange of one's own does not: its address decides.
fn keeps_sent(capabilities: &Capabilities, greeting: &str, host: &str) -> bool {
    let outlook = greeting.contains("Microsoft Exchange") && [".office365.com", ".outlook.com"].iter().any(|end| host.ends_with(end));
    capabilities.has("X-GM-EXT-1") || outlook
}
