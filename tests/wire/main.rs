//! The line against servers that refuse, lie, break off or flood: in memory, with a clock that jumps.

#[path = "../support/account.rs"]
mod account;
mod fake;
mod faults;
mod floods;
mod logins;
mod moves;
mod reads;
mod watches;
