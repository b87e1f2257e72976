//! Who answers on the mail server's port, and what it hears from us: with a certificate that does not hold, no byte of a
//! credential.

#[path = "support/account.rs"]
mod account;

use jiff::Timestamp;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use backstop::account::Failure;
use backstop::imap;
use backstop::settings::Server;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned, crypto::ring};

const PASSWORD: &str = "correct-horse";

struct Authority {
    dir: TempDir,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("ca.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Self { dir, issuer: Issuer::new(params, key) }
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("ca.pem")
    }

    /// A TLS server with such a certificate, for one visitor; what it hears after the handshake.
    fn server(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> (u16, Receiver<Vec<u8>>) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.into()]).unwrap();
        change(&mut params);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        visited(move |stream| {
            let connection = ServerConnection::new(Arc::new(config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            let _ = std::io::Write::write_all(&mut stream, b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n");
            let mut heard = Vec::new();
            let _ = stream.read_to_end(&mut heard);
            heard
        })
    }
}

/// A server for one visitor.
fn visited(serve: impl FnOnce(TcpStream) -> Vec<u8> + Send + 'static) -> (u16, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, hear) = channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let _ = tell.send(serve(stream));
    });
    (port, hear)
}

/// Why no line came of it.
async fn refused(port: u16, ca_file: Option<PathBuf>) -> String {
    let account = account::at(Server { host: "localhost".into(), port, ca_file });
    match imap::connect(&account, &PASSWORD.into(), Timestamp::now()).await {
        Err(Failure::Line(why)) => why,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("logged in"),
    }
}

#[tokio::test]
async fn a_certificate_that_does_not_hold_gets_no_password() {
    let authority = Authority::new();
    let known = Some(authority.file());
    let stranger = Authority::new();
    let past = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    let future = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2200, 1, 1);
        params.not_after = date_time_ymd(2201, 1, 1);
    };
    for ((port, heard), ca_file, says) in [
        (authority.server("mail.example.org", |_| ()), known.clone(), "another name"),
        (authority.server("localhost", past), known.clone(), "expired"),
        (authority.server("localhost", future), known.clone(), "clock"),
        (stranger.server("localhost", |_| ()), known.clone(), "nobody known"),
        // The system's trust store does not know it either.
        (authority.server("localhost", |_| ()), None, "nobody known"),
    ] {
        let why = refused(port, ca_file).await;
        assert!(why.contains(says) && why.contains("no password was sent"), "{says}: {why}");
        assert_eq!(heard.recv().unwrap(), b"", "{says}");
    }
    // The same server, rightly named and known, is spoken to: the test can tell.
    let (port, heard) = authority.server("localhost", |_| ());
    refused(port, known).await;
    assert!(heard.recv().unwrap().starts_with(b"A0001 AUTHENTICATE PLAIN"));
}

#[tokio::test]
async fn what_speaks_no_tls_gets_no_password() {
    for banner in ["HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n", "* OK IMAP ready\r\n", "<html>"] {
        let (port, heard) = visited(|mut stream| {
            let mut hello = [0; 4096];
            let some = stream.read(&mut hello).unwrap_or_default();
            let _ = std::io::Write::write_all(&mut stream, banner.as_bytes());
            hello[..some].to_vec()
        });
        let why = refused(port, None).await;
        assert!(why.contains("does not speak TLS"), "{why}");
        let heard = heard.recv().unwrap();
        assert!(!heard.windows(5).any(|word| word == b"alice" || word == b"LOGIN"));
    }
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert!(refused(port, None).await.contains("no connection to localhost"));
    let missing = Some(PathBuf::from("/nonexistent/ca.pem"));
    let (port, _heard) = visited(|_| Vec::new());
    assert!(refused(port, missing).await.contains("/nonexistent/ca.pem"));
}
