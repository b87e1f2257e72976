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
        "mailbox is full|inbox is full|mailbox quota|over quota|overquota|over the quota|quota exceeded|\
         exceeded storage|exceeds allowed size|disk quota|out of storage|storage limit|mailbox size limit|\
         insufficient storage|quota is full|exceeded its quota|postfach voll|postfach ist voll|speicherplatz|\
         boîte pleine|buzón lleno|caixa cheia|casella piena|переполнен|容量|邮箱已满|收件箱已满|mailbox for user is full|\
         user is over|out of disk space|no space left|mailbox has exceeded|account is over|box full|full mailbox|\
         mailbox limit|5.2.2|4.2.2|boîte de réception pleine|boîte aux lettres pleine|boite aux lettres pleine|\
         buzón está lleno|buzón de correo está lleno|bandeja de entrada está llena|caixa postal cheia|\
         caixa de correio cheia|caixa de entrada está cheia|casella di posta piena|casella di posta è piena|\
         mailbox is vol|postvak is vol|postvak zit vol|skrzynka jest pełna|skrzynka odbiorcza jest pełna|\
         skrzynka pocztowa pełna|いっぱい|邮箱空间不足|信箱已滿|가득|posta kutusu dolu|kotası dol|brevlådan är full|brevlådan är fylld|\
         inkorgen är full|postkassen er fuld|postkassen er full|postboksen er full|innboksen er full|\
         postilaatikko on täynnä|postilaatikko täynnä|schránka je plná|schránka plná|postafiók megtelt",
    ),
    (
        Reason::TooLarge,
        "message too large|message size exceeds|message is too large|message exceeds|size limit|too big|\
         maximum message size|max message size|exceeds the maximum|message length exceeds|zu groß|exceeds the size|\
         5.3.4|zu gross|größenbeschränkung|trop volumineux|trop gros|trop grand|demasiado grande|excede el tamaño|\
         muito grande|grande demais|excede o tamanho|troppo grande|supera la dimensione|te groot|zbyt duż|слишком больш|\
         превышает|サイズが大き|サイズ制限|过大|過大|너무 큽니다|크기 제한|çok büyük|för stor|for stor|liian suuri|příliš velk",
    ),
    (
        Reason::HostNotFound,
        "host not found|domain not found|domain does not exist|domain name not found|name service error|host unknown|\
         unknown host|no such domain|unrouteable address|unrouteable mail domain|nullmx|null mx|no mx|dns error|\
         dns lookup fail|name or service not known|couldn't find any host|bad destination host|\
         all relevant mx records point to non-existent|domain has no mail exchangers|cannot resolve|\
         could not be resolved|nxdomain|domain is invalid|invalid domain|domain isn't|host lookup did not complete|\
         unable to resolve|no mail server|no valid hosts|mail server not found|5.1.2|5.4.4|domain couldn't be found|\
         domain not exist|domain unbekannt|domain wurde nicht gefunden|domäne wurde nicht gefunden|domaine introuvable|\
         domaine inconnu|domaine n'existe pas|dominio no existe|dominio no encontrado|domínio não|dominio inesistente|\
         dominio non trovato|domein bestaat niet|domein niet gevonden|domena nie istnieje|nie znaleziono domeny|\
         домен не|ドメインが|ドメインは|域名不存在|找不到域|域名无法|網域不存在|도메인을 찾을|도메인이|alan adı bulunamadı|domänen hittades|domænet findes|\
         domenet finnes|verkkotunnusta ei|doména neexistuje|doména nebyla",
    ),
    (
        Reason::NotAuthenticated,
        "spf check|spf fail|fails spf|failed spf|dmarc|dkim|unauthenticated email|unauthenticated mail|\
         sender policy framework|reverse dns|ptr record|not authorized to send on behalf|authentication required|\
         relay access denied: authentication|sender id|5.7.26|sender address rejected: not authorized|\
         unauthenticated sender|spf:|must pass either spf|authentication results",
    ),
    (
        Reason::RefusedAsSpam,
        "spam|unsolicited|bulk mail|junk mail|blacklist|blocklist|block list|black list|blocked using|rbl|dnsbl|\
         barracuda|reputation|message content rejected|listed at|banned sending ip|垃圾邮件|спам|unwanted|listed in|\
         suspicious|unerwünscht|indésirable|pourriel|no deseado|indesejad|indesiderat|ongewenst|niechcian|нежелательн|\
         迷惑メール|スパム|垃圾郵件|스팸|istenmeyen|skräppost|søppelpost|roskaposti|nevyžádan",
    ),
    (
        Reason::RefusedContent,
        "virus|malware|infected|attachment|banned file|content rejected|prohibited content|\
         message rejected due to content|executable|forbidden content|dangerous|malicious|file type|file extension|\
         macro|anhang|pièce jointe|archivo adjunto|anexo|allegato|bijlage|załącznik|вложени|添付ファイル|附件|첨부|bilagan|\
         vedhæft|vedlegg|liite|příloh|ウイルス|ウィルス|病毒|바이러스|вирус",
    ),
    (
        Reason::MailboxDisabled,
        "mailbox disabled|mailbox is disabled|account disabled|account is disabled|account has been disabled|\
         mailbox inactive|account inactive|is inactive|not active|been suspended|is suspended|account suspended|user suspended|mailbox suspended|deactivated|account expired|\
         mailbox is locked|account is locked|temporarily disabled|delivery is disabled|no longer in use|\
         mailbox unavailable for|deaktiviert|gesperrt|user is disabled|user disabled|account locked|mailbox closed|\
         account closed|has been closed|not accepting mail|not accepting messages|no longer accepting|dormant|\
         inactive user|expired account|désactivé|compte suspendu|deshabilitad|desactivad|suspendid|desativad|inativ|\
         disattivat|disabilitat|sospes|uitgeschakeld|gedeactiveerd|geblokkeerd|wyłączon|zablokowan|nieaktywn|отключен|\
         заблокирован|неактивен|無効|停用|禁用|冻结|停權|비활성|정지|devre dışı|askıya|inaktiverad|avstängd|deaktivert|sperret|spærret|\
         poistettu käytöstä|deaktivován|zrušen",
    ),
    (
        Reason::NoSuchUser,
        "no mailbox here|user not found|recipient not found|address not found|mailbox not found|account not found|\
         doesn't exist|not exist|not a valid user|not a valid recipient|not a valid mailbox|invalid recipient|\
         invalid mailbox|invalid address|invalid user|invalid final delivery|user doesn't have|user does not have|\
         doesn't have a|no account by that name|not listed in|unrouteable address|not our customer|no longer valid|\
         no longer available|address rejected|wasn't found|could not be found|mailbox unavailable|recipientnotfound|\
         existiert nicht|unbekannt|n'existe pas|inconnu|no existe|não existe|non esiste|bestaat niet|nie istnieje|\
         не существует|не найден|找不到|見つかり|見つからない|존재하지|no such|undeliverable address|unknown|5.1.1|address does not|\
         no valid recipients|isn't listed|nobody here|nobody by that name|not known here|verification failed|\
         bad destination mailbox|user invalid|undeliverable to|couldn't be found|adresse nicht gefunden|nicht bekannt|\
         introuvable|desconocid|no encontrad|no se ha encontrado|desconhecid|não encontrad|inexistente|sconosciut|\
         non trovat|inesistente|onbekend|niet gevonden|nieznan|nie znaleziono|неизвест|не знайден|存在しません|存在しない|宛先不明|不存在|\
         查无|찾을 수 없|없는 사용자|사용자 없음|등록되지|bulunamadı|bilinmeyen|bilinmiyor|böyle bir kullanıcı|okänd|finns inte|\
         hittades inte|hittas inte|ukendt|ukjent|findes ikke|finnes ikke|ikke fundet|ikke funnet|tuntematon|ei löy|\
         ei ole olemassa|neznám|neexistuj|nebyla nalezena|ismeretlen|necunoscut|άγνωστος",
    ),
    (
        Reason::Loop,
        "too many hops|mail loop|loops back|routing loop|loop detected|mail forwarding loop|hop count|5.4.6|5.4.14|\
         schleife|boucle|bucle|hop limit|maximum hop",
    ),
    (
        Reason::TooMuchMail,
        "too many|rate limit|ratelimit|exceeded the maximum number|throttl|too much mail|too fast|sending limit|\
         greylist|graylist|receiving mail at a rate|max defers|4.7.0|temporarily deferred|daily limit|message rate|\
         limit exceeded|zu viele|trop de|demasiad|demais|troppi|te veel|zbyt wiele|слишком много|多すぎ|过多|過多|너무 많|\
         çok fazla|för många|for mange|liian mont|příliš mnoho",
    ),
    (
        Reason::NoAnswer,
        "timed out|timeout|time out|connection refused|connection reset|lost connection|no route to host|\
         could not connect|couldn't connect|cannot connect|did not respond|not responding|no answer|retry time|\
         unreachable|message expired|delivery time expired|could not be delivered for|connection failed|queue too long|\
         could not contact|конец времени|4.4.1|4.4.2|4.4.7|time-out|temporarily unavailable|server busy|no connection|\
         unable to connect|zeitüberschreitung|keine verbindung|nicht erreichbar|délai|tiempo de espera|tempo limite|\
         tempo scaduto|przekroczono|время ожидания|タイムアウト|応答が|超时|逾時|시간 초과|zaman aşımı|tidsgräns|tidsudløb|tidsavbrudd|\
         aikakatkais|časový limit",
    ),
    (
        Reason::BadAddress,
        "syntax error|incorrectly constructed|invalid syntax|unqualified|illegal alias|mail addresses are not valid|\
         bad recipient address|malformed|bad address|invalid characters|not a valid address|5.1.3|ungültige adresse|\
         adresse invalide|dirección no válida|endereço inválido|indirizzo non valido|ongeldig adres|nieprawidłowy adres|\
         неверный адрес|некорректный адрес|アドレスの形式|地址格式|잘못된 주소|geçersiz adres|ogiltig adress|ugyldig adresse|\
         virheellinen osoite|neplatná adresa",
    ),
    (
        Reason::NotAllowed,
        "not permitted|unable to relay|not allowed|policy|rejected|refused|denied|prohibited|not authorized|\
         not authorised|not accept|blocked|administrat|restricted|only accepts|5.7.1|abgelehnt|verweigert|not a member|\
         members only|subscribers|permission|zurückgewiesen|nicht berechtigt|abgewiesen|refusé|rejeté|non autorisé|\
         rechazad|no autorizad|rejeitad|recusad|não autorizad|respint|rifiutat|non autorizzat|geweigerd|niet toegestaan|\
         odrzucon|nie ma uprawnień|отклонен|запрещен|拒否|拒绝|拒收|拒絕|거부|차단|reddedil|izin veril|avvisa|ej tillåt|afvist|\
         avvist|ikke tilladt|ikke tillatt|hylät|ei sallit|odmítnut|zamítnut|není povolen",
    ),
    (
        Reason::ServerError,
        "internal error|system error|local error|server error|configuration error|system config|unexpected|i/o error|\
         service unavailable|try again later|5.3.0|temporary failure|temporary problem|local problem|serverfehler|\
         erreur du serveur|error del servidor|erro do servidor|errore del server|serverfout|błąd serwera|ошибка сервера|\
         サーバーエラー|服务器错误|伺服器錯誤|서버 오류|sunucu hatası|serverfel|serverfejl|serverfeil|palvelinvirhe|chyba serveru",
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
            (None, "boîte aux lettres pleine", Reason::MailboxFull),
            (None, "El buzón está lleno", Reason::MailboxFull),
            (None, "La casella di posta è piena", Reason::MailboxFull),
            (None, "Skrzynka jest pełna", Reason::MailboxFull),
            (None, "メールボックスがいっぱいです", Reason::MailboxFull),
            (None, "信箱已滿", Reason::MailboxFull),
            (None, "Postilaatikko on täynnä", Reason::MailboxFull),
            (None, "Empfänger unbekannt", Reason::NoSuchUser),
            (None, "destinataire inconnu", Reason::NoSuchUser),
            (None, "usuario desconocido", Reason::NoSuchUser),
            (None, "utente sconosciuto", Reason::NoSuchUser),
            (None, "gebruiker onbekend", Reason::NoSuchUser),
            (None, "宛先が見つかりません", Reason::NoSuchUser),
            (None, "사용자 없음", Reason::NoSuchUser),
            (None, "kullanıcı bulunamadı", Reason::NoSuchUser),
            (None, "okänd mottagare", Reason::NoSuchUser),
            (None, "tuntematon käyttäjä", Reason::NoSuchUser),
            (None, "neznámý uživatel", Reason::NoSuchUser),
            (None, "Le domaine n'existe pas", Reason::HostNotFound),
            (None, "域名不存在", Reason::HostNotFound),
            (None, "Nachricht ist zu groß", Reason::TooLarge),
            (None, "письмо отклонено как спам", Reason::RefusedAsSpam),
            (None, "迷惑メールと判定されました", Reason::RefusedAsSpam),
            (None, "Konto deaktiviert", Reason::MailboxDisabled),
            (None, "delivery temporarily suspended: connect to mx: Connection timed out", Reason::NoAnswer),
            (None, "550 Requested action not taken: mailbox unavailable", Reason::NoSuchUser),
            (None, "554 5.7.1 Relay access denied", Reason::NotAllowed),
            (None, "552 5.2.2 quota exceeded (mailbox for user is full)", Reason::MailboxFull),
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
