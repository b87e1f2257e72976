//! What all connections share.

use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use super::fault::{self, Fault};
use super::{Mailbox, Profile};

/// Everything there is, at one moment.
#[derive(Debug)]
pub struct World {
    pub mailbox: Mailbox,
    pub profile: Profile,
    pub login: Login,
    /// Still to come.
    pub faults: Vec<Fault>,
    /// Every command, in the order in which they came.
    pub spoken: Vec<Spoken>,
    pub counts: Counts,
}

/// Whom the server lets in.
#[derive(Clone, Debug)]
pub struct Login {
    pub user: String,
    pub password: String,
}

/// A command as a client sent it; the secrets of a login are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The number of the connection, from 1.
    pub connection: u32,
    /// The verb in capitals: `UID MOVE`.
    pub verb: String,
    /// What came after the tag.
    pub text: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub connections: u32,
    pub logins: u32,
    /// Logins that were refused.
    pub refused: u32,
    /// Connections that idle now.
    pub idling: u32,
}

impl World {
    pub(super) fn new(mailbox: Mailbox, profile: Profile, login: Login) -> Self {
        Self { mailbox, profile, login, faults: Vec::new(), spoken: Vec::new(), counts: Counts::default() }
    }

    /// How often this verb came, on any connection.
    pub fn heard(&self, verb: &str) -> usize {
        self.spoken.iter().filter(|spoken| spoken.verb == verb).count()
    }

    pub(super) fn due(&mut self, verb: &str) -> Option<Fault> {
        fault::due(&mut self.faults, verb)
    }
}

/// The world behind its lock, and a bell that rings whenever it may have changed.
pub(super) struct Shared {
    world: Mutex<World>,
    bell: watch::Sender<()>,
}

impl Shared {
    pub(super) fn new(world: World) -> Self {
        Self { world: Mutex::new(world), bell: watch::Sender::new(()) }
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let done = change(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.send_replace(());
        done
    }

    pub(super) fn bell(&self) -> watch::Receiver<()> {
        self.bell.subscribe()
    }

    pub(super) async fn until(&self, mut seen: impl FnMut(&World) -> bool) {
        let mut bell = self.bell();
        while !self.look(&mut seen) {
            // the sender lives as long as `self`
            let _ = bell.changed().await;
        }
    }
}
