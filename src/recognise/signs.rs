//! The independent signs: each says on its own that the person did not send the original.

use super::Known;
use super::evidence::{Evidence, Sign, shown};
use super::origin::Claim;
use crate::mail::{Address, Mail, Original, Pattern};
use crate::sent::relays;

/// Every independent sign that speaks, but a campaign: where one of these does, no race with Sent is possible.
pub(super) fn independent(mail: &Mail, claim: &Claim, known: &Known<'_>) -> Vec<Evidence> {
    let original = mail.returned.original();
    let author = claim.author();
    let signs = [
        author.zip(original).and_then(|(author, original)| hops_foreign(original, author, known)),
        // a form or a shop may have been given an address that nobody else knows: what answers it proves nothing
        author.filter(|_| matches!(claim, Claim::From(_))).and_then(|author| address_unused(author, known)),
        other_filter(mail),
    ];
    signs.into_iter().flatten().collect()
}

/// At least one returned Received line, and every one of them names strange hosts alone, where the person's relays are known.
fn hops_foreign(original: &Original, author: &Address, known: &Known<'_>) -> Option<Evidence> {
    if !original.complete || original.received.is_empty() || !known.book.relays_known(author) {
        return None;
    }
    let own = relays::organisation(author.domain());
    let foreign = original.received.iter().all(|hop| {
        let mut hosts = hop.from.iter().chain(&hop.by).peekable();
        // a line that names nobody says nothing
        hosts.peek().is_some() && hosts.filter_map(|h| relays::organisation(h)).all(|o| own != Some(o) && !known.book.is_relay(author, o))
    });
    let oldest = original.received.last()?;
    let host = oldest.from.first().or(oldest.by.as_ref()).map_or("", String::as_str);
    let text = || format!("The original came in through {}, and met none of the servers through which you send.", shown(host));
    foreign.then(|| Evidence::new(Sign::HopsForeign, text()))
}

/// Only a whole domain of the person's covers it, nothing was ever sent as it, and no person ever wrote to it.
fn address_unused(author: &Address, known: &Known<'_>) -> Option<Evidence> {
    let patterns = || known.own.addresses.iter().filter(|p| p.covers(author));
    let by_domain_alone = patterns().next().is_some() && patterns().all(|p| matches!(p, Pattern::Domain(_)));
    let unused = by_domain_alone && !known.book.wrote_as(author) && known.book.never_written_to(author);
    let text = || format!("Nothing was ever sent as {}, and no person ever wrote to it.", shown(author.as_str()));
    unused.then(|| Evidence::new(Sign::AddressUnused, text()))
}

/// What other filters write on backscatter: Fastmail, Microsoft 365, and BATV milters ("filter on invalid, never on lacks valid").
fn other_filter(mail: &Mail) -> Option<Evidence> {
    mail.fields.iter().find_map(|field| {
        let name = field.name;
        let lower = || field.text().trim().to_ascii_lowercase();
        let speaks = match name {
            "x-backscatter" => lower().starts_with("yes"),
            "x-customspam" => lower().contains("backscatter ndr"),
            "x-batv-status" => lower().starts_with("invalid"),
            _ => false,
        };
        let text = || format!("Your mail server marked it: {name}: {}.", shown(&lower()));
        speaks.then(|| Evidence::new(Sign::OtherFilter, text()))
    })
}
