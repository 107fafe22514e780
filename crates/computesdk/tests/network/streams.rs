//! Bytes, in any number and either direction.

use computesdk::Network;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{Server, builder, denied, python, run, sandbox_for};

/// More than all buffers on the way hold together.
const LARGE: usize = 256 << 20;

#[test]
fn a_large_download_and_a_large_upload_are_whole() {
    run(async {
        let server = Server::of(|mut stream| async move {
            match stream.read_u8().await.unwrap() {
                b'd' => {
                    let part = vec![7; 1 << 20];
                    for _ in 0..LARGE / part.len() {
                        stream.write_all(&part).await.unwrap();
                    }
                }
                _ => {
                    let count = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
                    let count = count.unwrap().to_string();
                    stream.write_all(count.as_bytes()).await.unwrap();
                }
            }
        })
        .await;
        let sandbox = sandbox_for(&server).await;
        let port = server.port;
        let script = format!(
            "
import socket
stream = socket.create_connection(('api.test', {port}))
stream.sendall(b'd')
count, buffer = 0, bytearray(1 << 20)
while length := stream.recv_into(buffer): count += length
print(count)
stream = socket.create_connection(('api.test', {port}))
stream.sendall(b'u')
for _ in range({LARGE} >> 20): stream.sendall(buffer)
stream.shutdown(socket.SHUT_WR)
print(stream.recv(100).decode())
"
        );
        assert_eq!(python(&sandbox, &script).await, format!("{LARGE}\n{LARGE}"));
    });
}

#[test]
fn one_side_may_end_while_the_other_goes_on() {
    run(async {
        let server = Server::of(|mut stream| async move {
            let mut all = Vec::new();
            stream.read_to_end(&mut all).await.unwrap();
            all.reverse();
            stream.write_all(&all).await.unwrap();
        })
        .await;
        let sandbox = sandbox_for(&server).await;
        let script = format!(
            "
import socket
stream = socket.create_connection(('api.test', {}))
stream.sendall(b'abc')
stream.shutdown(socket.SHUT_WR)
print(stream.recv(10).decode(), stream.recv(10))
",
            server.port
        );
        assert_eq!(python(&sandbox, &script).await, "cba b''");
    });
}

#[test]
fn who_is_called_may_speak_first() {
    run(async {
        let server = Server::of(|mut stream| async move {
            stream.write_all(b"220 ready\r\n").await.unwrap();
            let mut answer = [0; 4];
            stream.read_exact(&mut answer).await.unwrap();
            assert_eq!(&answer, b"QUIT");
            stream.write_all(b"221 bye\r\n").await.unwrap();
        })
        .await;
        let sandbox = sandbox_for(&server).await;
        let script = format!(
            "
import socket
stream = socket.create_connection(('api.test', {}))
print(stream.recv(100).decode().strip())
stream.sendall(b'QUIT')
print(stream.recv(100).decode().strip())
",
            server.port
        );
        assert_eq!(python(&sandbox, &script).await, "220 ready\n221 bye");
    });
}

#[test]
fn two_hundred_connections_go_at_once() {
    run(async {
        let server = Server::echo().await;
        let sandbox = sandbox_for(&server).await;
        let script = format!(
            "
import socket
streams = [socket.create_connection(('api.test', {})) for _ in range(200)]
for number, stream in enumerate(streams): stream.sendall(str(number).encode())
print(all(stream.recv(10).decode() == str(number) for number, stream in enumerate(streams)))
",
            server.port
        );
        assert_eq!(python(&sandbox, &script).await, "True");
    });
}

#[test]
fn datagrams_go_where_rules_allow_and_are_refused_at_once_elsewhere() {
    run(async {
        let server = Server::datagrams().await;
        let port = server.port;
        let network = Network::full().host("udp.test", [127, 0, 0, 1]).unwrap();
        let sandbox = builder().network(network).await.unwrap();
        let script = format!(
            "
import socket
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.connect(('udp.test', {port}))
for text in (b'one', b'x' * 9000):
    datagrams.send(text)
    print(datagrams.recv(10000) == text)
datagrams.connect(('10.1.2.3', {port}))
datagrams.settimeout(10)
try:
    datagrams.send(b'secret')
    print(datagrams.recv(10))
except ConnectionRefusedError:
    print('refused')
"
        );
        assert_eq!(python(&sandbox, &script).await, "True\nTrue\nrefused");
        let expected = format!("denied udp 10.1.2.3:{port}: no rule allows it");
        assert_eq!(denied(&sandbox), [expected]);
    });
}

#[test]
fn any_port_is_a_programs_own() {
    run(async {
        let sandbox = builder().allow("api.test").await.unwrap();
        let script = "
import socket
for port in (22, 53, 80, 443, 3128, 8080, 60000):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        own = socket.socket(socket.AF_INET, kind)
        own.bind(('0.0.0.0', port))
server = socket.create_server(('', 8081))
client = socket.create_connection(('127.0.0.1', 8081))
print(client.getpeername())
";
        assert_eq!(python(&sandbox, script).await, "('127.0.0.1', 8081)");
    });
}
