//! What people ask of the agent: answered from the store, or by the sessions, whose answers are put together.

use super::Agent;
use super::driver::Driver;
use super::errands::Home;
use crate::account::health::left_behind;
use crate::account::note::{Missing, Reply, Scanned};
use crate::account::request::Which;
use crate::account::{Event, Health, Record, Request, Ticket};
use crate::control::{Answer, Asked};
use crate::store::Store;

/// Somebody waits until these sessions have answered.
pub(super) struct Waiting {
    answer: Answer,
    sessions: usize,
    so_far: Result<Reply, String>,
    missing: Vec<Missing>,
}

impl Waiting {
    pub(super) fn reading(&self, folder: &str, read: u32, left: u32) {
        self.answer.reading(folder, read, left);
    }
}

impl Agent {
    pub(super) fn asked(&mut self, asked: Asked) {
        let Asked { request, answer } = asked;

        match &request {
            Request::Status => {
                let health = |d: &Driver| Health { left: left_behind(&d.settings, &self.book), ..d.session.health() };
                let accounts = self.drivers.iter().map(health).collect();
                answer.give(Ok(Reply::Status { accounts }));
            }
            Request::Log { .. } | Request::Explain { .. } => {
                let store = self.store.clone();
                self.abroad.spawn(async move {
                    answer.give(remembered(&store, &request).await);
                    Home::Nothing
                });
            }
            Request::Undo(which) => {
                let (store, which) = (self.store.clone(), which.clone());
                self.abroad.spawn(async move {
                    match filed(&store, &which).await {
                        Ok(records) => Home::Found { records, answer },
                        Err(why) => {
                            answer.give(Err(why));
                            Home::Nothing
                        }
                    }
                });
            }
            Request::Pause { account, .. } | Request::Resume { account } | Request::Scan { account, .. } => {
                self.hand_out(account.as_deref(), &request, answer);
            }
            Request::Mode { account, .. } => self.hand_out(Some(account), &request, answer),
        }
    }

    /// Asks the session of that account, or all.
    fn hand_out(&mut self, account: Option<&str>, request: &Request, answer: Answer) {
        let meant = |name: &str| account.is_none_or(|account| account == name);
        let asked: Vec<usize> = (0..self.drivers.len()).filter(|&who| self.drivers.get(who).is_some_and(|d| meant(d.name()))).collect();
        match account {
            Some(account) if asked.is_empty() => {
                let names: Vec<&str> = self.drivers.iter().map(|d| d.name()).collect();
                answer.give(Err(format!("there is no account {account}; the accounts are: {}", names.join(", "))));
            }
            _ => {
                let ticket = self.ticket(answer, asked.len());
                asked.into_iter().for_each(|who| self.happened(who, Event::Ask(ticket, request.clone())));
            }
        }
    }

    /// Asks each session to put its own back.
    pub(super) fn undo(&mut self, records: Vec<Record>, answer: Answer) {
        let shares: Vec<(usize, Vec<Record>)> = self
            .drivers
            .iter()
            .enumerate()
            .map(|(who, driver)| (who, records.iter().filter(|r| r.account == driver.name()).cloned().collect::<Vec<_>>()))
            .filter(|(_, share)| !share.is_empty())
            .collect();
        if shares.is_empty() {
            let reply = match records.first() {
                Some(record) => Err(format!("the account {} is not in the settings any more", record.account)),
                None => Ok(Reply::PutBack { count: 0 }),
            };
            answer.give(reply);
            return;
        }
        let ticket = self.ticket(answer, shares.len());
        shares.into_iter().for_each(|(who, share)| self.happened(who, Event::Undo(ticket, share)));
    }

