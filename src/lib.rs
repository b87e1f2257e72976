//! Backstop watches an INBOX, recognises bounces and automatic replies for mail that the person never sent
//! (backscatter), and files them away. This page is the map.
//!
//! # The trip of one message
//!
//! ```text
//! server says EXISTS
//!   imap::survey          UIDs above the cursor: number, arrival, size, named header fields
//!   mail::read            bytes to a Mail; never fails, broken mail has gaps
//!   mail::looks_automatic no: done. yes: imap::fetch brings the first 64 KiB
//!   recognise::recognise  Mail + what we know of Sent = Verdict with evidence
//!   account::case         hold while a race with Sent is possible
//!   imap::sent            what is new in every Sent folder, before every filing
//!   store::journal        written and synced; only then
//!   imap::file            keyword, MOVE, proof; the journal entry is closed
//! ```
//!
//! # The floors; imports run down only
//!
//! ```text
//! main                                arguments, settings, logging, start
//! cli                                 one file a subcommand
//! agent, sandbox                      the driver of the accounts; an IMAP server for the demo and for tests with faults
//! desktop, control, imap, store       edges: they do, and decide nothing; no edge names another
//! account                             session and case: events in, errands and notes out
//! recognise                           whose mail does a report answer
//! sent                                the Sent book: facts, look-up, coverage
//! mail                                what a message says
//! settings                            words of the person, checked; knows `mail` alone
//! ```
//!
//! `account` and all below it are pure: no input or output, no clock (`now` is a parameter), no async, no log.
//!
//! # What must never be
//!
//! - A genuine bounce is filed. Any doubt, any error, any gap in what we know: the message stays where it is.
//! - Anything is lost: no delete, no bare EXPUNGE, no CLOSE, no `\Seen`; every move stands in a journal before it is made.
//! - A verdict without evidence: [`recognise::Grounds`] cannot be made elsewhere, and cannot be empty.

pub mod account;
pub mod agent;
pub mod cli;
pub mod control;
pub mod desktop;
pub mod imap;
pub mod mail;
pub mod recognise;
pub mod sandbox;
pub mod sent;
pub mod settings;
pub mod store;
