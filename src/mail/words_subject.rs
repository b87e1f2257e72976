//! The words of automatic mail in Subject, in the languages of people and of servers: data for `signs`.
//!
//! All in lower case, words apart by `|`. `^` is the beginning of the subject.

use super::signs::Says::{self, Challenge, Complaint, Delay, Failure, Notice, Polite, Receipt, Reply, Success};

/// Words of subjects, in the languages of people and of servers.
pub(super) const SUBJECTS: &[(Says, &str)] = &[
    // English
    (
        Failure,
        "^undelivered|^undeliver|^returned mail|^returned message|^returned to sender|^return receipt (failure|^mail returned|\
         ^mail delivery fail|^mail delivery error|^mail delivery problem|^mail delivery status|^mail delivery system|\
         ^email delivery fail|^e-mail delivery fail|^message delivery|^delivery status notification|^delivery notification|\
         ^delivery fail|^delivery error|^delivery problem|^delivery report|^delivery status|^delivery has failed|delivery has failed|\
         ^delivery incomplete|^delivery to|^delivery unsuccessful|^delivery of|^failure notice|^failure delivery|^failed delivery|\
         ^failed mail|^failed to deliver|^failed message|^mail failure|^mail system error|^mail error|^mail could not be delivered|\
         ^mail not delivered|^mail undeliver|^mail bounced|^bounced mail|^bounced message|^message bounced|^message undeliver|\
         ^message not delivered|^message could not be delivered|^message delivery failure|^message status - undeliver|\
         ^message refused|^message rejected|^message not accepted|^rejected mail|^rejected:|^automatically rejected mail|\
         ^non deliver|^non-deliver|^nondeliver|^not delivered|^permanent delivery|^permanent error|^permanent failure|\
         ^unable to deliver|^unable to send|^could not deliver|^could not send|^couldn't be delivered|^your message could not|\
         ^your mail could not|^your email could not|^your message to|^your message was not delivered|could not be delivered|\
         couldn't be delivered|wasn't delivered|was not delivered|^user unknown|^unknown user|^unknown address|^no such user|\
         ^invalid recipient|^invalid address|^address unknown|^addressing error|^e-mail addressing error|^no valid recipient|\
         ^recipient unknown|^mailbox full|^mailbox unavailable|^mailbox is full|^error sending|^error in e-mail|\
         ^error(s) in forwarding|^error in your message|^error delivering|^error mail|^smtp error|^[bounce]|^bounce|\
         ^notice: mail delivery status|^nondeliverable|^problem delivering|^problems delivering|^problem with your message|\
         ^we were unable to deliver|^warning from|^mail refused|^email rejected|^mail rejected|^message you sent blocked|^blocked:|\
         ^no delivery|^ndr:|^[postmaster] email delivery failure",
    ),
    // German
    (
        Failure,
        "^unzustellbar|^nicht zugestellt|^nicht zustellbar|nicht zustellbar|nicht zugestellt|zustellung fehlgeschlagen|\
         ^zustellfehler|^zustellungsfehler|^fehlgeschlagene zustellung|^rückläufer|^fehler bei der zustellung|^fehler beim versand|\
         ^übermittlungsfehler|^benachrichtigung zum übermittlungsstatus|^e-mail konnte nicht|^ihre e-mail konnte nicht|\
         ^ihre nachricht konnte nicht",
    ),
    // French
    (
        Failure,
        "^non remis|^non_remis|^non délivr|^non distribu|^échec de la remise|^échec de remise|^échec d'acheminement|\
         ^échec de livraison|^notification d'état de la distribution|^notification d'etat de la distribution|\
         ^notification d'état de remise|^message non distribu|^message non remis|^message non délivré|^impossible de remettre|\
         ^impossible de délivrer|^avis de non|^courrier non|^retour de message",
    ),
    // Spanish
    (
        Failure,
        "^no se puede entregar|^no se pudo entregar|^no se ha podido entregar|^no entregado|^no entregable|^mensaje no entregado|\
         ^mensaje devuelto|^correo no entregado|^correo devuelto|^error de entrega|^error al entregar|^fallo de entrega|\
         ^fallo en la entrega|^falló la entrega|^notificación de estado de entrega|^notificación de entrega|^imposible entregar|\
         ^devolución de correo",
    ),
    // Portuguese
    (
        Failure,
        "^não entregue|^nao entregue|^nao_entregue|^não_entregue|^não foi possível entregar|^não é possível entregar|\
         ^falha na entrega|^falha de entrega|^mensagem não entregue|^mensagem devolvida|^erro na entrega|^erro de entrega|\
         ^notificação de status de entrega|^notificação de entrega|^impossível entregar|^email devolvido|^e-mail devolvido",
    ),
    // Italian
    (
        Failure,
        "^non recapitabile|^non recapitat|^non consegnat|^mancata consegna|^mancato recapito|^messaggio non recapit|\
         ^messaggio non consegn|^impossibile recapitare|^impossibile consegnare|^notifica di mancat|\
         ^notifica dello stato del recapito|^avviso di mancat|^errore di consegna|consegna non riuscita|^consegna fallita",
    ),
    // Dutch
    (
        Failure,
        "^onbestelbaar|^onbestelbare|^niet bezorgd|^niet afgeleverd|^niet-bezorg|^bezorging mislukt|^aflevering mislukt|\
         ^kan niet worden bezorgd|^bericht niet bezorgd|^mail niet afgeleverd|^melding over bezorgingsstatus",
    ),
    // Polish
    (
        Failure,
        "^nie można dostarczyć|^nie dostarczono|^nie udało się dostarczyć|^niedostarcz|^niedoręcz|^zwrot poczty|^zwrot wiadomości|\
         ^zwrócona wiadomość|^błąd dostarcz|^powiadomienie o niedostarcz",
    ),
    // Russian, Ukrainian
    (
        Failure,
        "^не доставлен|^недоставлен|^не удается доставить|^не удалось доставить|^невозможно доставить|^сообщение не доставлено|\
         ^письмо не доставлено|^ошибка доставки|^ошибка при доставке|^уведомление о недостав|^уведомление о состоянии доставки|\
         ^отчет о недостав|^возврат почты|^возвращ|^не вдалося доставити|^не доставлено",
    ),
    // Japanese
    (
        Failure,
        "^配信不能|配信できません|配信エラー|^未配信|^未配達|送信できません|^エラーメール|配信失敗|配信に失敗|配達不能|配達できません|送信エラー|届けることができません|^配信状態通知 (失敗",
    ),
    // Chinese
    (
        Failure,
        "^无法投递|^无法送达|^无法传递|^未送达|^未传递|^未投递|退信|投递失败|投递状态通知|^無法傳遞|^無法送達|^無法投遞|^未傳遞|^邮件被退回|被退回|^退件|传递失败|傳送失敗|发送失败|寄送失敗|投遞失敗",
    ),
    // Korean
    (
        Failure,
        "^배달되지 않|^배달 실패|^배달할 수 없|^배달 안 됨|^배달 불가|전송 실패|발송 실패|^반송|메일 반송|반송된 메일|전달되지 못|전송되지 못",
    ),
    // Turkish
    (
        Failure,
        "^teslim edilemed|^teslim edilemeyen|^teslim edilemiyor|teslim edilemedi|^iletilemedi|^iletilemeyen|^gönderilemedi|\
         ^ulaştırılamad",
    ),
    // Swedish, Danish, Norwegian, Finnish
    (
        Failure,
        "^kan inte leverera|^det gick inte att leverera|^går inte att leverera|^kunde inte leverera|kunde inte levereras|\
         ^olevererbar|^olevererat|^ej leverer|^misslyckad leverans|^kan ikke lever|^kunne ikke lever|^ikke lever|^ikke-leverbar|\
         ^uleverbar|^leveringsfeil|^levering mislyk|^leveringsfejl|^ei voitu toimittaa|^ei voi toimittaa|^ei toimitettu|\
         ^toimittaminen epäonnistui|^toimitus epäonnistui|^viestiä ei voi",
    ),
    // Czech, Slovak, Hungarian, Romanian, Greek, Estonian, Croatian
    (
        Failure,
        "^nedoručiteln|^nelze doručit|^nedoručen|^vrácen|^zpráva nebyla doručena|^zprávu nelze doručit|^selhání doručení|\
         ^nedoručiteľn|^kézbesíthetetlen|^nem kézbesíthető|^a kézbesítés sikertelen|^nelivrabil|^nelivrat|^μη παραδοτέο|\
         ^kohaletoimetamatu|^neisporučivo",
    ),
    (
        Delay,
        "^delayed mail|^delayed:|^delayed delivery|^delivery delayed|^delivery delay|^delivery status notification (delay)|\
         ^delivery status notification(delay)|^delivery status notification (mail delivery delayed)|^mail delivery delayed|\
         ^mail delayed|^message delayed|^message delivery delayed|^warning: could not send message for past|^warning: message|\
         ^warning: delayed mail|^warning: mail delivery delayed|^warning: mail delayed|^mail warning|^mail delivery warning|\
         ^delivery warning|still being retried|^verzögerte zustellung|^zustellung verzögert|^verzögert:|^remise retardée|^retardé|\
         ^retrasado:|^entrega retrasada|^entrega atrasada|^adiado:|^ritardo nella consegna|^consegna ritardata|^vertraagd|\
         ^bezorging vertraagd|^opóźnion|^задержка доставки|^отложено|^配信遅延|^配信の遅延|^延迟|^延遲|^지연|^gecikti|^geciken|^försenad|^forsinket|\
         ^viivästyn|^zpožděn",
    ),
    (
        Success,
        "^delivery status notification (success)|^delivery status notification(success)|^delivery status notification (relay)|\
         ^delivery status notification (relayed)|^delivery status notification (expanded)|^successful mail delivery report|\
         ^delivered:|^relayed:|^expanded:|^zugestellt:|^weitergeleitet:|^entregado:|^entregue:|^consegnato:|^recapitato:|^bezorgd:|\
         ^remis :|^dostarczono:|^доставлено:|^ретранслировано:|^配信済み:|^已送达:|^已傳遞:|^teslim edildi:|^levererat:|^leveret:|^levert:|\
         ^toimitettu:|^doručeno:|^your message has been delivered",
    ),
    // English
    (
        Reply,
        "out of office|out-of-office|out of the office|out-of-the-office|^automatic reply|^automatic response|(automatic response)|\
         (automatic reply)|(auto-reply)|(autoreply)|(auto reply)|(auto response)|(out of office)|^automated reply|\
         ^automated response|^automatically generated re|^automatic message|^auto:|^auto generated|^auto reply|^auto-reply|\
         ^autoreply|^auto answer|^auto-answer|^autoanswer|^auto respon|^auto-respon|^autorespon|^yahoo! auto response|\
         ^vacation notice|^vacation reply|^vacation response|^vacation message|^on vacation|^away on vacation|^i am on vacation|\
         ^i'm on vacation|^i am away|^i'm away|^away from my mail|^away from the office|away from the office|^away message|^ooo:|\
         ^ooo|^on annual leave|^on leave|^annual leave|^maternity leave|^parental leave",
    ),
    // German
    (
        Reply,
        "^automatische antwort|^automatische rückantwort|^automatische e-mail|^automatische abwesenheit|\
         ^automatische empfangsbestätigung|^autoantwort|^abwesend|abwesenheitsnotiz|abwesenheitsmeldung|abwesenheitsassistent|\
         abwesenheitsbenachrichtigung|^abwesenheit|nicht im büro|^ich bin im urlaub|^urlaubsbenachrichtigung|^im urlaub",
    ),
    // French
    (
        Reply,
        "^réponse automatique|^reponse automatique|(réponse automatique)|^message automatique|^absence|^absent du bureau|\
         ^absente du bureau|absent(e) du bureau|^message d'absence|^notification d'absence|^en congé|^en vacances",
    ),
    // Spanish
    (
        Reply,
        "^respuesta automática|^respuesta automatica|(respuesta automática)|^autorespuesta|^auto-respuesta|fuera de la oficina|\
         fuera de oficina|^ausencia|^ausente|^de vacaciones",
    ),
    // Portuguese
    (
        Reply,
        "^resposta automática|^resposta automatica|(resposta automática)|fora do escritório|^aviso de ausência|^ausência|\
         ^ausencia temporária|^em férias|^estou de férias",
    ),
    // Italian
    (
        Reply,
        "^risposta automatica|^risposta non al computer|(risposta automatica)|fuori sede|fuori ufficio|^assenza|^assente|\
         ^messaggio automatico|^in ferie",
    ),
    // Dutch
    (
        Reply,
        "^automatisch antwoord|^automatische antwoord|^automatisch bericht|^afwezig|afwezigheidsbericht|afwezigheidsmelding|\
         niet op kantoor",
    ),
    // Polish
    (Reply, "automatyczna odpowied|^odpowiedź automatyczna|^autoodpowied|^autoresponder|poza biurem|^nieobecno|^urlop"),
    // Russian, Ukrainian
    (
        Reply,
        "^автоматический ответ|^автоответ|^вне офиса|нет на месте|^я в отпуске|^в отпуске|^отсутствие на рабочем месте|\
         ^автоматична відповідь",
    ),
    // Japanese
    (Reply, "自動応答|自動返信|不在通知|^不在|不在応答|不在のお知らせ|休暇中"),
    // Chinese
    (Reply, "自动回复|自動回覆|自动答复|自動答覆|自動回复|外出办公|不在办公室|不在辦公室"),
    // Korean
    (Reply, "자동 회신|자동회신|자동 응답|자동응답|자동 답장|부재중|부재 중"),
    // Turkish
    (Reply, "^otomatik yanıt|^otomatik cevap|ofis dışında|^izindeyim"),
    // Swedish, Danish, Norwegian, Finnish
    (
        Reply,
        "^automatiskt svar|^automatsvar|^autosvar|^frånvaro|^frånvarande|^ej på kontoret|^automatisk svar|^automatisk besvar|^fravær|\
         ^fraværsmelding|^ikke til stede|ikke på kontoret|^automaattinen vastaus|^automaattivastaus|^automatinen vastaus|^poissaolo|\
         ^poissa|^olen lomalla",
    ),
    // Czech, Slovak, Hungarian, Romanian, Greek
    (
        Reply,
        "^automatická odpověď|^automaticka odpoved|^automatická odpoveď|mimo kancelář|^nepřítom|^dovolená|^automatikus válasz|\
         ^házon kívül|^răspuns automat|^αυτόματη απάντηση",
    ),
    (
        Polite,
        "^thank you for your e-mail|^thank you for your email|^thank you for your message|^thank you for your mail|\
         ^thank you for contacting|^thanks for your e|^thanks for your m|^we have received your|^we received your|\
         ^your email has been received|^your message has been received|^your message was received|^message received|^email received|\
         ^vielen dank für ihre|^danke für ihre|^ihre anfrage|^ihre e-mail|^eingangsbestätigung|^empfangsbestätigung|\
         ^merci pour votre|^merci de votre|^accusé de réception|^gracias por|^hemos recibido|^obrigado|^recebemos|^grazie per|\
         ^bedankt voor|^dziękujemy|^dziękuję|^спасибо за|^ваше письмо|お問い合わせ|受付|^tack för|^tak for|^takk for|^kiitos|^děkuj|away|\
         vacation|holiday|urlaub|leave|email address change|e-mail address change|change of email|change of e-mail|change of address|\
         new email address|new e-mail address|no longer with|no longer works|has left|not monitored|unmonitored|no longer monitored|\
         no longer in use",
    ),
    (
        Challenge,
        "^please verify your email address to deliver|^please confirm your message|^please confirm your email|^please confirm (conf#|\
         ^confirm your message|^confirm your email to|^confirmation required|^confirmation needed for your message|\
         requires verification|requires confirmation|requires your confirmation|^verification required|^verify your message|\
         ^verify your email to|(verifying your email)|verify:|^[qurb|^unverified email to|^your email to me is awaiting|\
         ^your message to me is awaiting|awaiting your approval|^action required to deliver your message|^authorization required|\
         ^authentication required: your|^sender verification|^sender authentication|^are you a human|^antispam:|^mailinblack|^boxbe|\
         guest list|^confirmação necessária|^demande d'authentification|^bestätigung erforderlich|\
         ^bitte bestätigen sie ihre nachricht|^antispam uol|challenge]|^solicitação de confirmação|^solicitud de confirmación|^richiesta di conferma|^verzoek om bevestiging|^bevestiging vereist|^wymagane potwierdzenie|^требуется подтверждение|^подтвердите отправку|^your mail has been held|^challenge:|^[challenge]|whitelist|^spam arrest",
    ),
    (
        Notice,
        "^virus alert|^virus warning|^virus in your mail|^virus detected|^virus found|virus found in|^virus notification|\
         ^virus infected|^virus (|^warning: e-mail virus|^warning - you sent a virus|^warning: you sent a virus|^you sent a virus|\
         you sent contained a virus|^you sent potentially unsafe content|^you sent potentially prohibited content|^norton antivirus|\
         ^nav detected|^symantec|^antigen found|^antigen for exchange|^mcafee groupshield|^groupshield|^scanmail|^interscan|\
         ^failed to clean virus|^rav antivirus|^antivirus scan|^anti-virus|^mailmarshal|^mdaemon notification -- attachment removed|\
         ^mdaemon warning - virus|^content violation|^content alert|^content filter|^banned|^banned or potentially offensive|\
         ^banned file|^disallowed attachment|^file type forbidden|^file blocked|^attachment blocked|^attachment removed|\
         ^[mailserver notification]|^gwava|^inflex scan|^report to sender|^mensagem bloqueada|^virusmelding|^viruswarnung|\
         ^virenwarnung|^alerte virus|^alerta de virus|^avviso virus|^message quarantined|^message blocked|^your message was blocked|\
         ^mail blocked|^email blocked|^blocked attachment|^considered unsolicited bulk email|^spam detected|^puremessage|^gfi mail|^gfi faxmaker|^sophos|^barracuda spam firewall|^virus in ihrer|^virus in einer|^virus entdeckt|^virus gefunden|^virus détecté|^virus detectado|^virus encontrado|^virus rilevato|^virus gevonden|^wykryto wirusa|^virus hittat|^virus fundet|^virus funnet|^virus löydetty|^virus nalezen|^ウイルス|^ウィルス|^病毒|^바이러스|^virüs|^вирус|^обнаружен вирус",
    ),
    (
        Receipt,
        "^read:|^not read:|^deleted:|^return receipt (displayed)|^return receipt|^read receipt|^disposition notification|\
         ^message disposition notification|^gelesen:|^ungelesen gelöscht:|^lu :|^lu:|^non lu|^leído:|^leido:|^lida:|^lido:|^letto:|\
         ^gelezen:|^przeczytano:|^прочтено:|^прочитано:|^開封済み:|^开封:|^已读:|^讀取:|^읽음:|^okundu:|^läst:|^læst:|^lest:|^luettu:|^přečteno:|\
         ^lesebestätigung|^accusé de lecture",
    ),
    (
        Complaint,
        "^complaint about message from|^email feedback report|^abuse report|^spam report|^complaint from|^email complaint|^fbl:|\
         ^feedback loop|^[fbl]",
    ),
    // what Exchange, Outlook and Gmail put before the subject, in the other languages that they speak
    (
        Failure,
        "^non remis|^não é possível entregar|^não entregue|^nie można dostarczyć|^niedostarczalne|^не удается доставить|\
         ^не удаётся доставить|^недоставлено|^配信不能|^配信できない|^未送达|^无法传递|^無法傳遞|^未傳遞|^無法送達|^배달되지|^배달할 수|^배달 못|^teslim edilemiyor|^teslim edilemedi|\
         ^går inte att leverera|^kan inte levereras|^kunde inte levereras|^kan ikke leveres|^kunne ikke leveres|^ikke levert|\
         ^ikke leveret|^ikke afleveret|^uafleverbar|^kan ikke afleveres|^ei voi toimittaa|^ei voida toimittaa|^ei voitu toimittaa|\
         ^toimittamatta|^toimittamaton|^perille toimittamat|^viestiä ei voitu|^viestiä ei toimitettu|^sähköpostia ei|\
         ^palautettu viesti|^nedoručitelné|^doručení se nezdařilo|^nedoručená|^vrácená zpráva|^oznámení o nedoručení|\
         ^kézbesíthetetlen|^nelivrabil|^mesaj nelivrat|^δεν παραδόθηκε|^μη παραδοτέ|^αδυναμία παράδοσης|^не вдалося доставити|\
         ^недоставимо|^nije moguće isporučiti|^nedostavljivo|^nepristatyta|^nepavyko pristatyti|^nepiegādājam|^nav piegādāts|\
         ^לא ניתן למסירה|^לא נמסרה|^غير قابل للتسليم|^تعذر التسليم|^تعذر تسليم|^ไม่สามารถส่ง|^không thể gửi|^không gửi được|^thư không gửi được|\
         ^tidak terkirim|^tidak dapat terkirim|^no lliurable|^não foi possível enviar|^impossibile inviare",
    ),
    (
        Failure,
        "^mail failed|^mail-zustellung fehlgeschlagen|^mailzustellung fehlgeschlagen|^zustellung nicht möglich|^mail nicht zustellbar|\
         ^nachricht nicht zustellbar|^nachricht unzustellbar|^mail unzustellbar|^unzustellbare|^zurück an absender|\
         ^die nachricht konnte nicht|^rückgabe|^fehlerbericht|^échec d'envoi|^échec de la distribution|^message retourné|\
         ^mail retourné|^courrier retourné|^non-remise|^rapport de non-remise|^notification de non-remise|^votre message n'a pas|\
         ^erreur de distribution|^envío fallido|^entrega fallida|^su mensaje no|^no se entregó|^informe de no entrega|^retorno de e-mail|\
         ^retorno de mensagem|^sua mensagem não|^relatório de não entrega|^erro no envio|^erro ao enviar|^mensagem não enviada|\
         ^il messaggio non|^il tuo messaggio non|^posta non recapit|^rapporto di mancato recapito|^errore invio|^errore nella consegna|\
         ^uw bericht|^retour afzender|^bericht onbestelbaar|^mail onbestelbaar|^e-mail niet|^wiadomość niedostarczona|\
         ^wiadomość nie została|^twoja wiadomość nie|^raport o niedostarczeniu|^сообщение не|^ваше сообщение не|^ваше письмо не|\
         ^недоставка|^почта не доставлена|^отказ в доставке|^ошибка отправки|^メールが送信|^メール配信エラー|^メール送信エラー|^不達|^宛先不明|^リターンメール|\
         ^返送|^送信失敗|^邮件发送失败|^郵件傳送失敗|^郵件退回|^邮件退回|^邮件投递失败|^無法寄送|^信件退回|^메일이|^메일을|^메일 전송|^메일 발송|^수신 실패|^수신불가|^iletiniz|^e-posta teslim|\
         ^e-postanız|^posta iade|^mesajınız|^meddelandet kunde|^ditt meddelande kunde|^brevet kunde|^retur till avsändaren|\
         ^e-postmeddelandet kunde|^meddelelsen kunne|^din meddelelse kunne|^meddelelsen ble|^e-posten kunne|^e-post kunne|\
         ^retur til afsender|^retur til avsender|^viestin toimitus|^viestin välitys|^viestisi|^sähköpostin toimitus|^postia ei|\
         ^vaše zpráva|^zprávu se nepodařilo|^e-mail nebyl doručen|^e-mail nelze",
    ),
    (
        Failure,
        "^returned post|^returned email|^return to sender|^rejected posting|^rejected message|^post rejected|^posting rejected|\
         ^your message was rejected|^your message has been rejected|^request to mailing list|^not member article|^reject mail|\
         ^spam mail from a spammer is rejected|^error sending message|^sorry, your message|^notice of non-delivery|\
         ^notification of non-delivery|^non delivery|^undelivrable|^undelivary|^message deliver fail|^message failure|^failure report|\
         ^failure to deliver|^failure sending|^sending failed|^send failed|^message send failure|^email failure|^email bounce|\
         ^email undeliver|^e-mail undeliver|^email could not be|^e-mail could not be|^email not delivered|^e-mail not delivered|\
         ^email returned|^your e-mail could not|^your e-mail to|^your email to|^mail to|^message to|^invalid email|^invalid e-mail|\
         ^wrong address|^wrong email address|^bad address|^unreachable recipient|^recipient not found|^mailbox not found|\
         ^mailbox does not exist|^mailbox over quota|^over quota|^quota exceeded|^delivery impossible|^delivery not possible|^status report:",
    ),
    (
        Delay,
        "^remise différée|^remise en attente|^distribution retardée|^recapito ritardato|^recapito in ritardo|^entrega demorada|\
         ^opóźnione dostarczenie|^доставка отложена|^доставка задерж|^传递延迟|^传递已延迟|^傳遞延遲|^배달 지연|^teslim gecikti|^teslimat gecikti|\
         ^leveransen är försenad|^leverans försenad|^levering forsinket|^leveringen er forsinket|^forsinkelse|^toimitus viivästy|\
         ^viestin toimitus viivästy|^doručení zpožděno|^doručení se zpožd|^zpoždění doručení|^mail queue warning|^still trying|\
         ^temporary delivery|^delivery attempts|^mail not yet delivered|^message not yet delivered|^your message has been delayed|\
         ^delivery status notification (delayed|^message waiting|^warning: could not",
    ),
    (
        Reply,
        "^automatski odgovor|^samodejni odgovor|^аутоматски одговор|^автоматичен отговор|^automatinis atsakymas|\
         ^automātiska atbilde|^automaatvastus|^תגובה אוטומטית|^מענה אוטומטי|^رد تلقائي|^การตอบกลับอัตโนมัติ|^ตอบกลับอัตโนมัติ|\
         ^trả lời tự động|^thư trả lời tự động|^balasan otomatis|^jawapan automatik|^resposta automàtica|^automatyczna odp|\
         ^auto svar|^autosvar|^automatsvar|^automaattinen poissa|^poissaoloilmoitus|^poissaoloviesti|^automatisch bericht|\
         ^afwezigheid|^zpráva mimo|^automatická zpráva|is on vacation)|is out of the office|on vacation)|is on vacation|\
         ^i will be out|^i'll be out|^i'm out|^i am out|(out of the office)|^i am on leave|^bin nicht im|\
         ^abwesenheitsnachricht|^ferienabwesenheit|^automatische nachricht|^eingangsbestätigung (automat|^réponse d'absence|\
         ^avis d'absence|^respuesta de ausencia|^mensaje automático|^mensaje de ausencia|^mensagem automática|\
         ^mensagem de ausência|^fora do escritorio|^messaggio di assenza|^ik ben afwezig|^jestem na urlopie|\
         ^automatyczna wiadomość|^автоматическое|^自動送信|^【自動返信】|^【自動応答】|^[自動返信|^(自動返信|^自動回覆|^자동 발신|^tatildeyim|^jsem na dovolené",
    ),
    (
        Polite,
        "^on holiday|^out of town|(away)|(vacation)|(on leave)|^away:|^vacation:|^holiday:|^urlaub|^im urlaub|^absent|\
         ^en déplacement|^hors du bureau|^estoy de vacaciones|^sono in ferie|^vakantie|^poza biurem|^меня нет|^отпуск|^休暇|^休假|\
         ^假期|^离岗|^휴가|^휴무|^izinde|^semester|^på semester|^ferie|^på ferie|^vuosilomalla|^dovolen|^nem vagyok|^gone fishing|\
         ^currently out|^currently away|^nicht erreichbar|^i am on holiday|^lomalla",
    ),
    (
        Receipt,
        "^lettura:|^odczytano:|^已讀取:|^已讀:|^elolvasva:|^olvasott:|^citit:|^διαβάστηκε:|^nicht gelesen:|^no leído:|^não lida:|^não lido:|\
         ^non letto:|^niet gelezen:|^nie przeczytano:|^не прочтено:|^непрочитано:|^未開封:|^未读:|^未讀取:|^읽지 않음:|^okunmadı:|^oläst:|^ej läst:|\
         ^ikke læst:|^ikke lest:|^lukematta:|^ei luettu:|^nepřečteno:|^leesbevestiging|^confirmación de lectura|^confirmação de leitura|\
         ^recibo de leitura|^conferma di lettura|^ricevuta di ritorno|^ricevuta di lettura|^potwierdzenie przeczytania|\
         ^potwierdzenie odczytu|^уведомление о прочтении|^開封確認|^阅读回执|^已读回执|^讀取回條|^읽음 확인|^okundu bilgisi|^läskvitto|^kvittering for læsning|\
         ^lesekvittering|^lukukuittaus|^potvrzení o přečtení|^potvrzení přečtení|^accusé de réception (affich|\
         ^empfangsbestätigung (angezeigt|^bestätigung über",
    ),
];
