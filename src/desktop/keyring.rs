//! Where the password comes from.

use secrecy::SecretString;

use crate::settings::{Account, PasswordFrom};

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SecretTrouble(String);

/// The account's password.
pub async fn password(account: &Account) -> Result<SecretString, SecretTrouble> {
    match &account.password {
        PasswordFrom::Command(command) => {
            let output =
                tokio::process::Command::new("sh").arg("-c").arg(command).output().await.map_err(|e| SecretTrouble(e.to_string()))?;
            let text = String::from_utf8_lossy(&output.stdout);
            Ok(text.lines().next().unwrap_or_default().to_owned().into())
        }
        PasswordFrom::Keyring => Err(SecretTrouble("no keyring yet".into())),
    }
}
