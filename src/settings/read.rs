//! The text of the file to [`Settings`], or the first thing that is wrong in it: the line, and what to write instead.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Deserialize;
use serde::de::IgnoredAny;
use toml::Spanned;

use super::{Account, Mode, Notices, PasswordFrom, Server, Settings};
use crate::mail::{Address, Pattern};

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("there is no {} yet: run `backstop setup`", .0.display())]
    Missing(PathBuf),
    #[error("{} cannot be read: {cause}", .path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error("{} cannot be written: {cause}", .path.display())]
    NotWritten { path: PathBuf, cause: io::Error },
    #[error("{} has no account {name:?}", .path.display())]
    NoAccount { path: PathBuf, name: String },
    #[error("{}, {fault}", .path.display())]
    Wrong { path: PathBuf, fault: Fault },
}

/// What is wrong with a text: where, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {says}")]
pub struct Fault {
    /// From 1.
    pub line: usize,
    pub says: String,
}

/// Reads and checks the file.
pub fn load(path: &Path) -> Result<Settings, SettingsError> {
    let text = fs::read_to_string(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => SettingsError::Missing(path.to_path_buf()),
        _ => SettingsError::Unreadable { path: path.to_path_buf(), cause },
    })?;
    text.parse().map_err(|fault| SettingsError::Wrong { path: path.to_path_buf(), fault })
}

impl FromStr for Settings {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        read(text).map_err(|wrong| Fault { line: line_of(text, wrong.at.start), says: wrong.says })
    }
}

/// IMAP over TLS (RFC 8314, section 7.3).
pub const PORT: u16 = 993;
pub(super) const FOLDER: &str = "Backscatter";
pub(super) const DAYS: u16 = 90;

/// What each key looks like, for whoever wrote it otherwise.
const EXAMPLES: [(&str, &str); 14] = [
    ("name", "name = \"home\""),
    ("address", "address = \"ann@example.org\""),
    ("server", "server = \"imap.example.org\""),
    ("port", "port = 993"),
    ("user", "user = \"ann@example.org\""),
    ("ca_file", "ca_file = \"/etc/ssl/my-server.pem\""),
    ("password_command", "password_command = \"pass show mail\""),
    ("mode", "mode = \"observe\""),
    ("also", "also = [\"ann@example.net\", \"*@example.com\"]"),
    ("elsewhere", "elsewhere = [\"shop@example.com\"]"),
    ("sent", "sent = [\"Sent\", \"Sent Messages\"]"),
    ("folder", "folder = \"Backscatter\""),
    ("days", "days = 90"),
    ("private", "private = true"),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFile {
    #[serde(default)]
    account: Vec<Spanned<WrittenAccount>>,
    #[serde(default)]
    notices: WrittenNotices,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenNotices {
    #[serde(default)]
    private: bool,
}

type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAccount {
    name: Option<Text>,
    address: Option<Text>,
    server: Option<Text>,
    port: Option<Spanned<i64>>,
    user: Option<Text>,
    ca_file: Option<Text>,
    password_command: Option<Text>,
    password: Option<Spanned<IgnoredAny>>,
    mode: Option<Text>,
    #[serde(default)]
    also: Vec<Text>,
    #[serde(default)]
    elsewhere: Vec<Text>,
    #[serde(default)]
    sent: Vec<Text>,
    folder: Option<Text>,
    days: Option<Spanned<i64>>,
}

/// A fault, at bytes of the text.
struct Wrong {
    at: Range<usize>,
    says: String,
}

fn wrong<T>(at: &Spanned<impl Sized>, says: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { at: at.span(), says: says.into() })
}

fn read(text: &str) -> Result<Settings, Wrong> {
    let file: WrittenFile = toml::from_str(text).map_err(|error| not_toml(text, &error))?;
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut accounts = Vec::with_capacity(file.account.len());
    for written in file.account {
        let span = written.span();
        let account = account(span.clone(), written.into_inner())?;
        let line = line_of(text, span.start);
        if let Some(first) = names.insert(account.name.clone(), line) {
            let says = format!("the account of line {first} has the name {:?}, too: give this one another `name`", account.name);
            return Err(Wrong { at: span, says });
        }
        accounts.push(account);
    }
    Ok(Settings { accounts, notices: Notices { private: file.notices.private, ..Notices::default() } })
}

/// What the parser says, and what the key on that line looks like.
fn not_toml(text: &str, error: &toml::de::Error) -> Wrong {
    let at = error.span().unwrap_or(0..0);
    let written = text.lines().nth(line_of(text, at.start).saturating_sub(1)).unwrap_or_default();
    let key = written.split('=').next().unwrap_or_default().trim();
    // the words of Rust are not a person's
    let message = error.message().replace("expected i64", "expected a number").replace("a sequence", "a list in brackets");
    let says = match EXAMPLES.iter().find(|(name, _)| *name == key) {
        Some((_, example)) => format!("{message}; write for example: {example}"),
        None => message,
    };
    Wrong { at, says }
}

fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|b| *b == b'\n').count()
}

