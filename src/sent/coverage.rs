//! How much of what the person sends is in their Sent folders, measured from what people answered.

use jiff::Timestamp;

use super::{Key, facts::hour_of};
use crate::mail::{Address, Mail, ReturnPath};

/// A message that a person (no machine, no list) wrote to one own address alone, as an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reply {
    /// The hash of what tells it from others: the same answer is met in more than one folder.
    pub id: u64,
    /// The own address's hash, as an author.
    pub to: u64,
    /// Hours since 1970 of its arrival.
    pub hour: i32,
    /// The hashes of its In-Reply-To and References IDs.
    pub ids: Vec<u64>,
}

impl Reply {
    /// `None` unless a person wrote it, to one address alone, which `own` knows as the person's, and as an answer.
    pub fn of(mail: &Mail, key: &Key, own: impl Fn(&Address) -> bool, arrived: Timestamp) -> Option<Self> {
        let [to] = mail.to.as_slice() else { return None };
        if !own(to) || !by_person(mail) || mail.from.iter().any(&own) {
            return None;
        }
        let mut ids: Vec<u64> = mail.in_reply_to.iter().chain(&mail.references).map(|id| key.id(id.as_str())).collect();
        ids.sort_unstable();
        ids.dedup();
        let told_by = ["message-id", "from", "date", "subject"].map(|name| mail.field(name).unwrap_or_default()).join("\n");
        (!ids.is_empty()).then(|| Self { id: key.id(&told_by), to: key.author(to), hour: hour_of(arrived), ids })
    }
}

/// Did a person write this? Any sign of a machine or a list says no.
pub fn by_person(mail: &Mail) -> bool {
    let machine = mail.fields.iter().any(|field| match field.name {
        "auto-submitted" => !field.text().trim().to_ascii_lowercase().starts_with("no"),
        "precedence" | "x-precedence" => true,
        "feedback-id" | "x-auto-response-suppress" | "mailing-list" | "x-mailing-list" => true,
        name => name.starts_with("list-") || name.starts_with("x-autore"),
    });
    let local = |address: &Address| {
        let local = address.local().to_owned();
        let word = |w: &str| local.contains(w);
        word("daemon") || word("reply") || word("notif") || word("bounce") || local == "postmaster"
    };
    !machine && mail.report.is_none() && mail.return_path != ReturnPath::Null && !mail.from.is_empty() && !mail.from.iter().any(local)
}

/// The share of answered mail that is in Sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// Taken as complete: nothing was given to measure it from (`check` without `--inbox`).
    Assumed,
    /// Fewer than 20 replies.
    Unknown { replies: u32 },
    /// `found` of `replies` answer a message in the book.
    Measured { replies: u32, found: u32 },
}

/// Under so many replies, coverage is not known.
pub const ENOUGH_REPLIES: u32 = 20;

/// From this share on, absence counts as proof: 95 in 100.
pub const ENOUGH_FOUND: u32 = 95;

/// Over so many days, replies count.
pub const REPLY_DAYS: i32 = 90;

impl Coverage {
    pub(super) fn measured(replies: u32, found: u32) -> Self {
        if replies < ENOUGH_REPLIES { Self::Unknown { replies } } else { Self::Measured { replies, found } }
    }

    /// Absence counts as proof.
    pub fn proves(self) -> bool {
        match self {
            Self::Assumed => true,
            Self::Unknown { .. } => false,
            Self::Measured { replies, found } => u64::from(found) * 100 >= u64::from(replies) * u64::from(ENOUGH_FOUND),
        }
    }
}
