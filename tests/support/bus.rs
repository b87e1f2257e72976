//! A D-Bus session of the test's own, with home and XDG folders beside it in a temporary folder. It knows no activation: only what
//! a test starts is there. All of it ends when the value is dropped.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The bus, and the programs that serve on it.
pub struct Bus {
    address: String,
    /// In the order in which they were started; the first is the bus itself.
    programs: Vec<Child>,
    folder: TempDir,
}

impl Bus {
    /// Starts a bus, and comes back when it listens.
    pub fn start() -> Self {
        // the path of a socket must stay under 108 characters
        let folder = tempfile::Builder::new().prefix("bus").tempdir_in("/tmp").expect("a temporary folder");
        for name in ["home", "run", "config", "data", "cache"] {
            fs::create_dir(folder.path().join(name)).expect("a folder for the session");
        }
        let config = folder.path().join("bus.conf");
        fs::write(&config, configuration(&folder.path().join("run/bus"))).expect("the configuration of the bus");
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon (Debian: apt install dbus)");
        let mut address = String::new();
        let printed = daemon.stdout.take().expect("a pipe");
        BufReader::new(printed).read_line(&mut address).expect("the address of the bus");
        assert!(address.starts_with("unix:"), "dbus-daemon did not start");
        Self { address: address.trim().to_owned(), programs: vec![daemon], folder }
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` is in this session.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The folder that holds `home`, `run`, `config`, `data` and `cache`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A program that lives in this session, and sees nothing of the real one.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", self.folder().join("home"))
            .env("XDG_RUNTIME_DIR", self.folder().join("run"))
            .env("XDG_CONFIG_HOME", self.folder().join("config"))
            .env("XDG_DATA_HOME", self.folder().join("data"))
            .env("XDG_STATE_HOME", self.folder().join("data"))
            .env("XDG_CACHE_HOME", self.folder().join("cache"));
        command
    }

    /// Starts a service, made by [`Bus::command`], and comes back when it owns `name`.
    pub fn serve(&mut self, mut service: Command, name: &str) {
        let child = service.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap_or_else(|e| panic!("{service:?}: {e}"));
        self.programs.push(child);
        let began = Instant::now();
        while !self.owned(name) {
            assert!(began.elapsed() < Duration::from_secs(20), "{service:?} never owned {name}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends the service that was started last, and comes back when it is gone.
    pub fn end_last(&mut self) {
        if self.programs.len() > 1 {
            self.programs.pop().into_iter().for_each(end);
        }
    }

    fn owned(&self, name: &str) -> bool {
        let output = self
            .command("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--dest=org.freedesktop.DBus", "--print-reply=literal", "/", "org.freedesktop.DBus.NameHasOwner"])
            .arg(format!("string:{name}"))
            .output()
            .expect("dbus-send (Debian: apt install dbus)");
        String::from_utf8_lossy(&output.stdout).contains("true")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.programs.drain(..).rev().for_each(end);
    }
}

fn end(mut program: Child) {
    // it may have ended by itself
    let _ = program.kill();
    let _ = program.wait();
}

fn configuration(socket: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        socket.display()
    )
}
