//! `backstop demo`: the agent at work on an invented mailbox, in this program, and what became of every message.

mod ending;
mod stage;
mod words;

use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;
use tokio::time::Instant;

use super::records::Eye;
use super::screen::print;
use super::trouble::{Trouble, ended};
use crate::account::note::Note;
use crate::account::request::Which;
use crate::account::{Record, Request, Step};
use crate::recognise::Kind;
use crate::sandbox::letters::Letters;
use ending::Ending;
use stage::Stage;

/// Show what Backstop does, on an invented mailbox
///
/// An IMAP server in this program holds ninety days of mail, and the agent works on it as it would on yours. Nothing else is
/// touched: no server, no settings, no keyring.
#[derive(Args)]
#[command(after_help = "Examples:\n  backstop demo\n  backstop demo --keep    (leave it running, to look around)")]
pub struct Demo {
    /// Leave server and agent running at the end, until Ctrl-C
    #[arg(long)]
    keep: bool,
}

/// The mailbox is always the same, but for its dates.
const SEED: u64 = 2026;

impl Demo {
    /// 0 only if every message ended where it belongs.
    pub fn run(self) -> ExitCode {
        ended(self.demonstrate())
    }

    fn demonstrate(self) -> Result<(), Trouble> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Trouble::failed)?;
        runtime.block_on(self.play(&Eye::of_person()))
    }

    async fn play(self, eye: &Eye) -> Result<(), Trouble> {
        let began = Instant::now();
        let letters = Letters::write(SEED, Timestamp::now());
        let mut stage = Stage::set(&letters).await?;
        print(&words::opening(&letters, eye));
        let outcome = tokio::select! {
            outcome = perform(&mut stage, &letters, eye) => outcome,
            _ = tokio::signal::ctrl_c() => Err(Trouble::failed("interrupted")),
        };
        if let Err(trouble) = outcome {
            stage.end().await;
            return Err(trouble);
        }
        let ending = stage.sandbox.look(|world| Ending::of(&letters, &world.mailbox));
        print(&words::ending(&ending, began.elapsed(), eye));
        if self.keep {
            print(&words::keeping(&stage, eye));
            tokio::signal::ctrl_c().await.map_err(Trouble::failed)?;
            print("\n");
        }
        stage.end().await;
        if ending.is_right() { Ok(()) } else { Err(Trouble::failed("not every message ended where it belongs")) }
    }
}

/// Preview, filing, three live mails, undo.
async fn perform(stage: &mut Stage, letters: &Letters, eye: &Eye) -> Result<(), Trouble> {
    let found = stage.scan(true).await?;
    print(&words::preview(&found, eye));

    stage.switch_to_filing().await?;
    let done = stage.scan(false).await?;
    print(&words::filed(done.filed, &examples(&stage.records().await?), &stage.notices(), eye));

    let live = &letters.live;
    stage.deliver(&live.ordinary);
    stage.deliver(&live.genuine);
    let told = stage.note(|note| matches!(note, Note::NotDelivered { .. })).await?;
    let delivered = Instant::now();
    stage.deliver(&live.forged);
    stage.until_filed(&live.forged).await?;
    print(&words::live(&told, delivered.elapsed(), eye));

    stage.note(|note| matches!(note, Note::Filed(record) if record.subject == stage::subject(&live.forged))).await?;
    stage.ask(Request::Undo(Which::Last)).await?;
    stage.until_back(&live.forged).await?;
    // once more over everything: what the person put back stays
    stage.scan(false).await?;
    print(&words::undone(eye));
    Ok(())
}

/// A few filings that differ in kind.
fn examples(records: &[Record]) -> Vec<&Record> {
    let filed = |kind: Kind| records.iter().find(move |record| record.kind == kind && matches!(record.step, Step::Filed { .. }));
    [Kind::Failure, Kind::AutoReply, Kind::Notice].into_iter().filter_map(filed).collect()
}
