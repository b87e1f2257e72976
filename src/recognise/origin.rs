//! Whose mail does a report say that it answers, and is it mail that machines send as the person?

use super::evidence::{Evidence, Sign, shown};
use super::{Kind, Known};
use crate::mail::{Address, Mail, Original};
use crate::sent::Sought;

/// Whom a report makes the author of its original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The original's From is this address of the person's.
    From(Address),
    /// Nothing of the original's header came back; the report answers this address of the person's.
    Answers(Address),
    /// Nobody the person is known as; why.
    Nobody(Evidence),
}

impl Claim {
    pub fn author(&self) -> Option<&Address> {
        match self {
            Self::From(address) | Self::Answers(address) => Some(address),
            Self::Nobody(_) => None,
        }
    }
}

/// Whom does it claim?
///
/// A bounce must name the original's From: where it does not, the address is only the envelope's, which a forward that failed
/// carries too. An automatic reply that returns no header answers the address that it was sent to.
pub(super) fn claim(kind: Kind, mail: &Mail, known: &Known<'_>) -> Claim {
    let from = mail.returned.original().map(|o| o.from.as_slice()).unwrap_or_default();
    if let Some(own) = from.iter().find(|a| known.is_own(a)) {
        return Claim::From(own.clone());
    }
    if let Some(stranger) = from.first() {
        let text = format!("The original is from {}, which is no address of yours.", shown(stranger.as_str()));
        return Claim::Nobody(Evidence::new(Sign::NotFromYou, text));
    }
    if kind.is_bounce() {
        return Claim::Nobody(Evidence::new(Sign::NoOriginalFrom, "The report does not say whom the original was from."));
    }
    match mail.to.iter().find(|a| known.is_own(a)) {
        Some(own) => Claim::Answers(own.clone()),
        None => Claim::Nobody(Evidence::new(Sign::NotToYou, "The reply is addressed to none of your addresses.")),
    }
}

/// Does the report tell which message it answers: by an ID, or by a returned From with a date or subject?
pub(super) fn identified(sought: &Sought, original: Option<&Original>) -> bool {
    !sought.ids.is_empty() || original.is_some_and(|o| !o.from.is_empty()) && (sought.date.is_some() || sought.subject.is_some())
}

/// Mail that machines send as the person is in no Sent folder: every reason to leave such a report alone.
pub(super) fn sent_by_machines(mail: &Mail, claim: &Claim, known: &Known<'_>) -> Vec<Evidence> {
    let mut doubts = Vec::new();
    if let Some(original) = mail.returned.original() {
        of_original(original, &mut doubts);
    }
    let role = mail.to.iter().find(|a| is_role(a)).or_else(|| claim.author().filter(|a| is_role(a)));
    if let Some(role) = role {
        let text = format!("It concerns {}, as which machines and other people write.", shown(role.as_str()));
        doubts.push(Evidence::new(Sign::RoleAddress, text));
    }
    if is_list_notice(mail) {
        doubts.push(Evidence::new(Sign::ListNotice, "A mailing list sent it to its owner."));
    }
    if let Some(author) = claim.author().filter(|a| known.own.elsewhere.iter().any(|p| p.covers(a))) {
        let text = format!("You said that something else sends as {} too.", shown(author.as_str()));
        doubts.push(Evidence::new(Sign::SendsElsewhere, text));
    }
    doubts
}

fn of_original(original: &Original, doubts: &mut Vec<Evidence>) {
    let machine = original.from.iter().find(|a| matches!(a.local(), "mailer-daemon" | "postmaster"));
    if original.automatic || machine.is_some() {
        doubts.push(Evidence::new(Sign::OriginalAutomatic, "The original is itself automatic: a program sent it in your name."));
    }
    if original.calendar {
        doubts.push(Evidence::new(Sign::OriginalCalendar, "The original is a calendar's: such mail is in no Sent folder."));
    }
    if original.list {
        doubts.push(Evidence::new(Sign::OriginalList, "The original went through a mailing list."));
    }
    if let Some(sender) = &original.sender
        && !original.from.is_empty()
        && !original.from.iter().any(|from| from.without_tag() == sender.without_tag())
    {
        let text = format!("The original was sent by {} in the name of its From.", shown(sender.as_str()));
        doubts.push(Evidence::new(Sign::OriginalSender, text));
    }
}

/// Addresses behind which stands a duty, not a person (RFC 2142), and the owners of lists.
fn is_role(address: &Address) -> bool {
    matches!(address.local(), "postmaster" | "abuse" | "mailer-daemon") || is_list_owner(address)
}

fn is_list_owner(address: &Address) -> bool {
    let local = address.local();
    local.ends_with("-owner") || local.ends_with("-request") || local.starts_with("owner-")
}

/// Written by a list manager to the one who runs the list.
fn is_list_notice(mail: &Mail) -> bool {
    let marked = mail.fields.iter().any(|field| matches!(field.name, "list-id" | "x-list-administrivia" | "x-mailman-version"));
    let robot = |a: &Address| matches!(a.local(), "mailman" | "majordomo" | "listserv" | "sympa" | "ezmlm") || is_list_owner(a);
    marked || mail.from.iter().any(robot)
}
