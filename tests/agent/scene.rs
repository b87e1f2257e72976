//! A sandbox with thirty letters sent and answered, and an agent that has read them.

use backstop::account::Health;
use backstop::account::health::Line;
use backstop::sandbox::{Login, Mailbox, Profile, Sandbox};
use backstop::settings::{Account, Server};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::account;
use crate::letters::{ago, answer, sent};
use crate::running::{Running, with_password};

pub const PASSWORD: &str = "correct-horse";

pub struct Scene {
    pub sandbox: Sandbox,
    pub home: TempDir,
    pub account: Account,
}

impl Scene {
    pub async fn set() -> Self {
        let profile = Profile::default();
        let mut mailbox = Mailbox::new(&profile);
        for n in 0..30 {
            let (id, at) = (format!("{n}.letter@example.org"), ago(5000 + n));
            mailbox.append("Sent", at, &[], sent(&id, "friend@people.example", "Plan", at));
            mailbox.append("INBOX", at, &[], answer("friend@people.example", &id, "Plan", at));
        }
        let sandbox = Sandbox::start(mailbox, profile, Login { user: "alice".into(), password: PASSWORD.into() }).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let ca_file = home.path().join("ca.pem");
        std::fs::write(&ca_file, sandbox.authority()).unwrap();
        let server = Server { host: "localhost".into(), port: sandbox.port(), ca_file: Some(ca_file) };
        Self { account: with_password(account::at(server), PASSWORD), sandbox, home }
    }

    /// An agent that has read Sent, and watches.
    pub async fn watched(&self) -> Running {
        let agent = Running::start(vec![self.account.clone()], &self.home).await;
        let watches = |accounts: &[Health]| matches!(accounts[0].line, Line::Watching).then_some(());
        agent.status("it watches", watches).await;
        agent
    }

    pub fn deliver(&self, letters: &[Vec<u8>]) {
        self.sandbox.change(|world| {
            for letter in letters {
                world.mailbox.append("INBOX", Timestamp::now(), &[], letter.as_slice());
            }
        });
    }
}
