//! Questions to the person at the terminal. They stand on standard error, so that a pipe gets none of them.
//!
//! A line is read as the terminal gives it, with the keys by which it corrects a line. Ctrl-C and the end of input (Ctrl-D) end
//! a question, and with it the command; a terminal that was told to hide a password shows again what is typed.

use std::io::{self, IsTerminal, Write};
use std::thread;

use rustix::termios::{self, LocalModes, OptionalActions, Termios};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use super::screen::Screen;
use super::trouble::Trouble;

/// The person before the terminal, who may stop at any time.
pub struct Person {
    runtime: Runtime,
    interrupt: Signal,
    terminate: Signal,
}

impl Person {
    /// From here on Ctrl-C is an answer, and ends nothing by itself.
    pub fn new() -> Result<Self, Trouble> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Trouble::failed)?;
        let listening = runtime.enter();
        let interrupt = signal(SignalKind::interrupt()).map_err(Trouble::failed)?;
        let terminate = signal(SignalKind::terminate()).map_err(Trouble::failed)?;
        drop(listening);
        Ok(Self { runtime, interrupt, terminate })
    }

    /// Somebody can be asked.
    pub fn is_there(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Work during which the person may stop.
    pub fn waits<T>(&mut self, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        self.runtime.block_on(async {
            tokio::select! {
                done = work => done,
                _ = self.interrupt.recv() => Err(Trouble::Stopped),
                _ = self.terminate.recv() => Err(Trouble::Stopped),
            }
        })
    }

    /// A line of text that `read` understands; asked again until it does.
    pub fn line<T>(&mut self, question: &str, usual: Option<&str>, read: impl Fn(&str) -> Result<T, String>) -> Result<T, Trouble> {
        let question = usual.map_or_else(|| format!("{question}: "), |usual| format!("{question} [{usual}]: "));
        loop {
            let said = self.answer(&question)?;
            let said = match (said.trim(), usual) {
                ("", Some(usual)) => usual,
                (said, _) => said,
            };
            match read(said) {
                Ok(read) => return Ok(read),
                Err(why) => say(&format!("  {why}\n")),
            }
        }
    }

    /// Yes or no; with no usual answer the person must say one.
    pub fn yes(&mut self, question: &str, usual: Option<bool>) -> Result<bool, Trouble> {
        let choice = match usual {
            Some(true) => "Y/n",
            Some(false) => "y/N",
            None => "y/n",
        };
        loop {
            let said = self.answer(&format!("{question} [{choice}]: "))?;
            match (said.trim().to_lowercase().as_str(), usual) {
                ("y" | "yes", _) => return Ok(true),
                ("n" | "no", _) => return Ok(false),
                ("", Some(usual)) => return Ok(usual),
                _ => say("  Say y for yes, or n for no.\n"),
            }
        }
    }

    /// A password, which is not shown.
    pub fn password(&mut self, question: &str) -> Result<SecretString, Trouble> {
        loop {
            let hidden = Hidden::begin().map_err(Trouble::failed)?;
            let said = self.answer(&format!("{question} (it does not show): "))?;
            drop(hidden);
            // the end of the line did not show either
            say("\n");
            let password = said.trim_end_matches(['\r', '\n']);
            if !password.is_empty() {
                return Ok(SecretString::from(password));
            }
            say("  It is empty.\n");
        }
    }

    /// What is typed up to the end of the line.
    fn answer(&mut self, question: &str) -> Result<Zeroizing<String>, Trouble> {
        say(question);
        let (tell, told) = oneshot::channel();
        // Nothing wakes a thread that reads from a terminal: one whose answer nobody wants any more ends with the program.
        thread::spawn(move || {
            let mut line = Zeroizing::new(String::with_capacity(LONGEST));
            let read = io::stdin().read_line(&mut line);
            // nobody listens after Ctrl-C
            let _ = tell.send(read.map(|length| (length, line)));
        });
        let said = self.waits(async move {
            match told.await.map_err(Trouble::failed)?.map_err(Trouble::failed)? {
                (0, _) => Err(Trouble::Stopped),
                (_, line) => Ok(line),
            }
        });
        said.inspect_err(|_| say("\n"))
    }
}

/// Room for a line that is not copied while it grows.
const LONGEST: usize = 4096;

fn say(text: &str) {
    let text = Screen::of_errors().paragraphs(text);
    let mut errors = io::stderr().lock();
    errors.write_all(text.as_bytes()).and_then(|()| errors.flush()).unwrap_or_default();
}

/// While it lives, what is typed does not show.
struct Hidden {
    before: Termios,
}

impl Hidden {
    fn begin() -> io::Result<Self> {
        let before = termios::tcgetattr(io::stdin())?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        // what was typed before the question was asked is no answer to it
        termios::tcsetattr(io::stdin(), OptionalActions::Flush, &hidden)?;
        Ok(Self { before })
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // a terminal that is gone needs no echo
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Flush, &self.before);
    }
}
