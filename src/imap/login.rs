//! The greeting, the capabilities, the password.
//!
//! What a server says before the login is not believed: of it only the greeting, the capabilities and the end of the login
//! are read. PREAUTH is refused, referrals are not followed. The password leaves by one of three ways and is in no error.

use std::collections::BTreeSet;
use std::time::Duration;

use async_imap::imap_proto::{Capability, Response, ResponseCode, Status};
use async_imap::{Authenticator, Client, Session};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::answer;
use super::exec;
use super::guard::{Guard, Wire};
use crate::account::Failure;

const PATIENCE: Duration = Duration::from_secs(30);

/// What a server can do, in upper case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Capabilities(BTreeSet<String>);

impl Capabilities {
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// What a response tells, untagged or as a code.
    pub fn told(response: &Response<'_>) -> Option<Self> {
        let list = match response {
            Response::Capabilities(list) => list,
            Response::Data { outcome, .. } | Response::Done { outcome, .. } => match &outcome.code {
                Some(ResponseCode::Capabilities(list)) => list,
                _ => return None,
            },
            _ => return None,
        };
        let name = |capability: &Capability<'_>| match capability {
            Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
            Capability::Auth(name) => format!("AUTH={}", name.to_ascii_uppercase()),
            Capability::Atom(name) => name.to_ascii_uppercase(),
        };
        Some(Self(list.iter().map(name).collect()))
    }
}

/// From the first byte to a session; with it, what the greeting said of the server.
pub(super) async fn login<S: Wire>(stream: S, user: &str, password: &SecretString) -> Result<(Session<Guard<S>>, Greeting), Failure> {
    let mut guard = Guard::new(stream);
    let mut greeting = greeted(&mut guard).await?;
    let capabilities = match greeting.capabilities.take() {
        Some(capabilities) => capabilities,
        None => asked(&mut guard).await?,
    };
    let way = Way::choose(&capabilities)?;
    if user.contains(['\r', '\n', '\0']) || password.expose_secret().contains(['\r', '\n', '\0']) {
        return Err(Failure::Refused("a user name or password with a line break cannot be sent".into()));
    }
    let client = Client::new(guard);
    let session = timeout(PATIENCE, way.go(client, user, password))
        .await
        .unwrap_or_else(|_| Err(Failure::Line("the server did not answer the login in time".into())))?;
    Ok((session, greeting))
}

/// What the greeting said.
pub(super) struct Greeting {
    pub text: String,
    capabilities: Option<Capabilities>,
}

async fn greeted<S: Wire>(guard: &mut Guard<S>) -> Result<Greeting, Failure> {
    const VERB: &str = "the connection";
    let no_imap = || Failure::Line("what answers there is no mail server; no password was sent".into());
    let told = heard(guard, |response| match response {
        Response::Data { status: Status::Ok, outcome } => {
            Some(Ok(Greeting { text: answer::words(outcome), capabilities: Capabilities::told(response) }))
        }
        Response::Data { status: Status::Bye, outcome } => Some(Err(answer::failure(VERB, &answer::words(outcome)))),
        Response::Data { status: Status::PreAuth, .. } => Some(Err(Failure::Server {
            command: VERB,
            text: "PREAUTH: it took us for somebody without a password, so it is not what it should be".into(),
        })),
        _ => Some(Err(no_imap())),
    });
    match told.await {
        Err(Failure::Line(_)) => Err(no_imap()),
        Err(other) => Err(other),
        Ok(told) => told,
    }
}

async fn asked<S: Wire>(guard: &mut Guard<S>) -> Result<Capabilities, Failure> {
    let broken = |error| exec::broken(error);
    guard.write_all(b"C1 CAPABILITY\r\n").await.map_err(broken)?;
    guard.flush().await.map_err(broken)?;
    let mut capabilities = Capabilities::default();
    let ended = heard(guard, |response| {
        if let Some(told) = Capabilities::told(response) {
            capabilities = told;
        }
        match response {
            Response::Done { tag, status: Status::Ok, .. } if tag.0 == "C1" => Some(Ok(())),
            Response::Done { outcome, .. } | Response::Data { status: Status::Bye, outcome } => {
                Some(Err(answer::failure("CAPABILITY", &answer::words(outcome))))
            }
            _ => None,
        }
    });
    ended.await??;
    Ok(capabilities)
}

