//! Where passwords are: what `password_command` prints, the file that `BACKSTOP_PASSWORD_FILE` names (for machines with no
//! keyring), or else the keyring of the desktop by its Secret Service. Never the settings file.
//!
//! A keyring can be locked, absent, or without this password, and each wants another thing of the person. A locked one is
//! asked to open once in the life of the agent, so that nobody is asked over and over; after that it is waited for.

use std::collections::HashMap;
use std::env;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use secret_service::{EncryptionType, Error, SecretService};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;

use crate::settings::{Account, PasswordFrom};

/// Why there is no password. No network was touched.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretTrouble {
    #[error("the keyring is locked: unlock it, or log in to the desktop again")]
    Locked,
    #[error(
        "this session has no keyring (Secret Service): give the account a `password_command`, or name a file in BACKSTOP_PASSWORD_FILE"
    )]
    Absent,
    #[error("the keyring has no password for {user} at {server}: run `backstop setup`")]
    NotFound { user: String, server: String },
    #[error("{0}")]
    Failed(String),
}

/// Names the file whose first line is the password of every account without a `password_command`.
const PASSWORD_FILE: &str = "BACKSTOP_PASSWORD_FILE";

/// A keyring that does not answer for so long is no keyring.
const ANSWERS: Duration = Duration::from_secs(10);
/// A person may have to type something.
const PERSON: Duration = Duration::from_secs(60);
/// No password is longer; a command that prints without an end is not read to it.
const LONGEST: u64 = 4096;

/// Whether this process has asked for the keyring to be unlocked.
static ASKED: AtomicBool = AtomicBool::new(false);

/// The environment names a file that holds the password: the keyring is not asked.
pub fn is_in_file() -> bool {
    env::var_os(PASSWORD_FILE).is_some()
}

/// The account's password.
pub async fn password(account: &Account) -> Result<SecretString, SecretTrouble> {
    if let PasswordFrom::Command(command) = &account.password {
        return printed(command).await;
    }
    if let Some(path) = env::var_os(PASSWORD_FILE) {
        return in_file(Path::new(&path)).await;
    }
    let keyring = Keyring::open().await?;
    let may_ask = !ASKED.load(Ordering::Relaxed);
    keyring.find(account, may_ask).await
}

/// Puts the password into the keyring, in the place of an older one.
pub async fn store(account: &Account, password: &SecretString) -> Result<(), SecretTrouble> {
    let keyring = Keyring::open().await?;
    keyring.unlock().await?;
    let keep = async {
        let collection = keyring.0.get_default_collection().await?;
        let label = format!("Backstop: {} at {}", account.user, account.server.host);
        collection.create_item(&label, attributes(account), password.expose_secret().as_bytes(), true, "text/plain").await?;
        Ok(())
    };
    answered(keep).await
}

/// Takes the password out of the keyring; that it was not there is no trouble.
pub async fn delete(account: &Account) -> Result<(), SecretTrouble> {
    let keyring = Keyring::open().await?;
    keyring.unlock().await?;
    let delete = async {
        for item in keyring.0.search_items(attributes(account)).await?.unlocked {
            item.delete().await?;
        }
        Ok(())
    };
    answered(delete).await
}

