//! A Dovecot of the test's own: its own folder, ports and certificate, gone when it is dropped.
//!
//! It has one user with mail, [`USER`]. Mail is put into its Maildir, as a delivery agent would.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use backstop::settings::Server;
use tempfile::TempDir;

pub const USER: &str = "alice";
pub const PASSWORD: &str = "correct-horse";

/// The user that mail belongs to when the tests run as root, which Dovecot refuses: a number is enough.
const MAIL_USER: u32 = 5000;

pub struct Dovecot {
    dir: TempDir,
    child: Child,
    imaps: u16,
    imap: u16,
}

impl Dovecot {
    /// `extra` is added to its configuration.
    pub fn start(extra: &str) -> Self {
        // Another test may take a port between its choice and its use.
        (0..5).find_map(|_| Self::try_start(extra)).expect("Dovecot does not start")
    }

    fn try_start(extra: &str) -> Option<Self> {
        let dir = tempfile::Builder::new().prefix("dovecot").tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let mail = dir.path().join("mail");
        fs::create_dir(&mail).unwrap();
        own(&mail);
        certify(dir.path());
        let ports = [free(), free()];
        let [imaps, imap] = ports.each_ref().map(|listener| listener.local_addr().unwrap().port());
        drop(ports);
        let configuration = dir.path().join("dovecot.conf");
        fs::write(&configuration, written(dir.path(), imaps, imap, extra)).unwrap();
        let child = Command::new("dovecot")
            .args(["-F", "-c"])
            .arg(&configuration)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("Dovecot is not installed: on Debian it is the package dovecot-imapd");
        let mut dovecot = Self { dir, child, imaps, imap };
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", imaps)).is_ok() {
                return Some(dovecot);
            }
            if dovecot.child.try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Where it is, over TLS.
    pub fn server(&self) -> Server {
        Server { host: "localhost".into(), port: self.imaps, ca_file: Some(self.dir.path().join("ca.pem")) }
    }

    /// Its port without TLS: to watch what is said.
    pub fn plain(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.imap).into()
    }

    /// A message that arrives now; `folder` as Maildir writes it: "" is INBOX, ".Sent" is Sent.
    pub fn deliver(&self, folder: &str, message: &[u8]) {
        self.deliver_at(folder, message, SystemTime::now());
    }

    /// The same with another INTERNALDATE.
    pub fn deliver_at(&self, folder: &str, message: &[u8], arrived: SystemTime) {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let maildir = self.maildir(folder);
        let name = format!("{}.M{number}P{}.test,S={}", 1_700_000_000 + number, std::process::id(), message.len());
        let (early, late) = (maildir.join("tmp").join(&name), maildir.join("new").join(&name));
        fs::write(&early, message).unwrap();
        own(&early);
        fs::File::options().write(true).open(&early).unwrap().set_modified(arrived).unwrap();
        fs::rename(early, late).unwrap();
    }

    /// Where a folder is kept.
    pub fn maildir(&self, folder: &str) -> PathBuf {
        let home = self.dir.path().join("mail").join(USER);
        let root = home.join("Maildir");
        let maildir = root.join(folder);
        if !maildir.join("tmp").exists() {
            for path in [&home, &root, &maildir, &maildir.join("cur"), &maildir.join("new"), &maildir.join("tmp")] {
                fs::create_dir_all(path).unwrap();
                own(path);
            }
        }
        maildir
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Its workers are in its process group; a polite end takes seconds.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

pub fn free() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

pub fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

fn own(path: &Path) {
    if is_root() {
        chown(path, Some(MAIL_USER), Some(MAIL_USER)).unwrap();
    }
}

/// An authority and a certificate for localhost.
pub fn certify(dir: &Path) {
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let certificate = authority.self_signed(&authority_key).unwrap();
    fs::write(dir.join("ca.pem"), certificate.pem()).unwrap();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let server = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(dir.join("server.pem"), server.pem()).unwrap();
    fs::write(dir.join("server.key"), key.serialize_pem()).unwrap();
}

fn written(dir: &Path, imaps: u16, imap: u16, extra: &str) -> String {
    let dir = dir.display();
    let me = fs::metadata("/proc/self").unwrap();
    let (uid, gid, users) = if is_root() { (MAIL_USER, MAIL_USER, String::new()) } else { (me.uid(), me.gid(), unprivileged()) };
    format!(
        "base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{dir}/server.pem
ssl_key = <{dir}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = {uid}
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
auth_failure_delay = 0
mailbox_list_index = yes
{users}
# a wrong password of one test must not slow the logins of the next
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Archive {{
    special_use = \\Archive
    auto = subscribe
  }}
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={dir}/mail/%u
}}
service imap-login {{
  process_min_avail = 1
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
{extra}
",
    )
}

/// Without root, everything runs as the one user there is.
fn unprivileged() -> String {
    let name = |option: &str| {
        let printed = Command::new("id").arg(option).output().unwrap();
        String::from_utf8(printed.stdout).unwrap().trim().to_owned()
    };
    let (user, group) = (name("-un"), name("-gn"));
    format!(
        "default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
service imap-login {{
  chroot =
}}
service anvil {{
  chroot =
}}"
    )
}
