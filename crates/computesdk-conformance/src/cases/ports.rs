//! Ports of servers inside.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};

use computesdk::{Error, PublishedPort, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Fixture;
use crate::fixture::appears;

/// A loopback address that no other case uses: what is closed there is not another's
/// a moment later.
fn own_address() -> IpAddr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let [_, _, middle, low] = std::process::id().to_be_bytes();
    let case = NEXT.fetch_add(1, Ordering::Relaxed);
    Ipv4Addr::new(127, 128 | case, middle, low.max(2)).into()
}

/// A port that is published, where the provider can.
async fn publish(fixture: &Fixture, sandbox: &Sandbox, port: u16) -> Option<PublishedPort> {
    match sandbox.publish(port).address(own_address()).await {
        Ok(published) => Some(published),
        Err(Error::Unsupported(error)) => {
            assert_eq!(error.provider, fixture.name());
            eprintln!("NOTE: NOT tested: {error}");
            None
        }
        Err(error) => panic!("{error:?}"),
    }
}

async fn connects(address: SocketAddr) -> bool {
    TcpStream::connect(address).await.is_ok()
}

pub async fn reach_a_server(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let Some(published) = publish(&fixture, &sandbox, 8000).await else {
        return;
    };
    let python = sandbox.exec("command -v python3").unchecked().await;
    if !python.unwrap().success() {
        eprintln!("NOTE: NOT tested: no python3 inside");
        return;
    }
    let script = "import socket
server = socket.create_server(('127.0.0.1', 8000))
open('ready', 'w').write('yes\\n')
peer = server.accept()[0]
words = b''
while data := peer.recv(100): words += data
peer.sendall(words.upper())
";
    sandbox.write_file("server.py", script).await.unwrap();
    let line = ("python3", ["server.py"]);
    let server = sandbox.start_background(line).await.unwrap();
    appears(&sandbox, "ready").await;
    let mut client = TcpStream::connect(published.address).await.unwrap();
    client.write_all(b"hello").await.unwrap();
    client.shutdown().await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "HELLO");
    server.wait().await.unwrap();
}

pub async fn stay_where_they_are(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    assert_eq!(sandbox.ports(), []);
    let Some(published) = publish(&fixture, &sandbox, 8000).await else {
        return;
    };
    assert_eq!(sandbox.get_url(8000).await.unwrap(), published.url());
    let other = sandbox.publish(80).await.unwrap();
    assert_eq!(sandbox.ports(), [other, published]);
    sandbox.unpublish(8000).await.unwrap();
    assert_eq!(sandbox.ports(), [other]);
    assert!(!connects(published.address).await);
}

pub async fn that_nobody_listens_on_reset_their_clients(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    if let Some(published) = publish(&fixture, &sandbox, 8000).await {
        let mut client = TcpStream::connect(published.address).await.unwrap();
        assert!(client.read(&mut [0; 1]).await.is_err());
    }
}

pub async fn end_with_their_sandbox(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    if let Some(published) = publish(&fixture, &sandbox, 8000).await {
        let mut client = TcpStream::connect(published.address).await.unwrap();
        sandbox.destroy().await.unwrap();
        assert!(!connects(published.address).await);
        assert!(client.read(&mut [0; 1]).await.is_err());
        assert_eq!(sandbox.ports(), []);
        let gone = sandbox.get_url(8000).await;
        assert!(matches!(gone, Err(Error::SandboxGone(_))), "{gone:?}");
    }
}

pub async fn zero_is_none(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    match sandbox.get_url(0).await {
        Err(Error::InvalidArgument(error)) => assert_eq!(error.argument, "port"),
        other => panic!("{other:?}"),
    }
}
