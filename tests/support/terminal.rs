//! A terminal with a program on it, and a person who reads and types.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// Nothing that a person waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Terminal {
    /// The side of the person.
    person: File,
    shows: Receiver<Vec<u8>>,
    screen: String,
    /// Up to here the person has read.
    read: usize,
    program: Child,
}

impl Terminal {
    /// Starts the program on a terminal that is so many columns wide.
    pub fn start(command: &Command, columns: u16) -> Self {
        let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&person).and_then(|()| unlockpt(&person)).expect("a terminal of our own");
        tcsetwinsize(&person, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).expect("a terminal with a size");
        let name = ptsname(&person, Vec::new()).expect("a terminal with a name").into_string().expect("a plain name");
        let ours = OpenOptions::new().read(true).write(true).open(name).expect("the other side of it");
        // a session of its own, so that Ctrl-C reaches the program
        let mut session = Command::new("setsid");
        session.args(["--ctty", "--wait"]).arg(command.get_program()).args(command.get_args()).env_clear();
        session.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let side = || Stdio::from(ours.try_clone().expect("a file that can be cloned"));
        let program = session.stdin(side()).stdout(side()).stderr(side()).spawn().expect("setsid (Debian: util-linux)");
        let person = File::from(person);
        let mut screen = person.try_clone().expect("a file that can be cloned");
        let (tell, shows) = channel();
        std::thread::spawn(move || {
            let mut some = [0; 4096];
            // ends with the program's side, or with the person's
            while let Ok(length @ 1..) = screen.read(&mut some) {
                if tell.send(some[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { person, shows, screen: String::new(), read: 0, program }
    }

    /// Reads on until this is there, and gives what stood before it.
    pub fn until(&mut self, text: &str) -> String {
        let began = Instant::now();
        loop {
            let unread = &self.screen[self.read..];
            if let Some(at) = unread.find(text) {
                let before = unread[..at].to_owned();
                self.read += at + text.len();
                return before;
            }
            match self.shows.recv_timeout(PATIENCE.saturating_sub(began.elapsed())) {
                Ok(bytes) => self.screen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(why) => panic!("{text:?} never came ({why}); the screen:\n{}", self.screen),
            }
        }
    }

    /// Answers a question.
    pub fn says(&mut self, question: &str, answer: &str) {
        self.until(question);
        self.types(&format!("{answer}\n"));
    }

    pub fn types(&mut self, keys: &str) {
        self.person.write_all(keys.as_bytes()).expect("a terminal that takes keys");
    }

    /// What is typed shows.
    pub fn echoes(&self) -> bool {
        tcgetattr(self.person.as_fd()).expect("a terminal").local_modes.contains(LocalModes::ECHO)
    }

    /// The exit code, and all that was ever on the screen.
    pub fn end(mut self) -> (Option<i32>, String) {
        let status = self.wait();
        // what it said last may still be on its way
        while let Ok(bytes) = self.shows.recv_timeout(Duration::from_millis(200)) {
            self.screen.push_str(&String::from_utf8_lossy(&bytes));
        }
        (status.code(), std::mem::take(&mut self.screen))
    }

    fn wait(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.program.try_wait().expect("a program") {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "it never ended; the screen:\n{}", self.screen);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
