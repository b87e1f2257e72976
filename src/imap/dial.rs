//! A TCP connection to a host by name: all its addresses tried, and a half-open connection found out.

use std::net::SocketAddr;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::account::Failure;

const CONNECT: Duration = Duration::from_secs(20);
/// An address gets this head start before the next one is tried beside it (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);
/// A host with more addresses is not tried on all of them.
const ADDRESSES: usize = 8;

pub(super) async fn dial(host: &str, port: u16) -> Result<TcpStream, Failure> {
    let dialled = async {
        let found = lookup_host((host, port)).await.map_err(|error| Failure::Line(format!("{host} cannot be found: {error}")))?;
        first(alternating(found.collect())).await.map_err(|why| Failure::Line(format!("no connection to {host}:{port}: {why}")))
    };
    let stream = timeout(CONNECT, dialled)
        .await
        .unwrap_or_else(|_| Err(Failure::Line(format!("no connection to {host}:{port} within {} seconds", CONNECT.as_secs()))))?;
    tune(&stream).map_err(|error| Failure::Line(format!("the connection to {host}:{port} cannot be set up: {error}")))?;
    Ok(stream)
}

/// The addresses, families taking turns, so that a broken one costs one head start (RFC 8305, section 4).
fn alternating(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let lead = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut same, mut other): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|address| address.is_ipv6() == lead);
    let mut order = Vec::new();
    for turn in 0..same.len().max(other.len()) {
        order.extend(same.get_mut(turn).copied());
        order.extend(other.get_mut(turn).copied());
    }
    order.truncate(ADDRESSES);
    order
}

async fn first(addresses: Vec<SocketAddr>) -> Result<TcpStream, String> {
    let mut attempts = JoinSet::new();
    for (turn, address) in (0u32..).zip(addresses) {
        attempts.spawn(async move {
            sleep(HEAD_START * turn).await;
            TcpStream::connect(address).await
        });
    }
    let mut why = "it has no address".to_owned();
    while let Some(attempt) = attempts.join_next().await {
        match attempt {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => why = error.to_string(),
            Err(_) => {}
        }
    }
    Err(why)
}

/// Two minutes of silence from the other end, to probes or to data, end the connection.
fn tune(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    let probes = TcpKeepalive::new().with_time(Duration::from_secs(60)).with_interval(Duration::from_secs(20)).with_retries(3);
    socket.set_tcp_keepalive(&probes)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(120)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let address = |text: &str| text.parse().unwrap();
        let mixed = ["[::1]:1", "[::2]:1", "[::3]:1", "10.0.0.1:1"].map(address).to_vec();
        let order = ["[::1]:1", "10.0.0.1:1", "[::2]:1", "[::3]:1"].map(address).to_vec();
        assert_eq!(alternating(mixed), order);
    }

    #[tokio::test]
    async fn a_dead_address_does_not_hide_a_live_one() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let live = listener.local_addr().unwrap();
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        assert_eq!(first(vec![closed, live]).await.unwrap().peer_addr().unwrap(), live);
        assert!(first(vec![closed]).await.is_err());
    }
}
