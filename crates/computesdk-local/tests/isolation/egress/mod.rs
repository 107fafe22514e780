//! Ways around the rules for the network.

mod canary;
mod floods;
mod forms;
mod neighbours;
mod own;
mod redirects;

use computesdk::{Error, Network, Sandbox, User};

use crate::probe::probe;
use crate::sandbox::builder;
use canary::{Canary, DatagramCanary};

/// Tries one way around the rules.
const PROBE: &str = include_str!("../probes/egress.py");

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
    gets_from(network, canary.port(), name, expected).await;
}

/// The same, from this port of the host's loopback.
async fn gets_from(network: Network, port: u16, name: &str, expected: &str) {
    let Some(sandbox) = sandbox(network).await else {
        return;
    };
    let answers = probe(&sandbox, User::Root, PROBE, &[name, &port.to_string()]).await;
    assert_eq!(answers.of(name), expected);
}

fn only_api(canary: &Canary) -> Network {
    only(canary.port())
}

/// Only this port of the host's loopback may be reached, as `api.test`.
fn only(port: u16) -> Network {
    let network = Network::allow([format!("api.test:{port}")]).unwrap();
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

/// Datagrams too end in the relay: a server of the host hears nothing.
#[tokio::test]
async fn a_datagram_to_the_host_is_refused() {
    let canary = DatagramCanary::at("127.0.0.1:0").unwrap();
    let network = Network::allow(["localhost"]).unwrap();
    gets_from(network, canary.port(), "datagram", "ECONNREFUSED").await;
    assert_eq!(canary.came(), 0);
}
