//! The program itself, in an empty home, with nothing on the terminal.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_backstop"));
        command.args(arguments.split_whitespace()).env_clear().env("HOME", self.path()).env("XDG_RUNTIME_DIR", self.path().join("run"));
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &str) -> Said {
        Said::of(self.command(arguments).output().unwrap())
    }

    fn settings(&self, text: &str) {
        let folder = self.path().join(".config/backstop");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("settings.toml"), text).unwrap();
    }
}

#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let home = Home::new();
    let help = home.run("--help");
    assert_eq!(help.code, Some(0));
    for command in ["run", "scan", "status", "log", "explain", "undo", "pause", "resume", "mode", "check"] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{}", help.out);
        let help = home.run(&format!("{command} --help"));
        assert_eq!(help.code, Some(0), "{command}");
        assert!(help.out.contains(&format!("Example:\n  backstop {command}")), "{}", help.out);
        assert!(!help.out.contains('\x1b'), "colours in a pipe");
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    let home = Home::new();
    for arguments in [
        "",
        "no-such-command",
        "explain",
        "explain x",
        "undo",
        "undo 1 --last",
        "undo --since yesteryear",
        "log -n many",
        "log --no-such-option",
    ] {
        let said = home.run(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{arguments}: {said:?}");
        assert!(!said.err.is_empty() && !said.err.contains("panicked"), "{arguments}: {said:?}");
    }
}

#[test]
fn with_no_agent_the_store_is_read_under_the_lock() {
    let home = Home::new();
    let said = home.run("log");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "Nothing has been judged yet.\n"), "{said:?}");
    let said = home.run("log --json");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{said:?}");
    let said = home.run("explain 42");
    assert_eq!((said.code, said.err.as_str()), (Some(1), "backstop: there is no message 42: see backstop log\n"));
}

#[test]
fn another_backstop_is_told_of() {
    let home = Home::new();
    assert_eq!(home.run("log").code, Some(0));
    let lock = std::fs::File::options().write(true).open(home.path().join(".local/share/backstop/lock")).unwrap();
    lock.lock().unwrap();
    let said = home.run("log");
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.err.starts_with("backstop: another Backstop is running"), "{said:?}");
}

#[test]
fn wrong_settings_end_with_2_and_the_line() {
    let home = Home::new();
    for command in ["run", "scan", "status", "undo --last"] {
        let said = home.run(command);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{command}: {said:?}");
        assert!(said.err.contains("backstop setup"), "{command}: {said:?}");
    }
    home.settings("[[account]]\naddress = \"me@example.org\"\nserver = \"imap.example.org\"\nmode = \"loud\"\n");
    for command in ["run", "scan", "status", "undo --last", "mode me@example.org file"] {
        let said = home.run(command);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{command}: {said:?}");
        assert!(said.err.contains("settings.toml, line 4: ") && said.err.contains("observe"), "{command}: {said:?}");
    }
}

/// Nobody listens at this account's server.
const UNREACHABLE: &str = "[[account]]\nname = \"home\"\naddress = \"me@example.org\"\nserver = \"localhost\"\nport = 1\n\
    password_command = \"echo CANARY\"\n";

#[test]
fn with_no_agent_the_status_is_what_is_remembered() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    let said = home.run("status");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.starts_with("No agent is running") && said.out.contains("\nhome\n") && !said.out.contains('\x1b'), "{said:?}");
    let said = home.run("status --json");
    let standing: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(standing["running"], false);
    assert_eq!(standing["accounts"][0]["account"], "home");
}

#[test]
fn a_server_out_of_reach_is_a_failure_with_its_reason() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    let said = home.run("scan --dry-run");
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:?}");
    assert!(said.err.starts_with("backstop: home: ") && !said.err.contains("CANARY"), "{said:?}");
    for command in ["pause", "resume"] {
        let said = home.run(command);
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains("no agent is running"), "{said:?}");
    }
}

#[test]
fn the_agent_runs_answers_and_ends() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    let mut agent = home.command("run").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let standing = (0..200).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let said = home.run("status --json");
        serde_json::from_str::<serde_json::Value>(&said.out).ok().filter(|standing| standing["running"] == true)
    });
    assert_eq!(standing.expect("it answers")["accounts"][0]["account"], "home");
    let second = home.run("run");
    assert_eq!(second.code, Some(3), "{second:?}");
    assert_eq!(home.run("mode home file").out, "home files, now.\n");
    assert_eq!(home.run("mode nobody file").code, Some(2));
    assert_eq!(home.run("pause").code, Some(0));
    assert!(home.run("status").out.contains("it is paused"));

    let ended = Command::new("sh").args(["-c", &format!("kill -TERM {}", agent.id())]).status().unwrap();
    assert!(ended.success());
    assert!(agent.wait().unwrap().success());
    let mut log = String::new();
    std::io::Read::read_to_string(&mut agent.stderr.take().unwrap(), &mut log).unwrap();
    assert!(log.contains("has started: 1 account: home (observes)") && log.trim_end().ends_with("ended"), "{log}");
    assert!(!log.contains("CANARY") && !log.contains('\x1b'), "{log}");
    assert!(!home.path().join("run/backstop/agent.sock").exists());
    assert!(std::fs::read_to_string(home.path().join(".config/backstop/settings.toml")).unwrap().contains("mode = \"file\""));
}

#[test]
fn a_damaged_store_makes_every_account_observe() {
    let home = Home::new();
    home.settings(&UNREACHABLE.replace("password_command", "mode = \"file\" # wanted\npassword_command"));
    assert_eq!(home.run("status").code, Some(0));
    let store = home.path().join(".local/share/backstop/backstop.db");
    std::fs::write(&store, "not a store any more, and longer than a header of one hundred bytes".repeat(100)).unwrap();
    for name in ["backstop.db-wal", "backstop.db-shm"] {
        // gone already, where it was closed well
        let _ = std::fs::remove_file(store.with_file_name(name));
    }
    let said = home.run("status");
    assert!(said.err.contains("the store was damaged and stands aside as "), "{said:?}");
    assert!(said.out.contains("Mode       observe"), "{said:?}");
    let settings = std::fs::read_to_string(home.path().join(".config/backstop/settings.toml")).unwrap();
    assert!(settings.contains("mode = \"observe\" # wanted"), "{settings}");
    assert_eq!(home.run("mode home file").code, Some(0));
    let said = home.run("status");
    assert!(said.err.is_empty() && said.out.contains("Mode       file"), "{said:?}");
}
