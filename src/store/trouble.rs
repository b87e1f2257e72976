//! What can go wrong with the file, in sentences that say what to do.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Error, ErrorCode};

use super::schema::VERSION;

/// Nothing was written. As long as it lasts, nothing on a server is touched.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the disk is full: {} cannot be written; make room on it", .path.display())]
    Full { path: PathBuf },
    #[error("{} is on a disk that is read-only, or is itself read-only", .path.display())]
    ReadOnly { path: PathBuf },
    #[error("{} may not be opened or written ({cause}); it and its folder must belong to you", .path.display())]
    Refused { path: PathBuf, cause: String },
    #[error("{} is a symbolic link, or no file; Backstop writes to a file of its own only", .path.display())]
    NotAFile { path: PathBuf },
    #[error("{} was written by a newer Backstop (format {found}, this one knows {known}); use that one, or move the file away", .path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("another program keeps {} locked", .path.display())]
    Busy { path: PathBuf },
    #[error("{} is damaged ({cause}); when Backstop starts again it puts it aside and builds a new one", .path.display())]
    Damaged { path: PathBuf, cause: String },
    #[error("{} cannot be used: {cause}", .path.display())]
    Other { path: PathBuf, cause: String },
}

/// Why a piece of work on the file failed, before it is said about which file.
#[derive(Debug)]
pub(super) enum Unfit {
    Sql(rusqlite::Error),
    /// The format of the file is newer than ours.
    Newer(i64),
    /// SQLite is content, and yet what stands there cannot be what we wrote.
    Damaged(String),
    Other(String),
}

impl From<rusqlite::Error> for Unfit {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<serde_json::Error> for Unfit {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(format!("a record cannot be read: {error}"))
    }
}

impl Unfit {
    /// Only a new file helps.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Newer(_) | Self::Other(_) => false,
            Self::Sql(error) => match error {
                // a value of another type or size than we write
                Error::FromSqlConversionFailure(..) | Error::InvalidColumnType(..) | Error::IntegralValueOutOfRange(..) => true,
                Error::Utf8Error(..) => true,
                error => matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)),
            },
        }
    }

    pub(super) fn about(self, path: &Path) -> StoreError {
        let damage = self.is_damage();
        let path = path.to_path_buf();
        match self {
            Self::Newer(found) => StoreError::Newer { path, found, known: VERSION },
            Self::Damaged(cause) => StoreError::Damaged { path, cause },
            Self::Other(cause) => StoreError::Other { path, cause },
            Self::Sql(error) => {
                let cause = error.to_string();
                match error.sqlite_error_code() {
                    _ if damage => StoreError::Damaged { path, cause },
                    Some(ErrorCode::DiskFull) => StoreError::Full { path },
                    Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
                    Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => StoreError::Refused { path, cause },
                    Some(ErrorCode::SystemIoFailure) => {
                        StoreError::Other { path, cause: format!("the disk does not take it ({cause}); is it full?") }
                    }
                    Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
                    _ => StoreError::Other { path, cause },
                }
            }
        }
    }
}

impl StoreError {
    /// What the system said when the file or its folder was prepared.
    pub fn of_file(error: &io::Error, path: &Path) -> Self {
        let path = path.to_path_buf();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::PermissionDenied => Self::Refused { path, cause: error.to_string() },
            _ => Self::Other { path, cause: error.to_string() },
        }
    }
}
