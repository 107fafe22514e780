//! Ways around the rules for the network.

use std::net::{TcpListener, UdpSocket};
use std::thread;

use computesdk::{Error, Network, Sandbox, User};

use crate::probe::probe;
use crate::sandbox::builder;

/// Servers of the host that nobody inside is to reach: they count who comes, and answer
/// with a secret.
struct Canary {
    listener: TcpListener,
}

impl Canary {
    fn new() -> Canary {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let answering = listener.try_clone().unwrap();
        thread::spawn(move || {
            for mut stream in answering.incoming().flatten() {
                thread::spawn(move || {
                    // Whatever is asked, and however little.
                    let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret";
                    let _ = std::io::Write::write_all(&mut stream, answer);
                });
            }
        });
        Canary { listener }
    }

    fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }
}

/// A sandbox with these rules; none where the kernel lacks the filter that they need.
async fn sandbox(network: Network) -> Option<Sandbox> {
    let compute = builder().build().unwrap();
    match compute.default_sandbox().network(network).await {
        Err(Error::Unsupported(error)) => {
            eprintln!("NOTE: NOT tested: {error}");
            None
        }
        sandbox => Some(sandbox.unwrap()),
    }
}

/// Whether an attack, by its name, gets this.
async fn gets(network: Network, canary: &Canary, name: &str, expected: &str) {
    let Some(sandbox) = sandbox(network).await else {
        return;
    };
    let script = include_str!("probes/egress.py");
    let port = canary.port().to_string();
    let answers = probe(&sandbox, User::Root, script, &[name, &port]).await;
    assert_eq!(answers.of(name), expected);
}

fn only_api(canary: &Canary) -> Network {
    let network = Network::allow([format!("api.test:{}", canary.port())]).unwrap();
    network.host("api.test", [127, 0, 0, 1]).unwrap()
}

/// So that a test that finds nothing reached is known to look in the right place.
#[tokio::test]
async fn what_a_rule_names_is_reached() {
    let canary = Canary::new();
    gets(only_api(&canary), &canary, "allowed", "secret").await;
}

#[tokio::test]
async fn a_name_that_no_rule_covers_is_not_reached() {
    let canary = Canary::new();
    let network = only_api(&canary)
        .host("secret.test", [127, 0, 0, 1])
        .unwrap();
    gets(network, &canary, "another name", "no such name").await;
}

/// `localhost` is the host itself where it is dialled.
#[tokio::test]
async fn a_name_that_leads_to_the_host_is_not_reached() {
    let canary = Canary::new();
    let network = Network::allow(["localhost"]).unwrap();
    gets(network, &canary, "localhost", "ECONNRESET").await;
}

#[tokio::test]
async fn a_request_for_another_name_is_refused() {
    let canary = Canary::new();
    gets(only_api(&canary), &canary, "another host", "403").await;
}

#[tokio::test]
async fn tls_for_another_name_is_cut() {
    let canary = Canary::new();
    gets(
        only_api(&canary),
        &canary,
        "another server name",
        "ECONNRESET",
    )
    .await;
}

/// Nothing but the relay leads out, also where there is one.
#[tokio::test]
async fn the_network_is_nobodys_to_change() {
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    for user in [User::User, User::Root] {
        let script = include_str!("probes/egress_changes.py");
        let answers = probe(&sandbox, user, script, &[]).await;
        for attempt in ["delete a route", "take the device down"] {
            assert_eq!(answers.of(attempt), "EPERM", "{user:?} {attempt}");
        }
        // Such a socket cannot even be made.
        assert_eq!(
            answers.of("flush the filter"),
            "EPROTONOSUPPORT",
            "{user:?}"
        );
    }
}

/// Datagrams too end in the relay: a server of the host hears nothing.
#[tokio::test]
async fn a_datagram_to_the_host_is_refused() {
    let canary = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = canary.local_addr().unwrap().port().to_string();
    let Some(sandbox) = sandbox(Network::allow(["localhost"]).unwrap()).await else {
        return;
    };
    let script = include_str!("probes/egress.py");
    let answers = probe(&sandbox, User::Root, script, &["datagram", &port]).await;
    assert_eq!(answers.of("datagram"), "ECONNREFUSED");
    canary.set_nonblocking(true).unwrap();
    let heard = canary.recv(&mut [0; 16]).unwrap_err();
    assert_eq!(heard.kind(), std::io::ErrorKind::WouldBlock);
}
