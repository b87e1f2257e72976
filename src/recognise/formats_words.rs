//! The words of the formats: data for `formats`. All in lower case, with single spaces, apart by `|`.

use super::formats::{Format, format};
use crate::mail::Says::{Challenge, Complaint, Delay, Failure, Notice, Receipt, Success};

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
        "this message was created automatically by mail delivery software|\
         a message that you sent could not be delivered to|a message that you sent has not yet been delivered|\
         a message that you sent contained|a message that you sent was rejected by|a message that you sent using|\
         a message that you sent could not|a message sent by|this is a permanent error. the following address(es) failed",
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
         you do not need to resend your message|warning: message still undelivered after|\
         will keep trying until message is",
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
         unable to deliver the message due to a communications failure|\
         your message to the following recipients cannot be delivered|\
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
        "your message has been delivered to the following recipients|\
         delivery to these recipients or distribution lists is complete|\
         delivery to these recipients or groups is complete|\
         your message has been successfully relayed to the following recipients|delivery of this message was successful|\
         this is an automatically generated delivery status notification. your message has been delivered",
    ),
    format("Microsoft 365", Failure, "couldn't be delivered to the following"),
    format("Microsoft 365", Failure, "the recipient's email provider rejected|office 365 couldn't|microsoft 365 couldn't"),
    format("Domino", Failure, "user not listed in public name & address book|not listed in domino directory|no route found to domain"),
    format(
        "GroupWise",
        Failure,
        "the message that you sent was undeliverable to the following|\
         your message was undeliverable due to the following reason",
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
        "mdaemon has attempted|the attached message had permanent|\
         the attached message had permanent fatal delivery errors|\
         the following data may contain sections which represent|session transcript:",
    ),
    format(
        "a list manager",
        Failure,
        "you are not allowed to post to this mailing list|your message has been automatically rejected|is being returned to you unprocessed|\
         you are not authorized to send mail to the|i'm only allowed to accept messages from subscribers|enclosed is a copy of the post i received|\
         only allowed to accept subscribers|you are not a member of this mailing list|posting to this list is restricted|\
         your message to the following list has been rejected|message rejected by filter rule match|your posting was rejected|\
         non-members are not allowed to post",
    ),
    format("Smail", Failure, "message log follows:|failed addresses follow:"),
    format("CommuniGate", Failure, "failed to deliver to '<|failed to deliver to '"),
    format("Notes", Failure, "failure reasons --"),
    format("SmarterMail", Failure, "could not deliver message to the following recipient"),
    format("SurfControl", Failure, "your message could not be sent. a transcript|failed to send to identified host"),
    format("XMail", Failure, "xmail bounce: rcpt="),
    format("KDDI", Failure, "your mail sent on:|your mail attempted to be delivered on:"),
    format("Verizon", Failure, "message could not be delivered to mobile"),
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
        "technical details of temporary failure|gmail will retry for|\
         delivery to the following recipient has been delayed|there was a temporary problem delivering your message|\
         delivery incomplete there was a temporary problem",
    ),
    format(
        "iCloud",
        Failure,
        "this message was undeliverable due to the following reason|\
         your message cannot be delivered to the following recipients|your message can't be delivered to the following",
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
        "this is the mail system at host yandex|к сожалению, мы вынуждены сообщить вам|\
         к сожалению, доставить ваше письмо|к сожалению, ваше письмо не может быть доставлено",
    ),
    format(
        "163",
        Failure,
        "抱歉，您的邮件被退回来了|抱歉，您的邮件被退回|您的邮件被退回|原邮件信息|很抱歉，您发送的邮件|您的邮件无法投递|邮件无法投递|未能投递|收件人不存在|无法送达|无法投递到|邮件退回|系统无法投递",
    ),
    format(
        "Japanese carriers",
        Failure,
        "配信できませんでした|送信できませんでした|届けることができませんでした|送信先メールアドレスが見つからない|宛先不明|メールを送信できません|お届けできません|配送できませんでした|配達できませんでした|\
         メールアドレスが正しく",
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
    format("Mercury", Failure, "the local mail transport system has reported the following problems|user not known at this site"),
    format("DragonFly", Failure, "this is the dragonfly mail agent|there was an error delivering your mail to"),
    format(
        "James",
        Failure,
        "i'm afraid i wasn't able to deliver your message to the following addresses|error message below:|\
         failed recipient(s):",
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
        "message could not be delivered|mail could not be delivered|could not be delivered to the following|\
         could not deliver your message|could not deliver the message|could not deliver mail to|\
         unable to deliver your message|unable to deliver your mail|unable to deliver your email|\
         unable to deliver the message|we were unable to deliver|we are unable to deliver|was unable to deliver|\
         cannot be delivered to|cannot deliver your message|can not be delivered|has not been delivered to|\
         was not delivered to|was not able to be delivered|not be delivered because|\
         delivery to the following recipients failed|delivery to the following recipient failed|\
         delivery to the following recipient(s) failed|delivery to the following address failed|\
         delivery to the following recipients was aborted|the following recipients did not receive|\
         the following recipient did not receive|the following address(es) failed|the following addresses failed|\
         failed to deliver to|failed to deliver your|failed to deliver the following|delivery failed for the following|\
         delivery failure|the delivery of your message failed|message delivery failed|mail delivery failed|\
         undeliverable message|undeliverable mail|your message is undeliverable|your message was undeliverable|\
         your message was not delivered|your mail was not delivered|your email was not delivered|\
         your message has been rejected|your mail has been rejected|your email was rejected|your e-mail was rejected|\
         was automatically rejected|message was rejected|did not reach the following recipient|\
         could not be sent to the following|returned to you undelivered|is being returned to you|\
         has been returned to you|is not a valid user here|that's not a valid user here|that is not a valid recipient|\
         this user doesn't have a|no such user here|undelivered message|smtp error from remote|remote host said:|\
         error from remote mail server|recipient address rejected|the error that the other server returned was|\
         reason of failure|reason for failure|mail delivery error|the user's mailbox is full|user's disk quota exceeded|\
         the recipient's mailbox is full|intended recipient|host or domain name not found|destination host unknown",
    ),
    format(
        "",
        Delay,
        "not yet been delivered|has been delayed|will be retried|will continue to try|will keep trying|\
         no action is required on your part|this is just a warning|you do not need to resend|there is no need to resend|\
         still trying to deliver|delivery is delayed|delivery attempts will continue|wird weiterhin versucht",
    ),
    format(
        "",
        Success,
        "was successfully delivered to|has been successfully delivered|wurde erfolgreich zugestellt|\
         has been delivered to the recipient",
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
         hold your message until|to release your message|to have your message delivered|\
         in order for your message to be delivered|reply to this message to confirm|simply reply to this message|\
         click the link below to deliver your|click the link below to have your|\
         please click on the link below to verify|to be added to my list of approved senders|approved senders list|list of approved senders|protected by spamblocker|suspect email folder|\
         guest list|my whitelist|sender verification|one-time verification|one time verification|unverified sender|\
         to complete this verification|spam protection system|anti-spam system that requires|\
         this account is protected by|this address is protected by|i'm protecting myself from receiving junk|\
         i am protecting myself from receiving junk|challenge-response|challenge/response",
    ),
    // virus and content notices
    format(
        "amavis",
        Notice,
        "was considered unsolicited bulk e-mail|our content checker found|v i r u s|virus alert our content checker|\
         contents ube|banned contents alert",
    ),
    format("MailScanner", Notice, "our virus detector has just been triggered|the mail content processor has blocked|mailscanner"),
    format("InterScan", Notice, "interscan has detected|trend micro|scanmail for"),
    format("Symantec", Notice, "symantec mail security|norton antivirus|symantec antivirus"),
    format("McAfee", Notice, "groupshield|mcafee virus"),
    format("MailMarshal", Notice, "mailmarshal has|mailmarshal (an automated"),
    format(
        "",
        Notice,
        "has stripped one or more attachments|contains file attachments that are not permitted|\
         the attachment was quarantined|was infected with|contained a virus|contains a virus|virus was found in|\
         virus found in|found a virus|detected a virus|virus has been detected|virus detected|infected attachment|\
         infected with a virus|message you sent was infected|prohibited attachment|attachment has been removed|\
         attachment was removed|attachment type is not allowed|violates our content policy|content policy violation|\
         banned file|blocked by our content filter|was blocked by our bulk email filter|blocked by our spam filter|\
         has been blocked by our|enthält einen virus|un virus a été détecté|se ha detectado un virus|\
         foi detectado um vírus|è stato rilevato un virus|обнаружен вирус",
    ),
    format(
        "",
        Receipt,
        "note: this return receipt only acknowledges|your message was read on|this receipt verifies that|\
         was deleted without being read|message was displayed",
    ),
    format(
        "",
        Complaint,
        "this is an email abuse report|this is a complaint about|complaint about message|\
         abuse report for an email message|spam complaint|reported by a user as|this is a feedback loop|\
         email feedback report",
    ),
];

