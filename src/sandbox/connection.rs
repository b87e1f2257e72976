//! One connection: bytes to commands, answers to bytes, and the faults in between.

use std::io;
use std::sync::Arc;

use imap_codec::decode::Decoder;
use imap_codec::fragmentizer::{FragmentInfo, Fragmentizer, LiteralAnnouncement};
use imap_codec::imap_types::auth::AuthenticateData;
use imap_codec::imap_types::core::LiteralMode;
use imap_codec::{AuthenticateDataCodec, CommandCodec, IdleDoneCodec};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::session::{Reply, Session, Then};
use super::world::{Shared, Spoken};
use super::{Act, Fault, When};

/// A longer command than this is refused; a test may APPEND a large message.
const LONGEST: u32 = 64 * 1024 * 1024;

pub(super) struct Connection<S> {
    stream: S,
    shared: Arc<Shared>,
    session: Session,
    input: Fragmentizer,
}

/// Does the connection go on?
#[derive(PartialEq, Eq)]
enum Flow {
    On,
    Over,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(super) fn new(stream: S, shared: Arc<Shared>) -> Self {
        let number = shared.change(|world| {
            world.counts.connections += 1;
            world.counts.connections
        });
        let session = Session { number, logged_in: false, view: None };
        Self { stream, shared, session, input: Fragmentizer::new(LONGEST) }
    }

    /// Talks until one side ends it.
    pub(super) async fn serve(mut self) -> io::Result<()> {
        let (greeting, fault) = self
            .shared
            .change(|world| (format!("* OK [CAPABILITY {}] Sandbox ready.\r\n", world.profile.before_login), world.due("GREETING")));
        let mut flow = self.say(fault, "*", greeting.as_bytes(), "").await?;
        while flow == Flow::On {
            flow = match self.message().await? {
                Some(bytes) => self.answer(&bytes).await?,
                None => Flow::Over,
            };
        }
        self.stream.shutdown().await
    }

    async fn answer(&mut self, bytes: &[u8]) -> io::Result<Flow> {
        let (tag, spoken) = heard(self.session.number, bytes);
        let command = CommandCodec::default().decode(bytes).ok().map(|(_, command)| command);
        let (fault, reply) = self.shared.change(|world| {
            let fault = world.due(&spoken.verb);
            world.spoken.push(spoken);
            let spared = fault.as_ref().is_some_and(|f| f.when == When::Before && !matches!(f.act, Act::Extra(_) | Act::WrongTag));
            let reply = match &command {
                _ if spared => Reply::no("The sandbox was told to fail"),
                Some(command) => self.session.answer(world, &command.body),
                None => Reply::bad("This server cannot read that"),
            };
            (fault, reply)
        });
        match reply.then {
            Then::Go => self.say(fault, &tag, &reply.untagged, &reply.status).await,
            Then::Close => {
                self.say(fault, &tag, &reply.untagged, &reply.status).await?;
                Ok(Flow::Over)
            }
            Then::Authenticate => self.authenticate(fault, &tag).await,
            Then::Idle => self.idle(fault, &tag, &reply).await,
        }
    }

    /// AUTHENTICATE PLAIN without an initial response (RFC 3501, section 6.2.2).
    async fn authenticate(&mut self, fault: Option<Fault>, tag: &str) -> io::Result<Flow> {
        self.write(b"+ \r\n").await?;
        let Some(bytes) = self.message().await? else { return Ok(Flow::Over) };
        let reply = match AuthenticateDataCodec::default().decode(&bytes) {
            Ok((_, AuthenticateData::Continue(data))) => self.shared.change(|world| self.session.plain(world, data.declassify())),
            _ => Reply::bad("Authentication cancelled"),
        };
        self.say(fault, tag, &reply.untagged, &reply.status).await
    }

