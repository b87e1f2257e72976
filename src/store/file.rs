//! The file and its folder: the person's alone, whatever the umask is, and never somebody else's by way of a link.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::StoreError;

/// Makes the folder (0700) and an empty file (0600) where they are missing, and tightens them where they are there.
/// Gives the path with its folder's links resolved (SQLite refuses links anywhere in it), and whether the file is new.
pub(super) fn prepare(path: &Path) -> Result<(PathBuf, bool), StoreError> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(StoreError::NotAFile { path: path.to_path_buf() });
    };
    let folder = own_folder(folder).map_err(|e| StoreError::of_file(&e, folder))?;
    let path = folder.join(name);
    // create_new follows no link
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(_) => return Ok((path, true)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(StoreError::of_file(&error, &path)),
    }
    let found = fs::symlink_metadata(&path).map_err(|e| StoreError::of_file(&e, &path))?;
    if !found.is_file() {
        return Err(StoreError::NotAFile { path });
    }
    tighten(&path, &found, 0o600).map_err(|e| StoreError::of_file(&e, &path))?;
    Ok((path, found.len() == 0))
}

/// Renames a damaged file, and what SQLite keeps beside it, to the first name that is free.
pub(super) fn put_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let beside = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let free = (1..1000).map(|n| format!(".damaged-{n}")).find(|suffix| !beside(suffix).exists());
    let Some(suffix) = free else {
        return Err(StoreError::Other { path: path.to_path_buf(), cause: "too many damaged files lie beside it".to_owned() });
    };
    let aside = beside(&suffix);
    fs::rename(path, &aside).map_err(|e| StoreError::of_file(&e, path))?;
    for part in ["-wal", "-shm"] {
        match fs::rename(beside(part), beside(&format!("{suffix}{part}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(StoreError::of_file(&error, &beside(part))),
            _ => {}
        }
    }
    Ok(aside)
}

fn own_folder(folder: &Path) -> io::Result<PathBuf> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let folder = folder.canonicalize()?;
    let found = fs::metadata(&folder)?;
    tighten(&folder, &found, 0o700)?;
    Ok(folder)
}

/// Takes from group and others what they may do.
fn tighten(path: &Path, found: &fs::Metadata, mode: u32) -> io::Result<()> {
    if found.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(mode))
}
