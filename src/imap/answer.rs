//! What a refusal means: NO, BAD and BYE, read for whose fault they are and what to do next.

use std::time::Duration;

use async_imap::imap_proto::{Outcome, ResponseCode};

use crate::account::Failure;

/// As much of a server's text as is ever shown.
const SHOWN: usize = 200;
/// No server is obeyed for longer than this.
const LONGEST: Duration = Duration::from_secs(3600);

/// The text of a status response on one line, its code in front; control characters left out, shortened.
pub fn words(outcome: &Outcome<'_>) -> String {
    let code = match &outcome.code {
        Some(ResponseCode::Alert) => "[ALERT] ",
        Some(ResponseCode::TryCreate) => "[TRYCREATE] ",
        Some(ResponseCode::ReadOnly) => "[READ-ONLY] ",
        _ => "",
    };
    let text = outcome.information.as_deref().unwrap_or_default();
    code.chars().chain(text.chars().filter(|c| !c.is_control())).take(SHOWN).collect()
}

/// What a refused command, or a BYE, means.
pub fn failure(command: &'static str, text: &str) -> Failure {
    if let Some(wait) = backoff(text) {
        return Failure::SlowDown { wait: Some(wait), text: text.to_owned() };
    }
    match is_crowded(text) {
        true => Failure::SlowDown { wait: None, text: text.to_owned() },
        false => Failure::Server { command, text: text.to_owned() },
    }
}

/// What a refused login means. Only what the server says of itself is worth another try; all else is for the person.
pub fn login_failure(refused: bool, text: &str) -> Failure {
    let failure = failure("LOGIN", text);
    let itself = has(text, &["[SERVERBUG]", "[INUSE]", "[CORRUPTION]", "internal error", "temporary", "try again later"]);
    match failure {
        Failure::Server { .. } if has(text, &["[AUTHENTICATIONFAILED]"]) || (refused && !itself) => Failure::Refused(text.to_owned()),
        other => other,
    }
}

/// "Somebody else moved it": no failure (RFC 5530, sections 3; RFC 6851, section 3.3).
pub fn is_gone(text: &str) -> bool {
    has(text, &["[EXPUNGEISSUED]", "[NONEXISTENT]", "[UIDNOTSTICKY]", "no messages were"])
}

/// The folder is not there (RFC 3501, section 7.1; RFC 5530, section 3).
pub fn is_no_folder(text: &str) -> bool {
    has(text, &["[TRYCREATE]", "[NONEXISTENT]"])
}

/// Exchange: "Request is throttled. Suggested Backoff Time: 299961 milliseconds".
fn backoff(text: &str) -> Option<Duration> {
    let lower = text.to_ascii_lowercase();
    let (_, after) = lower.split_once("suggested backoff time:")?;
    let digits: String = after.trim_start().chars().take_while(char::is_ascii_digit).take(12).collect();
    Some(Duration::from_millis(digits.parse().ok()?).min(LONGEST))
}

/// Too many connections, throttled, over a limit. RFC 5530 names UNAVAILABLE and LIMIT; the sentences are those of Gmail,
/// Exchange and Dovecot.
fn is_crowded(text: &str) -> bool {
    let signs = [
        "[UNAVAILABLE]",
        "[LIMIT]",
        "[THROTTLED]",
        "too many simultaneous connections",
        "too many connections",
        "maximum number of connections",
        "exceeded command or bandwidth limits",
        "authenticated but not connected",
        "throttled",
        "session expired, please login again",
    ];
    has(text, &signs)
}

fn has(text: &str, signs: &[&str]) -> bool {
    let lower = text.to_ascii_lowercase();
    signs.iter().any(|sign| lower.contains(&sign.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_next_step() {
        let slow = |wait| Failure::SlowDown { wait, text: String::new() };
        let server = Failure::Server { command: "LOGIN", text: String::new() };
        let refused = Failure::Refused(String::new());
        let table: &[(bool, &str, &Failure)] = &[
            (true, "[AUTHENTICATIONFAILED] Authentication failed.", &refused),
            (true, "[ALERT] Invalid credentials (Failure)", &refused),
            (true, "[WEBALERT https://mail.example] Web login required.", &refused),
            (true, "LOGIN failed.", &refused),
            (true, "[ALERT] Application-specific password required", &refused),
            (true, "[UNAVAILABLE] Temporary authentication failure.", &slow(None)),
            (true, "[LIMIT] Too many logins", &slow(None)),
            (true, "[ALERT] Too many simultaneous connections. (Failure)", &slow(None)),
            (true, "[UNAVAILABLE] Maximum number of connections from user+IP exceeded", &slow(None)),
            (false, "User is authenticated but not connected.", &slow(None)),
            (false, "Request is throttled. Suggested Backoff Time: 299961 milliseconds", &slow(Some(Duration::from_millis(299_961)))),
            (false, "Suggested Backoff Time: 99999999999 milliseconds", &slow(Some(LONGEST))),
            (false, "Account exceeded command or bandwidth limits. (Failure)", &slow(None)),
            (true, "[SERVERBUG] Internal error occurred", &server),
            (false, "Error in IMAP command", &server),
            (false, "[AUTHENTICATIONFAILED] go away", &refused),
        ];
        for (refused, text, expected) in table {
            let got = login_failure(*refused, text);
            assert_eq!(std::mem::discriminant(&got), std::mem::discriminant(*expected), "{text}: {got:?}");
            if let (Failure::SlowDown { wait: a, .. }, Failure::SlowDown { wait: b, .. }) = (&got, expected) {
                assert_eq!(a, b, "{text}");
            }
        }
        assert!(matches!(failure("UID COPY", "[OVERQUOTA] Quota exceeded"), Failure::Server { .. }));
        assert!(is_gone("[EXPUNGEISSUED] Some of the requested messages no longer exist"));
        assert!(!is_gone("[TRYCREATE] no such mailbox"));
    }
}
