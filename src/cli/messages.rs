//! Messages on disk: a file of one, an mbox, a Maildir, a folder of any of these. One at a time, and never more of one than is judged.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::mail::LOOKED_AT;

/// A message as it stands on disk.
pub struct Found {
    /// The path as it was given, with `#3` for the third of an mbox that holds several.
    pub path: String,
    /// Its beginning: as much as is judged.
    pub bytes: Vec<u8>,
    /// The length of the whole.
    pub size: usize,
}

/// Gives every message under `path` to `take`, in the order of the names, until it breaks. What cannot be read goes to
/// `fail`, and the rest goes on.
pub fn each(path: &Path, take: &mut dyn FnMut(Found) -> ControlFlow<()>, fail: &mut dyn FnMut(&Path, &io::Error)) -> ControlFlow<()> {
    let mut open = vec![path.to_owned()];
    // a link may lead back to where it stands
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    while let Some(path) = open.pop() {
        let step = match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => fs::canonicalize(&path).and_then(|real| {
                if seen.insert(real) {
                    let mut inside = inside(&path)?;
                    // the last one is popped first
                    inside.reverse();
                    open.append(&mut inside);
                }
                Ok(ControlFlow::Continue(()))
            }),
            Ok(meta) if meta.is_file() => file(&path, take),
            Ok(_) => Err(io::Error::other("neither a file nor a folder")),
            Err(error) => Err(error),
        };
        match step {
            Ok(flow) => flow?,
            Err(error) => fail(&path, &error),
        }
    }
    ControlFlow::Continue(())
}

/// What stands in a folder, in order. Of a Maildir only its messages and the Maildirs in it: not `tmp`, not the server's notes.
fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    let holds = |name: &str| folder.join(name).is_dir();
    if holds("cur") && holds("new") {
        all.retain(|path| path.is_dir() && path.file_name().is_none_or(|name| name != "tmp"));
    }
    all.sort();
    Ok(all)
}

/// One file, by its content: an mbox where it opens with a `From ` line (RFC 4155), else one message.
fn file(path: &Path, take: &mut dyn FnMut(Found) -> ControlFlow<()>) -> io::Result<ControlFlow<()>> {
    let mut reader = BufReader::new(File::open(path)?);
    if reader.fill_buf()?.starts_with(b"From ") {
        return mbox(path, &mut reader, take);
    }
    let mut bytes = Vec::new();
    let size = usize::try_from(reader.get_ref().metadata()?.len()).unwrap_or(usize::MAX);
    reader.take(LOOKED_AT as u64).read_to_end(&mut bytes)?;
    Ok(take(Found { path: path.display().to_string(), size: size.max(bytes.len()), bytes }))
}

/// The messages of an mbox. A `From ` line parts two messages where an empty line stands before it and a time of day in it.
fn mbox(path: &Path, reader: &mut dyn BufRead, take: &mut dyn FnMut(Found) -> ControlFlow<()>) -> io::Result<ControlFlow<()>> {
    let mut message: Option<Found> = None;
    let (mut number, mut after_blank, mut line_start) = (0, true, true);
    let mut piece = Vec::new();
    let name = |number: usize| format!("{}#{number}", path.display());
    loop {
        piece.clear();
        // a line may be as long as the file: it is read in pieces
        if reader.take(LOOKED_AT as u64).read_until(b'\n', &mut piece)? == 0 {
            break;
        }
        if line_start && after_blank && is_separator(&piece, number == 0) {
            number += 1;
            if let Some(done) = message.replace(Found { path: name(number), bytes: Vec::new(), size: 0 })
                && take(done).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        } else if let Some(open) = message.as_mut() {
            let room = LOOKED_AT.saturating_sub(open.bytes.len());
            open.bytes.extend(piece.iter().take(room));
            open.size += piece.len();
        }
        after_blank = line_start && piece.iter().all(u8::is_ascii_whitespace);
        line_start = piece.ends_with(b"\n");
    }
    let Some(mut last) = message else { return Ok(ControlFlow::Continue(())) };
    if number == 1 {
        last.path = path.display().to_string();
    }
    Ok(take(last))
}

fn is_separator(line: &[u8], first: bool) -> bool {
    let time = || line.windows(5).any(|w| matches!(w, [a, b, b':', c, d] if [a, b, c, d].iter().all(|x| x.is_ascii_digit())));
    line.starts_with(b"From ") && (first || time())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &Path) -> (Vec<(String, usize, usize)>, usize) {
        let (mut found, mut failed) = (Vec::new(), 0);
        let root = format!("{}/", path.display());
        let _ = each(
            path,
            &mut |f| {
                found.push((f.path.replace(&root, ""), f.bytes.len(), f.size));
                ControlFlow::Continue(())
            },
            &mut |_, _| failed += 1,
        );
        (found, failed)
    }

    #[test]
    fn folders_are_read_by_content_and_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &[u8]| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("a.txt", b"Subject: a\n\n");
        write("b/cur/1", b"Subject: 1\n\n");
        write("b/tmp/2", b"Subject: 2\n\n");
        write("b/dovecot-uidlist", b"3 V1\n");
        fs::create_dir_all(dir.path().join("b/new")).unwrap();
        write("c", b"From a Mon Nov  2 09:00:00 2026\nA: 1\n\nFrom here on\n\nFrom b Mon Nov  2 09:00:00 2026\nB: 1\n\n");
        write("d", b"From a Mon Nov  2 09:00:00 2026\nA: 1\n\n");
        write("e", &vec![b'x'; LOOKED_AT + 7]);
        std::os::unix::fs::symlink(dir.path(), dir.path().join("f")).unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("g")).unwrap();
        let (found, failed) = names(dir.path());
        let want = [("a.txt", 12, 12), ("b/cur/1", 12, 12), ("c#1", 20, 20), ("c#2", 6, 6), ("d", 6, 6), ("e", LOOKED_AT, LOOKED_AT + 7)];
        let found: Vec<_> = found.iter().map(|(p, b, s)| (p.as_str(), *b, *s)).collect();
        assert_eq!(found, want);
        assert_eq!(failed, 1, "the link that leads nowhere is named");
    }

    #[test]
    fn one_endless_line_is_never_held_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mbox");
        let mut text = b"From a Mon Nov  2 09:00:00 2026\n".to_vec();
        text.extend(vec![b'y'; 3 * LOOKED_AT]);
        fs::write(&path, &text).unwrap();
        let mut lengths = Vec::new();
        let mut take = |f: Found| {
            lengths.push((f.bytes.len(), f.size));
            ControlFlow::Continue(())
        };
        assert!(each(&path, &mut take, &mut |_, e| panic!("{e}")).is_continue());
        assert_eq!(lengths, [(LOOKED_AT, 3 * LOOKED_AT)]);
    }
}
