//! The verdict, and the one function that gives it.

use jiff::{SignedDuration, Timestamp};

use super::evidence::{Evidence, Grounds, Sign, day, shown};
use super::origin::{self, Claim};
use super::{Campaigns, Kind, Proof, Reason, agrees, kind_of, ours, reason_of, signs};
use crate::mail::{Address, Mail, Original, Pattern};
use crate::sent::{Book, Coverage, Gap, Sought, relays};

/// The person's addresses, as settings name them.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Addresses and whole domains that are the person's.
    pub addresses: Vec<Pattern>,
    /// Of these, the ones as which something else sends too (a shop, a newsletter service): nothing is filed for them.
    pub elsewhere: Vec<Pattern>,
}

/// All that is known when a message is judged. A value: nothing is looked up behind it.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub book: &'a Book,
    pub own: &'a Own,
    pub campaigns: &'a Campaigns,
    /// When the report arrived, by its server (INTERNALDATE).
    pub arrived: Timestamp,
    /// A look at Sent must have begun then, or later: when the report arrived, or when its hold was over.
    pub looked_after: Timestamp,
    /// Now, for the 90 days over which coverage is measured.
    pub now: Timestamp,
}

impl Known<'_> {
    /// One of the person's addresses: named in settings, or learned from Sent.
    pub fn is_own(&self, address: &Address) -> bool {
        self.own.addresses.iter().any(|p| p.covers(address)) || self.book.wrote_as(address)
    }
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not automatic mail that answers somebody.
    Ordinary,
    /// It answers mail of the person's; `proved` when one Sent message agrees on enough facts to tell it as a failure.
    Ours { proved: bool },
    /// The only outcome that can be filed.
    Backscatter(Grounds),
    /// Everything else.
    Unsure,
}

/// What a verdict would need to be surer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// A look at Sent that begins after the report arrived.
    FresherSent(Gap),
}

/// What a report that is proved ours teaches of the person's relays: facts to add to that Sent message
/// ([`Book::learn`], and its store).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taught {
    pub message: u32,
    pub hashes: Vec<u64>,
}

/// The answer of [`recognise`].
#[derive(Clone, Debug)]
pub struct Verdict {
    pub kind: Kind,
    /// By which sign the kind was told; `None` for ordinary mail alone.
    pub kind_by: Option<Evidence>,
    pub outcome: Outcome,
    /// What speaks for an outcome that is none of a filing's.
    pub(super) says: Vec<Evidence>,
    /// What spoke for filing, where something spoke against it.
    pub set_aside: Vec<Evidence>,
    /// What the report gives of its original: kept to look again later.
    pub sought: Sought,
    /// When the outcome could change by a fresher look.
    pub wants: Option<Want>,
    /// An independent sign speaks (returned hops all foreign, another filter's header, an address never used): no race with Sent is possible.
    pub independent: bool,
    /// When the original left, as far as the newest returned Received line tells.
    pub left: Option<Timestamp>,
    /// For a proved failure: the recipient that stands in Sent, and the reason.
    pub failed: Option<(Address, Reason)>,
    /// For a report that is proved ours: what it teaches.
    pub taught: Option<Taught>,
}

impl Verdict {
    /// Of a message that the gate has passed over.
    pub fn ordinary() -> Self {
        Self {
            kind: Kind::Ordinary,
            kind_by: None,
            outcome: Outcome::Ordinary,
            says: Vec::new(),
            set_aside: Vec::new(),
            sought: Sought::default(),
            wants: None,
            independent: false,
            left: None,
            failed: None,
            taught: None,
        }
    }

    /// What speaks for the outcome, and what was looked for; never empty but for `Ordinary`.
    pub fn evidence(&self) -> &[Evidence] {
        match &self.outcome {
            Outcome::Backscatter(grounds) => grounds.evidence(),
            Outcome::Ordinary | Outcome::Ours { .. } | Outcome::Unsure => &self.says,
        }
    }
}

