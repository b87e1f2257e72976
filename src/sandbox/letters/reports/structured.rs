//! Reports as multipart/report (RFC 6522) with a status part (RFC 3464).

use super::Case;
use crate::sandbox::letters::paper::date;

pub(super) fn postfix(case: &Case<'_>) -> String {
    let Case { original, host, remote, .. } = case;
    let diagnostic = "550 5.1.1 No such user here";
    let header = format!(
        "From: MAILER-DAEMON@{host} (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender\nTo: {}\nAuto-Submitted: auto-replied\n\
         Message-Id: <{}@{host}>\n",
        case.me(),
        case.queue
    );
    let notice = format!(
        "Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host {host}.\n\n\
         I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n\
         \t\t   The mail system\n\n<{}>: host {remote}[192.0.2.25] said: {diagnostic} (in reply to RCPT TO command)\n",
        original.to
    );
    let queue = format!("X-Postfix-Queue-ID: {}\nX-Postfix-Sender: rfc822; {}\nArrival-Date", case.queue, case.me());
    let status = case.status("failed", "5.1.1", diagnostic).replacen("Arrival-Date", &queue, 1);
    let status = format!("Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n{status}");
    let returned = format!("Content-Description: Undelivered Message Headers\nContent-Type: text/rfc822-headers\n\n{}", original.block());
    case.multipart(&format!("{}.1732/{host}", case.queue), &header, &[notice, status, returned])
}

pub(super) fn postfix_delayed(case: &Case<'_>) -> String {
    let Case { original, host, remote, .. } = case;
    let diagnostic = format!("connect to {remote}[192.0.2.25]:25: Connection timed out");
    let header = format!(
        "From: MAILER-DAEMON@{host} (Mail Delivery System)\nSubject: Delayed Mail (still being retried)\nTo: {}\nAuto-Submitted: auto-replied\n\
         Message-Id: <{}@{host}>\n",
        case.me(),
        case.queue
    );
    let notice = format!(
        "Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host {host}.\n\n\
         ####################################################################\n\
         # THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\
         ####################################################################\n\n\
         Your message could not be delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.\n\n<{}>: {diagnostic}\n",
        original.to
    );
    let status = format!(
        "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n{}",
        case.status("delayed", "4.4.1", &diagnostic)
    );
    let returned = format!("Content-Description: Delayed Message Headers\nContent-Type: text/rfc822-headers\n\n{}", original.block());
    case.multipart(&format!("{}.88/{host}", case.queue), &header, &[notice, status, returned])
}

pub(super) fn exim(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let header = format!(
        "X-Failed-Recipients: {}\nAuto-Submitted: auto-replied\nFrom: Mail Delivery System <Mailer-Daemon@{host}>\nTo: {}\nReferences: <{}>\n\
         Subject: Mail delivery failed: returning message to sender\nMessage-Id: <E1{}@{host}>\n",
        original.to,
        case.me(),
        original.id,
        case.queue
    );
    let notice = format!(
        "Content-type: text/plain; charset=us-ascii\n\nThis message was created automatically by mail delivery software.\n\n\
         A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n\
         \x20 {}\n    Unrouteable address\n",
        original.to
    );
    let status = format!(
        "Content-type: message/delivery-status\n\nReporting-MTA: dns; {host}\n\nAction: failed\nFinal-Recipient: rfc822;{}\nStatus: 5.0.0\n",
        original.to
    );
    let returned = format!("Content-type: message/rfc822\n\nReturn-path: <{}>\n{}", case.me(), original.whole());
    case.multipart(&format!("{}-eximdsn-1804289383", case.number), &header, &[notice, status, returned])
}

