//! Servers that die, and are not there.

use computesdk::Network;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{Server, builder, python, run, sandbox_for};

/// Reads all that a server sends: how much that was, and how it ended.
fn reading(port: u16) -> String {
    format!(
        "
import socket
count = 0
try:
    stream = socket.create_connection(('api.test', {port}))
    stream.sendall(b'x')
    while part := stream.recv(65536): count += len(part)
    print(count, 'ended')
except ConnectionResetError: print(count, 'reset')
"
    )
}

/// Before it has heard anything, or after: the relay listens until then.
#[test]
fn a_server_that_dies_in_the_middle_is_not_taken_for_one_that_has_said_all() {
    run(async {
        for listens in [true, false] {
            let server = Server::of(move |mut stream| async move {
                if listens {
                    stream.read_u8().await.unwrap();
                }
                stream.write_all(&[7; 100_000]).await.unwrap();
                // As when a program is killed that has not read all.
                stream.set_zero_linger().unwrap();
            })
            .await;
            let sandbox = sandbox_for(&server).await;
            for _ in 0..10 {
                let said = python(&sandbox, &reading(server.port)).await;
                assert!(said.ends_with("reset"), "{said}");
            }
        }
    });
}

/// Nor is a client.
#[test]
fn a_client_that_dies_in_the_middle_is_not_taken_for_one_that_has_said_all() {
    run(async {
        let (sender, mut ended) = tokio::sync::mpsc::channel(1);
        let server = Server::of(move |mut stream| {
            let sender = sender.clone();
            async move {
                let end = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
                sender.send(end.is_err()).await.unwrap();
            }
        })
        .await;
        let sandbox = sandbox_for(&server).await;
        // The first two could be the beginning of a request.
        for words in ["b'x'", "b'x' * 100", "b'x\\n' * 50000"] {
            let script = format!(
                "
import socket, struct
stream = socket.create_connection(('api.test', {}))
stream.sendall({words})
stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
stream.close()
",
                server.port
            );
            python(&sandbox, &script).await;
            assert!(ended.recv().await.unwrap(), "{words}");
        }
    });
}

#[test]
fn a_server_that_is_gone_is_told_as_unreachable_and_may_come_again() {
    run(async {
        let server = Server::echo().await;
        let port = server.port;
        let sandbox = sandbox_for(&server).await;
        drop(server);
        // Its socket goes a little later.
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok()
        {
            tokio::task::yield_now().await;
        }
        let before = sandbox.network_log().len();
        let script = reading(port);
        assert_eq!(python(&sandbox, &script).await, "0 reset");
        let log = sandbox.network_log();
        let event = log[before].to_string();
        assert!(
            event.starts_with(&format!(
                "unreachable tcp api.test:{port}: Connection refused"
            )),
            "{event}"
        );
        // The same name, at another port.
        let server = Server::of(|mut stream| async move {
            stream.write_all(b"again").await.unwrap();
            tokio::io::copy(&mut stream, &mut tokio::io::sink())
                .await
                .ok();
        })
        .await;
        let network = Network::allow([format!("api.test:{}", server.port)]).unwrap();
        let network = network.host("api.test", [127, 0, 0, 1]).unwrap();
        sandbox.update_network(network).await.unwrap();
        let script = format!(
            "import socket; print(socket.create_connection(('api.test', {})).recv(9).decode())",
            server.port
        );
        assert_eq!(python(&sandbox, &script).await, "again");
    });
}

/// Each change either cuts what goes on or lets it through; the last one holds.
#[test]
fn rules_may_change_all_the_time_while_much_is_sent() {
    run(async {
        let server = Server::echo().await;
        let port = server.port;
        let open = Network::allow([format!("api.test:{port}")]).unwrap();
        let open = open.host("api.test", [127, 0, 0, 1]).unwrap();
        let sandbox = builder().network(open.clone()).await.unwrap();
        let script = format!(
            "
import socket
cut = 0
while cut < 20:
    try:
        stream = socket.create_connection(('api.test', {port}))
        while True:
            stream.sendall(bytes(1000))
            stream.recv(65536)
    except (ConnectionResetError, BrokenPipeError, socket.gaierror): cut += 1
print('done')
"
        );
        let sending = tokio::spawn({
            let sandbox = sandbox.clone();
            async move { python(&sandbox, &script).await }
        });
        while !sending.is_finished() {
            sandbox.update_network(Network::none()).await.unwrap();
            sandbox.update_network(open.clone()).await.unwrap();
            tokio::task::yield_now().await;
        }
        assert_eq!(sending.await.unwrap(), "done");
        let echo = format!(
            "import socket; s = socket.create_connection(('api.test', {port})); s.sendall(b'x'); \
             print(s.recv(1).decode())"
        );
        assert_eq!(python(&sandbox, &echo).await, "x");
    });
}
