//! Ways around the rules, as a user is told of them. The attacks that tell nothing else are
//! isolation tests of the local provider, where each is shown to succeed without its defence.

use std::net::UdpSocket;

use crate::world::{Server, builder, denied, python, run, sandbox_for};

/// A greeting of TLS that asks for a name: as far as a client gets that is refused.
fn greeting(host: &str, port: u16, name: &str) -> String {
    format!(
        "
import socket, ssl
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
stream = socket.create_connection(('{host}', {port}))
try: context.wrap_socket(stream, server_hostname='{name}')
except ConnectionResetError: print('reset')
except ssl.SSLError as error: print('answered')
"
    )
}

#[test]
fn tls_that_asks_for_another_name_is_cut() {
    run(async {
        // It answers, with something that is not TLS.
        let server = Server::echo().await;
        let port = server.port;
        let sandbox = sandbox_for(&server).await;
        let own = python(&sandbox, &greeting("api.test", port, "api.test")).await;
        assert_eq!(own, "answered");
        assert!(denied(&sandbox).is_empty());
        let other = python(&sandbox, &greeting("api.test", port, "secret.test")).await;
        assert_eq!(other, "reset");
        let expected =
            format!("denied tcp api.test:{port}: it asks for `secret.test`, which no rule allows");
        assert_eq!(denied(&sandbox), [expected]);
    });
}

/// A name may lead anywhere when it is looked up: what counts is where it leads when it
/// is dialled, and `localhost` leads to the host itself.
#[test]
fn a_name_that_leads_to_the_host_is_refused_unless_that_is_named() {
    run(async {
        let server = Server::http("200 OK", "secret").await;
        let port = server.port;
        let sandbox = builder().allow("localhost").await.unwrap();
        // The sandbox has a name of its own for itself, so the address is asked for.
        let script = format!(
            "
import socket, struct
question = struct.pack('>6H', 7, 0x100, 1, 0, 0, 0) + b'\\x09localhost\\0' + struct.pack('>2H', 1, 1)
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.connect(('198.18.0.1', 53))
datagrams.send(question)
address = socket.inet_ntoa(datagrams.recv(512)[-4:])
stream = socket.create_connection((address, {port}))
try:
    stream.sendall(b'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')
    print(stream.recv(1000))
except ConnectionResetError: print('reset')
"
        );
        assert_eq!(python(&sandbox, &script).await, "reset");
        let denied = denied(&sandbox);
        assert!(denied[0].contains("which is not public"), "{denied:?}");
    });
}

/// The host's own address in its network, where it has one.
fn own_address() -> Option<std::net::IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // Nothing is sent by this.
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[test]
fn a_private_address_of_the_host_is_reached_where_a_rule_names_it_alone() {
    run(async {
        let Some(address) = own_address() else {
            eprintln!("this machine has no address besides its loopback: not tried");
            return;
        };
        let listener = tokio::net::TcpListener::bind((address, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let script = format!(
            "
import socket
stream = socket.create_connection(('{address}', {port}))
try:
    stream.sendall(b'anybody?')
    print(stream.recv(10).decode())
except ConnectionResetError: print('reset')
"
        );
        let other = builder().allow("api.test").await.unwrap();
        assert_eq!(python(&other, &script).await, "reset");
        let allowed = builder().allow(format!("{address}:{port}")).await.unwrap();
        let answering = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::io::AsyncWriteExt::write_all(&mut stream, b"named")
                .await
                .unwrap();
        });
        assert_eq!(python(&allowed, &script).await, "named");
        answering.await.unwrap();
    });
}
