//! One Backstop at a time: a lock on a file in the data folder, which the system lets go when the program ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Proof that no other Backstop works on this data folder, as long as it lives.
#[derive(Debug)]
pub struct Instance {
    _locked: File,
}

/// Why the lock is not ours.
#[derive(Debug, thiserror::Error)]
pub enum Taken {
    #[error("another Backstop is running{}", .pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default())]
    ByAnother { pid: Option<u32> },
    #[error("{path}: {source}")]
    Unusable { path: String, source: io::Error },
}

impl Instance {
    /// Takes the lock, at once or not at all, and writes our process number into the file for whoever comes second. The folder must
    /// be there.
    pub fn take(path: &Path) -> Result<Self, Taken> {
        let unusable = |source| Taken::Unusable { path: path.display().to_string(), source };
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).mode(0o600).open(path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(unusable)?;
                Ok(Self { _locked: file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut said = String::new();
                // a number that is not there yet is no matter: the lock is what counts
                let read = file.take(20).read_to_string(&mut said);
                Err(Taken::ByAnother { pid: read.ok().and_then(|_| said.trim().parse().ok()) })
            }
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_one_and_comes_free() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = Instance::take(&path).unwrap();
        let said = Instance::take(&path).unwrap_err().to_string();
        assert_eq!(said, format!("another Backstop is running (pid {})", std::process::id()));
        std::fs::write(&path, "no number").unwrap();
        assert_eq!(Instance::take(&path).unwrap_err().to_string(), "another Backstop is running");
        drop(first);
        assert!(Instance::take(&path).is_ok());
        assert!(matches!(Instance::take(&dir.path().join("none/lock")), Err(Taken::Unusable { .. })));
    }
}
