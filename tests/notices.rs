//! Notices on a bus of the test's own: every call against a service that writes all calls down, and the picture against a real one.
//!
//! The bus of a process is named by its environment, so each scene is played by this very program, started again with
//! the name of the scene.

#[path = "support/bus.rs"]
mod bus;

use std::collections::HashMap;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use backstop::account::record::Why;
use backstop::account::{Failure, Identity, Note, Record, Step};
use backstop::desktop::notices::Notices;
use backstop::mail::{Address, Place};
use backstop::recognise::{Kind, Reason};
use backstop::sent::Sought;
use backstop::settings;
use bus::Bus;
use jiff::Timestamp;
use zbus::zvariant::OwnedValue;

const SERVICE: &str = "org.freedesktop.Notifications";
const SCENE: &str = "BACKSTOP_TEST_SCENE";

fn record(step: Step) -> Record {
    Record {
        id: 1,
        account: "home".to_owned(),
        place: Place { folder: "INBOX".to_owned(), validity: 1, uid: 1 },
        identity: Identity(1),
        letter: None,
        kind: Kind::Failure,
        verdict: "backscatter".to_owned(),
        proved: false,
        evidence: Vec::new(),
        sought: Sought::default(),
        subject: "CANARY".to_owned(),
        from: "canary@mx.example".to_owned(),
        arrived: Timestamp::UNIX_EPOCH,
        judged: Timestamp::UNIX_EPOCH,
        step,
        reasoning: None,
    }
}

fn filed() -> Note {
    let to = Place { folder: "Backscatter".to_owned(), validity: 2, uid: 7 };
    Note::Filed(record(Step::Filed { to, watched_until: Timestamp::UNIX_EPOCH }))
}

fn failed() -> Note {
    Note::NotDelivered { record: 2, to: Address::parse("o'neil&co@example.org").unwrap(), reason: Reason::NoSuchUser }
}

fn paused() -> Note {
    Note::Paused { why: "Three filings were taken back <a href=\"http://canary.example\">today</a>".to_owned() }
}

fn back() -> Note {
    Note::PutBack(record(Step::Back { to: Place { folder: "INBOX".to_owned(), validity: 1, uid: 9 }, why: Why::LateTruth }))
}

/// Not a test by itself: what the started program plays. It ends when its standard input does.
#[test]
#[ignore = "a scene, played by the other tests"]
fn scene() {
    let Ok(scene) = std::env::var(SCENE) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let every = Duration::from_millis(500);
        let notices = Notices::start(&settings::Notices { private: false, every });
        match scene.as_str() {
            "each" => {
                for note in [filed(), failed(), paused(), back()] {
                    notices.tell("home", &note);
                }
                notices.tell("work", &Note::Offline { why: Failure::Refused("CANARY".to_owned()) });
            }
            "storm" => {
                for _ in 0..1_000 {
                    notices.tell("home", &filed());
                    tokio::time::sleep(Duration::from_micros(1_000)).await;
                }
            }
            "well-again" => {
                notices.tell("work", &Note::Offline { why: Failure::Refused("no".to_owned()) });
                tokio::time::sleep(Duration::from_secs(2)).await;
                notices.tell("work", &Note::Online);
            }
            other => panic!("no scene {other}"),
        }
        tokio::task::spawn_blocking(|| std::io::stdin().read(&mut [0])).await.unwrap().unwrap();
    });
}

/// A played scene; ended by [`Played::end`].
struct Played(Child);

fn play(bus: &Bus, scene: &str) -> Played {
    let mut command = bus.command(std::env::current_exe().unwrap());
    Played(as_scene(&mut command, scene).spawn().unwrap())
}

fn as_scene<'a>(command: &'a mut Command, scene: &str) -> &'a mut Command {
    command.args(["--exact", "scene", "--ignored", "--test-threads=1"]).env(SCENE, scene).stdin(Stdio::piped()).stdout(Stdio::null())
}

