//! Questions to the person at the terminal. They stand on standard error, so that a pipe gets none of them.

use std::io::{self, IsTerminal};

use dialoguer::{Confirm, Input, Password};
use secrecy::SecretString;

use super::trouble::Trouble;

/// Somebody can be asked.
pub fn somebody_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// A line of text that `read` understands; asked again until it does.
pub fn line<T>(question: &str, usual: Option<String>, read: impl Fn(&str) -> Result<T, String>) -> Result<T, Trouble> {
    let mut input = Input::<String>::new().with_prompt(question).validate_with(|text: &String| read(text).map(drop));
    if let Some(usual) = usual {
        input = input.default(usual);
    }
    let text = input.interact_text().map_err(Trouble::failed)?;
    read(&text).map_err(Trouble::Failed)
}

/// A password, which is not shown.
pub fn password(question: &str) -> Result<SecretString, Trouble> {
    Password::new().with_prompt(question).interact().map(SecretString::from).map_err(Trouble::failed)
}

/// Yes or no; with no usual answer the person must say one.
pub fn yes(question: &str, usual: Option<bool>) -> Result<bool, Trouble> {
    let mut confirm = Confirm::new().with_prompt(question);
    if let Some(usual) = usual {
        confirm = confirm.default(usual);
    }
    confirm.interact().map_err(Trouble::failed)
}
