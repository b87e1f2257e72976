//! The words of the formats: data for `formats`. All in lower case, with single spaces, apart by `|`.

use super::formats::Format;
use crate::mail::Says::{self, Challenge, Complaint, Delay, Failure, Notice, Receipt, Reply, Success};

const fn format(name: &'static str, says: Says, words: &'static str) -> Format {
    Format { name, says, words }
}

/// Words that a program writes and people do not.
pub(super) const FORMATS: &[Format] = &[
    format(
        "qmail",
        Failure,
        "this is the qmail-send program|this is the qmail program|i'm afraid i wasn't able to deliver your message|\
         i wasn't able to deliver your message to the following|i tried to deliver a bounce message to this address|\
         i'm afraid i wasn't able to deliver the following message|this is a permanent error; i've given up",
    ),
    format(
        "Postfix",
        Failure,
        "this is the mail system at host|this is the postfix program at host|\
         your message could not be delivered to one or more recipients. it's attached below|\
         message could not be delivered to one or more destinations|message returned below could not be delivered",
    ),
    format("Postfix", Delay, "your message could not be delivered for more than|it will be retried until it is"),
    format("Postfix", Success, "your message was successfully delivered to the destination(s) listed below"),
    format(
        "Exim",
        Failure,
        "this message was created automatically by mail delivery software|a message that you sent could not be delivered to|\
         a message that you sent has not yet been delivered|a message that you sent contained|\
         a message that you sent was rejected by|a message that you sent using|a message that you sent could not|a message sent by|\
         this is a permanent error. the following address(es) failed",
    ),
    format(
        "Exim",
        Delay,
        "a message that you sent has not yet been delivered to one or more of its recipients|\
         has not yet been delivered to one or more of its recipients|the delivery attempts will continue|\
         no action is required on your part. delivery attempts will continue",
    ),
    format(
        "Sendmail",
        Failure,
        "the following addresses had permanent fatal errors|the following addresses had permanent delivery errors|\
         the following addresses had fatal errors|the following addresses had delivery errors|\
         the following addresses had delivery problems|transcript of session follows|transcript of the session follows|\
         transcript of smtp session follows|unsent message follows|returned message follows",
    ),
    format(
        "a mail server",
        Delay,
        "the following addresses had transient non-fatal errors|this is a warning message only|\
         you do not need to resend your message|warning: message still undelivered after|will keep trying until message is",
    ),
    format("Sendmail", Success, "the following addresses had successful delivery notifications"),
    format(
        "Courier",
        Failure,
        "this is a delivery status notification from|undelivered mail the original message was received on|\
         your message which is attached could not be delivered",
    ),
    format("Courier", Delay, "delayed message the original message was received"),
    format(
        "Exchange",
        Failure,
        "did not reach the following recipient(s)|did not reach some or all of the intended recipients|\
         the following recipient(s) cannot be reached|the following recipient(s) could not be reached|\
         delivery has failed to these recipients|delivery has failed to the following recipients|generating server:|\
         the following organization rejected your message|\
         the e-mail account does not exist at the organization this message was sent to|\
         unable to deliver the message due to a communications failure|your message to the following recipients cannot be delivered|\
         rejected your message to the following email addresses|diagnostic information for administrators|\
         your message wasn't delivered",
    ),
    format(
        "Exchange",
        Delay,
        "delivery is delayed to these recipients|\
         this is an automatically generated delivery status notification. this is a warning message only|\
         your message has not been delivered yet",
    ),
    format(
        "Exchange",
        Success,
        "your message has been delivered to the following recipients|delivery to these recipients or distribution lists is complete|\
         delivery to these recipients or groups is complete|your message has been successfully relayed to the following recipients|\
         delivery of this message was successful|\
         this is an automatically generated delivery status notification. your message has been delivered",
    ),
    format("Microsoft 365", Failure, "couldn't be delivered to the following"),
    format("Microsoft 365", Failure, "the recipient's email provider rejected|office 365 couldn't|microsoft 365 couldn't"),
    format("Domino", Failure, "user not listed in public name & address book|not listed in domino directory|no route found to domain"),
    format(
        "GroupWise",
        Failure,
        "the message that you sent was undeliverable to the following|your message was undeliverable due to the following reason",
    ),
    format(
        "IMail",
        Failure,
        "user mailbox exceeds allowed size:|unknown user:|invalid final delivery userid:|delivery failed 20 attempts|\
         body of message generated response:|unknown host:|undeliverable to",
    ),
    format(
        "MDaemon",
        Failure,
        "mdaemon has attempted|the attached message had permanent|the attached message had permanent fatal delivery errors|\
         the following data may contain sections which represent|session transcript:",
    ),
    format("MXLogic", Failure, "this message was created automatically by the mx logic"),
    format(
        "Yahoo",
        Failure,
        "sorry, we were unable to deliver your message to the following address|\
         unable to deliver message to the following address(es)|message from yahoo|message from yahoo.com",
    ),
    format("GMX", Failure, "the following address failed:|your email could not be delivered"),
    format(
        "Gmail",
        Failure,
        "delivery to the following recipient failed permanently|delivery to the following recipients failed permanently|\
         technical details of permanent failure|your message wasn't delivered to|because the address couldn't be found|\
         address not found|message not delivered|message blocked your message to",
    ),
    format(
        "Gmail",
        Delay,
        "technical details of temporary failure|gmail will retry for|delivery to the following recipient has been delayed|\
         there was a temporary problem delivering your message|delivery incomplete there was a temporary problem",
    ),
    format(
        "iCloud",
        Failure,
        "this message was undeliverable due to the following reason|your message cannot be delivered to the following recipients|\
         your message can't be delivered to the following",
    ),
    format(
        "Oracle Messaging Server",
        Failure,
        "this report relates to a message you sent with the following header fields|\
         your message cannot be delivered to the following recipients",
    ),
    format("Oracle Messaging Server", Delay, "your message has been enqueued and undeliverable for"),
    format(
        "mail.ru",
        Failure,
        "this message was created automatically by the mail system (ecelerity)|это сообщение создано автоматически|\
         это письмо создано автоматически|ваше сообщение не может быть доставлено|ваше письмо не может быть доставлено|\
         письмо создано автоматически сервером|ваше сообщение не было доставлено|не удалось доставить ваше сообщение|\
         не удалось доставить сообщение|сообщение не доставлено|не может быть доставлено",
    ),
    format(
        "Yandex",
        Failure,
        "this is the mail system at host yandex|к сожалению, мы вынуждены сообщить вам|к сожалению, доставить ваше письмо|\
         к сожалению, ваше письмо не может быть доставлено",
    ),
    format(
        "163",
        Failure,
        "抱歉，您的邮件被退回来了|抱歉，您的邮件被退回|您的邮件被退回|原邮件信息|很抱歉，您发送的邮件|您的邮件无法投递|邮件无法投递|未能投递|收件人不存在|无法送达|无法投递到|邮件退回|系统无法投递",
    ),
    format(
        "Japanese carriers",
        Failure,
        "配信できませんでした|送信できませんでした|届けることができませんでした|送信先メールアドレスが見つからない|宛先不明|メールを送信できません|お届けできません|配送できませんでした|配達できませんでした|メールアドレスが正しく",
    ),
    format(
        "Korean",
        Failure,
        "메일이 전송되지|전송하지 못했습니다|전달되지 못했습니다|배달되지 않았습니다|배달하지 못했습니다|메일 전송에 실패|보내신 메일이|반송되었습니다",
    ),
    format("Amazon SES", Failure, "an error occurred while trying to deliver the mail to the following recipients"),
    format(
        "SendGrid",
        Failure,
        "this is an automatically generated message from sendgrid|\
         i'm sorry to have to tell you that your message was not able to be delivered",
    ),
    format("Zoho", Failure, "this is an auto-generated message from the zoho"),
    format(
        "OpenSMTPD",
        Failure,
        "this is the mailer-daemon, please do not reply to this e-mail|\
         an error has occurred while attempting to deliver a message for the following",
    ),
    format("OpenSMTPD", Delay, "a message is delayed for more than"),
    format("DragonFly", Failure, "this is the dragonfly mail agent|there was an error delivering your mail to"),
    format(
        "James",
        Failure,
        "i'm afraid i wasn't able to deliver your message to the following addresses|error message below:|failed recipient(s):",
    ),
    format("Haraka", Failure, "i'm sorry to have to inform you that your message could not be delivered"),
    format(
        "Stalwart",
        Failure,
        "your message could not be delivered to the following recipients|\
         there was a problem delivering your message to the following",
    ),
    format("InterScan", Failure, "message from interscan messaging security suite|unable to deliver message to"),
    format("MailFoundry", Failure, "this has been a permanent failure|delivery failed for the following reason"),
    format("X5", Failure, "we had trouble delivering your message|the following recipients returned permanent errors"),
    format("PowerMTA", Failure, "was undeliverable|delivery to the following recipients has been"),
    format("Lotus", Failure, "was not delivered to:|user not listed in domino directory"),
    format("AOL", Failure, "your mail to the following recipients could not be delivered"),
    format("Novell", Failure, "could not be delivered to the following recipient"),
    format("WebSense", Failure, "the message that you sent has been rejected|your message was rejected"),
    // words that many servers write
    format(
        "",
        Failure,
        "message could not be delivered|mail could not be delivered|email could not be delivered|e-mail could not be delivered|\
         could not be delivered to the following|could not deliver your message|could not deliver the message|\
         could not deliver mail to|unable to deliver your message|unable to deliver your mail|unable to deliver your email|\
         unable to deliver the message|we were unable to deliver|we are unable to deliver|was unable to deliver|\
         cannot be delivered to|cannot deliver your message|can not be delivered|has not been delivered to|was not delivered to|\
         was not able to be delivered|not be delivered because|delivery to the following recipients failed|\
         delivery to the following recipient failed|delivery to the following recipient(s) failed|\
         delivery to the following addresses failed|delivery to the following address failed|\
         delivery to the following recipients was aborted|the following recipients did not receive|\
         the following recipient did not receive|the following address(es) failed|the following addresses failed|\
         failed to deliver to|failed to deliver your|failed to deliver the following|delivery failed for the following|\
         delivery failure|the delivery of your message failed|message delivery failed|mail delivery failed|undeliverable message|\
         undeliverable mail|your message is undeliverable|your message was undeliverable|your message was not delivered|\
         your mail was not delivered|your email was not delivered|your message has been rejected|your mail has been rejected|\
         your email was rejected|your e-mail was rejected|was automatically rejected|message was rejected|\
         did not reach the following recipient|could not be sent to the following|returned to you undelivered|\
         is being returned to you|has been returned to you|is not a valid user here|that's not a valid user here|\
         that is not a valid recipient|this user doesn't have a|no such user here|undelivered message|smtp error from remote|\
         remote host said:|error from remote mail server|recipient address rejected|the error that the other server returned was|\
         reason of failure|reason for failure|mail delivery error|mail delivery failure|the user's mailbox is full|\
         user's disk quota exceeded|the recipient's mailbox is full|intended recipient|host or domain name not found|\
         destination host unknown",
    ),
    format(
        "",
        Delay,
        "not yet been delivered|has been delayed|will be retried|will continue to try|will keep trying|\
         no action is required on your part|this is just a warning|you do not need to resend|there is no need to resend|\
         still trying to deliver|delivery is delayed|delivery attempts will continue|wird weiterhin versucht|\
         zustellung verzögert sich|попытки доставки будут продолжены",
    ),
    format(
        "",
        Success,
        "was successfully delivered to|has been successfully delivered|wurde erfolgreich zugestellt|\
         has been delivered to the recipient",
    ),
    // other languages
    format(
        "",
        Failure,
        "konnte nicht zugestellt werden|nicht zugestellt werden|konnte die folgenden empfänger nicht erreichen|\
         hat einige oder alle empfänger nicht erreicht|fehler bei der nachrichtenzustellung|die folgende adresse ist|\
         fehler bei der übermittlung an folgende empfänger|unzustellbar|ihre e-mail an|n'a pas pu être remis|n'a pas pu être délivré|\
         n'a pas pu être distribué|n'a pas été remis|n'a pas pu être envoyé|échec de la remise pour|\
         échec de la remise à ces destinataires|n'a pu être délivré|n'ont pas pu être contactés|no se pudo entregar|\
         no ha podido ser entregado|no pudo ser entregado|no se ha podido entregar|no se puede entregar|error al entregar|\
         no ha llegado a los siguientes destinatarios|no se entregó a|não pôde ser entregue|não pode ser entregue|não foi entregue|\
         não foi possível entregar|falha na entrega|não foi possível enviar|nao pode ser entregue|nao foi possivel entregar|\
         non è stato recapitato|non è stato possibile recapitare|non è stato possibile consegnare|impossibile recapitare|\
         impossibile consegnare|non può essere consegnato|non è stato consegnato|recapito non riuscito|kon niet worden bezorgd|\
         kan niet worden bezorgd|kon niet worden afgeleverd|niet worden bezorgd|is niet bezorgd|bezorging is mislukt|niet afgeleverd|\
         is mislukt voor deze geadresseerden|nie mogła zostać dostarczona|nie może zostać dostarczona|nie została dostarczona|\
         nie można dostarczyć|nie można było dostarczyć|nie udało się dostarczyć|teslim edilemedi|ulaştırılamadı|iletilemedi|\
         gönderilemedi|teslim edilemiyor|kunde inte levereras|kunde ej levereras|kan inte levereras|nådde inte följande mottagare|\
         gick inte att leverera|det gick inte att leverera|kunne ikke leveres|kan ikke leveres|blev ikke leveret|ble ikke levert|\
         kom ikke frem til|nådde ikke følgende|ei voitu toimittaa|ei voida toimittaa|toimitus epäonnistui|ei tavoittanut seuraavia|\
         nelze doručit|nebylo možné doručit|nebyla doručena|nemohla být doručena|nepodařilo se doručit|zprávu se nepodařilo|\
         nem kézbesíthető|nu a putut fi livrat|не вдалося доставити",
    ),
    // automatic replies
    format(
        "",
        Reply,
        "i am out of the office|i'm out of the office|i will be out of the office|i am currently out of the office|\
         i'm currently out of the office|out of office until|currently on leave|on annual leave|on maternity leave|i am on vacation|\
         i'm on vacation|on vacation until|away on vacation|i am away until|i'm away until|i will be away|i am currently away|\
         i will be back on|i will be returning on|limited access to e-mail|limited access to email|limited access to my email|\
         no access to email|this is an automated response|this is an automatic response|this is an automatic reply|\
         this is an automated reply|this is an auto-reply|this is an autoreply|this is an autoresponse|\
         this is an automatically generated reply|this is an automated message|this is an autogenerated message|\
         automated response to your message|this is an auto-generated|no longer works for|no longer with the company|\
         no longer works here|no longer employed|will endeavour to reply|will get back to you as soon as possible|\
         reply to you as soon as possible|i will reply to your|please do not reply to this message as|ich bin nicht im büro|\
         bin ich nicht im büro|bin derzeit nicht im|ich bin im urlaub|ich bin derzeit nicht|ich bin bis zum|außer haus|\
         ihre e-mail wird nicht weitergeleitet|nicht weitergeleitet|dies ist eine automatische|diese nachricht wurde automatisch|\
         ab dem|wieder erreichbar|je suis absent|je suis actuellement absent|je suis en congé|actuellement en congés|\
         absent du bureau|de retour le|ceci est un message automatique|ceci est une réponse automatique|estoy fuera de la oficina|\
         estaré fuera|me encuentro fuera|estoy de vacaciones|respuesta automática|mensaje automático|estou fora do escritório|\
         estarei ausente|estou de férias|encontro-me ausente|resposta automática|mensagem automática|sono fuori ufficio|sarò assente|\
         sono in ferie|sarò fuori|risposta automatica|messaggio automatico|ik ben afwezig|ik ben momenteel niet|\
         ik ben niet op kantoor|ben ik afwezig|met vakantie|automatisch bericht|automatisch antwoord|jestem poza biurem|\
         jestem na urlopie|przebywam na urlopie|będę nieobecn|automatyczna odpowiedź|wiadomość wygenerowana automatycznie|\
         нахожусь в отпуске|я в отпуске|буду отсутствовать|меня нет на рабочем месте|автоматический ответ|不在にしております|休暇を|自動返信|自動応答|\
         不在です|我正在休假|我不在办公室|自动回复|自動回覆|您的来信已收到|邮件已收到|您的郵件已收到|我会尽快|부재중|휴가|자동 회신|자동으로 발송|자동응답|ofis dışındayım|izindeyim|otomatik yanıt|\
         otomatik cevap|jag är inte på kontoret|jag har semester|jag är på semester|är tillbaka|automatiskt svar|jag är frånvarande|\
         jeg er ikke på kontoret|jeg er på ferie|jeg har ferie|jeg holder ferie|automatisk svar|jeg er tilbage|jeg er tilbake|\
         olen poissa|olen lomalla|automaattinen vastaus|palaan töihin|jsem mimo kancelář|mám dovolenou|jsem na dovolené|\
         automatická odpověď",
    ),
    // challenges
    format("TMDA", Challenge, "this message was created automatically by mail delivery software (tmda)"),
    format("SpamArrest", Challenge, "spamarrest.com|spam arrest"),
    format("Boxbe", Challenge, "boxbe"),
    format("Bluebottle", Challenge, "bluebottle"),
    format(
        "",
        Challenge,
        "your server requires confirmation|to confirm that you are a real person|confirm that you are a human|\
         to prove that you are a human|prove you are human|verify that you are a real person|verify that you are human|\
         your message is being held|your message has been held until|your message has been quarantined until you|\
         hold your message until|to release your message|to have your message delivered|in order to have your message delivered|\
         in order for your message to be delivered|reply to this message to confirm|simply reply to this message|\
         click the link below to deliver your|click the link below to have your|please click on the link below to verify|\
         to be added to my list of approved senders|approved senders list|guest list|my whitelist|sender verification|\
         one-time verification|one time verification|unverified sender|to complete this verification|spam protection system|\
         anti-spam system that requires|this account is protected by|this address is protected by|\
         i'm protecting myself from receiving junk|i am protecting myself from receiving junk|challenge-response|challenge/response",
    ),
    // virus and content notices
    format(
        "amavis",
        Notice,
        "was considered unsolicited bulk e-mail|our content checker found|v i r u s|virus alert our content checker|contents ube|\
         banned contents alert",
    ),
    format("MailScanner", Notice, "our virus detector has just been triggered|the mail content processor has blocked|mailscanner"),
    format("InterScan", Notice, "interscan has detected|trend micro|scanmail for"),
    format("Symantec", Notice, "symantec mail security|norton antivirus|symantec antivirus"),
    format("McAfee", Notice, "groupshield|mcafee virus"),
    format("MailMarshal", Notice, "mailmarshal has|mailmarshal (an automated"),
    format(
        "",
        Notice,
        "has stripped one or more attachments|contains file attachments that are not permitted|unrepairable virus detected|\
         the attachment was quarantined|was infected with|contained a virus|contains a virus|virus was found in|virus found in|\
         found a virus|detected a virus|virus has been detected|virus detected|infected attachment|infected with a virus|\
         message you sent was infected|prohibited attachment|attachment has been removed|attachment was removed|\
         attachment type is not allowed|violates our content policy|content policy violation|banned filename|banned file|\
         blocked by our content filter|was blocked by our bulk email filter|blocked by our spam filter|has been blocked by our|\
         ein virus gefunden|enthält einen virus|un virus a été détecté|se ha detectado un virus|foi detectado um vírus|\
         è stato rilevato un virus|обнаружен вирус",
    ),
    format(
        "",
        Receipt,
        "this is a receipt for the mail you sent|this is a return receipt for the mail|note: this return receipt only acknowledges|\
         was displayed on the recipient's computer|your message was read on|this receipt verifies that|\
         was deleted without being read|wurde gelesen am|message was displayed",
    ),
    format(
        "",
        Complaint,
        "this is an email abuse report|this is a complaint about|complaint about message|abuse report for an email message|\
         spam complaint|reported by a user as|this is a feedback loop|email feedback report",
    ),
];

/// Words of SMTP, which letters and parcels do not need.
pub(super) const TECHNICAL: &str = "user unknown|unknown user|no such user|no such recipient|mailbox full|mailbox unavailable|mailbox not found|over quota|\
    quota exceeded|mailbox is full|550 |550-|551 |552 |553 |554 |5.1.1|5.7.1|5.2.2|5.0.0|4.4.7|rcpt to|smtp|relaying denied|\
    connection refused|connection timed out|host unknown|permanent error|fatal error|unrouteable|mail exchanger|mx record";

/// Words of failure that people use as well: two of them, together with other signs, make a format that the table does not know.
pub(super) const COMMON: &str = "does not exist|doesn't exist|not found|postmaster|recipient|rejected|returned|deliver|original message|\
    zustell|empfänger|destinataire|destinatario|destinatário|ontvanger|geadresseerde|odbiorc|получател|достав|宛先|収件人|收件人|\
    수신자|받는 사람|alıcı|mottagare|modtager|mottaker|vastaanottaj|příjemc";
