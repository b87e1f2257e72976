//! What answers mail without having failed to deliver it: an absence, a challenge, a virus scanner, a content filter.

use super::Case;

pub(super) fn away(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    format!(
        "{}Date: {}\nFrom: {to}\nTo: {me}\nSubject: Automatic reply: {subject}\nAuto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n\
         In-Reply-To: <{id}>\nReferences: <{id}>\nMessage-ID: <{}@{host}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\n\
         Thank you for your message. I am out of the office and read mail again on Monday.\n\n-----Original Message-----\n\
         From: Customer Service <{me}>\nTo: {to}\nSubject: {subject}\nDate: {date}\nMessage-ID: <{id}>\n\n{body}",
        case.envelope(),
        case.date(),
        case.queue,
        to = original.to,
        me = case.me(),
        subject = original.subject,
        id = original.id,
        date = original.date,
        body = original.body,
    )
}

pub(super) fn challenge(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let user = original.to.split('@').next().unwrap_or_default();
    format!(
        "{}Date: {}\nFrom: \"{user}\" <{user}-confirm-{q}@{host}>\nTo: {me}\nSubject: Please confirm your message\nAuto-Submitted: auto-replied\n\
         X-Delivery-Agent: TMDA/1.1\nPrecedence: bulk\nIn-Reply-To: <{id}>\nReferences: <{id}>\nMessage-ID: <{q}.{n}-tmda-confirm@{host}>\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"tmda{q}\"\n\n--tmda{q}\nContent-Type: text/plain; charset=us-ascii\n\n\
         This is an automatic answer. Your message to {to} waits.\nTo show that a person sent it, reply to this one without changing its subject.\n\
         You need to do this once.\n\n--tmda{q}\nContent-Type: text/rfc822-headers\n\n{}\n--tmda{q}--\n",
        case.envelope(),
        case.date(),
        original.block(),
        q = case.queue.to_lowercase(),
        n = case.number,
        me = case.me(),
        to = original.to,
        id = original.id,
    )
}

/// A virus scanner that believes the From of what it scans.
pub(super) fn virus(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let header = format!(
        "From: \"Content-filter at {host}\" <postmaster@{host}>\nTo: <{}>\nSubject: VIRUS (Worm.Sample-{}) in mail FROM YOU\n\
         Auto-Submitted: auto-replied\nMessage-ID: <VS{}@{host}>\n",
        case.me(),
        case.number,
        case.queue
    );
    let notice = format!(
        "Content-Type: text/plain; charset=\"us-ascii\"\n\nVIRUS ALERT\n\nOur content checker found\n    virus: Worm.Sample-{}\n\n\
         in email presumably from you <{}>\nto the following recipient:\n-> {}\n\nPlease check your system for viruses. Delivery of the email was stopped!\n",
        case.number,
        case.me(),
        original.to
    );
    let diagnostic = format!("554 5.7.0 Rejected, id={}, infected: Worm.Sample-{}", case.queue, case.number);
    let status = format!("Content-Type: message/delivery-status\n\n{}", case.status("failed", "5.7.0", &diagnostic));
    let returned = format!("Content-Type: text/rfc822-headers\n\n{}", original.block());
    case.multipart(&format!("----------={}-{}", case.number, case.queue), &header, &[notice, status, returned])
}

/// A filter that lists the headers which it did not like.
pub(super) fn content(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    format!(
        "{}Date: {}\nFrom: \"MailScanner\" <postmaster@{host}>\nTo: {me}\nSubject: Warning: E-mail viruses detected\nAuto-Submitted: auto-replied\n\
         Message-ID: <{}.scan@{host}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\n\
         Our virus detector has just been triggered by a message you sent.\nThe message was not delivered to {to}.\n\nThe header of the message was:\n\n\
         {}\n-- \nMailScanner at {host}\n",
        case.envelope(),
        case.date(),
        case.queue,
        original.block(),
        me = case.me(),
        to = original.to,
    )
}
