//! Reports as plain text, the original pasted below a marker line.

use super::Case;

/// A message of one text part.
fn text(case: &Case<'_>, header: &str, body: &str) -> String {
    format!("{}Date: {}\n{header}MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\n{body}", case.envelope(), case.date())
}

pub(super) fn qmail(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    format!(
        "{}Date: {}\nFrom: MAILER-DAEMON@{host}\nTo: {}\nSubject: failure notice\n\nHi. This is the qmail-send program at {host}.\n\
         I'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n\
         <{}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <{}>\n{}",
        case.envelope(),
        case.date(),
        case.me(),
        original.to,
        case.me(),
        original.whole()
    )
}

pub(super) fn yahoo(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let header = format!(
        "From: MAILER-DAEMON@{host}\nTo: {}\nSubject: Failure Notice\nMessage-ID: <{}.{}@{host}>\n",
        case.me(),
        case.number,
        case.queue.to_lowercase()
    );
    let body = format!(
        "Sorry, we were unable to deliver your message to the following address.\n\n<{}>:\n550: 5.1.1 Unknown user\n\n\
         --- Below this line is a copy of the message.\n\n{}",
        original.to,
        original.whole()
    );
    text(case, &header, &body)
}

pub(super) fn gmx(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let header = format!(
        "From: Mail Delivery System <mailer-daemon@{host}>\nTo: {}\nSubject: Mail delivery failed: returning message to sender\n\
         Auto-Submitted: auto-replied\nMessage-ID: <0M{}@{host}>\n",
        case.me(),
        case.queue
    );
    let body = format!(
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to\n\
         one or more of its recipients. This is a permanent error.\n\nThe following address failed:\n\n{}:\n\
         SMTP error from remote server for RCPT TO command, host: {} (192.0.2.80) reason: 550 unknown user\n\n\
         --- The header of the original message is following. ---\n\n{}\n",
        original.to,
        case.remote,
        original.block()
    );
    text(case, &header, &body)
}

pub(super) fn exim(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let header = format!(
        "X-Failed-Recipients: {}\nAuto-Submitted: auto-replied\nFrom: Mail Delivery System <Mailer-Daemon@{host}>\nTo: {}\n\
         Subject: Mail delivery failed: returning message to sender\nMessage-Id: <E1{}@{host}>\n",
        original.to,
        case.me(),
        case.queue
    );
    let body = format!(
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n\
         recipients. This is a permanent error. The following address(es) failed:\n\n  {}\n    mailbox is full: retry timeout exceeded\n\n\
         ------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <{}>\n{}",
        original.to,
        case.me(),
        original.whole()
    );
    text(case, &header, &body)
}

pub(super) fn exim_delayed(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let header = format!(
        "Auto-Submitted: auto-replied\nFrom: Mail Delivery System <Mailer-Daemon@{host}>\nTo: {}\n\
         Subject: Warning: message 1{} delayed 24 hours\nMessage-Id: <E1{}@{host}>\n",
        case.me(),
        case.queue,
        case.queue
    );
    let body = format!(
        "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\n\
         recipients after more than 24 hours on the queue on {host}.\n\nThe message identifier is:     1{}\nThe subject of the message is: {}\n\
         The date of the message is:    {}\n\nThe address to which the message has not yet been delivered is:\n\n  {}\n\n\
         No action is required on your part. Delivery attempts will continue for\nsome time, and this warning may be repeated at intervals.\n\n\
         ------ This is a copy of the message's headers. ------\n\n{}\n",
        case.queue,
        original.subject,
        original.date,
        original.to,
        original.block()
    );
    text(case, &header, &body)
}

pub(super) fn groupwise(case: &Case<'_>) -> String {
    let Case { original, host, .. } = case;
    let user = original.to.split('@').next().unwrap_or_default();
    format!(
        "{}Date: {}\nFrom: <Postmaster@{host}>\nTo: <{}>\nSubject: Message status - undeliverable\nX-Mailer: Novell GroupWise Internet Agent 8.0\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=__Part{}.0__=\"\n\n--=__Part{}.0__=\nContent-Type: text/plain; charset=US-ASCII\n\n\
         The message that you sent was undeliverable to the following:\n\t{user} (user not found)\n\nPossibly truncated original message follows:\n\n\
         --=__Part{}.0__=\nContent-Type: message/rfc822\n\n{}\n--=__Part{}.0__=--\n",
        case.envelope(),
        case.date(),
        case.me(),
        case.queue,
        case.queue,
        case.queue,
        original.whole(),
        case.queue
    )
}
