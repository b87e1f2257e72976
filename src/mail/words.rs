//! The words of automatic mail in From, and the fields that only automatic mail carries: data for `signs`.
//!
//! All in lower case, words apart by `|`. `<` is the beginning of the sender's name or address.

use super::signs::Says::{self, Challenge, Complaint, Daemon, Failure, List, Machine, Notice, Reply, Robot, Role};

/// Names and addresses of senders.
pub(super) const SENDERS: &[(Says, &str)] = &[
    // addresses, and names that no person bears
    (
        Daemon,
        "<mailer-daemon|<mailer_daemon|<mailerdaemon|<mailer.daemon|<mailer-deamon|<mail-daemon|<maildaemon|<mail.daemon|<mdaemon@|\
         <double-bounce@|<post_master@|<mailrouter|<mail-router|<microsoftexchange|<quotaagent|<courier@|mailer-daemon@|\
         pmdf e-mail interconnect|e-mail interconnect|courier mail server",
    ),
    // names that a spammer puts on as easily as a server, and addresses at which people sit as well
    (
        Role,
        "mailer-daemon|mailer daemon|mail daemon|mail delivery|email delivery|e-mail delivery|delivery subsystem|delivery system|\
         delivery agent|delivery notification|delivery failure|mail administrator|mail system|mailsystem|mail transfer|mail server|\
         mailserver|message router|message delivery|system administrator|systemadministrator|internet mail|microsoft exchange|\
         microsoft outlook|bounce daemon|smtp gateway|post office|postoffice|postmaster|mailadmin|mailmaster|mail-admin|mail-system|\
         no-delivery|<post.office@|<daemon@|<mailer@|<mailer-|<bounce@|<bounces@|<bounce-|<bounces-|<bounce+|<bounces+|<delivery@|\
         <administrator@|<admin@|<listserv|<majordomo|<sympa@|<mailman|<ndr@|<dsn@|<root@|<abuse@|<staff@hotmail.com|<scomp@aol.net|\
         -bounces@|-bounce@|<post-master@|<mailerdaemon|<sysadmin@|<maildelivery|<mailfailure|<noresponse@|<mail.delivery|\
         <returned-mail@|<nobody@|<mmsc@|<mms@|<exim@|<smtpd@|<mta@|<esa@|l-soft list server|mailgate|mail gateway|mail router|\
         mail exchange service|internet mail service|mail relay",
    ),
    // the same in other languages
    (
        Role,
        "mailzustell|e-mail-zustellung|mailsystem|postamt|système de messagerie|systeme de messagerie|administrateur système|\
         administrateur systeme|service de messagerie|sous-système de remise|sistema de correo|administrador del sistema|\
         subsistema de entrega|servidor de correo|administrador do sistema|sistema de correio|sistema de e-mail|servidor de e-mail|\
         entrega de e-mail|amministratore di sistema|amministratore sistema|sistema di posta|sottosistema di recapito|systeembeheer|\
         mailbezorging|administrator systemu|system pocztowy|poczta systemowa|podsystem dostarczania|системный администратор|\
         почтовая служба|почтовая система|почтовый сервер|служба доставки|система доставки|поштова система|システム管理者|メール配信|メールサーバ|メールシステム|\
         配信システム|系统退信|系统管理员|邮件系统|邮件投递|邮件管理员|郵件系統|系統管理員|郵件管理員|退信|시스템 관리자|메일 시스템|메일 배달|메일시스템|메일 관리자|sistem yöneticisi|posta sistemi|\
         posta sunucu|systemadministratör|postsystem|e-postsystem|systemansvarlig|järjestelmänvalvoja|sähköpostijärjestelmä|\
         postijärjestelmä|postinvälitys|správce systému|poštovní systém|poštový systém|rendszergazda|levelezőrendszer|\
         administratorul sistemului|διαχειριστής συστήματος",
    ),
    (
        Robot,
        "noreply|no-reply|no_reply|no.reply|donotreply|do-not-reply|do_not_reply|<system@|<server@|<mail@|<smtp@|<email@|-admin@|-help@|-daemon@|\
         -owner@|-request@|<owner-|<filter@|<gateway@|<relay@|<robot@|<bot@|<automat",
    ),
    (Reply, "autoresponder|autoresponse|autoreply|auto-reply|automated-response|auto-responder|vacation@"),
    (
        Notice,
        "antivirus|anti-virus|virus scan|virusscan|viruswall|mailsweeper|interscan|scanmail|mailscanner|amavis|content filter|\
         content-filter|mailmarshal|groupshield|antigen|virus-alert|virusalert|security scan|scanner@|surfcontrol|\
         <alert@notification.messagelabs|symantec_mail|mail_security|mail-security|mailsecurity|virenscanner|mailessentials|webshield|\
         <virus@|<av@|virusschutz|virenschutz",
    ),
    (Challenge, "spamarrest|boxbe|spam-challenge|tmda-|-confirm-|mailinblack|bluebottle|antispam uol|<siweb@|sanebox challenge"),
];

/// Fields that tell by being there, or by how their value begins.
pub(super) const FIELDS: &[(&str, &str, Says)] = &[
    ("x-failed-recipients", "", Failure),
    ("x-mddsn-message", "", Failure),
    ("x-ms-exchange-message-is-ndr", "", Failure),
    ("x-ms-embedded-report", "", Failure),
    ("x-mx-bounce", "", Failure),
    ("x-smtp-mailer-error", "", Failure),
    ("x-ahmailid", "", Machine),
    ("x-mlserver", "", Machine),
    ("content-type", "multipart/report", Machine),
    ("content-type", "message/delivery-status", Failure),
    ("auto-submitted", "auto-replied", Reply),
    ("auto-submitted", "auto-generated", Machine),
    ("auto-submitted", "auto-notified", Machine),
    ("auto-submitted", "yes", Machine),
    ("delivered-by-the-graces-of", "", Reply),
    ("precedence", "auto_reply", Reply),
    ("precedence", "auto-reply", Reply),
    ("precedence", "autoreply", Reply),
    ("x-precedence", "auto_reply", Reply),
    ("precedence", "spam", Challenge),
    ("precedence", "bulk", List),
    ("precedence", "list", List),
    ("precedence", "junk", Machine),
    ("list-id", "", List),
    ("list-unsubscribe", "", List),
    ("x-autoreply", "", Reply),
    ("x-autoreply-from", "", Reply),
    ("x-autorespond", "", Reply),
    ("x-autoresponder", "", Reply),
    ("x-mail-autoreply", "", Reply),
    ("x-autogenerated", "reply", Reply),
    ("x-fc-machinegenerated", "", Reply),
    ("x-post-messageclass", "9", Reply),
    ("x-apple-action", "vacation", Reply),
    ("x-ms-exchange-generated-message-source", "mailbox rules agent", Reply),
    ("x-ms-exchange-inbox-rules-loop", "", Reply),
    ("x-amazon-auto-reply", "true", Reply),
    ("x-xsp-msgclass", "notification", Machine),
    ("delivered-to", "autoresponder", Reply),
    ("x-mailer", "vacation", Reply),
    ("x-delivery-agent", "tmda", Machine),
    ("x-boxtrapper", "", Challenge),
    ("x-askversion", "", Challenge),
    ("x-bluebottle-request", "", Challenge),
    ("x-spamarrest-noauth", "", Challenge),
    ("x-choicemail-registration-request", "", Challenge),
    ("x-hmxmroriginalrecipient", "", Complaint),
];
