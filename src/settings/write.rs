//! Changes to the file: comments and order stay, and it is never seen half written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::read::{Fault, SettingsError};
use super::{Account, Mode, PasswordFrom, Settings};

/// Adds an account at the end of the file, which is made where it is missing. An account of that name must not be there.
pub fn add_account(path: &Path, account: &Account) -> Result<(), SettingsError> {
    change(path, |document| {
        let accounts = document.entry("account").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        match accounts.as_array_of_tables_mut() {
            Some(accounts) => accounts.push(table(account)),
            None => return Err(wrong(path, 1, "accounts are written as [[account]] blocks: change that first".to_owned())),
        }
        Ok(())
    })
}

/// Sets what the account of that name does with backscatter.
pub fn set_mode(path: &Path, account: &str, mode: Mode) -> Result<(), SettingsError> {
    if !path.exists() {
        return Err(SettingsError::Missing(path.to_path_buf()));
    }
    change(path, |document| {
        let mut accounts = document.get_mut("account").and_then(Item::as_array_of_tables_mut).into_iter().flat_map(ArrayOfTables::iter_mut);
        let text = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).map(|text| text.trim().to_owned());
        // an account without a name is called by its address
        let named = |table: &Table| match text(table, "name") {
            Some(name) => name == account,
            None => text(table, "address").is_some_and(|address| address.to_lowercase() == account),
        };
        let Some(table) = accounts.find(|table| named(table)) else {
            return Err(SettingsError::NoAccount { path: path.to_path_buf(), name: account.to_owned() });
        };
        let word = word(mode);
        match table.get_mut("mode").and_then(Item::as_value_mut) {
            Some(old) => {
                let around = old.decor().clone();
                *old = word.into();
                *old.decor_mut() = around;
            }
            None => {
                table.insert("mode", value(word));
            }
        }
        Ok(())
    })
}

fn wrong(path: &Path, line: usize, says: String) -> SettingsError {
    SettingsError::Wrong { path: path.to_path_buf(), fault: Fault { line, says } }
}

fn change(path: &Path, edit: impl FnOnce(&mut DocumentMut) -> Result<(), SettingsError>) -> Result<(), SettingsError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(SettingsError::Unreadable { path: path.to_path_buf(), cause }),
    };
    let as_it_was: Result<Settings, Fault> = text.parse();
    as_it_was.map_err(|fault| wrong(path, fault.line, fault.says))?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| wrong(path, 1, error.message().to_owned()))?;
    edit(&mut document)?;
    // a table begins with an empty line, and so would the file
    let text = document.to_string().trim_start_matches('\n').to_owned();
    // what we write, we can read
    let checked: Result<Settings, Fault> = text.parse();
    checked.map_err(|fault| wrong(path, fault.line, fault.says))?;
    replace(path, &text).map_err(|cause| SettingsError::NotWritten { path: path.to_path_buf(), cause })
}

/// A new file, synced, in the place of the old one. Where the old one is a link, what it points at is replaced.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = match path.canonicalize() {
        Ok(path) => path,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_path_buf(),
        Err(error) => return Err(error),
    };
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    // what a crash left there
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, &path)?;
    File::open(folder)?.sync_all()
}

/// Every key that setup asks for, so that the person sees what there is to change.
fn table(account: &Account) -> Table {
    let mut table = Table::new();
    let mut set = |key: &str, item: Item| table.insert(key, item);
    set("name", value(&account.name));
    set("address", value(account.address.as_str()));
    set("server", value(&account.server.host));
    set("port", value(i64::from(account.server.port)));
    set("user", value(&account.user));
    if let Some(path) = &account.server.ca_file {
        set("ca_file", value(path.to_string_lossy().into_owned()));
    }
    if let PasswordFrom::Command(command) = &account.password {
        set("password_command", value(command));
    }
    set("mode", value(word(account.mode)));
    for (key, patterns) in [("also", &account.also), ("elsewhere", &account.elsewhere)] {
        if !patterns.is_empty() {
            set(key, value(patterns.iter().map(ToString::to_string).collect::<Array>()));
        }
    }
    if !account.sent.is_empty() {
        set("sent", value(account.sent.iter().collect::<Array>()));
    }
    set("folder", value(&account.folder));
    set("days", value(i64::from(account.days)));
    table
}

fn word(mode: Mode) -> &'static str {
    match mode {
        Mode::Observe => "observe",
        Mode::File => "file",
    }
}
