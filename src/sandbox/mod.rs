//! An IMAP server in this process, over TLS on loopback: for `backstop demo`, and for tests with faults.
//!
//! It answers the verbs that the agent sends (and APPEND, for those who put mail there) and BAD to all others: what marks a
//! message as read, expunges without naming UIDs, searches, or counts messages by sequence number is refused, so that a slip
//! of the agent shows at once. What it can do is data
//! ([`Profile`]), what it holds is a value ([`Mailbox`]), and what goes wrong is a list ([`Fault`]).

mod connection;
mod fault;
mod fetch;
pub mod letters;
mod mailbox;
mod profile;
mod session;
mod tls;
mod verbs;
mod view;
mod world;

pub use fault::{Act, Fault, When};
pub use mailbox::{Folder, Mailbox, Message};
pub use profile::{Profile, SpecialUse};
pub use world::{Counts, Login, Spoken, World};

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use connection::Connection;
use world::Shared;

/// A running server. It ends, with every connection, when this is dropped.
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    authority: String,
    tasks: TaskTracker,
    stop: CancellationToken,
    _end: DropGuard,
}

impl Sandbox {
    /// Listens on a free port of 127.0.0.1, with a certificate of its own for `localhost` and that address.
    pub async fn start(mailbox: Mailbox, profile: Profile, login: Login) -> io::Result<Self> {
        let keys = tls::Keys::new()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(World::new(mailbox, profile, login)));
        let stop = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(accept(listener, TlsAcceptor::from(keys.server), shared.clone(), tasks.clone(), stop.clone()));
        Ok(Self { shared, address, authority: keys.authority, tasks, stop: stop.clone(), _end: stop.drop_guard() })
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The certificate authority, PEM: what goes into the `ca_file` of the settings.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// A connection in memory, past TLS: for dialogues that are not about it.
    pub fn talk(&self) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        self.tasks.spawn(serve(ours, self.shared.clone(), self.stop.clone()));
        theirs
    }

    /// Looks at everything, at one moment.
    pub fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.shared.look(look)
    }

    /// Changes anything, as another mail program or a delivery would; whoever idles is told.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        self.shared.change(change)
    }

    /// Returns as soon as `seen` holds; it is asked again whenever anything changes or a command comes.
    pub async fn until(&self, seen: impl FnMut(&World) -> bool) {
        self.shared.until(seen).await;
    }

    /// Ends every connection, as a server that is shut down does, and returns when all are closed.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, shared: Arc<Shared>, tasks: TaskTracker, stop: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (acceptor, shared, stop) = (acceptor.clone(), shared.clone(), stop.clone());
        tasks.spawn(async move {
            let stream = tokio::select! {
                stream = acceptor.accept(stream) => stream,
                () = stop.cancelled() => return,
            };
            // A client that distrusts the certificate is no failure of the server.
            if let Ok(stream) = stream {
                serve(stream, shared, stop).await;
            }
        });
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(stream: S, shared: Arc<Shared>, stop: CancellationToken) {
    tokio::select! {
        // Nor is one that leaves early.
        _ = Connection::new(stream, shared).serve() => {}
        () = stop.cancelled() => {}
    }
}