/// Judges one message. Pure: the same mail and the same knowledge give the same verdict.
///
/// Ours is decided first. Then every reason to leave the report alone is looked for; only where none is found is it backscatter.
pub fn recognise(mail: &Mail, known: &Known<'_>) -> Verdict {
    let (kind, kind_by) = kind_of(mail);
    if kind == Kind::Ordinary {
        return Verdict::ordinary();
    }
    let sought = Sought::of(mail);
    let sought = if kind.is_bounce() { sought } else { sought.with_author(mail) };
    let mut verdict = Verdict { kind, sought, left: mail.returned.original().and_then(left), kind_by, ..Verdict::ordinary() };
    let claim = origin::claim(kind, mail, known);
    if take_as_ours(&mut verdict, mail, &claim, known) {
        return verdict;
    }
    weigh(&mut verdict, mail, &claim, known);
    verdict
}

/// Ours, proved or possible?
fn take_as_ours(verdict: &mut Verdict, mail: &Mail, claim: &Claim, known: &Known<'_>) -> bool {
    let original = mail.returned.original();
    if let Some(ours) = agrees(&verdict.sought, known.book) {
        verdict.outcome = Outcome::Ours { proved: ours.proved };
        verdict.says = ours.evidence(&verdict.sought, known.book);
        if ours.proved {
            let message = ours.agreement.message;
            verdict.failed = failed(verdict.kind, message, mail, known.book);
            verdict.taught = original.zip(claim.author()).and_then(|(original, author)| {
                let relay = relays::first_hop(&original.received)?;
                Some(Taught { message, hashes: relays::hashes(known.book.key(), author, &[relay]) })
            });
        }
        return true;
    }
    let handed_on = original.zip(claim.author()).and_then(|(original, author)| ours::handed_on(original, author, known.book));
    if let Some(evidence) = handed_on {
        verdict.outcome = Outcome::Ours { proved: false };
        verdict.says = vec![evidence];
        return true;
    }
    false
}

/// The recipient of a failure that stands in that Sent message, and the reason.
fn failed(kind: Kind, message: u32, mail: &Mail, book: &Book) -> Option<(Address, Reason)> {
    if kind != Kind::Failure {
        return None;
    }
    let of_report = mail.recipients.iter().filter(|r| r.action.as_deref().is_none_or(|a| a == "failed" || a == "error"));
    of_report.into_iter().find_map(|recipient| {
        let to = [&recipient.original, &recipient.address].into_iter().flatten().find(|a| book.went_to(message, a));
        // an alias passed it on: the report names an address that nobody wrote to, and the returned To the one that somebody did
        let alias = || match mail.returned.original()?.to.as_slice() {
            [only] if book.went_to(message, only) => Some(only),
            _ => None,
        };
        to.or_else(alias).map(|a| (a.clone(), reason_of(recipient, mail)))
    })
}

