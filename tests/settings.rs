//! The settings file: what is taken, what is said about what is not, and how it is changed.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use backstop::mail::{Address, Pattern};
use backstop::settings::{Account, Mode, PasswordFrom, Server, Settings, SettingsError, add_account, load, set_mode};

const SHORTEST: &str = "[[account]]\naddress = \"ann@example.org\"\nserver = \"imap.example.org\"\n";

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[test]
fn little_must_be_written() {
    let settings: Settings = SHORTEST.parse().unwrap();
    let [account] = settings.accounts.as_slice() else { panic!("{settings:?}") };
    assert_eq!((account.name.as_str(), account.user.as_str()), ("ann@example.org", "ann@example.org"));
    assert_eq!(account.server, Server { host: "imap.example.org".into(), port: 993, ca_file: None });
    assert_eq!(account.password, PasswordFrom::Keyring);
    assert_eq!((account.mode, account.folder.as_str(), account.days), (Mode::Observe, "Backscatter", 90));
    assert!(!settings.notices.private);
    assert!("".parse::<Settings>().unwrap().accounts.is_empty());
}

#[test]
fn everything_can_be_written() {
    let text = r#"
        # for the screen at work
        [notices]
        private = true

        [[account]]
        name = "home"
        address = "Ann@Example.org"
        server = "mail.example.org"
        port = 1993
        user = "ann"
        ca_file = "/etc/ssl/mail.pem"
        password_command = "pass show mail | head -1"
        mode = "file"
        also = ["ann@example.net", "*@example.com"]
        elsewhere = ["shop@example.com"]
        sent = ["Sent", "Gesendete Objekte"]
        folder = "Not mine"
        days = 3650
    "#;
    let settings: Settings = text.parse().unwrap();
    assert!(settings.notices.private);
    let account = &settings.accounts[0];
    assert_eq!(account.address, address("ann@example.org"));
    assert_eq!(account.server, Server { host: "mail.example.org".into(), port: 1993, ca_file: Some("/etc/ssl/mail.pem".into()) });
    assert_eq!(account.password, PasswordFrom::Command("pass show mail | head -1".into()));
    assert_eq!(account.also, [Pattern::One(address("ann@example.net")), Pattern::Domain("example.com".into())]);
    assert_eq!((account.mode, account.days, account.sent.len()), (Mode::File, 3650, 2));
}

