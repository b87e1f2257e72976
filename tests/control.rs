//! The agent's door: a real socket, with an agent that the test plays.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backstop::account::Request;
use backstop::account::note::Reply;
use backstop::account::request::Which;
use backstop::control::{Asked, Door, Instance, Line, NotAsked, ask};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;

struct House {
    folder: TempDir,
    instance: Instance,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let instance = Instance::take(&folder.path().join("lock")).unwrap();
        Self { folder, instance }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("run/agent.sock")
    }

    fn open(&self) -> (Door, mpsc::Receiver<Asked>) {
        Door::open(&self.instance, &self.socket()).unwrap()
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// What the agent says to these bytes, to the end.
async fn raw(socket: &Path, bytes: &[u8]) -> String {
    let mut stream = UnixStream::connect(socket).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    said
}

#[tokio::test]
async fn a_question_is_carried_to_the_agent_and_the_answer_back() {
    let house = House::new();
    let (door, mut questions) = house.open();
    let agent = tokio::spawn(async move {
        let mut requests = Vec::new();
        while let Some(Asked { request, answer }) = questions.recv().await {
            requests.push(request.clone());
            match request {
                Request::Undo(_) => {
                    answer.reading("Sent", 3, 4);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    assert!(answer.give(Ok(Reply::PutBack { count: 2 })));
                }
                Request::Resume { .. } => assert!(answer.give(Err("nothing is paused".to_owned()))),
                Request::Log { .. } => drop(answer),
                _ => break,
            }
        }
        requests
    });

    let mut lines = Vec::new();
    let undo = Request::Undo(Which::Id { id: 7 });
    assert_eq!(ask(&house.socket(), &undo, |line| lines.push(line.clone())).await.unwrap(), Reply::PutBack { count: 2 });
    assert!(lines.contains(&Line::Reading { folder: "Sent".to_owned(), read: 3, left: 4 }), "{lines:?}");

    let resume = Request::Resume { account: None };
    let refused = ask(&house.socket(), &resume, |_| {}).await.unwrap_err();
    assert!(matches!(refused, NotAsked::Refused(why) if why == "nothing is paused"));

    // an agent that lets the question fall is ending
    let log = Request::Log { most: 1 };
    let fallen = ask(&house.socket(), &log, |_| {}).await.unwrap_err();
    assert!(matches!(fallen, NotAsked::Refused(why) if why == "the agent is ending"));
    let status = ask(&house.socket(), &Request::Status, |_| {}).await.unwrap_err();
    assert!(matches!(status, NotAsked::Refused(why) if why == "the agent is ending"));
    // and one that has ended takes no more
    assert_eq!(agent.await.unwrap(), [undo, resume, log, Request::Status]);
    assert!(matches!(ask(&house.socket(), &Request::Status, |_| {}).await.unwrap_err(), NotAsked::Refused(_)));
    drop(door);
    assert!(matches!(ask(&house.socket(), &Request::Status, |_| {}).await.unwrap_err(), NotAsked::NoAgent));
}

#[tokio::test]
async fn what_is_no_request_is_turned_away() {
    let house = House::new();
    let (_door, mut questions) = house.open();
    let socket = house.socket();
    for bytes in [&b"GET / HTTP/1.1\r\n"[..], b"\xff\xfe\n", b"{}\n", b"\n", b"{\"ask\":\"no-such-thing\"}\n"] {
        let said = raw(&socket, bytes).await;
        assert!(said.starts_with("{\"line\":\"refused\",\"why\":\"this is no request: "), "{said}");
        assert_eq!(said.matches('\n').count(), 1);
    }
    // a line without an end: cut off, without an answer, and the next one is served
    let mut stream = UnixStream::connect(&socket).await.unwrap();
    let endless = tokio::io::AsyncWriteExt::write_all(&mut stream, &vec![b'x'; 1024 * 1024]).await;
    assert!(endless.is_err() || stream.read(&mut [0]).await.map_or(true, |n| n == 0));
    assert!(questions.try_recv().is_err());
    let asking = tokio::spawn(async move { ask(&socket, &Request::Status, |_| {}).await });
    assert!(questions.recv().await.unwrap().answer.give(Ok(Reply::Done)));
    assert_eq!(asking.await.unwrap().unwrap(), Reply::Done);
}

#[tokio::test]
async fn who_hangs_up_is_not_waited_for() {
    let house = House::new();
    let (_door, mut questions) = house.open();
    let mut stream = UnixStream::connect(&house.socket()).await.unwrap();
    stream.write_all(b"{\"ask\":\"status\"}\n").await.unwrap();
    let mut asked = questions.recv().await.unwrap();
    drop(stream);
    asked = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(200));
        asked
    })
    .await
    .unwrap();
    assert!(!asked.answer.give(Ok(Reply::Done)));
}

#[tokio::test]
async fn only_the_person_gets_to_the_socket() {
    let house = House::new();
    let run = house.folder.path().join("run");
    fs::create_dir(&run).unwrap();
    fs::set_permissions(&run, Permissions::from_mode(0o755)).unwrap();
    let (_door, _questions) = house.open();
    assert_eq!((mode(&run), mode(&house.socket())), (0o700, 0o600));
}

#[tokio::test]
async fn a_dead_agent_s_socket_is_taken_away_and_nothing_else() {
    let house = House::new();
    fs::create_dir(house.folder.path().join("run")).unwrap();
    drop(UnixListener::bind(house.socket()).unwrap());
    assert!(house.socket().exists());
    assert!(matches!(ask(&house.socket(), &Request::Status, |_| {}).await.unwrap_err(), NotAsked::NoAgent));
    let (door, _questions) = house.open();
    drop(door);
    assert!(!house.socket().exists());

    fs::write(house.socket(), "a file of the person's").unwrap();
    assert!(Door::open(&house.instance, &house.socket()).is_err());
    assert_eq!(fs::read_to_string(house.socket()).unwrap(), "a file of the person's");
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_hangs_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("s");
    let _listener = UnixListener::bind(&socket).unwrap();
    assert!(matches!(ask(&socket, &Request::Status, |_| {}).await.unwrap_err(), NotAsked::Broken(_)));
}
