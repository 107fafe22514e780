//! Ways around the rules.

use std::net::UdpSocket;

use computesdk::Network;

use crate::world::{Server, builder, denied, line, python, run, sandbox_for};

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

#[test]
fn addresses_are_refused_in_whatever_form() {
    run(async {
        let server = Server::http("200 OK", "secret").await;
        let port = server.port;
        // The host's loopback has a server; none of these is a way to it.
        let sandbox = builder().network(Network::full()).await.unwrap();
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "10.0.0.1",
            "169.254.169.254",
            "0251.0376.0251.0376",
            "[::ffff:169.254.169.254]",
            "[fd00:ec2::254]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "198.18.1.200",
            "198.19.255.1",
        ] {
            let curl = format!("curl -sS -m 20 --globoff http://{host}:{port}/");
            let failed = line(&sandbox, &curl).await;
            assert_ne!(failed.exit_code, 0, "{host}: {failed:?}");
            assert!(!failed.stdout.contains("secret"), "{host}: {failed:?}");
        }
    });
}

#[test]
fn a_redirect_to_a_private_address_leads_nowhere() {
    run(async {
        let secret = Server::http("200 OK", "secret").await;
        let location = format!("http://169.254.169.254:{}/", secret.port);
        let status = format!("302 Found\r\nlocation: {location}");
        let server = Server::http(&status, "").await;
        let sandbox = sandbox_for(&server).await;
        let port = server.port;
        let failed = line(
            &sandbox,
            &format!("curl -sSL -m 20 http://api.test:{port}/"),
        )
        .await;
        assert!(
            !failed.stdout.contains("secret\n") && failed.stdout != "secret",
            "{failed:?}"
        );
        assert!(
            denied(&sandbox)
                .iter()
                .any(|event| event.contains("169.254.169.254"))
        );
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

#[test]
fn a_flood_of_names_and_connections_is_the_sandboxes_own_trouble() {
    run(async {
        let server = Server::echo().await;
        let port = server.port;
        let sandbox = builder()
            .allow("*.flood.test")
            .allow(format!("api.test:{port}"))
            .host("api.test", [127, 0, 0, 1])
            .await
            .unwrap();
        let script = format!(
            "
import socket, struct
def ask(name):
    labels = b''.join(bytes([len(part)]) + part for part in name.encode().split(b'.'))
    datagrams.send(struct.pack('>6H', 7, 0x100, 1, 0, 0, 0) + labels + b'\\0' + struct.pack('>2H', 1, 1))
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.connect(('198.18.0.1', 53))
for number in range(20000): ask(str(number) + '.flood.test')
streams = []
try:
    while len(streams) < 1000: streams.append(socket.create_connection(('api.test', {port})))
except OSError: pass
print(len(streams) > 500)
"
        );
        assert_eq!(python(&sandbox, &script).await, "True");
        let script = format!(
            "
import socket
stream = socket.create_connection(('api.test', {port}))
stream.sendall(b'x')
print(stream.recv(1).decode())
"
        );
        assert_eq!(python(&sandbox, &script).await, "x");
        assert!(sandbox.network_log().len() <= 1000);
    });
}
