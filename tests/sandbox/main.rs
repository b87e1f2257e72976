//! The sandbox's own promises, the agent's line on every server that it imitates, and the agent against its faults.

#[path = "../support/account.rs"]
mod account;
mod dialogues;
mod faults;
#[path = "../support/letters.rs"]
mod letters;
mod line;
#[path = "../support/running.rs"]
mod running;
#[path = "../support/talk.rs"]
mod talk;
