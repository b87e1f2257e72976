//! A header block that was pasted or quoted into text: under a marker line, behind `>`, indented, or bare; its names as RFC 5322
//! has them, or as mail programs show them in the language of the person.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fields::Block;
use super::{Original, Phrases, lines, original, subject};

/// The names that make a paragraph a header block; Exchange writes Sent for Date.
const KNOWN: [&str; 20] = [
    "received",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "return-path",
    "sent",
    "cc",
    "sender",
    "reply-to",
    "mime-version",
    "content-type",
    "x-mailer",
    "user-agent",
    "in-reply-to",
    "references",
    "dkim-signature",
    "delivered-to",
    "content-transfer-encoding",
];
/// The first so many tell one message from another.
const TELLING: usize = 8;

/// How mail programs show From, To, Subject, Date and Cc to people, in lower case.
const SHOWN_AS: [(&str, &str); 5] = [
    (
        "from",
        "von|de|da|van|od|от|від|från|fra|lähettäjä|gönderen|kimden|差出人|送信者|发件人|寄件者|寄件人|보낸 사람|보낸사람|feladó|odesílatel|από|expéditeur|absender",
    ),
    (
        "to",
        "an|à|a|para|aan|do|кому|till|til|vastaanottaja|alıcı|kime|宛先|受信者|收件人|收件者|받는 사람|받는사람|címzett|komu|pro|către|προς|destinataire|empfänger",
    ),
    (
        "subject",
        "betreff|objet|asunto|assunto|oggetto|onderwerp|temat|тема|ämne|emne|aihe|konu|件名|主题|主旨|主題|제목|tárgy|předmět|predmet|subiect|θέμα",
    ),
    (
        "date",
        "gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviado em|enviada em|enviada|fecha|inviato|data|verzonden|wysłano|\
         отправлено|дата|надіслано|skickat|sendt|sendt den|dato|lähetetty|päivämäärä|päiväys|gönderildi|gönderme tarihi|tarih|送信日時|日付|日時|\
         发送时间|发送日期|日期|寄件日期|傳送時間|보낸 날짜|날짜|küldve|odesláno|odoslané|dátum|trimis|στάλθηκε|ημερομηνία",
    ),
    ("cc", "kopie|копия|kopia|kopi|kopio|bilgi|抄送|副本|참조|másolatot kap|kopie (cc)|κοιν"),
];

/// Most blocks are no longer, in bytes.
const USUAL_BLOCK: usize = 512;

/// A pasted block: where it stands in the text, in bytes, and what it says.
pub(super) struct Pasted {
    pub start: usize,
    pub end: usize,
    pub original: Original,
    /// It is a whole header block, behind which only the returned body can follow.
    pub whole_block: bool,
}

/// A run of header lines that is being read.
#[derive(Default)]
struct Run<'a> {
    start: usize,
    end: usize,
    prefix: &'a str,
    lines: String,
    fields: usize,
    seen: u32,
    ended: bool,
    /// An empty line was passed over behind the first field: every second line is empty, as in HTML reduced to text.
    spaced: bool,
    /// The last line was empty.
    gap: bool,
    /// A marker line stands above: fewer fields make a block.
    marked: bool,
}

/// What stands in a line above a pasted original, in lower case.
const MARKERS: [&str; 39] = [
    "copy of the message",
    "copy of your message",
    "copy of the original",
    "original message",
    "original mail",
    "message header",
    "returned message",
    "header of the original",
    "your message header",
    "message follows",
    "following header",
    "old message",
    "message headers",
    "beginning of the message",
    "initial part of the message",
    "top 20 lines",
    "returned to you",
    "ursprüngliche nachricht",
    "ursprünglichen nachricht",
    "originalnachricht",
    "kopfzeilen der",
    "kopie der nachricht",
    "message d'origine",
    "message original",
    "copie du message",
    "en-têtes",
    "mensaje original",
    "copia del mensaje",
    "mensagem original",
    "cópia da mensagem",
    "messaggio originale",
    "oorspronkelijk bericht",
    "oorspronkelijke bericht",
    "oryginalna wiadomość",
    "исходное сообщение",
    "исходного сообщения",
    "元のメッセージ",
    "原始邮件",
    "原邮件",
];

