//! Mail for the tests: what the person sent, what people answered, and reports about both.

use jiff::{SignedDuration, Timestamp};

pub const ME: &str = "alice@example.org";

/// As mail writes it (RFC 5322, section 3.3).
pub fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

pub fn ago(minutes: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_mins(minutes)
}

/// A message of the person's, as their mail program keeps it.
pub fn sent(id: &str, to: &str, subject: &str, at: Timestamp) -> Vec<u8> {
    format!(
        "From: Alice <{ME}>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {}\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\r\nText.\r\n",
        date(at)
    )
    .into_bytes()
}

/// What a person answered.
pub fn answer(from: &str, to_id: &str, subject: &str, at: Timestamp) -> Vec<u8> {
    format!(
        "Return-Path: <{from}>\r\nFrom: {from}\r\nTo: {ME}\r\nSubject: Re: {subject}\r\nDate: {}\r\nMessage-ID: <re.{to_id}>\r\n\
         In-Reply-To: <{to_id}>\r\nReferences: <{to_id}>\r\n\r\nThank you!\r\n",
        date(at)
    )
    .into_bytes()
}

/// A bounce, as Postfix writes it, of a message that came to it from `hop` at `left`.
pub struct Bounce<'a> {
    pub id: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    /// The Date of the original.
    pub date: Timestamp,
    /// When the bouncing server took it, and from whom.
    pub left: Timestamp,
    pub hop: &'a str,
}

impl Bounce<'_> {
    pub fn written(&self) -> Vec<u8> {
        let Self { id, to, subject, hop, .. } = self;
        let host = format!("mx.{}", to.rsplit_once('@').unwrap().1);
        format!(
            "Return-Path: <>\r\nReceived: from {host} ({host} [192.0.2.25]) by mail.example.org with ESMTPS id 9Qx; {now}\r\n\
             Date: {now}\r\nFrom: MAILER-DAEMON@{host} (Mail Delivery System)\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             To: {ME}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"{id}/b\"\r\nMessage-ID: <bounce.{id}>\r\n\r\n\
             --{id}/b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system at host {host}.\r\n\r\n\
             I'm sorry to have to inform you that your message could not\r\nbe delivered to one or more recipients.\r\n\r\n\
             <{to}>: unknown user\r\n\r\n--{id}/b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; {host}\r\n\
             Arrival-Date: {left}\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 unknown user\r\n\r\n--{id}/b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
             Received: from {hop} ({hop} [198.51.100.9])\r\n\tby {host} with ESMTP id 4Tz; {left}\r\nFrom: Alice <{ME}>\r\nTo: {to}\r\n\
             Subject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}>\r\n\r\n--{id}/b--\r\n",
            now = date(Timestamp::now()),
            left = date(self.left),
            date = date(self.date),
        )
        .into_bytes()
    }
}
