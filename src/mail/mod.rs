//! What a message says. The only room that names the mail parser.
//!
//! Mail is written by strangers: reading never fails, never panics, and takes time linear in the length of what it is given.
//! What a message does not say is a gap (`None`, an empty list), never a guess.

pub mod address;
pub mod fields;
pub mod gate;
mod header;
mod html;
mod lines;
pub mod message_id;
mod original;
mod parts;
pub mod phrases;
pub mod place;
mod plain;
mod quoted;
pub mod read;
pub mod shown;
pub mod signs;
mod split;
mod status;
pub mod subject;
mod words;
mod words_subject;

pub use address::{Address, Pattern};
pub use fields::{Field, Fields};
pub use gate::{SURVEY_FIELDS, looks_automatic};
pub use message_id::MessageId;
pub use phrases::Phrases;
pub use place::Place;
pub use read::{read, read_cut};
pub use shown::shown;
pub use signs::{Said, Says, Signs};

use std::borrow::Cow;
use std::sync::OnceLock;

use jiff::Timestamp;

/// As much of a message as is ever fetched and judged, in bytes.
pub const LOOKED_AT: usize = 64 * 1024;

/// As much of the header fields of one message as a survey ever fetches, in bytes.
pub const FIELDS_LOOKED_AT: usize = 16 * 1024;

/// The envelope's return path, as the last server wrote it down (RFC 5321, section 4.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReturnPath {
    /// `<>`: nobody is to answer this (RFC 5321, section 4.5.5).
    Null,
    /// Somebody's address.
    Of(Address),
    /// No such header, or one that cannot be read.
    #[default]
    Absent,
}

/// What a report returns of the message that it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Returned {
    /// The whole message, as a part of its own.
    Whole(Original),
    /// Its header block alone, as a part of its own.
    Headers(Original),
    /// A header block pasted or quoted into text.
    Quoted(Original),
    /// Nothing of it.
    #[default]
    Nothing,
}

impl Returned {
    /// The original's header block, however it came.
    pub fn original(&self) -> Option<&Original> {
        match self {
            Self::Whole(o) | Self::Headers(o) | Self::Quoted(o) => Some(o),
            Self::Nothing => None,
        }
    }

    fn original_mut(&mut self) -> Option<&mut Original> {
        match self {
            Self::Whole(o) | Self::Headers(o) | Self::Quoted(o) => Some(o),
            Self::Nothing => None,
        }
    }
}

/// The header block of the message that a report answers: facts of a stranger, to be compared, never believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Original {
    /// Every form of its Message-ID: Message-ID and the X-*-Original-Message-ID fields.
    pub ids: Vec<MessageId>,
    /// The addresses of its From.
    pub from: Vec<Address>,
    /// Its Sender, where there is one.
    pub sender: Option<Address>,
    /// The addresses of its To and Cc.
    pub to: Vec<Address>,
    /// Its Subject, decoded.
    pub subject: Option<String>,
    /// Its Date.
    pub date: Option<Timestamp>,
    /// Its Received lines, newest first, unfolded.
    pub received: Vec<Received>,
    /// It is itself automatic: Auto-Submitted other than `no`, Precedence auto_reply, or its like.
    pub automatic: bool,
    /// It carries List-Id, or another field that only a mailing list writes.
    pub list: bool,
    /// It is, or holds, a calendar message (text/calendar).
    pub calendar: bool,
    /// In the text stands another message's header first, with the same From: this one may be quoted in that message.
    pub twofold: bool,
    /// The block was seen to its end, an empty line or the end of its part, and nothing is missing of the message behind it that could
    /// name the original otherwise.
    pub complete: bool,
}

/// One Received line (RFC 5321, section 4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The host that handed the message over: every name and address that the `from` clause gives.
    pub from: Vec<String>,
    /// The host that took it.
    pub by: Option<String>,
    /// When.
    pub date: Option<Timestamp>,
}

impl Received {
    /// Takes the value of a Received field apart; what it does not say is a gap.
    pub fn parse(value: &str) -> Self {
        original::received(value)
    }
}

/// One recipient of a delivery report (RFC 3464, section 2.3), or the like of it found in text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipient {
    /// Final-Recipient, or the address that the text names.
    pub address: Option<Address>,
    /// Original-Recipient.
    pub original: Option<Address>,
    /// Action, in lower case, without comments: failed, delayed, delivered, relayed, expanded.
    pub action: Option<String>,
    /// Status (RFC 3463), as `5.1.1`.
    pub status: Option<String>,
    /// Diagnostic-Code without its type, unfolded.
    pub diagnostic: Option<String>,
    /// Remote-MTA without its type.
    pub remote_mta: Option<String>,
}

/// What sort of report a multipart/report, or a part that stands in for it, says it is (RFC 6522).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// message/delivery-status or its `global` form (RFC 3464, RFC 6533).
    DeliveryStatus,
    /// message/disposition-notification or its `global` form (RFC 8098).
    Disposition,
    /// message/feedback-report (RFC 5965).
    Feedback,
}

/// A message, as far as it was given to [`read`].
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// The header block.
    pub fields: Fields,
    pub return_path: ReturnPath,
    pub ids: Vec<MessageId>,
    pub from: Vec<Address>,
    /// The name that From shows, decoded.
    pub from_name: Option<String>,
    pub to: Vec<Address>,
    pub subject: Option<String>,
    pub date: Option<Timestamp>,
    pub in_reply_to: Vec<MessageId>,
    pub references: Vec<MessageId>,
    /// The media types of the parts, in lower case and in their order, the message's own first; those of the returned message left out.
    pub types: Vec<String>,
    /// The text that a person reads, HTML reduced to text, parts joined, the returned message left out.
    pub text: String,
    /// What a multipart/report or its like claims to be.
    pub report: Option<Report>,
    /// The fields of the status part that speak of the whole message: names in lower case.
    pub status_fields: Vec<(String, String)>,
    pub recipients: Vec<Recipient>,
    pub returned: Returned,
    /// The parts are not where the header says, and were guessed: what they tell may help the person, and proves nothing against them.
    pub guessed: bool,
    /// The message was given whole: it is not longer than what was read.
    pub whole: bool,
    /// What [`Mail::signs`] found: the gate and the kind ask for the same.
    pub found_signs: OnceLock<Signs>,
}

impl Mail {
    /// The signs of its header block, looked for once.
    pub fn signs(&self) -> Signs {
        *self.found_signs.get_or_init(|| Signs::of(self))
    }

    /// The first value of a header field; `name` in lower case.
    pub fn field(&self, name: &str) -> Option<Cow<'_, str>> {
        self.fields.first(name).map(|field| field.text())
    }
}