/// Finds the block that tells most of its message; the first of equals. Each line is looked at once.
pub(super) fn find(text: &str, ended: bool) -> Option<Pasted> {
    let mut best: Option<Run<'_>> = None;
    let mut first: Option<Run<'_>> = None;
    let mut run: Option<Run<'_>> = None;
    let mut at = 0;
    let mut above = "";
    for line in lines::whole(text) {
        let start = at;
        at += line.len();
        let bare = line.trim_end();
        if let Some(open) = run.as_mut() {
            if open.take(bare, at) {
                continue;
            }
            // a last line without its end may be a field that was cut
            open.ended = ended || line.ends_with('\n');
            keep_better(&mut best, &mut first, run.take());
            // none tells more, and behind it stands the returned body
            if best.as_ref().is_some_and(Run::is_full) {
                break;
            }
        }
        run = Run::open(bare, start, at);
        if let Some(open) = run.as_mut() {
            open.marked = is_marker(above);
        } else if !bare.is_empty() {
            above = bare;
        }
    }
    if let Some(mut open) = run {
        open.ended = ended;
        keep_better(&mut best, &mut first, Some(open));
    }
    best.filter(Run::is_block).map(|run| {
        let whole_block = run.seen & bits(&["received", "message-id", "mime-version", "return-path", "dkim-signature"]) != 0;
        let mut original = run.original();
        original.twofold = first.is_some_and(|first| differ(&first.original(), &original));
        Pasted { start: run.start, end: run.end, original, whole_block }
    })
}

/// `first` is the first block that told less.
fn keep_better<'a>(best: &mut Option<Run<'a>>, first: &mut Option<Run<'a>>, run: Option<Run<'a>>) {
    if let Some(run) = run
        && best.as_ref().is_none_or(|b| run.telling() > b.telling())
    {
        let passed = best.replace(run).filter(Run::is_block);
        *first = first.take().or(passed);
    }
}

impl<'a> Run<'a> {
    /// A line that could be the first of a block.
    fn open(line: &'a str, start: usize, end: usize) -> Option<Self> {
        let words = line.trim_start_matches(['>', '|', ' ', '\t', ':', '#', '!', '-', '•', '·']);
        let prefix = line.get(..line.len() - words.len()).filter(|p| p.len() <= 24)?;
        let field = field(words)?;
        let mut run = Run { start, end, prefix, lines: String::with_capacity(USUAL_BLOCK), ..Run::default() };
        run.push(field);
        Some(run)
    }

    /// Takes the next line; `false` when it does not belong.
    fn take(&mut self, line: &'a str, end: usize) -> bool {
        let Some(words) = line.strip_prefix(self.prefix).or_else(|| line.strip_prefix(self.prefix.trim_end())) else { return false };
        if words.trim().is_empty() {
            self.spaced |= self.fields == 1;
            let passed = self.spaced && !self.gap;
            self.gap = true;
            return passed;
        }
        self.gap = false;
        if words.starts_with([' ', '\t']) {
            self.lines.push_str(words);
            self.lines.push('\n');
        } else if let Some(field) = field(words) {
            self.push(field);
        } else if is_field(words) {
            self.push(Field { name: "", value: words, bit: 0 });
        } else if words.starts_with('<') && self.lines.ends_with("message-id:\n") {
            // the text was wrapped, and the ID was too long for the line of its name
            self.lines.insert_str(self.lines.len() - 1, words);
        } else {
            return false;
        }
        self.end = end;
        true
    }

    fn push(&mut self, field: Field<'_>) {
        self.fields += 1;
        self.lines.push_str(field.name);
        self.lines.push_str(if field.name.is_empty() { "" } else { ":" });
        self.lines.push_str(field.value);
        self.lines.push('\n');
        self.seen |= field.bit;
    }

