//! Why mail was not delivered, in classes that a person understands.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::mail::{Mail, Phrases, Recipient};

/// A class of reasons; the status code (RFC 3463) tells it first, the words of the server second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    NoSuchUser,
    MailboxDisabled,
    MailboxFull,
    HostNotFound,
    NoAnswer,
    TooLarge,
    RefusedAsSpam,
    NotAuthenticated,
    NotAllowed,
    RefusedContent,
    TooMuchMail,
    BadAddress,
    Loop,
    ServerError,
    Unknown,
}

impl Reason {
    /// As it ends the sentence "Your mail to X was not delivered: ...".
    pub fn says(self) -> &'static str {
        match self {
            Self::NoSuchUser => "no such user",
            Self::MailboxDisabled => "the mailbox is switched off",
            Self::MailboxFull => "the mailbox is full",
            Self::HostNotFound => "the domain was not found",
            Self::NoAnswer => "the server did not answer",
            Self::TooLarge => "the message is too large",
            Self::RefusedAsSpam => "refused as spam",
            Self::NotAuthenticated => "your server could not show that it may send for your domain",
            Self::NotAllowed => "the server does not allow it",
            Self::RefusedContent => "refused for what it holds",
            Self::TooMuchMail => "too much mail at once",
            Self::BadAddress => "the address is written wrongly",
            Self::Loop => "the message went round in a circle",
            Self::ServerError => "an error of the server",
            Self::Unknown => "no reason was given",
        }
    }
}

/// Why `recipient` failed, as `mail` tells.
pub fn reason_of(recipient: &Recipient, mail: &Mail) -> Reason {
    let exact = recipient.status.as_deref().and_then(by_status);
    if let Some(reason) = exact {
        return reason;
    }
    let words = recipient.diagnostic.as_deref().and_then(by_words);
    // the text speaks of this recipient for sure only where there is no other
    let text = || if mail.recipients.len() <= 1 { by_words(&mail.text) } else { None };
    words.or_else(text).or_else(|| recipient.status.as_deref().and_then(by_class)).unwrap_or(Reason::Unknown)
}

/// The codes that mean one thing only. Servers send 5.7.1 and 5.x.0 for anything: there the words decide.
fn by_status(status: &str) -> Option<Reason> {
    let (_, detail) = status.split_once('.')?;
    Some(match detail {
        "1.1" | "1.4" | "1.6" => Reason::NoSuchUser,
        "1.2" | "1.10" | "4.4" => Reason::HostNotFound,
        "1.3" => Reason::BadAddress,
        "2.1" => Reason::MailboxDisabled,
        "2.2" => Reason::MailboxFull,
        "2.3" | "3.4" => Reason::TooLarge,
        "4.6" => Reason::Loop,
        "4.1" => Reason::NoAnswer,
        "5.3" => Reason::TooMuchMail,
        // RFC 7372
        "7.20" | "7.21" | "7.22" | "7.23" | "7.24" | "7.25" | "7.26" => Reason::NotAuthenticated,
        _ => return None,
    })
}

/// What a vague code still says, when words say nothing.
fn by_class(status: &str) -> Option<Reason> {
    let (_, detail) = status.split_once('.')?;
    let (subject, _) = detail.split_once('.')?;
    Some(match subject {
        "1" => Reason::NoSuchUser,
        "2" => Reason::MailboxDisabled,
        "3" | "5" => Reason::ServerError,
        "4" => Reason::NoAnswer,
        "6" => Reason::RefusedContent,
        "7" => Reason::NotAllowed,
        _ => return None,
    })
}

/// As much of a text is searched, in bytes.
const SEARCHED: usize = 4 * 1024;