impl Played {
    /// Ends the scene, and sees that nothing in it went wrong.
    fn end(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Played {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn mock(bus: &Bus, capabilities: &str) -> Command {
    let mut mock = bus.command("/usr/bin/python3");
    mock.args(["-m", "dbusmock", "--session", "--template", "notification_daemon", "-p"]);
    mock.arg(format!("{{\"capabilities\": \"{capabilities}\"}}"));
    mock
}

/// One call of Notify, as it came over the bus.
#[derive(Debug)]
struct Call {
    app: String,
    replaces: u32,
    icon: String,
    title: String,
    body: String,
    hints: HashMap<String, OwnedValue>,
}

async fn calls(bus: &Bus, method: &str) -> Vec<Vec<OwnedValue>> {
    let connection = zbus::connection::Builder::address(bus.address()).unwrap().build().await.unwrap();
    let reply = connection
        .call_method(Some(SERVICE), "/org/freedesktop/Notifications", Some("org.freedesktop.DBus.Mock"), "GetMethodCalls", &method)
        .await
        .unwrap();
    let calls: Vec<(u64, Vec<OwnedValue>)> = reply.body().deserialize().unwrap();
    calls.into_iter().map(|(_, arguments)| arguments).collect()
}

async fn notified(bus: &Bus) -> Vec<Call> {
    fn text(value: &OwnedValue) -> String {
        String::try_from(value.clone()).unwrap()
    }
    calls(bus, "Notify")
        .await
        .into_iter()
        .map(|a| Call {
            app: text(&a[0]),
            replaces: u32::try_from(a[1].clone()).unwrap(),
            icon: text(&a[2]),
            title: text(&a[3]),
            body: text(&a[4]),
            hints: a[6].clone().try_into().unwrap(),
        })
        .collect()
}

/// Asks until the answer is as wanted.
async fn until<T: std::fmt::Debug>(mut ask: impl AsyncFnMut() -> T, wanted: impl Fn(&T) -> bool) -> T {
    let began = Instant::now();
    loop {
        let got = ask().await;
        if wanted(&got) {
            return got;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "still {got:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn every_call_is_what_the_specification_asks() {
    for (capabilities, address, link) in [
        ("body body-markup", "o&#39;neil&amp;co@example.org", "&lt;a href=&quot;http://canary.example&quot;&gt;today&lt;/a&gt;."),
        ("body", "o'neil&co@example.org", "‹a href=\"http://canary.example\"›today‹/a›."),
    ] {
        let mut bus = Bus::start();
        bus.serve(mock(&bus, capabilities), SERVICE);
        let scene = play(&bus, "each");
        let mut shown = until(async || notified(&bus).await, |shown| shown.len() == 5).await;
        scene.end();
        shown.sort_by(|a, b| a.title.cmp(&b.title));
        let said: Vec<_> = shown.iter().map(|call| format!("{} | {}", call.title, call.body)).collect();
        assert_eq!(
            said,
            [
                "1 bounce filed | For mail that you never sent. It is in the folder Backscatter of home.".to_owned(),
                "1 bounce put back | The mail that it answers has turned up in Sent: it is yours, and in your inbox again.".to_owned(),
                format!("Mail not delivered | Your mail to {address} was not delivered: no such user."),
                format!("home: filing is paused | Three filings were taken back {link}"),
                "work: Backstop cannot log in | The server refused the login. It will not be tried again until you have looked: backstop setup"
                    .to_owned(),
            ]
        );
        for (call, (urgency, category)) in
            shown.iter().zip([(0, "email"), (1, "email"), (1, "email.bounced"), (1, "email"), (1, "network.error")])
        {
            assert_eq!((call.app.as_str(), call.replaces), ("Backstop", 0), "{call:?}");
            assert_eq!(u8::try_from(call.hints["urgency"].clone()).unwrap(), urgency, "{call:?}");
            assert_eq!(String::try_from(call.hints["category"].clone()).unwrap(), category, "{call:?}");
            assert_eq!(String::try_from(call.hints["desktop-entry"].clone()).unwrap(), "backstop", "{call:?}");
            assert!(!call.icon.is_empty());
        }
        // asked once, however many notices there are
        assert_eq!(calls(&bus, "GetCapabilities").await.len(), 1);
    }
}

#[tokio::test]
async fn a_storm_replaces_itself() {
    let mut bus = Bus::start();
    bus.serve(mock(&bus, "body"), SERVICE);
    let scene = play(&bus, "storm");
    let shown = until(async || notified(&bus).await, |shown| shown.last().is_some_and(|last| last.title == "1000 bounces filed")).await;
    scene.end();
    let ids: Vec<_> = shown.iter().map(|call| call.replaces).collect();
    assert!((2..12).contains(&ids.len()) && ids[0] == 0 && ids[1..].iter().all(|id| *id == 1), "{ids:?}");
}

#[tokio::test]
async fn what_is_over_is_taken_away() {
    let mut bus = Bus::start();
    bus.serve(mock(&bus, "body"), SERVICE);
    let scene = play(&bus, "well-again");
    let closed = until(async || calls(&bus, "CloseNotification").await, |closed| !closed.is_empty()).await;
    scene.end();
    // the stand-in service declares the number as signed
    assert_eq!(i32::try_from(closed[0][0].clone()).unwrap(), 1);
}

#[tokio::test]
async fn a_service_that_comes_late_is_found_and_one_that_changes_is_asked_again() {
    let mut bus = Bus::start();
    let scene = play(&bus, "each");
    tokio::time::sleep(Duration::from_secs(1)).await;
    bus.serve(mock(&bus, "body"), SERVICE);
    let shown = until(async || notified(&bus).await, |shown| shown.len() == 5).await;
    assert!(shown.iter().all(|call| call.replaces == 0));
    scene.end();

    let scene = play(&bus, "well-again");
    until(async || notified(&bus).await, |shown| shown.len() == 6).await;
    bus.end_last();
    bus.serve(mock(&bus, "body body-markup"), SERVICE);
    until(async || calls(&bus, "GetCapabilities").await, |asked| asked.len() == 1).await;
    // its numbers are not ours: nothing of another program is closed
    assert!(calls(&bus, "CloseNotification").await.is_empty());
    scene.end();
}

#[test]
fn with_no_bus_at_all_the_program_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/none", folder.path().display()));
    Played(as_scene(&mut command, "storm").spawn().unwrap()).end();
}

#[tokio::test]
async fn a_real_service_shows_one_notice_for_a_storm() {
    let mut bus = Bus::start();
    let mut screen = Screen::start(&bus);
    let mut dunst = bus.command("dunst");
    dunst.env("DISPLAY", &screen.display).args(["-config", "/dev/null"]);
    bus.serve(dunst, SERVICE);
    let dunstctl = |argument: &str| {
        let output = bus.command("dunstctl").args(argument.split(' ')).output().expect("dunstctl (Debian: apt install dunst)");
        String::from_utf8(output.stdout).unwrap()
    };
    let scene = play(&bus, "storm");
    until(
        async || {
            dunstctl("close-all");
            dunstctl("history")
        },
        |history| history.contains("1000 bounces filed"),
    )
    .await;
    scene.end();
    let history = dunstctl("history");
    assert!(history.contains("For mail that you never sent. They are in the folder Backscatter of home."), "{history}");
    assert!(!history.contains("CANARY"));
    screen.end();
}

/// An X server that nobody sees.
struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    fn start(bus: &Bus) -> Self {
        let mut server = bus
            .command("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1024x600x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb (Debian: apt install xvfb)");
        let mut number = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(server.stdout.as_mut().unwrap()), &mut number).unwrap();
        Self { display: format!(":{}", number.trim()), server }
    }

    fn end(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.end();
    }
}
