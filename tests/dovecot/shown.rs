//! The program on a real server and a real bus: a notice is shown, and the log, at its fullest, holds nothing of the mail.

use std::fs::{self, File};
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use crate::bus::Bus;
use crate::dovecot::{Dovecot, PASSWORD};
use crate::letters::{Bounce, ago, answer, sent};
use crate::maildir::messages;

const SERVICE: &str = "org.freedesktop.Notifications";

/// Stand in the mail, and may stand in no log.
const CANARIES: [&str; 5] = [PASSWORD, "Cheap watches", "stranger@target.example", "forged.1@dialup.example", "See you tomorrow"];

fn forged(n: u8) -> Vec<u8> {
    let id = format!("forged.{n}@dialup.example");
    Bounce { id: &id, to: "stranger@target.example", subject: "Cheap watches", date: ago(300), left: ago(290), hop: "dialup.example" }
        .written()
}

struct Program {
    server: Dovecot,
    bus: Bus,
    agent: Child,
}

impl Program {
    fn start() -> Self {
        let server = Dovecot::start("");
        for n in 0..30 {
            let id = format!("{n}.letter@example.org");
            server.deliver(".Sent", &sent(&id, "friend@people.example", "Plan", ago(5000 + n)));
            server.deliver("", &answer("friend@people.example", &id, "Plan", ago(4000 + n)));
        }
        let mut bus = Bus::start();
        let mut mock = bus.command("/usr/bin/python3");
        mock.args(["-m", "dbusmock", "--session", "--template", "notification_daemon"]);
        bus.serve(mock, SERVICE);
        let to = server.server();
        let settings = format!(
            "[[account]]\naddress = \"alice@example.org\"\nserver = \"{}\"\nport = {}\nuser = \"alice\"\nca_file = {:?}\n\
             password_command = \"echo {PASSWORD}\"\nmode = \"file\"\n",
            to.host,
            to.port,
            to.ca_file.unwrap()
        );
        let folder = bus.folder().join("config/backstop");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("settings.toml"), settings).unwrap();
        let log = File::create(bus.folder().join("log")).unwrap();
        let agent = bus.command(env!("CARGO_BIN_EXE_backstop")).arg("run").env("BACKSTOP_LOG", "trace").stderr(log).spawn().unwrap();
        Self { server, bus, agent }
    }

    fn run(&self, arguments: &str) -> Output {
        self.bus.command(env!("CARGO_BIN_EXE_backstop")).args(arguments.split_whitespace()).stdin(Stdio::null()).output().unwrap()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.bus.folder().join("log")).unwrap()
    }

    /// What was shown on the desktop: titles and bodies.
    async fn shown(&self) -> Vec<String> {
        let connection = zbus::connection::Builder::address(self.bus.address()).unwrap().build().await.unwrap();
        let path = "/org/freedesktop/Notifications";
        let reply =
            connection.call_method(Some(SERVICE), path, Some("org.freedesktop.DBus.Mock"), "GetMethodCalls", &"Notify").await.unwrap();
        let calls: Vec<(u64, Vec<zbus::zvariant::OwnedValue>)> = reply.body().deserialize().unwrap();
        let text = |value: &zbus::zvariant::OwnedValue| value.downcast_ref::<&str>().unwrap_or_default().to_owned();
        calls.iter().map(|(_, call)| format!("{}: {}", text(&call[3]), text(&call[4]))).collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.agent.kill();
        let _ = self.agent.wait();
    }
}

async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "never so: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_is_shown_and_nothing_is_logged() {
    let mut program = Program::start();
    until("it watches", async || String::from_utf8(program.run("status --json").stdout).unwrap().contains("watching").then_some(())).await;

    program.server.deliver("", &forged(1));
    until("a notice is shown", async || program.shown().await.into_iter().find(|said| said.contains("Backscatter"))).await;

    // The notification service goes, and filing goes on.
    program.bus.end_last();
    program.server.deliver("", &forged(2));
    until("the second is filed", async || (messages(&program.server.maildir(".Backscatter")).len() == 2).then_some(())).await;

    // A second one does not start.
    let second = program.run("run");
    assert_eq!(second.status.code(), Some(3), "{second:?}");
    assert!(String::from_utf8_lossy(&second.stderr).contains("another Backstop is running"), "{second:?}");

    // It ends cleanly, and everything that it could log holds nothing of the mail.
    let pid = program.agent.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let ended = until("it ends", async || program.agent.try_wait().unwrap()).await;
    assert!(ended.success(), "{ended}");
    let log = program.log();
    assert!(log.contains("filed") && log.contains("ended"), "{log}");
    for canary in CANARIES {
        assert!(!log.contains(canary), "the log holds {canary:?}:\n{log}");
    }
}