fn account(span: Range<usize>, written: WrittenAccount) -> Result<Account, Wrong> {
    if let Some(password) = &written.password {
        let says = "a password never stands in this file: take the line out; `backstop setup` puts it into the keyring of your desktop, \
                    or a `password_command` prints it";
        return wrong(password, says);
    }
    let missing = |key: &str| {
        let example = EXAMPLES.iter().find(|(name, _)| *name == key).map_or("", |(_, example)| *example);
        Wrong { at: span.clone(), says: format!("this account has no `{key}`; write for example: {example}") }
    };
    let address = own_address(&written.address.ok_or_else(|| missing("address"))?)?;
    let name = written.name.map(|name| word(&name, "name")).transpose()?.unwrap_or_else(|| address.to_string());
    let server = Server {
        host: host(&written.server.ok_or_else(|| missing("server"))?)?,
        port: written.port.as_ref().map_or(Ok(PORT), port)?,
        ca_file: written.ca_file.as_ref().map(ca_file).transpose()?,
    };
    let user = written.user.map(|user| word(&user, "user")).transpose()?.unwrap_or_else(|| address.to_string());
    let password = match written.password_command {
        Some(command) => PasswordFrom::Command(word(&command, "password_command")?),
        None => PasswordFrom::Keyring,
    };
    Ok(Account {
        name,
        address,
        server,
        user,
        password,
        mode: written.mode.as_ref().map_or(Ok(Mode::default()), mode)?,
        also: written.also.iter().map(pattern).collect::<Result<_, _>>()?,
        elsewhere: written.elsewhere.iter().map(pattern).collect::<Result<_, _>>()?,
        sent: written.sent.iter().map(folder_name).collect::<Result<_, _>>()?,
        folder: written.folder.as_ref().map_or(Ok(FOLDER.to_owned()), own_folder)?,
        days: written.days.as_ref().map_or(Ok(DAYS), days)?,
    })
}

fn word(text: &Text, key: &str) -> Result<String, Wrong> {
    let word = text.get_ref().trim();
    if word.is_empty() || word.contains(char::is_control) {
        return wrong(text, format!("`{key}` is empty, or has line breaks or other control characters in it"));
    }
    Ok(word.to_owned())
}

fn own_address(text: &Text) -> Result<Address, Wrong> {
    let found = text.get_ref();
    if found.contains('*') {
        return wrong(
            text,
            format!("{found:?} stands for many addresses: write the one that this account receives, and that one under `also`"),
        );
    }
    match Address::parse(found) {
        Some(address) if address.as_str().eq_ignore_ascii_case(found.trim()) => Ok(address),
        _ => wrong(text, format!("{found:?} is no mail address; write for example: address = \"ann@example.org\"")),
    }
}

fn pattern(text: &Text) -> Result<Pattern, Wrong> {
    let found = text.get_ref();
    match Pattern::parse(found) {
        // what was read must be all that was written, and a star stands for a whole local part only
        Some(pattern) if pattern.to_string().eq_ignore_ascii_case(found.trim()) && !found.trim().trim_start_matches("*@").contains('*') => {
            Ok(pattern)
        }
        _ => wrong(
            text,
            format!("{found:?} is no address and no whole domain; write \"ann@example.org\", or \"*@example.org\" for all of it"),
        ),
    }
}

fn host(text: &Text) -> Result<String, Wrong> {
    let found = text.get_ref().trim();
    if let Some((_, rest)) = found.split_once("://") {
        let name = rest.split(['/', ':']).next().unwrap_or_default();
        return wrong(text, format!("write the name alone: server = {name:?}; Backstop always speaks IMAP over TLS"));
    }
    if let Some((name, port)) = found.rsplit_once(':')
        && !name.contains(':')
    {
        return wrong(text, format!("the port has a line of its own: server = {name:?} and port = {port}"));
    }
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if found.is_empty() || found.len() > 253 || !found.chars().all(fits) {
        return wrong(text, format!("{found:?} is no name of a server; write for example: server = \"imap.example.org\""));
    }
    Ok(found.to_owned())
}

fn port(written: &Spanned<i64>) -> Result<u16, Wrong> {
    match u16::try_from(*written.get_ref()) {
        Ok(143) => wrong(
            written,
            "port 143 begins without encryption (STARTTLS), where whoever sits between can keep it so: write port = 993, or take the line out",
        ),
        Ok(0) | Err(_) => wrong(written, "a port is a number from 1 to 65535; IMAP over TLS has 993: take the line out"),
        Ok(port) => Ok(port),
    }
}

fn ca_file(text: &Text) -> Result<PathBuf, Wrong> {
    let path = PathBuf::from(text.get_ref());
    if path.is_absolute() { Ok(path) } else { wrong(text, format!("write the whole path, from / on, in place of {:?}", text.get_ref())) }
}

fn mode(text: &Text) -> Result<Mode, Wrong> {
    match text.get_ref().as_str() {
        "observe" => Ok(Mode::Observe),
        "file" => Ok(Mode::File),
        other => wrong(text, format!("there is no mode {other:?}; write \"observe\" (only say what would be filed) or \"file\" (file it)")),
    }
}

fn folder_name(text: &Text) -> Result<String, Wrong> {
    let name = text.get_ref();
    if name.trim().is_empty() || name.contains(char::is_control) {
        return wrong(
            text,
            "a folder's name is empty, or has line breaks or other control characters in it: write it as your mail program shows it",
        );
    }
    Ok(name.clone())
}

fn own_folder(text: &Text) -> Result<String, Wrong> {
    let name = folder_name(text)?;
    if name.contains(['/', '\\', '*', '%']) || name.eq_ignore_ascii_case("inbox") {
        let says = format!(
            "{name:?} cannot be the folder for backscatter: write a name without its parent, as in folder = \"Backscatter\"; it is made beside Sent"
        );
        return wrong(text, says);
    }
    Ok(name)
}

fn days(written: &Spanned<i64>) -> Result<u16, Wrong> {
    match u16::try_from(*written.get_ref()) {
        Ok(days @ 1..=3650) => Ok(days),
        _ => wrong(written, "`days` is how far back Sent is read at the first run: a number from 1 to 3650, as in days = 90"),
    }
}