/// The reason that the words give; the row that stands higher in the table wins.
fn by_words(text: &str) -> Option<Reason> {
    static WORDS: LazyLock<Phrases<(usize, Reason)>> = LazyLock::new(|| {
        let rows = TABLE.iter().enumerate();
        Phrases::new(rows.flat_map(|(n, (reason, words))| words.split('|').map(move |word| (word, (n, *reason)))))
    });
    let mut plain = String::with_capacity(text.len().min(SEARCHED));
    for word in text.split_whitespace() {
        if plain.len() > SEARCHED {
            break;
        }
        plain.push_str(&word.to_lowercase());
        plain.push(' ');
    }
    let mut best: Option<(usize, Reason)> = None;
    WORDS.each(&plain, |_, &(row, reason)| {
        if best.is_none_or(|(best, _)| row < best) {
            best = Some((row, reason));
        }
    });
    best.map(|(_, reason)| reason)
}

/// The words of servers, in lower case; the surest first.
const TABLE: &[(Reason, &str)] = &[
    (
        Reason::MailboxFull,
        "mailbox full|mailbox is full|inbox is full|mailbox quota|over quota|overquota|over the quota|quota exceeded|\
         exceeded storage|exceeds allowed size|disk quota|out of storage|storage limit|mailbox size limit|insufficient storage|\
         quota is full|exceeded its quota|postfach voll|postfach ist voll|speicherplatz|boîte pleine|buzón lleno|caixa cheia|\
         casella piena|ящик переполнен|переполнен|容量|邮箱已满|收件箱已满",
    ),
    (
        Reason::TooLarge,
        "message too large|message size exceeds|message is too large|exceeds size limit|message exceeds|size limit|too big|\
         message file too big|maximum message size|max message size|exceeds the maximum|message length exceeds|zu groß",
    ),
    (
        Reason::HostNotFound,
        "host or domain name not found|host not found|domain not found|domain does not exist|domain name not found|\
         name service error|host unknown|unknown host|no such domain|unrouteable address|unrouteable mail domain|nullmx|null mx|\
         no mx|dns error|dns lookup fail|name or service not known|couldn't find any host|bad destination host|\
         all relevant mx records point to non-existent|domain has no mail exchangers|cannot resolve|could not be resolved",
    ),
    (
        Reason::NotAuthenticated,
        "spf check|spf fail|fails spf|failed spf|dmarc|dkim|unauthenticated email|unauthenticated mail|sender policy framework|\
         reverse dns|ptr record|not authorized to send on behalf|authentication required|relay access denied: authentication",
    ),
    (
        Reason::RefusedAsSpam,
        "spam|unsolicited|bulk mail|junk mail|blacklist|blocklist|block list|black list|blocked using|rbl|dnsbl|spamhaus|spamcop|\
         barracuda|reputation|bad reputation|message content rejected|listed at|banned sending ip|垃圾邮件|спам",
    ),
    (
        Reason::RefusedContent,
        "virus|malware|infected|attachment|banned file|content rejected|prohibited content|message rejected due to content|\
         executable|forbidden content|dangerous",
    ),
    (
        Reason::MailboxDisabled,
        "mailbox disabled|mailbox is disabled|account disabled|account is disabled|account has been disabled|mailbox inactive|\
         account inactive|is inactive|not active|suspended|deactivated|account expired|mailbox is locked|account is locked|\
         temporarily disabled|delivery is disabled|no longer in use|mailbox unavailable for|deaktiviert|gesperrt",
    ),
    (
        Reason::NoSuchUser,
        "user unknown|unknown user|no such user|no such recipient|no such mailbox|no mailbox here|no such address|no such account|\
         unknown address|unknown recipient|recipient unknown|unknown or illegal alias|unknown local part|user not found|\
         recipient not found|address not found|mailbox not found|account not found|does not exist|doesn't exist|not exist|\
         not a valid user|not a valid recipient|not a valid mailbox|invalid recipient|invalid mailbox|invalid address|invalid user|\
         invalid final delivery|user doesn't have|user does not have|doesn't have a|no account by that name|not listed in|\
         unrouteable address|not our customer|no longer valid|no longer available|address rejected|address couldn't be found|\
         wasn't found|could not be found|addressee unknown|mailbox unavailable|recipientnotfound|existiert nicht|unbekannt|\
         n'existe pas|inconnu|no existe|não existe|non esiste|bestaat niet|nie istnieje|не существует|не найден|用户不存在|收件人不存在|找不到|\
         見つかり|見つからない|존재하지|no such|undeliverable address|unknown",
    ),
    (Reason::Loop, "too many hops|mail loop|loops back|routing loop|loop detected|mail forwarding loop|hop count"),
    (
        Reason::TooMuchMail,
        "too many|rate limit|ratelimit|exceeded the maximum number|throttl|too much mail|too fast|sending limit|greylist|graylist|\
         receiving mail at a rate|max defers",
    ),
    (
        Reason::NoAnswer,
        "timed out|timeout|time out|connection refused|connection reset|lost connection|no route to host|network is unreachable|\
         could not connect|couldn't connect|cannot connect|did not respond|not responding|no answer|retry time|retry timeout|\
         unreachable|message expired|delivery time expired|could not be delivered for|connection failed|has been unable to connect|\
         queue too long|could not contact|конец времени",
    ),
    (
        Reason::BadAddress,
        "syntax error|bad address syntax|malformed address|incorrectly constructed|invalid syntax|unqualified|illegal alias|\
         mail addresses are not valid|bad recipient address|malformed",
    ),
    (
        Reason::NotAllowed,
        "relaying denied|relay denied|relay access denied|relaying not allowed|not permitted|unable to relay|not allowed|\
         access denied|policy|rejected|refused|denied|prohibited|not authorized|not authorised|not accept|blocked|administrat|\
         restricted|only accepts|5.7.1|abgelehnt|verweigert",
    ),
    (
        Reason::ServerError,
        "internal error|system error|local error|server error|configuration error|system config|unexpected|i/o error|\
         service unavailable|try again later",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structure_tells_first_and_words_second() {
        for (status, diagnostic, want) in [
            (Some("5.1.1"), "spam", Reason::NoSuchUser),
            (Some("5.2.2"), "", Reason::MailboxFull),
            (Some("5.7.1"), "550 5.7.1 Message rejected as spam", Reason::RefusedAsSpam),
            (Some("5.7.1"), "550 5.7.1 Unable to relay", Reason::NotAllowed),
            (Some("5.7.26"), "", Reason::NotAuthenticated),
            (Some("5.0.0"), "550 No such user here", Reason::NoSuchUser),
            (Some("5.0.0"), "554 mailbox is full", Reason::MailboxFull),
            (None, "552 Message size exceeds fixed limit", Reason::TooLarge),
            (None, "Connection timed out", Reason::NoAnswer),
            (Some("4.4.7"), "", Reason::NoAnswer),
            (Some("4.4.7"), "Host or domain name not found. Name service error", Reason::HostNotFound),
            (None, "Too many hops", Reason::Loop),
            (Some("5.3.0"), "", Reason::ServerError),
            (None, "Пользователь не найден", Reason::NoSuchUser),
            (None, "", Reason::Unknown),
        ] {
            let diagnostic = (!diagnostic.is_empty()).then(|| diagnostic.to_owned());
            let recipient = Recipient { status: status.map(str::to_owned), diagnostic, ..Recipient::default() };
            assert_eq!(reason_of(&recipient, &Mail::default()), want, "{recipient:?}");
        }
    }

    #[test]
    fn the_text_speaks_for_a_single_recipient_only() {
        let one = Recipient::default();
        let mut mail = Mail { text: "550 no such user".to_owned(), recipients: vec![one.clone()], ..Mail::default() };
        assert_eq!(reason_of(&one, &mail), Reason::NoSuchUser);
        mail.recipients.push(one.clone());
        assert_eq!(reason_of(&one, &mail), Reason::Unknown);
    }
}
