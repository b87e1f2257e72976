//! The sandbox's own promises, and the agent's line on every server that it imitates.

mod dialogues;
mod line;
#[path = "../support/talk.rs"]
mod talk;