/// A large webmail provider: the status part carries the original's ID, and the report stands in the thread.
pub(super) fn gmail(case: &Case<'_>) -> String {
    let Case { original, host, remote, .. } = case;
    let diagnostic = format!("550-5.1.1 The email account that you tried to reach does not exist. {}", case.queue.to_lowercase());
    let header = format!(
        "From: Mail Delivery Subsystem <mailer-daemon@{host}>\nTo: {}\nAuto-Submitted: auto-replied\nSubject: Delivery Status Notification (Failure)\n\
         References: <{id}>\nIn-Reply-To: <{id}>\nX-Failed-Recipients: {}\nMessage-ID: <{}.{}@{host}>\n",
        case.me(),
        original.to,
        case.queue.to_lowercase(),
        case.number,
        id = original.id,
    );
    let text = format!(
        "** Address not found **\n\nYour message wasn't delivered to {} because the address couldn't be found, or is unable to receive mail.\n\n\
         The response from the remote server was:\n{diagnostic}\n",
        original.to
    );
    let notice = format!(
        "Content-Type: multipart/related; boundary=\"r{q}\"\n\n--r{q}\nContent-Type: multipart/alternative; boundary=\"a{q}\"\n\n\
         --a{q}\nContent-Type: text/plain; charset=\"UTF-8\"\n\n{text}\n--a{q}\nContent-Type: text/html; charset=\"UTF-8\"\n\n\
         <html><body><h2>Address not found</h2><p>Your message wasn't delivered to <b>{}</b>.</p></body></html>\n\n--a{q}--\n--r{q}--\n",
        original.to,
        q = case.queue.to_lowercase(),
    );
    let status = format!(
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; {host}\nReceived-From-MTA: dns; {}\nArrival-Date: {}\n\
         X-Original-Message-ID: <{}>\n\nFinal-Recipient: rfc822; {}\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; {remote}\n\
         Diagnostic-Code: smtp; {diagnostic}\nLast-Attempt-Date: {}\n",
        case.me(),
        date(original.at, 0),
        original.id,
        original.to,
        case.date()
    );
    let returned = format!("Content-Type: message/rfc822\n\n{}", original.whole());
    case.multipart(&format!("0000000000{}", case.queue.to_lowercase()), &header, &[notice, status, returned])
}

pub(super) fn exchange(case: &Case<'_>) -> String {
    exchanged(case, "Undeliverable: ", "wasn't found at", "The address may be misspelled or may not exist.")
}

pub(super) fn exchange_german(case: &Case<'_>) -> String {
    exchanged(case, "Unzustellbar: ", "wurde nicht gefunden bei", "Die Adresse ist vielleicht falsch geschrieben.")
}

fn exchanged(case: &Case<'_>, prefix: &str, not_found: &str, why: &str) -> String {
    let Case { original, host, .. } = case;
    let (user, domain) = original.to.split_once('@').unwrap_or_default();
    let diagnostic = format!("smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {} not found by SMTP address lookup", original.to);
    let header = format!(
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@{domain}>\nTo: {}\nSubject: {prefix}{}\n\
         X-MS-Exchange-Message-Is-Ndr:\nAuto-Submitted: auto-replied\nIn-Reply-To: <{id}>\nReferences: <{id}>\nMessage-ID: <{}@{host}>\n",
        case.me(),
        original.subject,
        case.queue.to_lowercase(),
        id = original.id,
    );
    let notice = format!(
        "Content-Type: text/html; charset=\"utf-8\"\n\n<html><body><p>Your message to {} couldn't be delivered.</p>\n\
         <p><b>{user} {not_found} {domain}.</b></p>\n<p>{why}</p></body></html>\n",
        original.to
    );
    let status = format!(
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns;{host}\nReceived-From-MTA: dns;gate.{domain}\nArrival-Date: {}\n\n\
         Final-Recipient: rfc822;{}\nAction: failed\nStatus: 5.1.10\nDiagnostic-Code: {diagnostic}\n",
        date(original.at, 0),
        original.to
    );
    let handed = format!(
        "Received: from gate.{domain} (10.12.4.{n}) by {host}\n (10.12.9.{n}) with Microsoft SMTP Server id 15.20.{n}.7; {}\n",
        date(crate::sandbox::letters::paper::later(original.at, 50), 0),
        n = case.number,
    );
    let returned = format!("Content-Type: message/rfc822\n\n{handed}{}", original.whole());
    case.multipart(&format!("_{}_{host}_", case.number), &header, &[notice, status, returned])
}