/// Words of SMTP, which letters and parcels do not need.
pub(super) const TECHNICAL: &str = "user unknown|unknown user|no such user|no such recipient|mailbox full|mailbox unavailable|mailbox not found|\
    over quota|quota exceeded|mailbox is full|550 |550-|551 |552 |553 |554 |5.1.0|5.1.1|5.1.2|5.2.0|5.2.1|5.2.2|5.3.0|\
    5.4.1|5.4.4|5.5.0|5.7.1|5.0.0|4.4.1|4.4.7|4.2.2|(#5.|(#4.|rcpt to|smtp|relaying denied|connection refused|\
    connection timed out|host unknown|permanent error|fatal error|unrouteable|mail exchanger|mx record";

/// Words of failure that people use as well: two of them, together with other signs, make a format that the table does not know.
pub(super) const COMMON: &str = "does not exist|doesn't exist|not found|postmaster|recipient|rejected|returned|deliver|original message|zustell|\
    empfänger|destinataire|destinatario|destinatário|ontvanger|geadresseerde|odbiorc|получател|достав|宛先|収件人|收件人|수신자|\
    받는 사람|alıcı|mottagare|modtager|mottaker|vastaanottaj|příjemc|n'existe pas|bestaat niet|findes ikke|finnes ikke|\
    kom inte fram|kom ikke frem|nådde inte|nåede ikke|n'est pas parvenu|no llegó a|is geweigerd|werd geweigerd|\
    fue rechazado|ha sido rechazado|avvisades|har avvisats|reddedildi|hylättiin|on hylätty|byla odmítnuta|byl odmítnut|\
    a été rejeté|a été refusé|è stato respinto|è stato rifiutato|被拒绝|被拒絕|拒否されました|거부되었|wurde abgelehnt|wurde abgewiesen|\
    wurde zurückgewiesen|blev afvist|ble avvist|er avvist|er blevet afvist|została odrzucona|zostało odrzucone|\
    было отклонено|foi rejeitad|foi recusad|foi devolvid|返送されました|戻されました|容量を超え|용량 초과|용량이 초과|존재하지 않는|permanenter fehler|\
    erreur permanente|error permanente|erro permanente|errore permanente|permanente fout|permanent fel|permanent fejl|\
    permanent feil|pysyvä virhe|trvalá chyba|постоянная ошибка|błąd trwały|trwały błąd|errore definitivo";
