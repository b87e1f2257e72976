//! The laws of a session: under any order of events, whatever the server, the disk, the network and the person do.
//!
//! `world` is a small mailbox in which messages really move, a disk, and a person; it checks every errand as it goes out.

mod by_hand;
mod crashes;
mod disk;
mod letters;
mod lives;
mod mailbox;
mod orders;
mod returns;
mod told;
mod trouble;
mod way;
mod world;
