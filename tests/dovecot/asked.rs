//! Setup as a person meets it: on a terminal, question by question, with a real server and a real keyring.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::bus::Bus;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ago, answer, sent};
use crate::terminal::Terminal;

const WRONG: &str = "wrong-battery";

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";

struct Desk {
    server: Dovecot,
    bus: Bus,
}

impl Desk {
    /// A server with some mail, and a session with an open keyring.
    fn new() -> Self {
        let server = Dovecot::start("");
        for number in 0..30 {
            let (id, to) = (format!("{number}.letter@example.org"), format!("friend{number}@people.example"));
            server.deliver(".Sent", &sent(&id, &to, "A plan", ago(60 * 24 * (40 - number))));
            server.deliver("", &answer(&to, &id, "A plan", ago(60 * 24 * (40 - number) - 100)));
        }
        let forged = Bounce {
            id: "forged@dialup.example",
            to: "stranger@target.example",
            subject: "Watches",
            date: ago(300),
            left: ago(280),
            hop: "dialup.example",
        };
        server.deliver_at("", &forged.written(), SystemTime::now() - Duration::from_secs(3 * 3600));
        let mut bus = Bus::start();
        let password = bus.folder().join("password");
        fs::write(&password, "of the keyring").unwrap();
        let mut keyring = bus.command("gnome-keyring-daemon");
        keyring.args(["--foreground", "--components=secrets", "--unlock"]).stdin(Stdio::from(File::open(password).unwrap()));
        bus.serve(keyring, "org.freedesktop.secrets");
        Self { server, bus }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bus.command(env!("CARGO_BIN_EXE_backstop"));
        command.args(arguments).env("PATH", std::env::var_os("PATH").unwrap_or_default()).stdin(Stdio::null());
        command
    }

    fn set_up(&self, columns: u16) -> Terminal {
        let ca_file = self.server.server().ca_file.unwrap();
        Terminal::start(&self.command(&["setup", "--ca-file", ca_file.to_str().unwrap()]), columns)
    }

    fn at(&self) -> String {
        let server = self.server.server();
        format!("{}:{}", server.host, server.port)
    }

    fn settings(&self) -> PathBuf {
        self.bus.folder().join("config/backstop/settings.toml")
    }

    /// The questions, and what is answered.
    fn dialogue(&self) -> [(&'static str, String); 6] {
        [
            ("Your mail address: ", "alice@example.org".to_owned()),
            ("IMAP server [imap.example.org]: ", self.at()),
            ("User name [alice@example.org]: ", "alice".to_owned()),
            ("Does anything else send as you? [y/N]: ", String::new()),
            ("(it does not show): ", PASSWORD.to_owned()),
            ("File from now on? [y/n]: ", "y".to_owned()),
        ]
    }

    /// Neither settings nor a password in the keyring.
    fn assert_untouched(&self, when: &str) {
        assert!(!self.settings().exists(), "{when}");
        fs::create_dir_all(self.settings().parent().unwrap()).unwrap();
        let server = self.server.server();
        let account = format!(
            "[[account]]\naddress = \"alice@example.org\"\nserver = \"localhost\"\nport = {}\nuser = \"alice\"\nca_file = {:?}\n",
            server.port,
            server.ca_file.unwrap()
        );
        fs::write(self.settings(), account).unwrap();
        let output = self.command(&["scan", "--dry-run"]).output().unwrap();
        fs::remove_file(self.settings()).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("the keyring has no password for alice at localhost"), "{when}: {said}");
    }
}

