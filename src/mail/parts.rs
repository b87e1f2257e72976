//! The parts of a message by what they are for: text for people, the status part, the returned message.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use super::fields::Block;
use super::split::{self, Part, parameter};
use super::{Mail, Report, Returned, html, original, status};

/// As many media types are noted; no report has more parts.
const MOST_TYPES: usize = 100;

/// The texts that a person reads, in their order.
#[derive(Default)]
pub(super) struct Texts<'a> {
    pub texts: Vec<Cow<'a, str>>,
    /// The last text was seen to its end.
    pub ended: bool,
    /// The message ends in the middle of a multipart, and in no returned message: there others may have followed, of which nothing
    /// is known.
    pub torn: bool,
}

/// Reads the parts into `mail`, which knows its header block, and gives back the texts. `body` is what follows that block.
pub(super) fn read<'a>(body: &'a [u8], mail: &mut Mail) -> Texts<'a> {
    let content_type = mail.field("content-type").unwrap_or_default().into_owned();
    let mut parts = split::parts(&mail.fields, body);
    let declared = parts.first().is_some_and(|root| root.kind.starts_with("multipart/"));
    let divided = parts.first().is_some_and(|root| root.divided);
    mail.guessed = declared && !divided || split::boundary_is_odd(&content_type);
    if !divided && let Some(boundary) = guessed_boundary(body, declared) {
        let guessed = split::parts_of(body, boundary);
        if !guessed.is_empty() {
            mail.guessed = true;
            note(mail, if declared { parts.swap_remove(0).kind } else { "multipart/mixed".to_owned() });
            parts = guessed;
        }
    }
    let texts = walk(parts, mail);
    mail.report = mail.report.or_else(|| claimed(&content_type));
    texts
}

/// The boundary of a body that was declared with none or with another one, or not declared at all though it holds a status part.
fn guessed_boundary(body: &[u8], declared: bool) -> Option<&str> {
    static STATUS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("delivery-status"));
    if !declared && STATUS.find(body).is_none() {
        return None;
    }
    let mut boundary = None;
    for line in body.split(|&b| b == b'\n').take(400).map(<[u8]>::trim_ascii_end) {
        if let Some(rest) = line.strip_prefix(b"--").filter(|rest| (1..=200).contains(&rest.len())) {
            boundary = std::str::from_utf8(rest).ok();
            continue;
        }
        let lower = line.to_ascii_lowercase();
        let names_part = if declared { lower.starts_with(b"content-") } else { lower == b"content-type: message/delivery-status" };
        if names_part && boundary.is_some() {
            return boundary;
        }
        // behind an empty line a part's header has begun without a Content-Type, or a text has
        if declared && !line.is_empty() {
            boundary = None;
        }
    }
    None
}

/// Goes through the parts in their order.
fn walk<'a>(parts: Vec<Part<'a>>, mail: &mut Mail) -> Texts<'a> {
    let mut texts = Texts::default();
    let mut plain_in: Option<usize> = None;
    for (n, part) in (0..).zip(parts) {
        texts.torn |= n > 0 && !part.closed;
        match role(&part.kind) {
            _ if part.divided => {}
            Role::Status(report) => {
                mail.report = mail.report.or(Some(report));
                status::read(&part.content(), mail);
            }
            Role::Returned { whole } => {
                if mail.returned == Returned::Nothing
                    && let Some(found) = returned(&part)
                {
                    mail.returned = if whole { Returned::Whole(found) } else { Returned::Headers(found) };
                    texts.torn &= part.closed;
                }
            }
            // the plain text of the same alternative has said it
            Role::Html if part.alternative.is_some() && part.alternative == plain_in => {}
            Role::Html => {
                texts.texts.push(Cow::Owned(html::to_text(&part.text())));
                texts.ended = part.closed;
            }
            Role::Text => {
                plain_in = part.alternative.or(plain_in);
                texts.texts.push(part.text());
                texts.ended = part.closed;
            }
            Role::Other => unnamed(&part, mail),
        }
        note(mail, part.kind);
    }
    texts
}

/// A part that does not say what it is, and opens like a header block: a returned message, or a status part.
fn unnamed(part: &Part<'_>, mail: &mut Mail) {
    let file = part.kind.starts_with("application/") || part.kind.starts_with("message/");
    if !file || !part.opens_like_a_header() {
        return;
    }
    let found = returned(part);
    if let Some(found) = found.filter(|o| !o.from.is_empty() && (o.date.is_some() || !o.ids.is_empty())) {
        if mail.returned == Returned::Nothing {
            mail.returned = Returned::Whole(found);
        }
    } else if mail.recipients.is_empty() && Block::read(&part.content()).fields.first("reporting-mta").is_some() {
        status::read(&part.content(), mail);
        mail.report = mail.report.or(Some(Report::DeliveryStatus));
    }
}

fn note(mail: &mut Mail, kind: String) {
    if mail.types.len() < MOST_TYPES {
        mail.types.push(kind);
    }
}

/// What a part is for.
enum Role {
    Status(Report),
    Returned { whole: bool },
    Text,
    Html,
    Other,
}

fn role(kind: &str) -> Role {
    match kind {
        "message/delivery-status"
        | "message/global-delivery-status"
        | "message/xdelivery-status"
        | "message/x-delivery-status"
        | "application/delivery-status"
        | "text/delivery-status" => Role::Status(Report::DeliveryStatus),
        "message/disposition-notification" | "message/global-disposition-notification" => Role::Status(Report::Disposition),
        "message/feedback-report" => Role::Status(Report::Feedback),
        "message/rfc822" | "message/global" | "text/rfc822" | "message/partial" | "message/news" => Role::Returned { whole: true },
        "text/rfc822-headers" | "text/rfc822-header" | "message/rfc822-headers" | "message/global-headers" => {
            Role::Returned { whole: false }
        }
        "text/html" => Role::Html,
        // a multipart that could not be divided is read as it stands
        _ if kind.starts_with("multipart/") || kind.starts_with("text/") && kind != "text/calendar" => Role::Text,
        _ => Role::Other,
    }
}

/// The sort of report that a Content-Type value claims by its report-type.
fn claimed(content_type: &str) -> Option<Report> {
    match parameter(content_type, "report-type")?.to_ascii_lowercase().as_str() {
        "delivery-status" => Some(Report::DeliveryStatus),
        "disposition-notification" => Some(Report::Disposition),
        "feedback-report" => Some(Report::Feedback),
        _ => None,
    }
}

/// The original in a part of its own.
fn returned(part: &Part<'_>) -> Option<super::Original> {
    let content = part.content();
    let block = original::block(content.trim_ascii_start());
    if block.fields.is_empty() {
        return None;
    }
    let mut found = original::of(&block.fields, block.ended || part.closed);
    found.calendar |= memmem::find(&content, b"text/calendar").is_some();
    Some(found)
}