/// What is written in place of, or after, the shortest account, and what is said of it. The line is that of the fault.
#[test]
fn what_is_wrong_is_told_with_its_line_and_what_to_write() {
    let cases = [
        ("adress = \"x\"", "line 4: unknown field `adress`, expected one of `name`, `address`"),
        (
            "password = \"hunter2\"",
            "line 4: a password never stands in this file: take the line out; `backstop setup` puts it into the keyring",
        ),
        ("password = 5", "line 4: a password never stands in this file"),
        ("name = \"\"", "line 4: `name` is empty"),
        ("name = \"a\\u0000b\"", "line 4: `name` is empty, or has line breaks or other control characters"),
        (
            "port = 143",
            "line 4: port 143 begins without encryption (STARTTLS), where whoever sits between can keep it so: write port = 993",
        ),
        ("port = 0", "line 4: a port is a number from 1 to 65535"),
        ("port = 99999", "line 4: a port is a number from 1 to 65535"),
        ("port = \"993\"", "line 4: invalid type: string \"993\", expected a number; write for example: port = 993"),
        ("user = \" \"", "line 4: `user` is empty"),
        ("ca_file = \"mail.pem\"", "line 4: write the whole path, from / on, in place of \"mail.pem\""),
        ("password_command = \"\"", "line 4: `password_command` is empty"),
        (
            "mode = \"delete\"",
            "line 4: there is no mode \"delete\"; write \"observe\" (only say what would be filed) or \"file\" (file it)",
        ),
        ("also = [\n  \"ann@example.net\",\n  \"example.com\",\n]", "line 6: \"example.com\" is no address and no whole domain; write"),
        ("also = [\"a*@example.com\"]", "line 4: \"a*@example.com\" is no address and no whole domain"),
        ("also = [\"*@*.example.com\"]", "line 4: \"*@*.example.com\" is no address and no whole domain"),
        (
            "also = \"ann@example.net\"",
            "line 4: invalid type: string \"ann@example.net\", expected a list in brackets; write for example: also = [",
        ),
        ("elsewhere = [\"shop\"]", "line 4: \"shop\" is no address"),
        ("sent = [\"Sent\\r\\nA1 DELETE INBOX\"]", "line 4: a folder's name is empty, or has line breaks"),
        ("sent = [\"\"]", "line 4: a folder's name is empty"),
        ("folder = \"INBOX\"", "line 4: \"INBOX\" cannot be the folder for backscatter: write a name without its parent"),
        ("folder = \"Mail/Backscatter\"", "line 4: \"Mail/Backscatter\" cannot be the folder"),
        ("folder = \"Back%\"", "line 4: \"Back%\" cannot be the folder"),
        ("days = 0", "line 4: `days` is how far back Sent is read at the first run: a number from 1 to 3650"),
        ("days = 3651", "line 4: `days` is how far back"),
        ("days = \"all\"", "line 4: invalid type: string \"all\", expected a number; write for example: days = 90"),
        ("address = \"ann@example.net\"", "line 4: duplicate key"),
        ("name = home", "line 4: "),
        ("[notices]\nprivate = \"yes\"", "line 5: invalid type: string \"yes\", expected a boolean; write for example: private = true"),
        ("[notices]\nloud = true", "line 5: unknown field `loud`, expected `private`"),
        ("[acount]", "line 4: unknown field `acount`, expected `account` or `notices`"),
        (
            "[[account]]\naddress = \"b@example.org\"",
            "line 4: this account has no `server`; write for example: server = \"imap.example.org\"",
        ),
        ("[[account]]\nserver = \"x.example\"", "line 4: this account has no `address`; write for example: address = "),
        (
            "[[account]]\naddress = \"Ann@example.org\"\nserver = \"x.example\"",
            "line 4: the account of line 1 has the name \"ann@example.org\", too: give this one another `name`",
        ),
        ("[[account]]\naddress = \"ann\"\nserver = \"x.example\"", "line 5: \"ann\" is no mail address; write for example"),
        ("[[account]]\naddress = \"*@example.org\"\nserver = \"x.example\"", "line 5: \"*@example.org\" stands for many addresses"),
        ("[[account]]\naddress = \"<b@example.org>\"\nserver = \"x.example\"", "line 5: \"<b@example.org>\" is no mail address"),
        (
            "[[account]]\naddress = \"b@example.org\"\nserver = \"imaps://x.example:993/\"",
            "line 6: write the name alone: server = \"x.example\"",
        ),
        (
            "[[account]]\naddress = \"b@example.org\"\nserver = \"x.example:993\"",
            "line 6: the port has a line of its own: server = \"x.example\" and port = 993",
        ),
        ("[[account]]\naddress = \"b@example.org\"\nserver = \"x y\"", "line 6: \"x y\" is no name of a server"),
        ("[[account]]\naddress = \"b@example.org\"\nserver = \"\"", "line 6: \"\" is no name of a server"),
    ];
    for (text, want) in cases {
        let said = format!("{SHORTEST}{text}\n").parse::<Settings>().unwrap_err().to_string();
        assert!(said.starts_with(want), "{text}\n  says {said}\n  want {want}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn an_address_of_a_server_is_a_name_too() {
    for host in ["127.0.0.1", "::1", "localhost", "mail"] {
        let text = format!("[[account]]\naddress = \"ann@example.org\"\nserver = \"{host}\"\n");
        assert_eq!(text.parse::<Settings>().unwrap().accounts[0].server.host, host);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_apart_from_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    let said = load(&path).unwrap_err();
    assert_eq!(said.to_string(), format!("there is no {} yet: run `backstop setup`", path.display()));
    fs::write(&path, b"\xff\xfe").unwrap();
    assert!(matches!(load(&path), Err(SettingsError::Unreadable { .. })));
    fs::write(&path, format!("{SHORTEST}days = 0\n")).unwrap();
    let said = load(&path).unwrap_err().to_string();
    assert!(said.starts_with(&format!("{}, line 4: ", path.display())), "{said}");
}

fn work() -> Account {
    Account {
        name: "work \"quoted\" # and all".into(),
        address: address("ann@example.com"),
        server: Server { host: "mail.example.com".into(), port: 994, ca_file: Some(PathBuf::from("/etc/ssl/\u{e4}.pem")) },
        user: "ann".into(),
        password: PasswordFrom::Command("pass show 'mail'".into()),
        mode: Mode::Observe,
        also: vec![Pattern::Domain("example.net".into())],
        elsewhere: vec![Pattern::One(address("shop@example.com"))],
        sent: vec!["Gesendet \\ \"x\"".into()],
        folder: "Backscatter".into(),
        days: 30,
    }
}

#[test]
fn setup_adds_an_account_and_keeps_the_comments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/settings.toml");
    add_account(&path, &work()).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let read = load(&path).unwrap().accounts.remove(0);
    assert_eq!(format!("{read:?}"), format!("{:?}", work()));
    assert!(fs::read_to_string(&path).unwrap().starts_with("[[account]]\nname = "), "no empty line stands first");

    let mine = format!("# mine\n{SHORTEST}# the end\n");
    fs::write(&path, &mine).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    add_account(&path, &work()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(mine.trim_end_matches("# the end\n")) && text.contains("# the end"), "{text}");
    assert_eq!(load(&path).unwrap().accounts.len(), 2);
    assert_eq!(mode(&path), 0o600);

    // the same name again, and a file that is broken already: nothing is written
    let said = add_account(&path, &work()).unwrap_err().to_string();
    assert!(said.contains("give this one another `name`"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    fs::write(&path, "[[account]]\n").unwrap();
    assert!(add_account(&path, &work()).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "[[account]]\n");
}

#[test]
fn the_mode_changes_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("real.toml");
    let second = "\n[[account]]\nname = \"work\"\naddress = \"ann@example.com\"\nserver = \"x.example\"\nmode   = \"observe\"  # for now\ndays = 7\n";
    fs::write(&path, format!("{SHORTEST}{second}")).unwrap();
    let link = folder.path().join("settings.toml");
    symlink(&path, &link).unwrap();

    set_mode(&link, "work", Mode::File).unwrap();
    let changed = second.replace("\"observe\"", "\"file\"");
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{SHORTEST}{changed}"));
    assert!(link.is_symlink());
    // called by its address, as it is read
    fs::write(&path, fs::read_to_string(&path).unwrap().replacen("ann@", "Ann@", 1)).unwrap();
    set_mode(&link, "ann@example.org", Mode::File).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{}mode = \"file\"\n{changed}", SHORTEST.replace("ann@", "Ann@")));
    let said = set_mode(&folder.path().join("none.toml"), "home", Mode::File).unwrap_err().to_string();
    assert!(said.ends_with("yet: run `backstop setup`"), "{said}");
    let said = set_mode(&link, "home", Mode::File).unwrap_err().to_string();
    assert!(said.ends_with("has no account \"home\""), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
}