    /// IDLE (RFC 2177): news as they come, until DONE.
    async fn idle(&mut self, fault: Option<Fault>, tag: &str, reply: &Reply) -> io::Result<Flow> {
        let opening = [reply.untagged.as_slice(), b"+ idling\r\n"].concat();
        let mut bell = self.shared.bell();
        let refused = matches!(fault, Some(Fault { act: Act::Answer(_), .. }));
        if self.say(fault, tag, &opening, "").await? == Flow::Over || refused {
            return Ok(if refused { Flow::On } else { Flow::Over });
        }
        let _idling = Idling::begin(&self.shared);
        let done = loop {
            let mut news = Vec::new();
            self.shared.look(|world| self.session.catch_up(world, &mut news));
            self.write(&news).await?;
            tokio::select! {
                message = self.message() => break message?,
                _ = bell.changed() => {}
            }
        };
        let Some(bytes) = done else { return Ok(Flow::Over) };
        let proper = IdleDoneCodec::default().decode(&bytes).is_ok();
        let spoken = Spoken { connection: self.session.number, verb: "DONE".to_owned(), text: "DONE".to_owned() };
        let fault = self.shared.change(|world| {
            world.spoken.push(spoken);
            world.due("DONE")
        });
        self.say(fault, tag, &[], if proper { &reply.status } else { "BAD Expected DONE." }).await
    }

    /// Writes an answer, or what the fault makes of it. With an empty `status` there is no tagged line.
    async fn say(&mut self, fault: Option<Fault>, tag: &str, untagged: &[u8], status: &str) -> io::Result<Flow> {
        let closing = |tag: &str, status: &str| if status.is_empty() { String::new() } else { format!("{tag} {status}\r\n") };
        let answer = |closing: String| [untagged, closing.as_bytes()].concat();
        let whole = answer(closing(tag, status));
        match fault.map(|fault| fault.act) {
            None => self.write(&whole).await?,
            Some(Act::Answer(status)) => self.write(closing(tag, &status).as_bytes()).await?,
            Some(Act::WrongTag) => self.write(&answer(closing("stray", status))).await?,
            Some(Act::Extra(lines)) => {
                let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
                self.write(&[lines.as_bytes(), &whole].concat()).await?;
            }
            Some(Act::Drop) => return Ok(Flow::Over),
            Some(Act::Half) => {
                self.write(whole.get(..whole.len() / 2).unwrap_or_default()).await?;
                return Ok(Flow::Over);
            }
            Some(Act::Bye(text)) => {
                self.write(format!("* BYE {text}\r\n").as_bytes()).await?;
                return Ok(Flow::Over);
            }
            Some(Act::BlackHole) => {
                let mut heap = [0; 4096];
                while self.stream.read(&mut heap).await? > 0 {}
                return Ok(Flow::Over);
            }
        }
        Ok(Flow::On)
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// The bytes of the next command or continuation, its literals within; `None` at the end of the stream.
    async fn message(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            match self.input.progress() {
                Some(FragmentInfo::Line { announcement: Some(LiteralAnnouncement { mode: LiteralMode::Sync, .. }), .. }) => {
                    self.write(b"+ OK\r\n").await?;
                }
                Some(_) if self.input.is_message_complete() => return Ok(Some(self.input.message_bytes().to_vec())),
                Some(_) => {}
                None => {
                    let mut bytes = [0; 16 * 1024];
                    let read = self.stream.read(&mut bytes).await?;
                    if read == 0 {
                        return Ok(None);
                    }
                    self.input.enqueue_bytes(bytes.get(..read).unwrap_or_default());
                }
            }
        }
    }
}

/// Counts a connection among those that idle, for as long as it lives.
struct Idling(Arc<Shared>);

impl Idling {
    fn begin(shared: &Arc<Shared>) -> Self {
        shared.change(|world| world.counts.idling += 1);
        Self(shared.clone())
    }
}

impl Drop for Idling {
    fn drop(&mut self) {
        self.0.change(|world| world.counts.idling -= 1);
    }
}

/// The tag, and the command as it may be kept: without a password, and without the text of a literal.
fn heard(connection: u32, bytes: &[u8]) -> (String, Spoken) {
    let line = bytes.split(|byte| *byte == b'\r' || *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let (tag, text) = line.split_once(' ').unwrap_or((&line, ""));
    let mut words = text.split(' ').map(str::to_ascii_uppercase);
    let verb = match (words.next().unwrap_or_default(), words.next()) {
        (uid, Some(verb)) if uid == "UID" => format!("UID {verb}"),
        (verb, _) => verb,
    };
    let kept = match verb.as_str() {
        "LOGIN" | "AUTHENTICATE" => text.split(' ').take(2).collect::<Vec<_>>().join(" "),
        _ => text.to_owned(),
    };
    let tag = if tag.is_empty() { "*" } else { tag };
    (tag.to_owned(), Spoken { connection, verb, text: kept })
}
