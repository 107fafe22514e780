//! Where ports are published, and who can connect.

use std::net::{Ipv4Addr, TcpListener};

use computesdk::{Errno, Error, PublishedPort, blocking};
use tokio::net::TcpStream;

use super::{ECHO, ask, get, own_address, publish, serve};
use crate::world::{compute, run, sandbox, text};

/// A real web server on each of two ports, both at once.
#[test]
fn two_web_servers_at_once() {
    run(async {
        let sandbox = sandbox().await;
        for port in [8000, 8001] {
            let path = format!("{port}/index.txt");
            sandbox
                .write_file(path, format!("of {port}"))
                .await
                .unwrap();
            let line = format!("cd {port}; exec python3 -m http.server {port}");
            sandbox.start_background(line).await.unwrap();
        }
        let urls = [
            sandbox.get_url(8000).await.unwrap(),
            sandbox.get_url(8001).await.unwrap(),
        ];
        let (first, second) =
            tokio::join!(get(&urls[0], "/index.txt"), get(&urls[1], "/index.txt"));
        assert!(
            first.contains("200 OK") && first.ends_with("of 8000"),
            "{first}"
        );
        assert!(second.ends_with("of 8001"), "{second}");

        assert_eq!(sandbox.get_url(8000).await.unwrap(), urls[0]);
        let listed = sandbox.ports().into_iter();
        let listed: Vec<_> = listed.map(|one| (one.port, one.url())).collect();
        assert_eq!(listed, [(8000, urls[0].clone()), (8001, urls[1].clone())]);
    });
}

#[test]
fn who_asks_twice_at_once_gets_the_same() {
    run(async {
        let sandbox = sandbox().await;
        let asked = (0..20).map(|_| {
            tokio::spawn({
                let sandbox = sandbox.clone();
                async move { sandbox.get_url(8000).await.unwrap() }
            })
        });
        let mut urls = Vec::new();
        for url in asked.collect::<Vec<_>>() {
            urls.push(url.await.unwrap());
        }
        urls.dedup();
        assert_eq!(urls.len(), 1, "{urls:?}");
        assert_eq!(sandbox.ports().len(), 1);
    });
}

#[test]
fn a_server_on_the_ipv6_loopback_alone() {
    run(async {
        let sandbox = sandbox().await;
        let script = ECHO.replace(
            "('127.0.0.1', 8000)",
            "('::1', 8000), family=socket.AF_INET6",
        );
        serve(&sandbox, &script).await;
        let published = publish(&sandbox, 8000).await;
        assert_eq!(ask(published.address, "six").await, "six");
    });
}

#[test]
fn a_port_that_is_taken_is_an_error_that_names_it() {
    run(async {
        let sandbox = sandbox().await;
        let taken = TcpListener::bind((own_address(), 0)).unwrap();
        let address = taken.local_addr().unwrap();
        let publish = || sandbox.publish(8000).address(own_address());
        let error = publish().host_port(address.port()).await.unwrap_err();
        assert_eq!(error.errno(), Some(Errno::EADDRINUSE));
        let told = error.to_string();
        assert!(told.contains(&format!("listen at {address}")), "{told}");
        assert!(!error.hints().is_empty());
        assert_eq!(sandbox.ports(), []);

        drop(taken);
        let published = publish().host_port(address.port()).await.unwrap();
        assert_eq!(
            published,
            PublishedPort {
                port: 8000,
                address
            }
        );
    });
}

#[test]
fn a_port_stays_where_it_is() {
    run(async {
        let sandbox = sandbox().await;
        let first = publish(&sandbox, 8000).await;
        assert_eq!(publish(&sandbox, 8000).await, first);
        assert_eq!(sandbox.publish(8000).await.unwrap(), first);
        let other = sandbox.publish(8000).address(Ipv4Addr::LOCALHOST).await;
        let other = other.unwrap_err();
        assert!(matches!(other, Error::InvalidArgument(_)), "{other:?}");
        assert!(
            other.to_string().contains(&first.address.to_string()),
            "{other}"
        );

        let zero = sandbox.get_url(0).await.unwrap_err();
        assert!(matches!(zero, Error::InvalidArgument(_)), "{zero:?}");
        let foreign = sandbox.publish(8001).address(Ipv4Addr::new(192, 0, 2, 1));
        let foreign = foreign.await.unwrap_err();
        assert_eq!(foreign.errno(), Some(Errno::EADDRNOTAVAIL));
    });
}

/// The attack: a sandbox looks for the port of another one, and for its own, where
/// this machine has it.
#[test]
fn no_sandbox_reaches_what_is_published() {
    run(async {
        let (server, other) = (sandbox().await, sandbox().await);
        serve(&server, ECHO).await;
        let url = server.get_url(8000).await.unwrap();
        let address = url.strip_prefix("http://").unwrap();
        let (ip, port) = address.split_once(':').unwrap();
        assert_eq!(ip, "127.0.0.1");
        // It is there for this machine, and at that one address alone.
        assert_eq!(ask(address.parse().unwrap(), "host").await, "host");
        let elsewhere = (own_address(), port.parse().unwrap());
        assert!(TcpStream::connect(elsewhere).await.is_err());

        let attack = format!("(echo > /dev/tcp/127.0.0.1/{port}) 2>&1");
        for sandbox in [&server, &other] {
            let line = format!("{attack} || true");
            let told = text(sandbox, &line).await;
            assert!(told.contains("Connection refused"), "{told}");
        }
        // Nor does the other one reach the server itself.
        let told = text(&other, "(echo > /dev/tcp/127.0.0.1/8000) 2>&1 || true").await;
        assert!(told.contains("Connection refused"), "{told}");
    });
}

#[test]
fn the_same_without_async() {
    let compute = blocking::Compute::new(compute()).unwrap();
    let sandbox = compute.sandbox("local").create().unwrap();
    sandbox.write_file("index.txt", "hello").unwrap();
    let line = "python3 -m http.server 8000";
    sandbox.start_background(line).start().unwrap();
    let url = sandbox.get_url(8000).unwrap();
    let address = url.strip_prefix("http://").unwrap();

    // Nobody runs a runtime of the caller's meanwhile.
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    std::io::Write::write_all(&mut stream, b"GET /index.txt HTTP/1.0\r\n\r\n").unwrap();
    let answer = std::io::read_to_string(stream).unwrap();
    assert!(answer.ends_with("hello"), "{answer}");

    let published = sandbox
        .publish(8001)
        .address(own_address())
        .start()
        .unwrap();
    assert_eq!(sandbox.ports().len(), 2);
    sandbox.unpublish(8001).unwrap();
    assert!(std::net::TcpStream::connect(published.address).is_err());
    assert_eq!(sandbox.ports().len(), 1);
    sandbox.destroy().unwrap();
    assert_eq!(sandbox.ports(), []);
}
