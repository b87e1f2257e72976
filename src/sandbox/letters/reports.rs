//! How servers report, one function a format. A report of Robin's own mail and one of a forgery differ in what they return alone.

mod answers;
mod plain;
mod structured;

use jiff::Timestamp;

use super::chance::Chance;
use super::original::Original;
use super::paper::{date, delivered};
use super::people::ME;

/// What a report is about, and who writes it.
pub(super) struct Case<'a> {
    original: &'a Original,
    at: Timestamp,
    /// The reporting server.
    host: String,
    /// Its name for this report.
    queue: String,
    /// Where the mail went last.
    remote: String,
    number: usize,
}

impl<'a> Case<'a> {
    pub(super) fn new(chance: &mut Chance, original: &'a Original, at: Timestamp) -> Self {
        let domain = original.to.rsplit('@').next().unwrap_or_default();
        let host = format!("mx{}.{domain}", chance.between(1, 9));
        Self { original, at, host, queue: chance.hex(11).to_uppercase(), remote: format!("mail.{domain}"), number: chance.below(250) }
    }

    /// Return-Path and Received, as Robin's server wrote them down.
    fn envelope(&self) -> String {
        format!("Return-Path: <>\n{}", delivered(&self.host, self.number, &self.queue, self.at))
    }

    fn date(&self) -> String {
        date(self.at, 0)
    }

    /// The fields of a status part (RFC 3464).
    fn status(&self, action: &str, status: &str, diagnostic: &str) -> String {
        format!(
            "Reporting-MTA: dns; {}\nArrival-Date: {}\n\nFinal-Recipient: rfc822; {}\nAction: {action}\nStatus: {status}\n\
             Remote-MTA: dns; {}\nDiagnostic-Code: smtp; {diagnostic}\n",
            self.host,
            date(self.original.at, 0),
            self.original.to,
            self.remote
        )
    }

    /// A multipart/report (RFC 6522) of these parts, each with its own header.
    fn multipart(&self, boundary: &str, header: &str, parts: &[String]) -> String {
        let parts: String = parts.iter().map(|part| format!("--{boundary}\n{part}\n")).collect();
        format!(
            "{}Date: {}\n{header}MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"{boundary}\"\n\n\
             {parts}--{boundary}--\n",
            self.envelope(),
            self.date()
        )
    }

    fn me(&self) -> &'static str {
        ME
    }
}

/// The name of a format, and how it is written.
pub(super) type Format = (&'static str, fn(&Case<'_>) -> String);

pub(super) const FALLBACK: Format = ("postfix", structured::postfix);

/// Every format.
pub(super) const ALL: &[Format] = &[
    ("postfix", structured::postfix),
    ("exim", structured::exim),
    ("qmail", plain::qmail),
    ("gmail", structured::gmail),
    ("exchange", structured::exchange),
    ("yahoo", plain::yahoo),
    ("gmx", plain::gmx),
    ("sendmail", structured::sendmail),
    ("domino", structured::domino),
    ("groupwise", plain::groupwise),
    ("exim-plain", plain::exim),
    ("postfix-delayed", structured::postfix_delayed),
    ("exim-delayed", plain::exim_delayed),
    ("exchange-german", structured::exchange_german),
    ("courier", structured::courier),
    ("away", answers::away),
    ("challenge", answers::challenge),
    ("virus", answers::virus),
    ("content", answers::content),
];

/// The formats in which Robin's own failures come back.
pub(super) const GENUINE: &[Format] = &[
    ("postfix", structured::postfix),
    ("exim", structured::exim),
    ("gmail", structured::gmail),
    ("exchange", structured::exchange),
    ("yahoo", plain::yahoo),
    ("qmail", plain::qmail),
];