#[test]
fn from_the_address_to_the_first_filing() {
    let desk = Desk::new();
    let mut terminal = desk.set_up(80);
    terminal.says("Your mail address: ", "alice");
    terminal.until("this is no mail address");
    terminal.says("Your mail address: ", "alice@example.org");
    terminal.says("IMAP server [imap.example.org]: ", "imaps://localhost/");
    terminal.until("write the name alone");
    terminal.says("IMAP server [imap.example.org]: ", &desk.at());
    terminal.says("User name [alice@example.org]: ", "alice");
    terminal.says("Does anything else send as you? [y/N]: ", "perhaps");
    terminal.until("Say y for yes, or n for no.");
    terminal.says("Does anything else send as you? [y/N]: ", "y");
    terminal.says("As which addresses (with commas between them) [alice@example.org]: ", "shop@example.org, *@shop.example");
    terminal.until("Password of alice at localhost (it does not show): ");
    assert!(!terminal.echoes());
    terminal.types("\n");
    terminal.until("It is empty.");
    terminal.says("(it does not show): ", WRONG);
    let between = terminal.until("(it does not show): ");
    assert_eq!(between.matches("refused").count(), 1, "{between}");
    assert!(!desk.settings().exists());
    terminal.types(&format!("{PASSWORD}\n"));
    let shown = terminal.until("File from now on? [y/n]: ");
    assert!(terminal.echoes());
    for sentence in [
        "Logged in: what you sent is in Sent; backscatter goes to Backscatter.",
        "90 days: 1 bounce or automatic reply, 1 not yours.",
        "Of what people answered, 100 % is in your Sent folders",
    ] {
        assert!(shown.contains(sentence), "{sentence}\n{shown}");
    }
    assert!(!desk.settings().exists(), "nothing is written before the person has decided");
    terminal.types("\n");
    terminal.says("File from now on? [y/n]: ", "yes");
    let (code, screen) = terminal.end();
    assert_eq!(code, Some(0), "{screen}");
    assert!(!screen.contains(PASSWORD) && !screen.contains(WRONG), "{screen}");
    // a path is one word, and may be longer
    let long = |line: &&str| line.chars().filter(|c| !c.is_control()).count() > 80 && !line.contains('/') && !line.contains("addresses");
    assert_eq!(screen.lines().find(long), None);

    // what the README shows is what is said
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for words in [
        "Your mail address: ",
        "IMAP server [imap.example.org]:",
        "Does anything else send as you? [y/N]:",
        "(it does not show):",
        "Logged in: what you sent is in Sent; backscatter goes to Backscatter.",
        "Now your Sent folders are read, which is done once.",
        "File from now on? [y/n]:",
    ] {
        assert!(readme.contains(words) && screen.contains(words), "{words}");
    }

    let settings = fs::read_to_string(desk.settings()).unwrap();
    for line in ["user = \"alice\"", "mode = \"file\"", "elsewhere = [\"shop@example.org\", \"*@shop.example\"]"] {
        assert!(settings.contains(line), "{line}\n{settings}");
    }
    assert!(!settings.contains(PASSWORD));
    // the password comes from the keyring
    let output = desk.command(&["scan"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("1 was filed"), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn whoever_stops_leaves_nothing_behind() {
    let desk = Desk::new();
    let dialogue = desk.dialogue();
    for (stop, (question, _)) in dialogue.iter().enumerate() {
        for key in [CTRL_C, CTRL_D] {
            let when = format!("{key:?} at {question}");
            let mut terminal = desk.set_up(100);
            dialogue.iter().take(stop).for_each(|(question, answer)| terminal.says(question, answer));
            terminal.until(question);
            terminal.types(key);
            terminal.until("backstop: stopped; nothing was set up");
            assert!(terminal.echoes(), "{when}");
            let (code, screen) = terminal.end();
            assert_eq!(code, Some(130), "{when}: {screen}");
            assert!(!desk.settings().exists(), "{when}");
        }
    }
    desk.assert_untouched("stopped at every question");
}

#[test]
fn a_login_that_does_not_work_leaves_nothing_behind() {
    let desk = Desk::new();
    let dialogue = desk.dialogue();
    let until_password = |terminal: &mut Terminal, server: &str| {
        for (question, answer) in dialogue.iter().take(4) {
            terminal.says(question, if question.starts_with("IMAP") { server } else { answer });
        }
    };
    let mut terminal = desk.set_up(80);
    until_password(&mut terminal, &desk.at());
    for _ in 0..3 {
        terminal.says("(it does not show): ", WRONG);
    }
    let (code, screen) = terminal.end();
    assert_eq!((code, screen.matches("refused the login").count()), (Some(1), 3), "{screen}");
    assert!(!screen.contains(WRONG), "{screen}");

    let mut terminal = desk.set_up(80);
    until_password(&mut terminal, "imap.nowhere.invalid");
    terminal.says("(it does not show): ", PASSWORD);
    let (code, screen) = terminal.end();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("imap.nowhere.invalid") && !screen.contains(PASSWORD), "{screen}");
    desk.assert_untouched("no login worked");
}
