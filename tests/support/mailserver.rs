//! What a test asks of a real server, whichever it is.

use backstop::settings::Server;

pub trait MailServer {
    /// Where it is, over TLS.
    fn server(&self) -> Server;

    /// A message that arrives now; the folder by its name over IMAP.
    fn deliver(&self, folder: &str, message: &[u8]);

    /// The messages that really stand there, in no order.
    fn contents(&self, folder: &str) -> Vec<Vec<u8>>;

    /// How many stand there; to ask while they are being moved.
    fn count(&self, folder: &str) -> usize;
}
