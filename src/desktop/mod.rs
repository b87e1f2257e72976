//! The desktop's side: what only a session with a bus has.

pub mod board;
pub mod keyring;
pub mod notices;
pub mod screen;
pub mod words;
