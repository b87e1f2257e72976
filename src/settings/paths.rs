//! Where things stand on the disk: the folders of the XDG Base Directory Specification.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The three folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Holds the settings file.
    pub config: PathBuf,
    /// Holds the store and the lock. Never on a network drive: locks and synced writes must be real.
    pub data: PathBuf,
    /// Holds the agent's socket. Gone after a restart, where the system has such a folder; else inside `data`.
    pub runtime: PathBuf,
}

impl Paths {
    /// `None` when the person has no home folder.
    pub fn of_person() -> Option<Self> {
        let folders = ProjectDirs::from("", "", "backstop")?;
        let data = folders.data_dir().to_owned();
        Some(Self {
            config: folders.config_dir().to_owned(),
            runtime: folders.runtime_dir().map_or_else(|| data.join("run"), PathBuf::from),
            data,
        })
    }

    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.toml")
    }

    pub fn store(&self) -> PathBuf {
        self.data.join("backstop.db")
    }

    pub fn lock(&self) -> PathBuf {
        self.data.join("lock")
    }

    pub fn socket(&self) -> PathBuf {
        self.runtime.join("agent.sock")
    }
}
