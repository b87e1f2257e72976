//! What goes wrong, and at which command.

/// One thing that goes wrong, once: at the `nth` time that `command` comes, on whichever connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The verb in capitals: `UID MOVE`, `IDLE`, `DONE`; `GREETING` for the server's first line.
    pub command: &'static str,
    /// 1 is the first time from now on.
    pub nth: u32,
    pub when: When,
    pub act: Act,
}

/// Has the server done the thing when it fails to say so?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Before,
    After,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The connection is closed, nothing is said.
    Drop,
    /// Nothing is said any more, and the connection stays open: a line that died half-way.
    BlackHole,
    /// This status in place of the right one: `NO [OVERQUOTA] Full`, `BAD What?`.
    Answer(String),
    /// The first half of the answer; then the connection is closed.
    Half,
    /// These lines, without CRLF, before the answer.
    Extra(Vec<String>),
    /// The answer comes under another tag, and never under the right one.
    WrongTag,
    /// `* BYE` with this text; then the connection is closed.
    Bye(String),
}

impl Fault {
    /// At the first `command`, after it was done.
    pub fn after(command: &'static str, act: Act) -> Self {
        Self { command, nth: 1, when: When::After, act }
    }

    /// At the first `command`, in place of doing it.
    pub fn before(command: &'static str, act: Act) -> Self {
        Self { command, nth: 1, when: When::Before, act }
    }

    /// Not the first time, but the `nth`.
    pub fn nth(self, nth: u32) -> Self {
        Self { nth, ..self }
    }
}

/// Counts `command` for every fault that waits for it; the one whose time has come is taken out.
pub(super) fn due(faults: &mut Vec<Fault>, command: &str) -> Option<Fault> {
    for fault in faults.iter_mut().filter(|fault| fault.command == command) {
        fault.nth = fault.nth.saturating_sub(1);
    }
    let at = faults.iter().position(|fault| fault.command == command && fault.nth == 0)?;
    Some(faults.remove(at))
}
