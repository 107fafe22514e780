//! Plain HTTP, request by request.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use computesdk::Network;

use crate::world::{Server, builder, denied, line, python, request, run, sandbox_for};

#[test]
fn curl_and_python_get_pages_by_a_name() {
    run(async {
        let server = Server::http("200 OK", "hello {host}").await;
        let port = server.port;
        let sandbox = sandbox_for(&server).await;
        let url = format!("http://api.test:{port}/");
        let page = line(&sandbox, &format!("curl -sS {url} {url}")).await;
        let expected = format!("hello api.test:{port}");
        assert_eq!(page.stdout, format!("{expected}{expected}"), "{page:?}");
        let script =
            format!("import urllib.request as u; print(u.urlopen('{url}').read().decode())");
        assert_eq!(python(&sandbox, &script).await, expected);
        assert!(denied(&sandbox).is_empty());
    });
}

#[test]
fn each_request_of_a_connection_is_looked_at() {
    run(async {
        let server = Server::http("200 OK", "{host}").await;
        let port = server.port;
        let sandbox = sandbox_for(&server).await;
        let script = format!(
            "
import http.client
connection = http.client.HTTPConnection('api.test', {port})
for host in ('api.test', 'secret.test'):
    connection.request('GET', '/', headers={{'Host': host}})
    answer = connection.getresponse()
    print(answer.status, answer.read().decode().strip())
"
        );
        let answers = python(&sandbox, &script).await;
        let mut answers = answers.lines();
        assert_eq!(answers.next(), Some("200 api.test"));
        let refused = answers.next().unwrap();
        assert!(
            refused.starts_with("403 ") && refused.contains("secret.test"),
            "{refused}"
        );
        assert_eq!(denied(&sandbox).len(), 1);
    });
}

/// A request may name two servers, in its line and in its header: neither may be another.
#[test]
fn a_request_with_two_names_is_for_neither_unless_both_are_allowed() {
    run(async {
        let server = Server::http("200 OK", "{host}").await;
        let sandbox = sandbox_for(&server).await;
        let port = server.port;
        for head in [
            "GET http://secret.test/ HTTP/1.1\\r\\nHost: api.test",
            "GET / HTTP/1.1\\r\\nHost: api.test\\r\\nHost: secret.test",
            "CONNECT secret.test:443 HTTP/1.1\\r\\nHost: api.test",
        ] {
            let script = format!(
                "
import socket
stream = socket.create_connection(('api.test', {port}))
stream.sendall(b'{head}\\r\\n\\r\\n')
print(stream.recv(100).decode().split()[1])
"
            );
            let status = python(&sandbox, &script).await;
            assert!(["403", "400"].contains(&&*status), "{head}: {status}");
        }
    });
}

/// Only a proxy is asked for other servers, at its own port.
#[test]
fn a_proxy_is_told_whatever_it_is() {
    run(async {
        let servers = [
            Server::http("200 OK", "for {host}").await,
            Server::http("200 OK", "for {host}").await,
        ];
        let (proxy, other) = (servers[0].port, servers[1].port);
        let rule = format!("proxy.test:{other}").parse().unwrap();
        let network = Network::none().proxy("proxy.test", proxy).unwrap();
        let network = network.and(rule).host("proxy.test", [127, 0, 0, 1]);
        let sandbox = builder().network(network.unwrap()).await.unwrap();
        let by = |port| format!("curl -sS -x http://proxy.test:{port} http://secret.test/");
        let page = line(&sandbox, &by(proxy)).await;
        assert_eq!(page.stdout, "for secret.test", "{page:?}");
        assert!(denied(&sandbox).is_empty());
        let refused = line(&sandbox, &by(other)).await;
        assert!(refused.stdout.contains("secret.test"), "{refused:?}");
        assert!(!refused.stdout.starts_with("for"), "{refused:?}");
        assert_eq!(denied(&sandbox).len(), 1);
        let direct = format!("curl -sS -m 5 http://secret.test:{proxy}/");
        let direct = sandbox.exec(direct).unchecked().await.unwrap();
        assert_ne!(direct.exit_code, 0);
    });
}

#[test]
fn a_connection_may_become_one_of_web_sockets() {
    run(async {
        let server = Server::of(|mut stream| async move {
            let head = request(&mut stream).await.unwrap();
            assert!(head.to_lowercase().contains("upgrade: websocket"), "{head}");
            let answer = b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n\
                           upgrade: websocket\r\n\r\n";
            stream.write_all(answer).await.unwrap();
            let mut byte = [0];
            while let Ok(1) = stream.read(&mut byte).await {
                stream.write_all(&[byte[0] ^ 1]).await.unwrap();
            }
        })
        .await;
        let sandbox = sandbox_for(&server).await;
        let port = server.port;
        let script = format!(
            "
import socket
stream = socket.create_connection(('api.test', {port}))
stream.sendall(b'GET /chat HTTP/1.1\\r\\nHost: api.test\\r\\nConnection: Upgrade\\r\\n'
    b'Upgrade: websocket\\r\\n\\r\\n')
head = b''
while not head.endswith(b'\\r\\n\\r\\n'): head += stream.recv(1)
print(head.split()[1].decode())
for byte in (b'a', b'c'):
    stream.sendall(byte)
    print(stream.recv(1).decode())
"
        );
        assert_eq!(python(&sandbox, &script).await, "101\n`\nb");
    });
}

#[test]
fn a_server_that_nobody_is_at_is_told_from_one_that_is_refused() {
    run(async {
        let server = Server::echo().await;
        let port = server.port;
        let sandbox = sandbox_for(&server).await;
        drop(server);
        let failed = line(&sandbox, &format!("curl -sS http://api.test:{port}/")).await;
        assert_ne!(failed.exit_code, 0);
        assert!(denied(&sandbox).is_empty());
        let log = sandbox.network_log();
        let last = log.last().unwrap().to_string();
        assert!(last.starts_with("unreachable tcp api.test:"), "{last}");
    });
}

#[test]
fn an_address_that_no_rule_names_leads_to_the_name_that_is_asked_for() {
    run(async {
        let server = Server::http("200 OK", "{host}").await;
        let port = server.port;
        let sandbox = builder()
            .allow(format!("api.test:{port}"))
            .host("api.test", [127, 0, 0, 1])
            .await
            .unwrap();
        let curl = format!("curl -sS --resolve api.test:{port}:192.0.2.1 http://api.test:{port}/");
        let found = line(&sandbox, &curl).await;
        assert_eq!(found.stdout, format!("api.test:{port}"), "{found:?}");
    });
}
