//! What is known of the big providers: where their IMAP server is, and where a password for a program is made.

/// A provider of mailboxes.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    pub name: &'static str,
    /// The domains of its addresses.
    domains: &'static [&'static str],
    /// Its IMAP server, on port 993 (RFC 8314).
    pub server: &'static str,
    /// What to do before the first login; empty where the person's usual password will do.
    pub before: &'static str,
}

const PROVIDERS: &[Provider] = &[
    Provider {
        name: "Gmail",
        domains: &["gmail.com", "googlemail.com"],
        server: "imap.gmail.com",
        before: "Gmail wants an app password in place of your usual one:\n  \
                 1. Turn on 2-step verification, if it is off: https://myaccount.google.com/security\n  \
                 2. Make an app password and copy its 16 letters: https://myaccount.google.com/apppasswords",
    },
    Provider {
        name: "Fastmail",
        domains: &["fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "fastmail.us", "sent.com", "messagingengine.com"],
        server: "imap.fastmail.com",
        before: "Fastmail wants an app password in place of your usual one:\n  \
                 Settings > Privacy & Security > App passwords > New app password, with access to IMAP.\n  \
                 https://app.fastmail.com/settings/security/apps",
    },
    Provider {
        name: "iCloud",
        domains: &["icloud.com", "me.com", "mac.com"],
        server: "imap.mail.me.com",
        before: "iCloud wants an app-specific password: https://account.apple.com > Sign-In and Security > App-Specific Passwords",
    },
    Provider {
        name: "Yahoo",
        domains: &["yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "ymail.com", "rocketmail.com"],
        server: "imap.mail.yahoo.com",
        before: "Yahoo wants an app password: https://login.yahoo.com/account/security > Generate app password",
    },
    Provider {
        name: "GMX",
        domains: &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"],
        server: "imap.gmx.net",
        before: "GMX lets programs in only when you allow it: Settings > POP3/IMAP.",
    },
    Provider {
        name: "WEB.DE",
        domains: &["web.de"],
        server: "imap.web.de",
        before: "WEB.DE lets programs in only when you allow it: Settings > POP3/IMAP.",
    },
];

/// The provider of this domain's addresses, or the one whose server this is.
pub fn provider(domain_or_server: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| p.domains.contains(&domain_or_server) || p.server == domain_or_server)
}

#[cfg(test)]
mod tests {
    use super::provider;

    #[test]
    fn providers_are_found_by_address_and_by_server() {
        for (domain, server) in [
            ("gmail.com", Some("imap.gmail.com")),
            ("googlemail.com", Some("imap.gmail.com")),
            ("imap.gmail.com", Some("imap.gmail.com")),
            ("fastmail.fm", Some("imap.fastmail.com")),
            ("example.org", None),
            ("gmail.com.example.org", None),
        ] {
            assert_eq!(provider(domain).map(|p| p.server), server, "{domain}");
        }
    }
}
