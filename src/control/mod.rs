//! The agent's door: a Unix socket in the runtime folder, by which the command line asks a running agent.
//!
//! One connection carries one question: a line of JSON that holds a [`Request`](crate::account::Request), and then lines of
//! JSON back, the last of which is the answer. Only the same user gets in: the folder is 0700, the socket 0600, and the
//! user of the other end is asked of the kernel on both sides.

pub mod ask;
pub mod door;
pub mod instance;
pub mod line;

pub use ask::{NotAsked, ask};
pub use door::{Answer, Asked, Door};
pub use instance::{Instance, Taken};
pub use line::Line;
