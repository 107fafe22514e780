//! Rules that change while a sandbox lives.

use computesdk::{Network, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{Server, builder, line, run, sandbox_for};

async fn reaches(sandbox: &Sandbox, port: u16) -> bool {
    let curl = format!("curl -sS -m 20 http://api.test:{port}/");
    line(sandbox, &curl).await.stdout == "hello"
}

#[test]
fn a_network_is_opened_closed_and_opened_again() {
    run(async {
        let server = Server::http("200 OK", "hello").await;
        let port = server.port;
        let sandbox = builder().await.unwrap();
        let network = Network::allow([format!("api.test:{port}")]).unwrap();
        let network = network.host("api.test", [127, 0, 0, 1]).unwrap();
        assert!(!reaches(&sandbox, port).await);
        for _ in 0..2 {
            sandbox.update_network(network.clone()).await.unwrap();
            assert_eq!(sandbox.network(), network);
            assert!(reaches(&sandbox, port).await);
            sandbox.update_network(Network::none()).await.unwrap();
            assert!(!reaches(&sandbox, port).await);
        }
    });
}

#[test]
fn a_connection_that_is_allowed_no_more_is_cut() {
    run(async {
        let server = Server::echo().await;
        let port = server.port;
        let sandbox = sandbox_for(&server).await;
        let script = format!(
            "
import socket, sys
stream = socket.create_connection(('api.test', {port}))
stream.sendall(b'x')
print(stream.recv(1).decode(), flush=True)
try: print(stream.recv(1))
except ConnectionResetError: print('cut')
"
        );
        let mut stream = sandbox
            .exec_stream(("python3", ["-c", &script]))
            .await
            .unwrap();
        let first = stream.stdout.next_chunk().await.unwrap().unwrap();
        assert_eq!(&first[..], b"x\n");
        sandbox.update_network(Network::none()).await.unwrap();
        let second = stream.stdout.next_chunk().await.unwrap().unwrap();
        assert_eq!(&second[..], b"cut\n");
        stream.wait().await.unwrap();
    });
}

/// A connection to an address that no rule names is for the name that its greeting asks
/// for: rules that still allow that leave it alone.
#[test]
fn a_connection_found_by_its_greeting_is_cut_when_its_name_is_allowed_no_more() {
    run(async {
        let server = Server::of(|mut stream| async move {
            // A record of application data, whatever it was greeted with; then an echo.
            let mut greeting = [0; 1024];
            assert_ne!(stream.read(&mut greeting).await.unwrap(), 0);
            let (mut reader, mut writer) = stream.split();
            writer.write_all(b"x").await.unwrap();
            let _ = tokio::io::copy(&mut reader, &mut writer).await;
        })
        .await;
        let port = server.port;
        let network = Network::allow([format!("api.test:{port}")]).unwrap();
        let network = network.host("api.test", [127, 0, 0, 1]).unwrap();
        let sandbox = builder().network(network.clone()).await.unwrap();
        let script = format!(
            "
import socket, ssl, sys
greeting = ssl.MemoryBIO()
tls = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), greeting, server_hostname='api.test')
try: tls.do_handshake()
except ssl.SSLWantReadError: pass
stream = socket.create_connection(('192.0.2.1', {port}))
stream.sendall(greeting.read())
try:
    while True:
        print(stream.recv(1).decode(), flush=True)
        sys.stdin.readline()
        stream.sendall(b'y')
except (BrokenPipeError, ConnectionResetError): print('cut')
"
        );
        let mut stream = sandbox
            .exec_stream(("python3", ["-c", &script]))
            .await
            .unwrap();
        let mut stdin = stream.stdin.take().unwrap();
        let more = network.clone().and("other.test".parse().unwrap());
        for (heard, next) in [("x\n", more), ("y\n", Network::none())] {
            let chunk = stream.stdout.next_chunk().await.unwrap().unwrap();
            assert_eq!(&chunk[..], heard.as_bytes());
            sandbox.update_network(next).await.unwrap();
            stdin.write_all(b"\n").await.unwrap();
        }
        let chunk = stream.stdout.next_chunk().await.unwrap().unwrap();
        assert_eq!(&chunk[..], b"cut\n");
        stream.wait().await.unwrap();
    });
}

#[test]
fn the_end_of_a_sandbox_is_the_end_of_its_connections() {
    run(async {
        let (ended, mut seen) = tokio::sync::mpsc::channel(1);
        let server = Server::of(move |mut stream| {
            let ended = ended.clone();
            async move {
                stream.write_all(b"hello").await.unwrap();
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
                ended.send(()).await.unwrap();
            }
        })
        .await;
        let port = server.port;
        let sandbox = sandbox_for(&server).await;
        let script = format!(
            "
import socket, time
stream = socket.create_connection(('api.test', {port}))
print(stream.recv(5).decode(), flush=True)
time.sleep(1000)
"
        );
        let mut stream = sandbox
            .exec_stream(("python3", ["-c", &script]))
            .await
            .unwrap();
        stream.stdout.next_chunk().await.unwrap().unwrap();
        sandbox.destroy().await.unwrap();
        seen.recv().await.unwrap();
        let log = sandbox.network_log();
        assert!(
            log[0].to_string().starts_with("allowed tcp api.test:"),
            "{log:?}"
        );
        assert!(sandbox.update_network(Network::full()).await.is_err());
    });
}
