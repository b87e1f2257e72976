//! A Cyrus of the test's own, as Fastmail runs it: its own folder, ports and certificate, gone when it is dropped.
//!
//! Debian's package cannot stand beside Dovecot's, so `tests/run` unpacks it into a folder of the build, and installs nothing.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use backstop::settings::Server;
use tempfile::TempDir;

use crate::dovecot::{PASSWORD, USER, certify, free, is_root};
use crate::mailserver::MailServer;

pub struct Cyrus {
    dir: TempDir,
    child: Child,
    imaps: u16,
    imap: u16,
    /// A delivery agent that stays logged in.
    delivers: Mutex<Option<Asking>>,
}

impl Cyrus {
    pub fn start() -> Self {
        // Another test may take a port between its choice and its use.
        (0..5).find_map(|_| Self::try_start()).expect("Cyrus does not start")
    }

    fn try_start() -> Option<Self> {
        let unpacked = unpacked();
        let dir = tempfile::Builder::new().prefix("cyrus").tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for folder in ["conf", "conf/db", "conf/socket", "conf/proc", "conf/lock", "conf/log", "conf/msg", "spool", "spool/stage.", "run"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        certify(dir.path());
        let ports = [free(), free()];
        let [imaps, imap] = ports.each_ref().map(|listener| listener.local_addr().unwrap().port());
        drop(ports);
        let (user, group) = owner();
        fs::write(dir.path().join("imapd.conf"), written(dir.path(), &user, &group)).unwrap();
        fs::write(dir.path().join("cyrus.conf"), services(dir.path(), &unpacked, imaps, imap)).unwrap();
        let_in(dir.path(), &unpacked);
        if is_root() {
            let owned = Command::new("chown").args(["-R", &format!("{user}:{group}")]).arg(dir.path()).status();
            assert!(owned.unwrap().success());
        }
        let child = Command::new(unpacked.join("usr/lib/cyrus/bin/master"))
            .arg("-C")
            .arg(dir.path().join("imapd.conf"))
            .arg("-M")
            .arg(dir.path().join("cyrus.conf"))
            .arg("-p")
            .arg(dir.path().join("run/master.pid"))
            .arg("-D")
            .env("CYRUS_USER", &user)
            .env("LD_LIBRARY_PATH", libraries(&unpacked))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut cyrus = Self { dir, child, imaps, imap, delivers: Mutex::default() };
        for _ in 0..1000 {
            if [imaps, imap].iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()) {
                return Some(cyrus);
            }
            if cyrus.child.try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    fn ask(&self) -> Asking {
        let stream = TcpStream::connect(("127.0.0.1", self.imap)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut asking = Asking(BufReader::new(stream));
        asking.line();
        assert!(asking.command(&format!("LOGIN {USER} {PASSWORD}")).is_some(), "Cyrus refuses the login");
        asking
    }
}

impl MailServer for Cyrus {
    fn server(&self) -> Server {
        Server { host: "localhost".into(), port: self.imaps, ca_file: Some(self.dir.path().join("ca.pem")) }
    }

    fn deliver(&self, folder: &str, message: &[u8]) {
        let mut agent = self.delivers.lock().unwrap();
        let asking = agent.get_or_insert_with(|| self.ask());
        let text = std::str::from_utf8(message).unwrap();
        let stored = asking.command(&format!("APPEND {folder} {{{}+}}\r\n{text}", message.len()));
        assert!(stored.is_some(), "Cyrus does not take it into {folder}");
    }

    fn contents(&self, folder: &str) -> Vec<Vec<u8>> {
        let mut asking = self.ask();
        // a folder that nobody has made is empty
        let some = asking.command(&format!("EXAMINE {folder}")).is_some_and(|lines| lines.iter().all(|line| line.0 != "* 0 EXISTS"));
        if !some {
            return Vec::new();
        }
        let fetched = asking.command("FETCH 1:* BODY.PEEK[]").unwrap();
        fetched.into_iter().filter_map(|(_, literal)| literal).collect()
    }

    fn count(&self, folder: &str) -> usize {
        let mut asking = self.ask();
        let lines = asking.command(&format!("STATUS {folder} (MESSAGES)")).unwrap_or_default();
        let told = |line: &(String, _)| line.0.rsplit_once("(MESSAGES ")?.1.strip_suffix(')')?.parse().ok();
        lines.iter().find_map(told).unwrap_or(0)
    }
}

impl Drop for Cyrus {
    fn drop(&mut self) {
        // Its services are in its process group.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// Another client, that knows lines and literals.
struct Asking(BufReader<TcpStream>);

impl Asking {
    /// A line, and the literal that it ends in.
    fn line(&mut self) -> (String, Option<Vec<u8>>) {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        let line = line.trim_end().to_owned();
        let announced = line.strip_suffix('}').and_then(|l| l.rsplit_once('{')).and_then(|(_, n)| n.parse().ok());
        let literal = announced.map(|length: usize| {
            let mut bytes = vec![0; length];
            self.0.read_exact(&mut bytes).unwrap();
            bytes
        });
        (line, literal)
    }

    /// What comes before the OK; `None` where it is no OK.
    fn command(&mut self, text: &str) -> Option<Vec<(String, Option<Vec<u8>>)>> {
        self.0.get_mut().write_all(format!("a {text}\r\n").as_bytes()).unwrap();
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            assert!(!line.0.is_empty() || line.1.is_some() || lines.len() < 100_000, "Cyrus has hung up");
            if let Some(status) = line.0.strip_prefix("a ") {
                return status.starts_with("OK").then_some(lines);
            }
            lines.push(line);
        }
    }
}

fn unpacked() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/servers/unpacked");
    assert!(folder.join("usr/lib/cyrus/bin/master").exists(), "Cyrus is not there: tests/run unpacks it into {}", folder.display());
    folder
}

fn libraries(unpacked: &Path) -> String {
    let machine = format!("{}-linux-gnu", std::env::consts::ARCH);
    ["usr/lib", "lib"].map(|folder| unpacked.join(folder).join(&machine).display().to_string()).join(":")
}

/// Cyrus serves no mail as root.
fn owner() -> (String, String) {
    let name = |option: &str| {
        let printed = Command::new("id").arg(option).output().unwrap();
        String::from_utf8(printed.stdout).unwrap().trim().to_owned()
    };
    if is_root() { ("nobody".into(), "nogroup".into()) } else { (name("-un"), name("-gn")) }
}

/// Makes the user and their password.
fn let_in(dir: &Path, unpacked: &Path) {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let mut child = Command::new(unpacked.join("usr/sbin/saslpasswd2"))
        .args(["-p", "-c", "-f"])
        .arg(dir.join("sasldb2"))
        .args(["-u", host.trim(), USER])
        .env("LD_LIBRARY_PATH", libraries(unpacked))
        .stdin(Stdio::piped())
        .spawn()
        .expect("saslpasswd2 is not there: tests/run unpacks it");
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

fn written(dir: &Path, user: &str, group: &str) -> String {
    let dir = dir.display();
    format!(
        "configdirectory: {dir}/conf
defaultpartition: default
partition-default: {dir}/spool
cyrus_user: {user}
cyrus_group: {group}
proc_path: {dir}/conf/proc
mboxname_lockpath: {dir}/conf/lock
idlesocket: {dir}/conf/socket/idle
notifysocket: {dir}/conf/socket/notify
admins: {user}
altnamespace: yes
unixhierarchysep: yes
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {dir}/sasldb2
sasl_mech_list: PLAIN LOGIN
autocreate_quota: 0
autocreate_inbox_folders: Sent|Archive
autocreate_subscribe_folders: Sent|Archive
xlist-sent: Sent
xlist-archive: Archive
specialusealways: yes
imapidlepoll: 60
duplicatesuppression: no
sync_log: no
skiplist_unsafe: yes
tls_server_cert: {dir}/server.pem
tls_server_key: {dir}/server.key
tls_session_timeout: 0
"
    )
}

fn services(dir: &Path, unpacked: &Path, imaps: u16, imap: u16) -> String {
    let (dir, programs) = (dir.display(), unpacked.join("usr/lib/cyrus/bin"));
    let programs = programs.display();
    format!(
        "START {{
  recover cmd=\"{programs}/ctl_cyrusdb -C {dir}/imapd.conf -r\"
  idled cmd=\"{programs}/idled -C {dir}/imapd.conf\"
}}
SERVICES {{
  imap cmd=\"{programs}/imapd -C {dir}/imapd.conf\" listen=\"127.0.0.1:{imap}\" prefork=1
  imaps cmd=\"{programs}/imapd -s -C {dir}/imapd.conf\" listen=\"127.0.0.1:{imaps}\" prefork=1
}}
EVENTS {{
}}
"
    )
}
