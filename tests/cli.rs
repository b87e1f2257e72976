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
    for command in ["setup", "run", "scan", "status", "log", "explain", "undo", "pause", "resume", "mode", "check", "demo"] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{}", help.out);
        let help = home.run(&format!("{command} --help"));
        assert_eq!(help.code, Some(0), "{command}");
        assert!(help.out.contains(&format!(":\n  backstop {command}")), "{}", help.out);
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
        "explain -1",
        "explain 99999999999999999999",
        "log -n -5",
        "undo -- -1",
        "undo --since -2h",
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
fn where_nothing_was_set_up_nothing_is_made_and_the_way_is_shown() {
    let home = Home::new();
    for command in [
        "log",
        "log --json",
        "status",
        "status --json",
        "explain 42",
        "undo --last",
        "undo 42",
        "run",
        "scan",
        "pause",
        "resume",
        "mode home file",
    ] {
        let said = home.run(command);
        let want = (Some(2), "", "backstop: no account is set up: backstop setup\n");
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), want, "{command}");
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
    home.settings("[notices]\nprivate = true\n");
    for command in ["log", "status", "pause", "mode home file"] {
        assert_eq!(home.run(command).err, "backstop: no account is set up: backstop setup\n", "{command}");
    }
}

#[test]
fn reading_makes_no_file() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    for (command, code, out, err) in [
        ("log", 0, "Nothing has been judged yet.\n", ""),
        ("log --json", 0, "", ""),
        ("explain 42", 1, "", "backstop: there is no message 42: see backstop log\n"),
        ("undo --last", 0, "Nothing was put back: nothing that was filed is left to put back.\n", ""),
    ] {
        let said = home.run(command);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(code), out, err), "{command}");
    }
    let said = home.run("status");
    assert!(said.code == Some(0) && said.out.contains("\nhome\n") && said.out.contains("not read yet"), "{said:?}");
    assert!(!home.path().join(".local").exists());
    // what is there is read under the lock
    assert_eq!(home.run("scan --dry-run").code, Some(1));
    assert!(home.path().join(".local/share/backstop/backstop.db").exists());
    assert_eq!(home.run("log").out, "Nothing has been judged yet.\n");
    assert_eq!(home.run("explain 42").err, "backstop: there is no message 42: see backstop log\n");
    std::fs::remove_dir_all(home.path().join(".config")).unwrap();
    assert_eq!(home.run("log").out, "Nothing has been judged yet.\n", "the records outlive the settings");
}

#[test]
fn another_backstop_is_told_of() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    assert_eq!(home.run("scan --dry-run").code, Some(1));
    let lock = std::fs::File::options().write(true).open(home.path().join(".local/share/backstop/lock")).unwrap();
    lock.lock().unwrap();
    let said = home.run("log");
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.err.starts_with("backstop: another Backstop is running"), "{said:?}");
}

#[test]
fn a_disk_that_takes_nothing_is_told_in_a_sentence() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    let state = home.path().join(".local/share");
    std::fs::create_dir_all(&state).unwrap();
    for (mount, want) in [
        ("mount -t tmpfs -o size=16k none $0 && head -c 16384 /dev/zero > $0/fill", "the disk is full: "),
        ("mount -t tmpfs -o size=64k none $0 && head -c 32768 /dev/zero > $0/fill", "the disk"),
        ("mount -t tmpfs -o ro none $0", " is on a disk that is read-only"),
    ] {
        for command in ["scan", "run"] {
            let there = home.command(command);
            let mut held = Command::new("unshare");
            held.args(["--user", "--map-root-user", "--mount", "sh", "-c", &format!("{{ {mount}; }} 2>/dev/null; exec \"$@\"")]);
            held.arg(&state).arg(there.get_program()).args(there.get_args()).env_clear();
            held.envs(there.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("PATH", std::env::var_os("PATH").unwrap());
            let said = Said::of(held.stdin(Stdio::null()).output().expect("unshare (Debian: apt install util-linux)"));
            assert_eq!(said.code, Some(1), "{mount}: {said:?}");
            assert!(said.err.contains(want) && said.err.contains("/.local/share/backstop"), "{mount}: {said:?}");
        }
    }
}

