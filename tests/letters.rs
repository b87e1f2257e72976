//! The demo's mailbox, judged by the real `backstop check`: every verdict is the truth that the letters were written with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use backstop::sandbox::letters::{Letter, Letters, ME};
use jiff::Timestamp;

/// What `check` says of every letter, by the letter's name.
fn verdicts(letters: &[&Letter], all: &Letters) -> BTreeMap<String, serde_json::Value> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, letters: &mut dyn Iterator<Item = &Letter>| {
        let path = folder.path().join(name);
        fs::create_dir(&path).unwrap();
        for letter in letters {
            fs::write(path.join(format!("{}.eml", letter.name)), &letter.bytes).unwrap();
        }
        path
    };
    let sent = write("sent", &mut all.sent.iter());
    let inbox = write("inbox", &mut all.inbox.iter());
    let judged = write("judged", &mut letters.iter().copied());
    let mut check = Command::new(env!("CARGO_BIN_EXE_backstop"));
    check.args(["check", "--json", "--me", ME, "--sent"]).arg(sent).arg("--inbox").arg(inbox).arg(judged);
    let output = check.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let read = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let name = Path::new(value["path"].as_str().unwrap()).file_stem().unwrap().to_str().unwrap().to_owned();
        (name, value)
    };
    lines.lines().map(read).collect()
}

#[test]
fn every_letter_is_judged_as_it_was_meant() {
    // two mailboxes, so that the truth hangs on no lucky seed
    for seed in [1, 2026] {
        let all = Letters::write(seed, "2026-11-24T09:00:00Z".parse::<Timestamp>().unwrap());
        let letters: Vec<_> = all.inbox.iter().chain([&all.live.forged, &all.live.genuine, &all.live.ordinary]).collect();
        let verdicts = verdicts(&letters, &all);
        assert_eq!(verdicts.len(), 257);
        let wrong: Vec<_> = letters
            .iter()
            .filter_map(|letter| {
                let said = &verdicts[&letter.name];
                let right = letter.truth.allows(said["verdict"].as_str().unwrap(), said["proved"].as_bool().unwrap());
                (!right).then(|| {
                    format!("{}: {} {} proved={} {}", letter.name, said["kind"], said["verdict"], said["proved"], said["evidence"])
                })
            })
            .collect();
        assert!(wrong.is_empty(), "seed {seed}: {} of {}:\n{}", wrong.len(), letters.len(), wrong.join("\n"));
    }
}
