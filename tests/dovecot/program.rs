//! The program as a person uses it: set up, looked at, run, and undone, by its command line alone.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tempfile::TempDir;

use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ago, answer, sent};
use crate::maildir::messages;

struct Person {
    server: Dovecot,
    home: TempDir,
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Person {
    fn new() -> Self {
        Self { server: Dovecot::start(""), home: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.home.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backstop"));
        command.args(arguments).env_clear().env("HOME", self.path()).env("XDG_RUNTIME_DIR", self.path().join("run")).stdin(Stdio::null());
        command.env("BACKSTOP_PASSWORD_FILE", self.path().join("password")).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What the command prints, when it works.
    fn does(&self, line: &str) -> String {
        let said = self.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(said.code, Some(0), "{line}: {}{}", said.out, said.err);
        said.out
    }

    fn set_up(&self, password: &str, mode: &str) -> Said {
        let file = self.path().join("password");
        std::fs::write(&file, format!("{password}\n")).unwrap();
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let server = self.server.server();
        let at = format!("{}:{}", server.host, server.port);
        let ca_file = server.ca_file.unwrap();
        let known = ["--address", "alice@example.org", "--name", "home", "--user", "alice", "--server", &at];
        let known = [&["setup"], &known[..], &["--mode", mode, "--ca-file", ca_file.to_str().unwrap()]].concat();
        self.run(&known)
    }

    fn log(&self) -> Vec<Value> {
        self.does("log --json").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn until(&self, what: &str, wanted: impl Fn() -> bool) {
        for _ in 0..200 {
            if wanted() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("never so: {what}\n{}\n{}", self.run(&["status"]).out, self.run(&["log"]).out);
    }
}

/// The agent, told to end when the test does.
struct Agent(Child);

impl Agent {
    fn end(mut self) -> String {
        assert!(Command::new("sh").args(["-c", &format!("kill -TERM {}", self.0.id())]).status().unwrap().success());
        assert!(self.0.wait().unwrap().success());
        let mut log = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(at.as_second().unsigned_abs())
}

fn forged(number: u32) -> Vec<u8> {
    let (id, subject) = (format!("forged.{number}@dialup.example"), format!("CANARY watches {number}"));
    Bounce { id: &id, to: "stranger@target.example", subject: &subject, date: ago(300), left: ago(280), hop: "dialup.example" }.written()
}

#[test]
fn from_setup_to_undo() {
    let person = Person::new();
    for number in 0..60 {
        let (id, to) = (format!("{number}.letter@example.org"), format!("friend{number}@people.example"));
        let at = ago(60 * 24 * (70 - number));
        person.server.deliver_at(".Sent", &sent(&id, &to, "A plan", at), time(at));
        if number % 2 == 0 {
            let later = at + SignedDuration::from_hours(2);
            person.server.deliver_at("", &answer(&to, &id, "A plan", later), time(later));
        }
    }
    person.server.deliver_at("", &forged(1), time(ago(200)));
    person.server.deliver_at("", &forged(2), time(ago(100)));

    // Their server took a bounce of their own mail for spam.
    let (lost, to) = ("12.letter@example.org", "friend12@people.example");
    let at = ago(60 * 24 * 58);
    let spam = Bounce { id: lost, to, subject: "A plan", date: at, left: at, hop: "mail.example.org" }.written();
    person.server.deliver_at(".Junk", &spam, time(at));

    // A wrong password is said once, and nothing is kept.
    let said = person.set_up("CANARY-wrong", "observe");
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.err.contains("refused the login") && !said.err.contains("CANARY"), "{}", said.err);
    let settings = person.path().join(".config/backstop/settings.toml");
    assert!(!settings.exists());

    let said = person.set_up(PASSWORD, "observe");
    assert_eq!(said.code, Some(0), "{}", said.err);
    for sentence in [
        "Logged in: what you sent is in Sent; backscatter goes to Backscatter.",
        "90 days: 2 bounces and automatic replies, 2 not yours.",
        "Of your own mail, 1 never arrived (one bounce lay in Junk).",
        "Of what people answered, 100 % is in your Sent folders, so absence proves something here.",
        "To file: backstop mode home file",
    ] {
        assert!(said.out.contains(sentence), "{sentence}\n{}", said.out);
    }
    let written = std::fs::read_to_string(&settings).unwrap();
    assert!(!written.contains(PASSWORD) && written.contains("mode = \"observe\""), "{written}");

    // One pass that only counts, one that would file, one that files: with no agent.
    let counted: Value = serde_json::from_str(&person.does("scan --dry-run --json")).unwrap();
    assert_eq!((&counted["backscatter"], &counted["filed"], &counted["in_junk"]), (&2.into(), &0.into(), &1.into()), "{counted}");
    assert_eq!(person.log().len(), 0);
    person.does("scan");
    assert!(person.log().iter().all(|record| record["step"]["step"] == "would-file"));
    person.does("mode home file");
    assert!(person.does("scan").contains("2 were filed"));
    assert!(person.does("status").contains("100 % of what people answered is in Sent (30 of 30)"));

    // The agent files what arrives, and undoes it when it is asked.
    let agent = Agent(person.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
    person.until("it watches", || person.run(&["status"]).out.contains("watching"));
    person.server.deliver("", &forged(3));
    let newest_is_third = || {
        let newest = person.log().swap_remove(0);
        newest["step"]["step"] == "filed" && newest["sought"]["ids"][0] == "forged.3@dialup.example"
    };
    person.until("the third is filed", newest_is_third);
    let id = person.log()[0]["id"].to_string();
    let explained = person.does(&format!("explain {id}"));
    for sentence in [
        "forged.3@dialup.example",
        "Stands in   Backscatter",
        "    Recipient   stranger@target.example ",
        "  in no Sent message\n",
        "    yes  Sent is read without a gap, from its day until after this arrived.\n",
        "Why not ours\n    No Sent message has any of these facts.\n",
        &format!("To put it back: backstop undo {id}"),
    ] {
        assert!(explained.contains(sentence), "{sentence}\n{explained}");
    }
    let data: Value = serde_json::from_str(&person.does(&format!("explain {id} --json"))).unwrap();
    let tried = &data["reasoning"]["tried"][0];
    assert_eq!((&tried["value"], &tried["found"], &data["needs"][0]["met"]), (&"forged.3@dialup.example".into(), &0.into(), &true.into()));
    assert_eq!(person.does(&format!("undo {id}")), "1 message is back in the inbox. It will not be touched again.\n");
    assert_eq!(person.does("undo --since today"), "2 messages are back in the inbox. They will not be touched again.\n");
    assert!(person.does("undo --last").starts_with("Nothing was put back"));
    assert_eq!(person.run(&["explain", "999"]).code, Some(1));

    let log = agent.end();
    assert!(log.contains("has started: 1 account: home (files)") && log.contains("filed"), "{log}");
    // Neither a password nor what a stranger wrote.
    assert!(!log.contains(PASSWORD) && !log.contains("CANARY") && !log.contains("target.example"), "{log}");
    assert_eq!(messages(&person.server.maildir("")).len(), 33);
    assert_eq!(messages(&person.server.maildir(".Junk")), [spam]);
}
