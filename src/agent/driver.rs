//! One account's driver: its session, its line when that is at home, and how to call it back.

use std::sync::Arc;

use tokio::sync::Notify;

use super::errands::Line;
use crate::account::Session;
use crate::settings::Account;

pub(super) struct Driver {
    pub settings: Arc<Account>,
    pub session: Session,
    /// The line, when no errand is abroad on it.
    pub line: Option<Line>,
    /// Ends the watch that is abroad.
    pub interrupt: Arc<Notify>,
    /// It cannot log in, and nobody waits until it can: why.
    pub absent: Option<String>,
    pub ended: bool,
}

impl Driver {
    pub fn new(settings: Account, session: Session) -> Self {
        Self { settings: settings.into(), session, line: None, interrupt: Arc::default(), absent: None, ended: false }
    }

    pub fn name(&self) -> &str {
        &self.settings.name
    }
}