/// Not ours: may it be filed?
fn weigh(verdict: &mut Verdict, mail: &Mail, claim: &Claim, known: &Known<'_>) {
    let original = mail.returned.original();
    let mut independent = signs::independent(mail, claim, known);
    // the person may send the same subject today: a campaign ends no hold
    verdict.independent = !independent.is_empty();
    let (proof, campaign) = claim.author().and_then(|author| known.campaigns.of(&verdict.sought, author, known.book)).unzip();
    let firm = proof.is_some_and(|proof| proof > Proof::Servers);
    independent.extend(campaign);
    let mut doubts = Vec::new();
    let mut doubt = |sign, text: &'static str| doubts.push(Evidence::new(sign, text));

    if matches!(verdict.kind, Kind::Success | Kind::Receipt | Kind::Complaint) {
        doubt(Sign::NeverFiled, "Receipts, complaints and reports of success are never filed.");
    }
    // a reply without a text is one that was cut in its header
    let cut = |mail: &Mail| !mail.whole || mail.text.trim().is_empty();
    if original.map_or(cut(mail), |o| !o.complete) {
        doubt(Sign::BlockCut, "The end of what it returns is not there: it proves nothing.");
    }
    if mail.guessed {
        doubt(Sign::PartsGuessed, "Its parts are not where its header says: what it returns proves nothing.");
    }
    if original.is_some_and(|o| o.twofold) {
        doubt(Sign::BlocksDiffer, "It shows the headers of two messages from you: the second may stand in the first.");
    }
    // a relay may have given the ID, and a filter have changed the subject
    let named = |o: &Original| o.date.is_some() || !verdict.sought.ids.is_empty() && o.subject.is_some();
    let campaign = proof.is_some();
    if !campaign && !origin::identified(&verdict.sought, original) {
        doubt(Sign::NotIdentified, "It does not say which message it answers: no ID, and no From with a date or subject.");
    } else if !campaign && matches!(claim, Claim::From(_)) && original.is_some_and(|o| !named(o)) {
        doubt(Sign::Undated, "It returns no date, and not both an ID and a subject: too little to look up.");
    }
    if matches!(claim, Claim::Answers(_)) && independent.is_empty() {
        doubt(Sign::HeaderMissing, "It returns no header of the message that it answers.");
    }
    let subjects = verdict.sought.subject.iter().chain(&verdict.sought.quoted);
    let mut sent = subjects.filter(|s| verdict.sought.date.is_none() && known.book.has_subject(s));
    if let Some(subject) = sent.next() {
        let text = format!("You sent a message with the subject “{}”, and the report does not say when its own was sent.", shown(subject));
        doubts.push(Evidence::new(Sign::SubjectUndated, text));
    }
    if proof.is_none()
        && original.is_some_and(|o| o.date.is_none())
        && let Some(recipient) = written_to(&verdict.sought, known.book)
    {
        let text = format!("You wrote to {}, and the report does not say when its own message was sent.", shown(recipient.as_str()));
        doubts.push(Evidence::new(Sign::RecipientUndated, text));
    } else if let Some(recipient) = written_lately(&verdict.sought, known) {
        let text = format!("You wrote to {} in the days before: what it returns may stand in that message.", shown(recipient.as_str()));
        doubts.push(Evidence::new(Sign::RecipientRecent, text));
    }
    doubts.extend(origin::sent_by_machines(mail, claim, known));

    let mut grounds = Vec::new();
    match claim {
        Claim::Nobody(why) => doubts.push(why.clone()),
        Claim::From(author) | Claim::Answers(author) => {
            grounds.push(claimed(claim, author));
            match known.book.covers(author, sent_at(original, known.arrived), known.looked_after) {
                Ok(()) => {}
                Err(gap) => {
                    doubts.push(beyond(&gap));
                    verdict.wants = matches!(gap, Gap::Stale { .. }).then_some(Want::FresherSent(gap));
                }
            }
            match coverage(known.book.coverage(author, known.now), independent.is_empty(), firm) {
                Ok(evidence) => grounds.push(evidence),
                Err(evidence) => doubts.push(evidence),
            }
        }
    }
    grounds.extend(independent);
    if doubts.is_empty() {
        verdict.outcome = Outcome::Backscatter(Grounds::new(absent(&verdict.sought), grounds));
    } else {
        verdict.says = doubts;
        verdict.set_aside = grounds;
        verdict.outcome = Outcome::Unsure;
    }
}

/// A recipient of the report to whom the person did write, whatever else agrees.
fn written_to(sought: &Sought, book: &Book) -> Option<Address> {
    let message = book.look_up(sought).into_iter().find(|agreement| agreement.recipient)?.message;
    sought.recipients.iter().find(|r| book.went_to(message, r)).cloned()
}

/// So long most servers try before they give up (RFC 5321, section 4.5.4.1), and people take to answer.
const USUAL_QUEUE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// A recipient of the report to whom the person wrote in the days before it arrived. A complaint about a forgery quotes its header,
/// and what answers or returns the complaint may return nothing else.
fn written_lately<'a>(sought: &'a Sought, known: &Known<'_>) -> Option<&'a Address> {
    let from = known.arrived.checked_sub(USUAL_QUEUE).unwrap_or(Timestamp::MIN);
    sought.recipients.iter().find(|recipient| known.book.wrote_to(recipient, from, known.arrived))
}

