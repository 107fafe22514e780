//! The ends of servers, of ports and of sandboxes.

use std::net::SocketAddr;
use std::time::Duration;

use computesdk::{Error, Sandbox, Signal};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::{ECHO, ask, connect, publish, script, serve};
use crate::killed::{children_of, inits_of, kill};
use crate::stage::play;
use crate::world::{compute, run, sandbox};

/// Sends without end, of one connection after another.
const ENDLESS: &str = "
server = socket.create_server(('127.0.0.1', 8000))
listening()
while True:
    peer = server.accept()[0]
    try:
        while True: peer.sendall(bytes(65536))
    except OSError: pass
";

/// A client in the middle of a transfer that has no end.
async fn in_the_middle(sandbox: &Sandbox) -> (SocketAddr, TcpStream) {
    serve(sandbox, ENDLESS).await;
    let published = publish(sandbox, 8000).await;
    let mut client = connect(published.address).await;
    client.read_exact(&mut vec![0; 1 << 20]).await.unwrap();
    (published.address, client)
}

/// Reads to an end that is none.
pub(crate) async fn is_cut(mut client: TcpStream) {
    let mut buffer = vec![0; 65536];
    loop {
        match client.read(&mut buffer).await {
            Ok(0) => panic!("it ended as if all had been said"),
            Ok(_) => {}
            Err(_) => return,
        }
    }
}

async fn closes(address: SocketAddr) {
    while TcpStream::connect(address).await.is_ok() {
        sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn destroying_cuts_a_transfer_and_closes_the_port() {
    run(async {
        let sandbox = sandbox().await;
        let (address, client) = in_the_middle(&sandbox).await;
        sandbox.destroy().await.unwrap();
        // By then, not some time later.
        assert!(TcpStream::connect(address).await.is_err());
        is_cut(client).await;
        assert_eq!(sandbox.ports(), []);
        let gone = sandbox.get_url(8000).await;
        assert!(matches!(gone, Err(Error::SandboxGone(_))), "{gone:?}");
        let gone = sandbox.unpublish(8000).await;
        assert!(matches!(gone, Err(Error::SandboxGone(_))), "{gone:?}");
    });
}

#[test]
fn destroying_ends_a_client_that_waits() {
    run(async {
        let sandbox = sandbox().await;
        let published = publish(&sandbox, 8000).await;
        let mut client = connect(published.address).await;
        client.write_all(b"anybody?").await.unwrap();
        sandbox.destroy().await.unwrap();
        assert!(client.read(&mut [0; 1]).await.is_err());
    });
}

#[test]
fn a_dropped_sandbox_closes_its_ports() {
    run(async {
        let sandbox = sandbox().await;
        let (address, client) = in_the_middle(&sandbox).await;
        drop(sandbox);
        is_cut(client).await;
        closes(address).await;
    });
}

#[test]
fn a_port_closes_with_a_sandbox_whose_init_is_killed() {
    play("ports without init", "");
}

pub(crate) fn ports_without_init() {
    run(async {
        let sandbox = compute().sandbox("local").await.unwrap();
        serve(&sandbox, ECHO).await;
        let published = publish(&sandbox, 8000).await;
        let mut client = connect(published.address).await;
        client.write_u8(1).await.unwrap();
        client.read_u8().await.unwrap();
        let spawner = children_of(std::process::id())[0];
        kill(inits_of(spawner)[0]);
        // The kernel may tell of the end of the server's socket first.
        assert!(matches!(client.read(&mut [0; 1]).await, Ok(0) | Err(_)));
        closes(published.address).await;
        while !sandbox.ports().is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
        let gone = sandbox.get_url(8000).await;
        assert!(matches!(gone, Err(Error::SandboxGone(_))), "{gone:?}");
    });
}

#[test]
fn a_killed_server_ends_its_connections_and_may_come_again() {
    run(async {
        let sandbox = sandbox().await;
        let server = serve(&sandbox, ECHO).await;
        let published = publish(&sandbox, 8000).await;
        let mut client = connect(published.address).await;
        client.write_u8(1).await.unwrap();
        assert_eq!(client.read_u8().await.unwrap(), 1);
        let kill = sandbox.kill(server.pid()).signal(Signal::KILL);
        kill.timeout(Duration::from_secs(60)).await.unwrap();
        assert_eq!(client.read(&mut [0; 1]).await.unwrap(), 0);
        // Nobody hears this: it is answered by a reset.
        client.write_all(b"hello?").await.unwrap();
        while client.write_all(b"hello?").await.is_ok() {
            sleep(Duration::from_millis(5)).await;
        }
        serve(&sandbox, ECHO).await;
        assert_eq!(ask(published.address, "again").await, "again");
    });
}

#[test]
fn what_is_taken_back_is_closed_and_can_be_published_again() {
    run(async {
        let sandbox = sandbox().await;
        let (address, client) = in_the_middle(&sandbox).await;
        let other = publish(&sandbox, 8001).await;
        sandbox.unpublish(8000).await.unwrap();
        assert!(TcpStream::connect(address).await.is_err());
        is_cut(client).await;
        assert_eq!(sandbox.ports(), [other]);
        sandbox.unpublish(8000).await.unwrap();

        let again = sandbox.publish(8000).address(address.ip());
        let again = again.host_port(address.port()).await.unwrap();
        assert_eq!(again.address, address);
        let mut client = connect(address).await;
        client.read_exact(&mut [0; 100]).await.unwrap();
    });
}

/// The runtime that a port was published in ends; the sandbox and its ports do not.
#[test]
fn a_port_outlives_the_runtime_that_asked_for_it() {
    let (sandbox, address) = run(async {
        let sandbox = sandbox().await;
        sandbox.write_file("server.py", script(ECHO)).await.unwrap();
        // By a handle it would end with the runtime.
        sandbox.exec("python3 server.py &").await.unwrap();
        let published = publish(&sandbox, 8000).await;
        (sandbox, published.address)
    });
    run(async {
        assert_eq!(ask(address, "still").await, "still");
        sandbox.destroy().await.unwrap();
    });
}