pub(super) fn sendmail(case: &Case<'_>) -> String {
    let Case { original, host, remote, .. } = case;
    let diagnostic = format!("550 5.1.1 <{}>... User unknown", original.to);
    let header = format!(
        "From: Mail Delivery Subsystem <MAILER-DAEMON@{host}>\nMessage-Id: <{}@{host}>\nTo: <{}>\n\
         Subject: Returned mail: see transcript for details\nAuto-Submitted: auto-generated (failure)\n",
        case.queue,
        case.me()
    );
    let notice = format!(
        "\nThe original message was received at {}\nfrom gate.{host} [198.51.100.8]\n\n\
         \x20  ----- The following addresses had permanent fatal errors -----\n<{}>\n    (reason: {diagnostic})\n\n\
         \x20  ----- Transcript of session follows -----\n... while talking to {remote}.:\n>>> RCPT To:<{}>\n<<< {diagnostic}\n",
        date(original.at, 0),
        original.to,
        original.to
    );
    let status = format!("Content-Type: message/delivery-status\n\n{}", case.status("failed", "5.1.1", &diagnostic));
    let returned = format!("Content-Type: text/rfc822-headers\n\nReturn-Path: <{}>\n{}", case.me(), original.block());
    case.multipart(&format!("{}.{}/{host}", case.queue, case.number), &header, &[notice, status, returned])
}

pub(super) fn domino(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let user = original.to.split('@').next().unwrap_or_default();
    let why = format!("User {user} ({}) not listed in Domino Directory", original.to);
    let header = format!(
        "From: Postmaster@{host}\nTo: {}\nSubject: DELIVERY FAILURE: {why}\nMessage-ID: <OF{}.{:04X}-ON@{host}>\n\
         X-MIMETrack: Serialize by Router on {host}/Release 9.0.1 at {}\n",
        case.me(),
        case.queue,
        case.number,
        case.date()
    );
    let notice = format!(
        "Content-Type: text/plain; charset=US-ASCII\n\nYour message\n\n  Subject: {}\n\nwas not delivered to:\n\n  {}\n\nbecause:\n\n  {why}\n",
        original.subject, original.to
    );
    let status =
        format!("Content-Type: message/delivery-status\n\n{}", case.status("failed", "5.1.1", &why).replace("smtp; ", "X-Notes; "));
    let returned = format!("Content-Type: message/rfc822\n\n{}", original.whole());
    case.multipart(&format!("==IFJRGLKFGIR{}UHRUHIHD", case.number), &header, &[notice, status, returned])
}

pub(super) fn courier(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let diagnostic = "550 User unknown.";
    let header = format!(
        "From: \"Courier mail server at {host}\" <@{host}>\nTo: {}\nSubject: NOTICE: mail delivery status.\nMessage-ID: <courier.{}@{host}>\n",
        case.me(),
        case.queue
    );
    let notice = format!(
        "Content-Type: text/plain; charset=us-ascii\n\nThis is a delivery status notification from {host},\nrunning the Courier mail server.\n\n\
         The original message was received on {}\n\n---------------------------------------------------------------------------\n\n\
         \x20                      UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<{}>:\n    <<< {diagnostic}\n",
        date(original.at, 0),
        original.to
    );
    let status = format!("Content-Type: message/delivery-status\n\n{}", case.status("failed", "5.0.0", diagnostic));
    let returned = format!("Content-Type: text/rfc822-headers\n\n{}", original.block());
    case.multipart(&format!("=_courier-{}", case.number), &header, &[notice, status, returned])
}
