//! `backstop demo`, as a person runs it: in a home of its own, in which nothing is left behind.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

fn demo(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backstop"));
    command.arg("demo").env_clear().env("HOME", home).env("TMPDIR", home).env("PATH", std::env::var_os("PATH").unwrap());
    command
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn every_message_ends_where_it_belongs() {
    let home = tempfile::tempdir().unwrap();
    let output = demo(home.path()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    for line in [
        "90 days: 53 bounces and automatic replies, 40 not yours, 6 yours, 7 unsure.",
        "Of your own mail, 7 never arrived (one bounce lay in Junk).",
        "40 messages were moved from INBOX to Backscatter, each written into a journal first.",
        "Your mail to anton@timber-yard.example was not delivered: no such user",
        "ordinary mail                     201      201            -  ok",
        "backscatter                        40        -           40  ok",
        "Every message is where it belongs, once; none was marked as read, none was lost.",
    ] {
        assert!(said.contains(line), "not said: {line}\n{said}");
    }
    assert!(!said.contains('\x1b'), "no colours where nobody looks");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(is_empty(home.path()), "nothing is left behind");
}

#[test]
fn what_is_kept_can_be_asked_and_ends_when_told() {
    let home = tempfile::tempdir().unwrap();
    let mut child = demo(home.path()).arg("--keep").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut ask = None;
    for line in lines {
        if line.contains("XDG_DATA_HOME=") {
            ask = Some(line.trim().to_owned());
        }
        if line.contains("Ctrl-C") {
            break;
        }
    }
    let answer = Command::new("sh").arg("-c").arg(ask.expect("it says how to ask")).env("HOME", home.path()).output().unwrap();
    let log = String::from_utf8(answer.stdout).unwrap();
    assert!(log.contains("backscatter") && log.contains("undone"), "{log}\n{}", String::from_utf8_lossy(&answer.stderr));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    assert!(is_empty(home.path()), "nothing is left behind");
}
