//! The whole agent against the sandbox: what is counted, and what a real server cannot be made to do.

#[path = "../support/account.rs"]
mod account;
#[path = "../support/letters.rs"]
mod letters;
mod logins;
mod once;
mod round_trips;
#[path = "../support/running.rs"]
mod running;
mod scene;
mod storm;
