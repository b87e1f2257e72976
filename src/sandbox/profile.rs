//! What a server can do, as data: one value for each provider that is imitated.

/// A server's abilities. What it can do is what it announces after login: a verb that is not announced is answered BAD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The capabilities of the greeting.
    pub before_login: String,
    /// The capabilities after login.
    pub after_login: String,
    /// What stands between a folder and its parent.
    pub delimiter: char,
    /// What every folder but INBOX begins with, such as `INBOX.`
    pub prefix: &'static str,
    pub special_use: SpecialUse,
    /// Keywords of the client's own can be stored.
    pub keywords: bool,
    /// No command takes more messages than this (RFC 9738).
    pub message_limit: Option<u32>,
}

/// How LIST marks the Sent folder and its like (RFC 6154).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialUse {
    /// `\Sent`
    Shown,
    /// `\sent`, as Cyrus does.
    LowerCase,
    /// Not at all.
    Hidden,
}

impl Profile {
    /// Does it announce this, once somebody is logged in?
    pub fn can(&self, capability: &str) -> bool {
        self.after_login.split(' ').any(|word| word.eq_ignore_ascii_case(capability))
    }

    /// The same server without these capabilities, before and after login.
    pub fn without(mut self, capabilities: &[&str]) -> Self {
        for list in [&mut self.before_login, &mut self.after_login] {
            let left: Vec<_> = list.split(' ').filter(|word| !capabilities.iter().any(|gone| word.eq_ignore_ascii_case(gone))).collect();
            *list = left.join(" ");
        }
        self
    }

    /// A server whose folders are all children of INBOX, as many small providers have it.
    pub fn under_inbox(mut self) -> Self {
        self.delimiter = '.';
        self.prefix = "INBOX.";
        self
    }
}

impl Default for Profile {
    /// A Dovecot as most people meet it.
    fn default() -> Self {
        Self {
            before_login: "IMAP4rev1 SASL-IR LITERAL+ ID IDLE AUTH=PLAIN".to_owned(),
            after_login: "IMAP4rev1 SASL-IR LITERAL+ ID IDLE CHILDREN UNSELECT UIDPLUS MOVE SPECIAL-USE".to_owned(),
            delimiter: '/',
            prefix: "",
            special_use: SpecialUse::Shown,
            keywords: true,
            message_limit: None,
        }
    }
}
