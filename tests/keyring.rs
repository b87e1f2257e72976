#[path = "support/bus.rs"]
mod bus;
use std::process::Stdio;
#[test]
fn try_bus() {
    let mut bus = bus::Bus::start();
    let password = bus.folder().join("pw");
    std::fs::write(&password, "test").unwrap();
    let mut daemon = bus.command("gnome-keyring-daemon");
    daemon.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::from(std::fs::File::open(&password).unwrap()));
    bus.serve(daemon, "org.freedesktop.secrets");
    println!("{}", bus.address());
    bus.end_last();
}
