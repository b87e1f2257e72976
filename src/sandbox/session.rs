//! Which verbs are answered, and in which state of a connection.

use imap_codec::imap_types::auth::AuthMechanism;
use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::mailbox::Mailbox as Name;

use super::verbs;
use super::view::View;
use super::world::World;

/// A connection as its dialogue has made it.
#[derive(Debug)]
pub struct Session {
    pub number: u32,
    pub logged_in: bool,
    pub view: Option<View>,
}

/// The answer to a command, without its tag.
#[derive(Debug)]
pub struct Reply {
    /// Whole untagged lines.
    pub untagged: Vec<u8>,
    /// `OK Done`
    pub status: String,
    pub then: Then,
}

/// What happens after the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Go,
    Close,
    /// In place of the status comes a continuation.
    Idle,
    Authenticate,
}

impl Reply {
    pub fn ok(untagged: impl Into<Vec<u8>>, text: impl AsRef<str>) -> Self {
        Self { untagged: untagged.into(), status: format!("OK {}", text.as_ref()), then: Then::Go }
    }

    pub fn no(text: impl AsRef<str>) -> Self {
        Self { untagged: Vec::new(), status: format!("NO {}", text.as_ref()), then: Then::Go }
    }

    pub fn bad(text: impl AsRef<str>) -> Self {
        Self { untagged: Vec::new(), status: format!("BAD {}", text.as_ref()), then: Then::Go }
    }

    fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }
}

impl Session {
    /// Does the thing, and says how it went.
    pub fn answer(&mut self, world: &mut World, command: &CommandBody<'_>) -> Reply {
        match self.anytime(world, command) {
            Some(reply) => reply,
            None if !self.logged_in => Reply::bad("Log in first"),
            None => {
                let mut reply = match self.view.as_mut() {
                    Some(view) => selected(view, self.number, world, command),
                    None => None,
                }
                .or_else(|| self.authenticated(world, command))
                .unwrap_or_else(|| Reply::bad("This server does not answer that"));
                self.catch_up(world, &mut reply.untagged);
                reply
            }
        }
    }

    /// What happened meanwhile in the selected folder.
    pub fn catch_up(&mut self, world: &World, out: &mut Vec<u8>) {
        if let Some(view) = self.view.as_mut() {
            let mut news = String::new();
            view.catch_up(&world.mailbox, self.number, &mut news);
            out.extend(news.bytes());
        }
    }

    pub fn log_in(&mut self, world: &mut World, user: &[u8], password: &[u8]) -> Reply {
        self.logged_in = user == world.login.user.as_bytes() && password == world.login.password.as_bytes();
        if self.logged_in {
            world.counts.logins += 1;
            Reply::ok("", format!("[CAPABILITY {}] Logged in", world.profile.after_login))
        } else {
            world.counts.refused += 1;
            Reply::no("[AUTHENTICATIONFAILED] Authentication failed.")
        }
    }

    fn anytime(&mut self, world: &mut World, command: &CommandBody<'_>) -> Option<Reply> {
        let before = |word: &str| world.profile.before_login.split(' ').any(|w| w.eq_ignore_ascii_case(word));
        Some(match command {
            CommandBody::Capability => {
                let list = if self.logged_in { &world.profile.after_login } else { &world.profile.before_login };
                Reply::ok(format!("* CAPABILITY {list}\r\n"), "Capability completed.")
            }
            // where something is selected, NOOP is how a client polls: see `selected`
            CommandBody::Noop if self.view.is_none() => Reply::ok("", "NOOP completed."),
            CommandBody::Id { .. } if before("ID") || world.profile.can("ID") => {
                Reply::ok("* ID (\"name\" \"Backstop sandbox\")\r\n", "ID completed.")
            }
            CommandBody::Logout => Reply::ok("* BYE Logging out\r\n", "Logout completed.").then(Then::Close),
            CommandBody::Login { username, password } if !self.logged_in && !before("LOGINDISABLED") => {
                let (user, password) = (username.as_ref().to_vec(), password.declassify().as_ref().to_vec());
                self.log_in(world, &user, &password)
            }
            CommandBody::Authenticate { mechanism: AuthMechanism::Plain, initial_response } if !self.logged_in && before("AUTH=PLAIN") => {
                match initial_response {
                    None => Reply::ok("", "").then(Then::Authenticate),
                    Some(_) if !before("SASL-IR") => Reply::bad("No initial response here"),
                    Some(response) => self.plain(world, response.declassify()),
                }
            }
            _ => return None,
        })
    }

