//! What mail programs and providers call the folders, for servers that do not mark them.

/// Folders of sent mail, in lower case: the last part of a folder's name is compared.
pub(super) const SENT: &[&str] = &[
    // English: also Outlook and Exchange, Apple, GMX
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "sent-mail",
    "sent objects",
    // German
    "gesendet",
    "gesendete objekte",
    "gesendete elemente",
    "gesendete nachrichten",
    "gesendete e-mails",
    // French
    "envoyés",
    "éléments envoyés",
    "messages envoyés",
    "objets envoyés",
    "courrier envoyé",
    // Spanish
    "enviados",
    "elementos enviados",
    "mensajes enviados",
    "correo enviado",
    // Italian
    "inviati",
    "posta inviata",
    "elementi inviati",
    "inviata",
    // Portuguese
    "enviadas",
    "itens enviados",
    "mensagens enviadas",
    "e-mails enviados",
    // Dutch
    "verzonden",
    "verzonden items",
    "verzonden objecten",
    "verzonden berichten",
    // Polish
    "wysłane",
    "elementy wysłane",
    // Czech and Slovak
    "odeslané",
    "odeslaná pošta",
    "odoslané",
    "odoslaná pošta",
    // Russian, Ukrainian
    "отправленные",
    "отправленные письма",
    "надіслані",
    "відправлені",
    // Swedish, Danish, Norwegian
    "skickat",
    "skickade",
    "skickade objekt",
    "sendt",
    "sendt post",
    "sendte elementer",
    "sendte beskeder",
    // Finnish
    "lähetetyt",
    "lähetetyt kohteet",
    // Hungarian, Romanian, Greek, Turkish
    "elküldött",
    "elküldött elemek",
    "elküldött üzenetek",
    "trimise",
    "elemente trimise",
    "απεσταλμένα",
    "gönderilmiş",
    "gönderilmiş öğeler",
    "gönderilenler",
    "gönderilmiş postalar",
    // Estonian, Latvian, Lithuanian, Slovenian, Croatian, Catalan
    "saadetud",
    "saadetud üksused",
    "nosūtītie",
    "išsiųsta",
    "išsiųsti laiškai",
    "poslano",
    "poslane stavke",
    "enviats",
    "elements enviats",
    // Japanese
    "送信済み",
    "送信済みアイテム",
    "送信済みメール",
    "送信済みトレイ",
    // Chinese
    "已发送",
    "已发送邮件",
    "已傳送的郵件",
    "寄件備份",
    "寄件匣",
    // Korean
    "보낸 편지함",
    "보낸편지함",
    "보낸 메일함",
    // Hebrew, Arabic
    "פריטים שנשלחו",
    "דואר יוצא",
    "العناصر المرسلة",
    "البريد المرسل",
];

/// Folders of kept mail, in lower case: what the person answered may lie there beside the answer.
pub(super) const KEPT: &[&str] = &[
    "archive",
    "archives",
    "all mail",
    "archiv",
    "alle nachrichten",
    "archivé",
    "tous les messages",
    "archivo",
    "todos",
    "archivio",
    "tutti i messaggi",
    "arquivo",
    "archief",
    "archiwum",
    "архив",
    "arkiv",
    "arkisto",
    "arşiv",
    "アーカイブ",
    "归档",
    "보관함",
];
