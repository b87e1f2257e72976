//! Signs, and the sentences that show them.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::mail;

/// Every sign that can stand in a verdict. The names are stable: they are what `check --json` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    // -- which kind it is --
    /// It holds a status part: delivery status, disposition, or feedback.
    StatusPart,
    /// X-Failed-Recipients, or another field of bounces alone.
    FailedRecipients,
    /// Its text is written as a known program writes it.
    BounceFormat,
    /// The sender is a mail server.
    MachineSender,
    /// Its subject speaks of delivery.
    BounceSubject,
    /// Its text speaks of delivery.
    BounceWords,
    /// It returns a message to its author by header, and its sender is a server's.
    ComesHome,
    /// It gives codes of SMTP, its sender is a server's, and its return path is null.
    BounceCodes,
    /// It asks for a confirmation.
    ChallengeWords,
    /// It speaks of a virus, or of something forbidden.
    NoticeWords,
    /// It says that mail was read.
    ReceiptWords,
    /// It passes on a complaint.
    ComplaintWords,
    /// Auto-Submitted: auto-replied, or its like.
    ReplyHeader,
    /// Its subject is that of an automatic reply.
    ReplySubject,
    /// It is written as automatic replies are.
    ReplyWords,

    // -- it is ours --
    /// An ID of the original is in Sent.
    SentId,
    /// A recipient of the report is one of a Sent message.
    SentRecipient,
    /// The subject is that of a Sent message.
    SentSubject,
    /// That Sent message and the original are of the same day.
    SentDate,
    /// That Sent message has the From of the original and its Date to the second.
    SentMoment,
    /// What agrees was met in INBOX, where anybody may have put it.
    MetInInbox,
    /// A returned Received line shows a relay of the person's handing the original on.
    RelayHandedOn,

    // -- it may be filed --
    /// The original is in no Sent folder, and would be.
    SentAbsent,
    /// The original's From is an address of the person's.
    ClaimsToBeYou,
    /// The report answers an address of the person's, and returns nothing of the original.
    AnswersYou,
    /// Nothing was given to measure coverage from: taken as complete.
    CoverageAssumed,
    /// Of what people answered, enough is in Sent.
    CoverageEnough,
    /// Every returned Received line names strange hosts alone.
    HopsForeign,
    /// Only `*@domain` covers the address, nothing was ever sent as it, and no person ever wrote to it.
    AddressUnused,
    /// Another filter marked the report as backscatter.
    OtherFilter,
    /// It quotes the subject of a forgery that other reports have proved.
    Campaign,

    // -- it stays where it is --
    /// Success reports, receipts and complaints are never filed.
    NeverFiled,
    /// Neither an ID of the original, nor a From with a date or subject.
    NotIdentified,
    /// A bounce that does not name the original's From.
    NoOriginalFrom,
    /// The original's From is nobody the person is known as.
    NotFromYou,
    /// An automatic reply to an address that is not known as the person's.
    NotToYou,
    /// An automatic reply that returns no header.
    HeaderMissing,
    /// The returned header block is not seen to its end.
    BlockCut,
    /// Its text shows another header of the same From first.
    BlocksDiffer,
    /// Its parts had to be guessed.
    PartsGuessed,
    /// The original is itself automatic.
    OriginalAutomatic,
    /// The original is a calendar's.
    OriginalCalendar,
    /// The original went through a mailing list.
    OriginalList,
    /// The original has a Sender that is not its From.
    OriginalSender,
    /// The report went to a role (postmaster, abuse, a list's owner), or answers one.
    RoleAddress,
    /// A mailing list's notice to its owner.
    ListNotice,
    /// Something else sends as that address, as the person said.
    SendsElsewhere,
    /// Sent does not show all of the time, or of the accounts, that matter.
    BeyondCoverage,
    /// Too few replies to measure what share of the person's mail is in Sent.
    CoverageUnknown,
    /// The person sends in ways that Sent does not show.
    CoverageLow,
    /// The subject was sent, and the report does not say when its original was.
    SubjectUndated,
    /// The person wrote to the recipient, and the report does not say when its original was sent.
    RecipientUndated,
    /// The report gives neither the original's date, nor both its ID and its subject.
    Undated,
    /// The person wrote to the recipient in the days before: what is returned may only be quoted in that message.
    RecipientRecent,
}

/// One sign, and the sentence that a person can check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub sign: Sign,
    pub says: Cow<'static, str>,
}

impl Evidence {
    pub(super) fn new(sign: Sign, says: impl Into<Cow<'static, str>>) -> Self {
        Self { sign, says: says.into() }
    }
}

/// Why a message may be filed. Never empty; made only in `recognise`, so nothing else can ask for a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grounds(Vec<Evidence>);

impl Grounds {
    pub(super) fn new(first: Evidence, rest: Vec<Evidence>) -> Self {
        Self(std::iter::once(first).chain(rest).collect())
    }

    pub fn evidence(&self) -> &[Evidence] {
        &self.0
    }
}

/// As many characters of a stranger's text stand in a sentence.
const LONGEST: usize = 80;

/// A stranger's text, fit to stand in a sentence.
pub fn shown(text: &str) -> String {
    mail::shown(text, LONGEST)
}

/// A day as people write it, in UTC: `1 Nov 2026`.
pub(super) fn day(time: Timestamp) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let date = Offset::UTC.to_datetime(time).date();
    let month = usize::try_from(date.month() - 1).ok().and_then(|n| MONTHS.get(n)).unwrap_or(&"");
    format!("{} {month} {}", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_short() {
        assert_eq!(day("2026-11-01T23:59:59Z".parse().unwrap()), "1 Nov 2026");
    }
}