/// Flags of setup, and what is said of them. No server is asked, nothing is written.
#[test]
fn setup_speaks_of_the_flags_that_were_given() {
    let home = Home::new();
    let known = "--address me@example.org --server localhost:1 --mode observe";
    for (flags, code, want) in [
        ("--address me --mode file".to_owned(), 2, "this is no mail address; write one as in ann@example.org"),
        ("--address *@example.org --mode file".to_owned(), 2, "this is no mail address"),
        ("--server imaps://x.example".to_owned(), 2, "write the name alone, as in imap.example.org"),
        ("--server x.example:143".to_owned(), 2, "port 143 begins without encryption: write the name alone, for port 993"),
        ("--server x.example:0".to_owned(), 2, "a port is a number from 1 to 65535"),
        ("--server x.example:imap".to_owned(), 2, "'imap' is no port"),
        ("--server x_y!".to_owned(), 2, "this is no name of a server"),
        ("--elsewhere shop".to_owned(), 2, "'shop' is neither an address (ann@example.org) nor a whole domain (*@example.org)"),
        ("--elsewhere a*@example.org".to_owned(), 2, "'a*@example.org' is neither"),
        ("--ca-file no/such.pem".to_owned(), 2, "it cannot be read: No such file"),
        ("--name=".to_owned(), 2, "it is empty"),
        ("--user=".to_owned(), 2, "it is empty"),
        ("--password-command=".to_owned(), 2, "it is empty"),
        ("--mode loud".to_owned(), 2, "possible values: observe, file"),
        (
            "--address me@example.org".to_owned(),
            2,
            "--server HOST\n  --password-command COMMAND (or BACKSTOP_PASSWORD_FILE=FILE in the environment)\n  --mode",
        ),
        (format!("{known} --password-command false"), 1, "--password-command failed (exit status: 1)"),
        (format!("{known} --password-command echo"), 1, "what --password-command prints is empty"),
        (format!("{known} --password-command ls"), 1, "localhost:1"),
    ] {
        let mut setup = home.command(&format!("setup {flags}"));
        let said = Said::of(setup.env("PATH", std::env::var_os("PATH").unwrap()).output().unwrap());
        assert_eq!((said.code, said.out.as_str()), (Some(code), ""), "{flags}: {said:?}");
        assert!(said.err.contains(want), "{flags}: {}", said.err);
        let keys = ["password_command", "ca_file", "settings"];
        assert!(!keys.iter().any(|key| said.err.contains(key)), "{flags}: {}", said.err);
    }
    assert!(!home.path().join(".config").exists());
}

/// A reader that has seen enough, or is not there at all, is no failure.
#[test]
fn nobody_need_listen() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    for (command, code) in [("status", 0), ("log", 0), ("--help", 0), ("status --json", 0), ("explain 7", 1), ("no-such-command", 2)] {
        for closed in [">&-", "2>&-", "<&- >&- 2>&-", "| true"] {
            let there = home.command(command);
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("\"$0\" \"$@\" {closed}")]).arg(there.get_program()).args(there.get_args()).env_clear();
            shell.envs(there.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("PATH", std::env::var_os("PATH").unwrap());
            let said = Said::of(shell.output().unwrap());
            let want = if closed == "| true" { 0 } else { code };
            assert_eq!(said.code, Some(want), "{command} {closed}: {said:?}");
            assert!(!said.err.contains("panicked") && !said.err.contains("os error"), "{command} {closed}: {said:?}");
        }
    }
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
}

#[test]
fn a_pause_is_kept_for_an_agent_that_does_not_run_yet() {
    let home = Home::new();
    home.settings(UNREACHABLE);
    for (command, paused) in [("pause home", true), ("pause", true), ("resume", false)] {
        let said = home.run(command);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        assert_eq!(home.run("status").out.contains("it is paused"), paused, "{command}");
    }
    assert_eq!(home.run("pause nobody").code, Some(1));
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
    assert_eq!(home.run("scan --dry-run").code, Some(1));
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