    fn original(&self) -> Original {
        original::of(&Block::read(self.lines.as_bytes()).fields, self.ended)
    }

    fn telling(&self) -> u32 {
        (self.seen & ((1 << TELLING) - 1)).count_ones() * 32 + self.seen.count_ones()
    }

    fn is_full(&self) -> bool {
        (self.seen & ((1 << TELLING) - 1)).count_ones() >= 6 && self.seen & bits(&["from"]) != 0
    }

    fn is_block(&self) -> bool {
        (self.seen & ((1 << TELLING) - 1)).count_ones() >= if self.marked { 2 } else { 3 }
    }
}

/// Are they two messages of one author? A report may show one header twice, short and whole.
fn differ(first: &Original, second: &Original) -> bool {
    let both = |one: bool, equal: bool| one && !equal;
    let subject = |o: &Original| o.subject.as_deref().map(subject::bare);
    let ids = !first.ids.is_empty() && !second.ids.is_empty();
    first.from.iter().any(|from| second.from.contains(from))
        && (both(first.date.is_some() && second.date.is_some(), first.date == second.date)
            || both(first.subject.is_some() && second.subject.is_some(), subject(first) == subject(second))
            || both(ids, first.ids == second.ids))
}

fn is_marker(line: &str) -> bool {
    if line.len() > 200 {
        return false;
    }
    static WORDS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(MARKERS.map(|words| (words, ()))));
    let mut found = false;
    WORDS.each(&line.to_lowercase(), |_, ()| found = true);
    found
}

fn bits(names: &[&str]) -> u32 {
    KNOWN.iter().enumerate().filter(|(_, known)| names.contains(known)).fold(0, |bits, (n, _)| bits | 1 << n)
}

/// A known field that a line opens: its name as the RFC has it, its value, and its bit.
struct Field<'a> {
    name: &'static str,
    value: &'a str,
    bit: u32,
}

/// As many bytes may stand before the colon.
const LONGEST_NAME: usize = 32;

fn field(line: &str) -> Option<Field<'_>> {
    let head = line.get(..line.floor_char_boundary(LONGEST_NAME + '：'.len_utf8())).unwrap_or(line);
    // most lines have no colon there, nor the first byte of a wide one
    memchr::memchr2(b':', 0xef, head.as_bytes())?;
    let (name, rest) = head.split_once([':', '：']).filter(|(name, _)| name.len() <= LONGEST_NAME)?;
    let value = line.get(head.len() - rest.len()..)?;
    // "*Von:* Ann": bold, in text made from HTML
    let bold = name.starts_with('*');
    let name = name.trim_matches('*').trim();
    let value = if bold { value.strip_prefix('*').unwrap_or(value) } else { value };
    let at = KNOWN.iter().position(|known| known.eq_ignore_ascii_case(name)).or_else(|| shown_as(name))?;
    Some(Field { name: KNOWN.get(at)?, value, bit: 1 << at })
}

/// The place in [`KNOWN`] of a name in another language.
fn shown_as(name: &str) -> Option<usize> {
    static NAMES: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
        let place = |field: &str| KNOWN.iter().position(|known| *known == field).unwrap_or_default();
        SHOWN_AS.iter().flat_map(|(field, names)| names.split('|').map(move |name| (name, place(field)))).collect()
    });
    NAMES.get(name).or_else(|| NAMES.get(name.to_lowercase().as_str())).copied()
}

fn is_field(line: &str) -> bool {
    name(line, line.len()).is_some_and(|name| {
        !name.is_empty() && name.len() <= 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    })
}

/// What stands before the first colon of a line, where that is not longer than `most` bytes.
fn name(line: &str, most: usize) -> Option<&str> {
    let head = line.as_bytes().get(..=most).unwrap_or(line.as_bytes());
    line.get(..memchr::memchr(b':', head)?).map(str::trim_end)
}