/// A fresh conversation with the Secret Service: one that was begun before the service was restarted is dead.
struct Keyring(SecretService<'static>);

impl Keyring {
    async fn open() -> Result<Self, SecretTrouble> {
        match timeout(ANSWERS, SecretService::connect(EncryptionType::Dh)).await {
            Ok(Ok(service)) => Ok(Self(service)),
            Ok(Err(Error::Crypto(cause))) => Err(SecretTrouble::Failed(format!("the keyring cannot be talked to: {cause}"))),
            Ok(Err(_)) | Err(_) => Err(SecretTrouble::Absent),
        }
    }

    async fn find(&self, account: &Account, may_ask: bool) -> Result<SecretString, SecretTrouble> {
        match self.look(account).await {
            Err(SecretTrouble::Locked) if may_ask => {
                ASKED.store(true, Ordering::Relaxed);
                self.unlock().await?;
                self.look(account).await
            }
            found => found,
        }
    }

    /// Looks without asking anybody for anything.
    async fn look(&self, account: &Account) -> Result<SecretString, SecretTrouble> {
        let look = async {
            let found = self.0.search_items(attributes(account)).await?;
            match found.unlocked.first() {
                Some(item) => Ok(Some(Zeroizing::new(item.get_secret().await?))),
                // some services find nothing in a collection that is locked
                None if !found.locked.is_empty() || self.is_locked().await? => Err(Error::Locked),
                None => Ok(None),
            }
        };
        match answered(look).await? {
            Some(secret) => first_line(&secret, "the keyring's password"),
            None => Err(SecretTrouble::NotFound { user: account.user.clone(), server: account.server.host.clone() }),
        }
    }

    /// Has the desktop ask the person, where the keyring is locked.
    async fn unlock(&self) -> Result<(), SecretTrouble> {
        let unlock = async {
            if self.is_locked().await? {
                self.0.get_default_collection().await?.unlock().await?;
            }
            Ok::<_, Error>(())
        };
        // the question stays on the screen when we stop waiting, and its answer counts at the next look
        match timeout(PERSON, unlock).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(trouble(error)),
            Err(_) => Err(SecretTrouble::Locked),
        }
    }

    /// A keyring without a default collection is not locked: there is nothing to unlock.
    async fn is_locked(&self) -> Result<bool, Error> {
        match self.0.get_default_collection().await {
            Ok(collection) => collection.is_locked().await,
            Err(Error::NoResult) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// By these the password is found again, also when the account gets another name.
fn attributes(account: &Account) -> HashMap<&str, &str> {
    HashMap::from([("application", "backstop"), ("server", account.server.host.as_str()), ("user", account.user.as_str())])
}

async fn answered<T>(asked: impl Future<Output = Result<T, Error>>) -> Result<T, SecretTrouble> {
    match timeout(ANSWERS, asked).await {
        Ok(result) => result.map_err(trouble),
        Err(_) => Err(SecretTrouble::Failed("the keyring does not answer".to_owned())),
    }
}

fn trouble(error: Error) -> SecretTrouble {
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => SecretTrouble::Locked,
        Error::Unavailable => SecretTrouble::Absent,
        Error::NoResult => {
            SecretTrouble::Failed("the keyring has no default collection: make one with your desktop's password program".into())
        }
        error => SecretTrouble::Failed(format!("the keyring cannot be used: {error}")),
    }
}

/// The first line that the command prints. What it says on standard error goes where ours goes.
async fn printed(command: &str) -> Result<SecretString, SecretTrouble> {
    let failed = |cause: String| SecretTrouble::Failed(format!("`password_command` {cause}"));
    let run = async {
        let mut child = Command::new("sh")
            .args(["-c", command])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| failed(format!("cannot be started: {e}")))?;
        let output = match child.stdout.take() {
            Some(output) => beginning(output).await.map_err(|e| failed(format!("cannot be read: {e}")))?,
            None => Zeroizing::default(),
        };
        let status = child.wait().await.map_err(|e| failed(e.to_string()))?;
        if !status.success() {
            return Err(failed(format!("failed ({status})")));
        }
        first_line(&output, "what `password_command` prints")
    };
    timeout(PERSON, run).await.unwrap_or_else(|_| Err(failed(format!("took longer than {} seconds", PERSON.as_secs()))))
}

/// The first line of the file, unless everybody may read it.
async fn in_file(path: &Path) -> Result<SecretString, SecretTrouble> {
    let failed = |cause: String| SecretTrouble::Failed(format!("{PASSWORD_FILE} names {}, which {cause}", path.display()));
    let read = async {
        let file = File::open(path).await?;
        let mode = file.metadata().await?.permissions().mode();
        Ok((mode, beginning(file).await?))
    };
    let (mode, text) = read.await.map_err(|e: std::io::Error| failed(format!("cannot be read: {e}")))?;
    if mode & 0o007 != 0 {
        return Err(failed("everybody may read: take that away with chmod 600".to_owned()));
    }
    first_line(&text, &format!("the first line of {}", path.display()))
}

async fn beginning(from: impl AsyncRead + Unpin) -> std::io::Result<Zeroizing<Vec<u8>>> {
    // with room for all of it, so that it is never copied and left behind
    let mut text = Zeroizing::new(Vec::with_capacity(usize::try_from(LONGEST).unwrap_or_default() + 1));
    from.take(LONGEST).read_to_end(&mut text).await?;
    Ok(text)
}

fn first_line(text: &[u8], what: &str) -> Result<SecretString, SecretTrouble> {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match str::from_utf8(line) {
        Ok("") => Err(SecretTrouble::Failed(format!("{what} is empty"))),
        Ok(line) => Ok(SecretString::from(line)),
        Err(_) => Err(SecretTrouble::Failed(format!("{what} is no text"))),
    }
}
