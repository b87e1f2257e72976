//! Passwords from a real keyring on a bus of the test's own, from a command and from a file; and what is said when there is none.
//!
//! The bus of a process is named by its environment, so each scene is played by this very program, started again in the session.

#[path = "support/bus.rs"]
mod bus;

use std::env;
use std::fs::{self, File, Permissions};
use std::io::{self, BufRead, BufReader, Lines, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use backstop::desktop::keyring::{self, SecretTrouble};
use backstop::mail::Address;
use backstop::settings::{Account, Mode, PasswordFrom, Server};
use bus::Bus;
use secrecy::{ExposeSecret, SecretString};

const SCENE: &str = "BACKSTOP_TEST_SCENE";
const SERVICE: &str = "org.freedesktop.secrets";

fn account(user: &str, password: PasswordFrom) -> Account {
    Account {
        name: user.into(),
        address: Address::parse("ann@example.org").unwrap(),
        server: Server { host: "imap.example.org".into(), port: 993, ca_file: None },
        user: user.into(),
        password,
        mode: Mode::Observe,
        also: Vec::new(),
        elsewhere: Vec::new(),
        sent: Vec::new(),
        folder: "Backscatter".into(),
        days: 90,
    }
}

/// A keyring in the bus's session. It is made by the first that is unlocked, and locked when it is started anew without a password.
fn keyring(bus: &mut Bus, unlocked: bool) {
    let mut daemon = bus.command("gnome-keyring-daemon");
    daemon.args(["--foreground", "--components=secrets"]).stdin(Stdio::null());
    if unlocked {
        let password = bus.folder().join("password");
        fs::write(&password, "of the test").unwrap();
        daemon.arg("--unlock").stdin(Stdio::from(File::open(password).unwrap()));
    }
    bus.serve(daemon, SERVICE);
}

/// A process that does one act after the other, while the world around it may change.
struct Stage {
    player: Child,
    acts: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Stage {
    fn new(mut stage: Command) -> Self {
        stage.args(["--exact", "scene", "--ignored", "--nocapture"]).env(SCENE, "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut player = stage.spawn().unwrap();
        let (acts, lines) = (player.stdin.take().unwrap(), BufReader::new(player.stdout.take().unwrap()).lines());
        Self { player, acts, lines }
    }

    fn on(bus: &Bus) -> Self {
        Self::new(bus.command(env::current_exe().unwrap()))
    }

    /// What came of it.
    fn act(&mut self, act: &str) -> String {
        writeln!(self.acts, "{act}").unwrap();
        let answer = self.lines.by_ref().map(Result::unwrap).find_map(|line| line.strip_prefix("> ").map(str::to_owned));
        answer.expect("the player ended")
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.player.kill();
        let _ = self.player.wait();
    }
}

const LOCKED: &str = "the keyring is locked: unlock it, or log in to the desktop again";

const NOT_FOUND: &str = "the keyring has no password for ann at imap.example.org: run `backstop setup`";
const ABSENT: &str =
    "this session has no keyring (Secret Service): give the account a `password_command`, or name a file in BACKSTOP_PASSWORD_FILE";

#[test]
fn a_password_is_kept_found_changed_and_taken_away() {
    let mut bus = Bus::start();
    keyring(&mut bus, true);
    for (act, want) in [
        ("find", NOT_FOUND),
        ("keep first", "kept"),
        ("keep second", "kept"),
        ("find", "second"),
        ("find another", &NOT_FOUND.replace("ann", "another")),
        ("delete", "deleted"),
        ("delete", "deleted"),
        ("find", NOT_FOUND),
    ] {
        // each in a process of its own
        assert_eq!(Stage::on(&bus).act(act), want, "{act}");
    }
}

#[test]
fn a_locked_keyring_is_told_and_found_open_later_by_the_same_process() {
    let mut bus = Bus::start();
    keyring(&mut bus, true);
    assert_eq!(Stage::on(&bus).act("keep first"), "kept");
    bus.end_last();
    keyring(&mut bus, false);
    let mut stage = Stage::on(&bus);
    for act in ["find", "find", "keep second", "delete"] {
        assert_eq!(stage.act(act), LOCKED, "{act}");
    }
    bus.end_last();
    keyring(&mut bus, true);
    assert_eq!(stage.act("find"), "first");
}

#[test]
fn a_keyring_that_comes_late_is_found_by_the_same_process() {
    let mut bus = Bus::start();
    let mut stage = Stage::on(&bus);
    assert_eq!(stage.act("find"), ABSENT);
    keyring(&mut bus, true);
    assert_eq!(stage.act("find"), NOT_FOUND);
    let mut without = bus.command(env::current_exe().unwrap());
    without.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", bus.folder().join("home"));
    assert_eq!(Stage::new(without).act("find"), ABSENT);
    // a bus that is gone
    let mut stale = bus.command(env::current_exe().unwrap());
    stale.env("DBUS_SESSION_BUS_ADDRESS", format!("{}-gone", bus.address().split(',').next().unwrap()));
    assert_eq!(Stage::new(stale).act("find"), ABSENT);
}

#[test]
fn a_file_is_read_unless_everybody_may() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    let read = |file: &Path| {
        let mut stage = Command::new(env::current_exe().unwrap());
        stage.env("BACKSTOP_PASSWORD_FILE", file).env_remove("DBUS_SESSION_BUS_ADDRESS");
        Stage::new(stage).act("find")
    };
    let named = format!("BACKSTOP_PASSWORD_FILE names {}, which ", file.display());
    let said = read(&file);
    assert!(said.starts_with(&format!("{named}cannot be read: No such file")), "{said}");
    fs::write(&file, "from a file\r\nmore\n").unwrap();
    for (mode, want) in [
        (0o600, "from a file".to_owned()),
        (0o640, "from a file".into()),
        (0o604, format!("{named}everybody may read: take that away with chmod 600")),
    ] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        assert_eq!(read(&file), want, "{mode:o}");
    }
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    fs::write(&file, "\n").unwrap();
    assert_eq!(read(&file), format!("the first line of {} is empty", file.display()));
}

#[tokio::test]
async fn a_command_prints_the_password() {
    for (command, want) in [
        ("echo of a command; echo more", "of a command"),
        ("printf 'no line end'", "no line end"),
        ("printf 'with \\303\\244\\r\\n'", "with \u{e4}"),
        ("true", "what `password_command` prints is empty"),
        ("printf '\\377'", "what `password_command` prints is no text"),
        ("echo half a password; exit 3", "`password_command` failed (exit status: 3)"),
        ("yes", "`password_command` failed ("),
        ("cat", "what `password_command` prints is empty"),
    ] {
        let found = keyring::password(&account("ann", PasswordFrom::Command(command.into()))).await;
        let said = said(found);
        // shells tell the signal that ended `yes` in their own ways
        assert!(if want.ends_with('(') { said.starts_with(want) } else { said == want }, "{command}: {said}");
    }
}

#[tokio::test]
async fn a_password_is_not_printed_by_accident() {
    let found = keyring::password(&account("ann", PasswordFrom::Command("echo canary".into()))).await;
    assert!(!format!("{found:?}").contains("canary"));
}

fn said(found: Result<SecretString, SecretTrouble>) -> String {
    match found {
        Ok(secret) => secret.expose_secret().to_owned(),
        Err(trouble) => trouble.to_string(),
    }
}

#[tokio::test]
#[ignore = "the other tests start it in a session of its own"]
async fn scene() {
    if env::var_os(SCENE).is_none() {
        return;
    }
    let done = |result: Result<(), SecretTrouble>, word: &str| result.map_or_else(|trouble| trouble.to_string(), |()| word.to_owned());
    let ann = account("ann", PasswordFrom::Keyring);
    for act in io::stdin().lines() {
        let act = act.unwrap();
        let line = match act.split_once(' ').unwrap_or((&act, "")) {
            ("find", "") => said(keyring::password(&ann).await),
            ("find", user) => said(keyring::password(&account(user, PasswordFrom::Keyring)).await),
            ("keep", password) => done(keyring::store(&ann, &SecretString::from(password)).await, "kept"),
            ("delete", _) => done(keyring::delete(&ann).await, "deleted"),
            other => panic!("{other:?}"),
        };
        println!("\n> {line}");
    }
}
