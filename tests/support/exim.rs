//! An Exim of the test's own, that takes any mail, knows nobody at `target.example`, and hands what is for `example.org` on by LMTP.
//!
//! `tests/run` unpacks it, and installs nothing. Exim serves only as the user that was compiled in, whom this system need not
//! know: so it runs in a user namespace, with a list of users of its own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::dovecot::free;

pub struct Exim {
    _dir: TempDir,
    child: Child,
    smtp: u16,
}

impl Exim {
    /// `lmtp` is the port of the server that takes the mail of `example.org`.
    pub fn start(lmtp: u16) -> Self {
        (0..5).find_map(|_| Self::try_start(lmtp)).expect("Exim does not start")
    }

    fn try_start(lmtp: u16) -> Option<Self> {
        let unpacked = unpacked();
        let dir = tempfile::Builder::new().prefix("exim").tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        for folder in ["spool", "log"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        let smtp = free().local_addr().unwrap().port();
        write("exim.conf", &configuration(dir.path(), &unpacked, smtp, lmtp));
        write("passwd", "root:x:0:0::/:/bin/sh\nDebian-exim:x:4321:4321::/:/bin/sh\n");
        write("group", "root:x:0:\nDebian-exim:x:4321:\n");
        let known = "mount --bind passwd /etc/passwd && mount --bind group /etc/group";
        let script = format!("{known} && exec unshare --user --map-user=4321 --map-group=4321 \"$@\"");
        let machine = format!("{}-linux-gnu", std::env::consts::ARCH);
        let libraries = ["usr/lib", "lib"].map(|folder| unpacked.join(folder).join(&machine).display().to_string()).join(":");
        let child = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script, "sh"])
            .arg(unpacked.join("usr/sbin/exim4"))
            .arg("-C")
            .arg(dir.path().join("exim.conf"))
            .args(["-bdf", "-q1s"])
            .current_dir(dir.path())
            .env("LD_LIBRARY_PATH", libraries)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("unshare (Debian: apt install util-linux)");
        let mut exim = Self { _dir: dir, child, smtp };
        for _ in 0..1000 {
            if TcpStream::connect(("127.0.0.1", smtp)).is_ok() {
                return Some(exim);
            }
            if exim.child.try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// Hands it a message, as any program in the world can.
    pub fn take(&self, from: &str, to: &str, message: &[u8]) {
        let stream = TcpStream::connect(("127.0.0.1", self.smtp)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut stream = BufReader::new(stream);
        let mut say = |line: &[u8]| {
            stream.get_mut().write_all(line).unwrap();
            let mut answer = String::from("-");
            while answer.as_bytes().get(3).is_none_or(|after| *after == b'-') {
                answer.clear();
                stream.read_line(&mut answer).unwrap();
            }
            assert!(answer.starts_with(['2', '3']), "Exim says: {answer}");
        };
        say(b"");
        for line in ["EHLO dialup.example", &format!("MAIL FROM:<{from}>"), &format!("RCPT TO:<{to}>"), "DATA"] {
            say(format!("{line}\r\n").as_bytes());
        }
        say(&[message, b".\r\n"].concat());
        say(b"QUIT\r\n");
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        // it may have ended
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unpacked() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/servers/unpacked");
    assert!(folder.join("usr/sbin/exim4").exists(), "Exim is not there: tests/run unpacks it into {}", folder.display());
    folder
}

fn configuration(dir: &Path, unpacked: &Path, smtp: u16, lmtp: u16) -> String {
    let (dir, program) = (dir.display(), unpacked.join("usr/sbin/exim4"));
    let program = program.display();
    format!(
        "primary_hostname = mta.target.example
qualify_domain = target.example
exim_path = {program}
spool_directory = {dir}/spool
log_file_path = {dir}/log/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
acl_smtp_rcpt = anybody
host_lookup =
rfc1413_query_timeout = 0s
tls_advertise_hosts =
keep_environment =
begin acl
anybody:
  accept
begin routers
people:
  driver = manualroute
  domains = example.org
  route_list = * 127.0.0.1 byname
  self = send
  transport = lmtp
nobody:
  driver = redirect
  allow_fail
  data = :fail: Unknown user
begin transports
lmtp:
  driver = smtp
  protocol = lmtp
  port = {lmtp}
  allow_localhost
begin retry
* * F,60s,1s
"
    )
}
