//! One Backstop at a time: a lock on a file in the data folder, which the system lets go when the program ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
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
    #[error("another Backstop is running")]
    ByAnother,
    #[error("{path}: {source}")]
    Unusable { path: String, source: io::Error },
}

impl Instance {
    /// Takes the lock, at once or not at all. The folder must be there.
    pub fn take(path: &Path) -> Result<Self, Taken> {
        let unusable = |source| Taken::Unusable { path: path.display().to_string(), source };
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _locked: file }),
            Err(TryLockError::WouldBlock) => Err(Taken::ByAnother),
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
        assert!(matches!(Instance::take(&path), Err(Taken::ByAnother)));
        drop(first);
        assert!(Instance::take(&path).is_ok());
        assert!(matches!(Instance::take(&dir.path().join("none/lock")), Err(Taken::Unusable { .. })));
    }
}