    /// SASL PLAIN (RFC 4616): authorization identity, user and password, with NUL between them.
    pub fn plain(&mut self, world: &mut World, message: &[u8]) -> Reply {
        match message.split(|byte| *byte == 0).collect::<Vec<_>>().as_slice() {
            [_, user, password] => self.log_in(world, user, password),
            _ => Reply::bad("Not SASL PLAIN"),
        }
    }

    fn authenticated(&mut self, world: &mut World, command: &CommandBody<'_>) -> Option<Reply> {
        Some(match command {
            CommandBody::List { reference, mailbox_wildcard } if text(reference).is_empty() => verbs::list(world, mailbox_wildcard),
            CommandBody::Select { mailbox } => self.select(world, &text(mailbox), false),
            CommandBody::Examine { mailbox } => self.select(world, &text(mailbox), true),
            CommandBody::Status { mailbox, item_names } => verbs::status(world, &text(mailbox), item_names),
            CommandBody::Create { mailbox } => verbs::create(world, &text(mailbox)),
            CommandBody::Subscribe { mailbox } => verbs::subscribe(world, &text(mailbox)),
            CommandBody::Append { mailbox, flags, date, message } => verbs::append(world, &text(mailbox), flags, date.as_ref(), message),
            CommandBody::Unselect if world.profile.can("UNSELECT") && self.view.take().is_some() => Reply::ok("", "Unselect completed."),
            CommandBody::Idle if world.profile.can("IDLE") => Reply::ok("", "Idle completed.").then(Then::Idle),
            _ => return None,
        })
    }

    /// A failed SELECT leaves nothing selected (RFC 3501, section 6.3.1).
    fn select(&mut self, world: &World, name: &str, read_only: bool) -> Reply {
        self.view = None;
        let Some(folder) = world.mailbox.folder(name) else { return Reply::no(format!("Mailbox doesn't exist: {name}")) };
        self.view = Some(View::new(&world.mailbox, folder, read_only));
        verbs::select(world, folder, read_only)
    }
}

/// What needs a selected folder.
fn selected(view: &mut View, me: u32, world: &mut World, command: &CommandBody<'_>) -> Option<Reply> {
    Some(match command {
        CommandBody::Noop => Reply::ok("", "NOOP completed."),
        CommandBody::Fetch { sequence_set, macro_or_item_names, uid: true } => {
            verbs::fetch(view, world, sequence_set, macro_or_item_names)?
        }
        CommandBody::Store { sequence_set, kind, response, flags, uid: true } => {
            verbs::store(view, me, world, sequence_set, *kind, *response, flags)
        }
        CommandBody::Copy { sequence_set, mailbox, uid: true } => verbs::copy(view, world, sequence_set, &text(mailbox)),
        CommandBody::Move { sequence_set, mailbox, uid: true } if world.profile.can("MOVE") => {
            verbs::shift(view, world, sequence_set, &text(mailbox))
        }
        CommandBody::ExpungeUid { sequence_set } if world.profile.can("UIDPLUS") => verbs::expunge(view, world, sequence_set),
        _ => return None,
    })
}

/// A folder's name as the wire has it.
fn text(name: &Name<'_>) -> String {
    match name {
        Name::Inbox => "INBOX".to_owned(),
        Name::Other(other) => String::from_utf8_lossy(other.as_ref()).into_owned(),
    }
}
