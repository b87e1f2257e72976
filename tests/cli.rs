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
    for command in ["log", "explain", "undo", "check"] {
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