fn claimed(claim: &Claim, author: &Address) -> Evidence {
    let author = shown(author.as_str());
    match claim {
        Claim::From(_) => Evidence::new(Sign::ClaimsToBeYou, format!("The original claims to be from you, {author}.")),
        _ => Evidence::new(Sign::AnswersYou, format!("It answers mail that it takes for yours, from {author}.")),
    }
}

/// May absence prove anything at this coverage? `alone`: no independent sign speaks; `firm`: it is of a campaign that does not rest
/// on what low coverage makes doubtful.
fn coverage(coverage: Coverage, alone: bool, firm: bool) -> Result<Evidence, Evidence> {
    match coverage {
        Coverage::Assumed => Ok(Evidence::new(Sign::CoverageAssumed, "Your Sent folders are taken to hold all that you send.")),
        Coverage::Measured { replies, found } if coverage.proves() => {
            let text = format!("Of {replies} messages that people answered, {found} are in your Sent folders.");
            Ok(Evidence::new(Sign::CoverageEnough, text))
        }
        Coverage::Measured { replies, found } if firm => {
            let text = format!("Of {replies} messages that people answered, only {found} are in your Sent folders, but this one is known.");
            Ok(Evidence::new(Sign::CoverageLow, text))
        }
        Coverage::Measured { replies, found } => {
            let text = format!(
                "Of {replies} messages that people answered, only {found} are in your Sent folders: you also send in other ways. \
                 Only your domain's own policy could prove a forgery, and it is not looked up."
            );
            Err(Evidence::new(Sign::CoverageLow, text))
        }
        Coverage::Unknown { replies } => {
            let text = format!("Only {replies} replies tell how much of what you send is in your Sent folders: too few to know.");
            let evidence = Evidence::new(Sign::CoverageUnknown, text);
            if alone { Err(evidence) } else { Ok(evidence) }
        }
    }
}

fn beyond(gap: &Gap) -> Evidence {
    let text = match gap {
        Gap::NoSent => "No Sent folder has been read.".to_owned(),
        Gap::Account { name, building: true } => format!("The Sent folders of {} are still being read.", shown(name)),
        Gap::Account { name, building: false } => format!("{} is not being read now, and may have sent it.", shown(name)),
        Gap::Before { name, from } => {
            format!("The original is older than {}, from where the Sent folders of {} are known.", day(*from), shown(name))
        }
        Gap::Unread { about } => format!("A message that you sent about {} could not be read whole: it may be the original.", day(*about)),
        Gap::Stale { name } => format!("The Sent folders of {} were last looked at before this arrived.", shown(name)),
    };
    Evidence::new(Sign::BeyondCoverage, text)
}

fn absent(sought: &Sought) -> Evidence {
    let of = sought.date.map(|date| format!(" of {}", day(date))).unwrap_or_default();
    let text = match (sought.ids.first(), &sought.subject) {
        (Some(id), _) => format!("The original <{}>{of} is in none of your Sent folders.", shown(id.as_str())),
        (None, Some(subject)) => format!("The original “{}”{of} is in none of your Sent folders.", shown(subject)),
        (None, None) => format!("The original{of} is in none of your Sent folders."),
    };
    Evidence::new(Sign::SentAbsent, text)
}

/// When the newest returned Received line was written: the server that took the message last did it.
fn left(original: &Original) -> Option<Timestamp> {
    original.received.iter().find_map(|hop| hop.date)
}

/// How long the longest ordinary chain of queues keeps a message before its report: three times five days.
const LONGEST_QUEUE: SignedDuration = SignedDuration::from_hours(15 * 24);

/// When the original was sent, at the earliest that the report allows. A date after the report's arrival is a wrong clock's.
fn sent_at(original: Option<&Original>, arrived: Timestamp) -> Timestamp {
    let dates = original.into_iter().flat_map(|o| o.date.into_iter().chain(o.received.iter().filter_map(|hop| hop.date)));
    match dates.min() {
        Some(earliest) if earliest <= arrived => earliest,
        _ => arrived.checked_sub(LONGEST_QUEUE).unwrap_or(Timestamp::MIN),
    }
}
