//! Implicit TLS (RFC 8314), always: the certificate is checked before a byte of ours but the handshake goes out.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls_platform_verifier::BuilderVerifierExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{CertificateError, ClientConfig, Error, RootCertStore};

use crate::account::Failure;
use crate::settings::Server;

const HANDSHAKE: Duration = Duration::from_secs(20);

pub(super) async fn secure(stream: TcpStream, server: &Server) -> Result<TlsStream<TcpStream>, Failure> {
    let config = config(server.ca_file.as_deref())?;
    let name = ServerName::try_from(server.host.clone())
        .map_err(|_| Failure::Line(format!("{} is no name that a certificate could hold", server.host)))?;
    match timeout(HANDSHAKE, TlsConnector::from(Arc::new(config)).connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(Failure::Line(sentence(server, &error))),
        Err(_) => Err(Failure::Line(format!("{}:{} does not answer as a TLS server", server.host, server.port))),
    }
}

/// The system's trust store, or only what stands in the file.
fn config(ca_file: Option<&Path>) -> Result<ClientConfig, Failure> {
    let line = |error: &dyn std::fmt::Display| Failure::Line(format!("TLS cannot be set up: {error}"));
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| line(&error))?;
    let builder = match ca_file {
        None => builder.with_platform_verifier().map_err(|error| line(&error))?,
        Some(path) => builder.with_root_certificates(authorities(path)?),
    };
    Ok(builder.with_no_client_auth())
}

fn authorities(path: &Path) -> Result<RootCertStore, Failure> {
    let unusable = |why: &dyn std::fmt::Display| Failure::Line(format!("the authorities in {} cannot be used: {why}", path.display()));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error))? {
        roots.add(certificate.map_err(|error| unusable(&error))?).map_err(|error| unusable(&error))?;
    }
    if roots.is_empty() { Err(unusable(&"it holds no certificate")) } else { Ok(roots) }
}

/// Why no password was sent, in words that tell a captive portal from a wrong clock.
fn sentence(server: &Server, error: &io::Error) -> String {
    let host = &server.host;
    let why = match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(cause)) => match cause {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "shows a certificate for another name; a captive portal, or the wrong host".into()
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "shows a certificate that has expired".into(),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "shows a certificate from the future; is this computer's clock right?".into()
            }
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "shows a certificate that nobody known has signed: a captive portal, or a server of your own, which needs ca_file (setup: --ca-file)"
                    .into()
            }
            other => format!("shows a certificate that does not hold: {other:?}"),
        },
        Some(Error::InvalidMessage(_)) => format!("does not speak TLS on port {}; a captive portal, or the wrong port", server.port),
        Some(other) => format!("refused the TLS handshake: {other}"),
        None => format!("ended the TLS handshake: {}", error.kind()),
    };
    format!("{host} {why}; no password was sent")
}