/// Responses until one says something.
async fn heard<S: Wire, T>(guard: &mut Guard<S>, mut on: impl FnMut(&Response<'_>) -> Option<T>) -> Result<T, Failure> {
    let listen = async {
        loop {
            match guard.response().await.map_err(exec::broken)? {
                None => return Err(Failure::Line("the server closed the connection before the login".into())),
                Some(bytes) => {
                    if let Some(told) = Response::parse(bytes).ok().and_then(|(_, response)| on(&response)) {
                        return Ok(told);
                    }
                }
            }
        }
    };
    timeout(PATIENCE, listen).await.unwrap_or_else(|_| Err(Failure::Line("the server said nothing before the login".into())))
}

/// How the password goes out.
enum Way {
    /// AUTHENTICATE PLAIN with its answer on the same line (RFC 4959).
    PlainAtOnce,
    /// AUTHENTICATE PLAIN, the answer after the server's `+` (RFC 4616).
    Plain,
    /// LOGIN. 163.com announces no AUTH=PLAIN and takes it all the same; LOGIN is what every such server takes.
    Login,
}

impl Way {
    fn choose(capabilities: &Capabilities) -> Result<Self, Failure> {
        match (capabilities.has("AUTH=PLAIN"), capabilities.has("SASL-IR"), capabilities.has("LOGINDISABLED")) {
            (true, true, _) => Ok(Self::PlainAtOnce),
            (true, false, _) => Ok(Self::Plain),
            (false, _, false) => Ok(Self::Login),
            (false, _, true) => Err(Failure::Refused("it takes no passwords (only OAuth2, most likely); none was sent".into())),
        }
    }

    async fn go<S: Wire>(self, client: Client<Guard<S>>, user: &str, password: &SecretString) -> Result<Session<Guard<S>>, Failure> {
        let response = SecretString::from(format!("\0{user}\0{}", password.expose_secret()));
        let outcome = match self {
            Self::PlainAtOnce => {
                let line = SecretString::from(format!("PLAIN {}", STANDARD.encode(response.expose_secret())));
                client.authenticate(line.expose_secret(), Answering(None)).await
            }
            Self::Plain => client.authenticate("PLAIN", Answering(Some(response))).await,
            Self::Login => client.login(user, password.expose_secret()).await,
        };
        outcome.map_err(|(error, client)| {
            let words = client.get_ref().last_words().map(|words| without(words, password));
            match (error, words) {
                (async_imap::error::Error::No(_), words) => answer::login_failure(true, &words.unwrap_or_default()),
                (async_imap::error::Error::Bad(_), words) => answer::login_failure(false, &words.unwrap_or_default()),
                (_, Some(words)) => answer::login_failure(false, &words),
                (error, None) => exec::broken(exec::client_cause(error)),
            }
        })
    }
}

/// Answers the server's challenges: once with the password, then with nothing (a challenge after a refusal wants that).
struct Answering(Option<SecretString>);

impl Authenticator for Answering {
    type Response = Vec<u8>;

    fn process(&mut self, _: &[u8]) -> Self::Response {
        self.0.take().map(|answer| answer.expose_secret().as_bytes().to_vec()).unwrap_or_default()
    }
}

/// Some servers repeat a command that they refuse.
fn without(words: &str, password: &SecretString) -> String {
    let plain = password.expose_secret();
    if plain.is_empty() || !words.contains(plain) { hide_base64(words) } else { "(a text that repeats the password)".to_owned() }
}

/// A word long enough to be an encoded password is not shown.
fn hide_base64(words: &str) -> String {
    let encoded = |word: &str| word.len() >= 12 && STANDARD.decode(word).is_ok_and(|bytes| bytes.contains(&0));
    words.split(' ').map(|word| if encoded(word) { "(hidden)" } else { word }).collect::<Vec<_>>().join(" ")
}
