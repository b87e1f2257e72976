//! The message that a report answers: one of Robin's own, or one with Robin's address in it.

use jiff::Timestamp;

use super::chance::Chance;
use super::paper::{date, later};
use super::people::{ME, STRANGERS};

/// What a report has to return.
#[derive(Clone, Debug)]
pub(super) struct Original {
    /// When it left.
    pub at: Timestamp,
    pub to: String,
    pub subject: String,
    /// Without brackets.
    pub id: String,
    /// Its Date as written.
    pub date: String,
    /// The Received lines of its way, newest first.
    pub received: String,
    /// The rest of the header block.
    pub header: String,
    pub body: String,
}

impl Original {
    /// Spam that left a machine which Robin has never heard of, through servers that are not Robin's.
    pub(super) fn forged(chance: &mut Chance, at: Timestamp, subject: &str) -> Self {
        let to = chance.pick(&STRANGERS).to_owned();
        let host = format!("host-{}-{}.cable{}.example", chance.between(2, 250), chance.between(2, 250), chance.between(1, 40));
        let (address, relay) =
            (chance.between(2, 250), format!("mx{}.{}", chance.between(1, 4), to.rsplit('@').next().unwrap_or_default()));
        let id = format!("{}@{host}", chance.hex(16));
        let written = date(at, 3);
        let received = format!(
            "Received: from gate{n}.openrelay.example (gate{n}.openrelay.example [198.51.100.{address}])\n\tby {relay} with ESMTP id {};\n\t{}\n\
             Received: from {host} (unknown [192.0.2.{address}])\n\tby gate{n}.openrelay.example with SMTP id {};\n\t{}\n",
            chance.hex(10),
            date(later(at, 40), 0),
            chance.hex(12),
            date(later(at, 4), 0),
            n = address % 9,
        );
        let mailer = chance.pick(&["Mailer 5.1", "TheBulk 2.0", "PHPMail 1.7"]);
        let header = format!(
            "From: \"Customer Service\" <{ME}>\nTo: <{to}>\nSubject: {subject}\nDate: {written}\nMessage-ID: <{id}>\nX-Mailer: {mailer}\n\
             MIME-Version: 1.0\nContent-Type: text/plain; charset=\"us-ascii\"\n"
        );
        let body = format!("Dear customer,\n\nact now and do not wait: http://{}.shop.example/\n", chance.hex(8));
        Self { at, to, subject: subject.to_owned(), id, date: written, received, header, body }
    }

    /// The whole header block as the reporting server had it, without the empty line.
    pub(super) fn block(&self) -> String {
        format!("{}{}", self.received, self.header)
    }

    /// Header block, empty line and text.
    pub(super) fn whole(&self) -> String {
        format!("{}\n{}", self.block(), self.body)
    }
}