    fn ticket(&mut self, answer: Answer, sessions: usize) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.waiting.insert(ticket, Waiting { answer, sessions, so_far: Ok(Reply::Done), missing: Vec::new() });
        ticket
    }

    /// A session has answered; the last one lets the answer go.
    pub(super) fn answered(&mut self, who: usize, ticket: Ticket, reply: Result<Reply, String>) {
        let Some(mut waiting) = self.waiting.remove(&ticket) else { return };
        let driver = self.drivers.get(who);
        match reply {
            Ok(reply) => waiting.so_far = waiting.so_far.map(|so_far| together(so_far, reply)),
            Err(why) => waiting.missing.push(Missing {
                account: driver.map(|d| d.name().to_owned()).unwrap_or_default(),
                why: driver.and_then(|d| d.absent.clone()).unwrap_or(why),
            }),
        }
        waiting.sessions = waiting.sessions.saturating_sub(1);
        if waiting.sessions == 0 {
            waiting.answer.give(whole(waiting.so_far, waiting.missing));
        } else {
            self.waiting.insert(ticket, waiting);
        }
    }
}

/// What all have answered. A pass over some accounts is worth telling; of anything else a refusal outweighs what was done.
fn whole(so_far: Result<Reply, String>, mut missing: Vec<Missing>) -> Result<Reply, String> {
    // who gave up first is chance
    missing.sort_by(|one, other| one.account.cmp(&other.account));
    match so_far? {
        Reply::Scanned(scanned) => Ok(Reply::Scanned(Scanned { missing, ..scanned })),
        reply if missing.is_empty() => Ok(reply),
        _ => Err(missing.into_iter().map(|Missing { account, why }| format!("{account}: {why}")).collect::<Vec<_>>().join("; ")),
    }
}

/// Two accounts' answers as one.
fn together(one: Reply, other: Reply) -> Reply {
    match (one, other) {
        (Reply::Done, other) => other,
        (Reply::PutBack { count: a }, Reply::PutBack { count: b }) => Reply::PutBack { count: a + b },
        (Reply::Scanned(a), Reply::Scanned(b)) => Reply::Scanned(a.and(b)),
        (one, _) => one,
    }
}

/// What the store alone can answer.
pub async fn remembered(store: &Store, request: &Request) -> Result<Reply, String> {
    match request {
        Request::Explain { id } => match store.record(*id).await.map_err(|e| e.to_string())? {
            Some(record) => Ok(Reply::Record { record: Box::new(record) }),
            None => Err(format!("there is no message {id}: see backstop log")),
        },
        Request::Log { most } => {
            let mut records = store.records(*most).await.map_err(|e| e.to_string())?;
            // a list is long, and only `explain` shows the steps
            records.iter_mut().for_each(|record| record.reasoning = None);
            Ok(Reply::Records { records })
        }
        _ => Err("only a running agent knows that".to_owned()),
    }
}

/// The records that an undo means.
async fn filed(store: &Store, which: &Which) -> Result<Vec<Record>, String> {
    let found = match which {
        Which::Id { id } => store.record(*id).await.map(|record| record.into_iter().collect::<Vec<_>>()),
        Which::Last => store.last_filed(None).await.map(|record| record.into_iter().collect()),
        Which::Since { at } => store.filed_since(*at).await,
    };
    let found = found.map_err(|e| e.to_string())?;
    match which {
        Which::Id { id } if found.is_empty() => Err(format!("there is no message {id}: see backstop log")),
        _ => Ok(found),
    }
}

impl Scanned {
    /// The pass over two accounts.
    fn and(self, other: Self) -> Self {
        Self {
            seen: self.seen + other.seen,
            automatic: self.automatic + other.automatic,
            backscatter: self.backscatter + other.backscatter,
            ours: self.ours + other.ours,
            proved_failures: self.proved_failures + other.proved_failures,
            unsure: self.unsure + other.unsure,
            filed: self.filed + other.filed,
            moved: self.moved + other.moved,
            passed_over: self.passed_over + other.passed_over,
            replies: self.replies + other.replies,
            found: self.found + other.found,
            in_junk: self.in_junk + other.in_junk,
            missing: Vec::new(),
        }
    }
}
