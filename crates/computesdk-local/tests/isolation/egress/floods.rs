//! More than a sandbox may have of something: what the host holds is bounded.

use computesdk::{Network, Sandbox, User};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::canary::{Canary, DatagramCanary};
use super::{gets, only, only_api, sandbox};
use crate::probe::{Answers, probe};

/// Connections, exchanges of datagrams, names and events of one sandbox at a time.
const CONNECTIONS: usize = 1024;
const EXCHANGES: usize = 256;
const NAMES: usize = 1 << 16;
const EVENTS: usize = 1000;

async fn flood(sandbox: &Sandbox, kind: &str, port: u16, count: usize) -> Answers {
    let script = include_str!("../probes/egress_flood.py");
    let (port, count) = (port.to_string(), count.to_string());
    probe(sandbox, User::Root, script, &[kind, &port, &count]).await
}

/// As many descriptors as this process may have: the bound of the relay is to be what is met.
fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).unwrap();
}

/// While another sandbox has what it needs.
#[tokio::test]
async fn of_connections() {
    raise_open_files();
    let canary = Canary::holding();
    let Some(sandbox) = sandbox(only_api(&canary)).await else {
        return;
    };
    let answers = flood(&sandbox, "connections", canary.port(), CONNECTIONS + 100).await;
    assert_eq!(answers.of("carried"), CONNECTIONS.to_string());
    assert_eq!(canary.came(), CONNECTIONS);
    let other = Canary::new();
    gets(only_api(&other), &other, "allowed", "secret").await;
}

#[tokio::test]
async fn of_datagrams() {
    let canary = DatagramCanary::at("127.0.0.1:0").unwrap();
    let Some(sandbox) = sandbox(only(canary.port())).await else {
        return;
    };
    let answers = flood(&sandbox, "datagrams", canary.port(), EXCHANGES + 50).await;
    assert_eq!(answers.of("answered"), EXCHANGES.to_string());
    assert_eq!(canary.came(), EXCHANGES);
}

#[tokio::test]
async fn of_names() {
    let network = Network::allow(["*.flood.test"]).unwrap();
    let Some(sandbox) = sandbox(network).await else {
        return;
    };
    let answers = flood(&sandbox, "names", 53, NAMES + 100).await;
    assert_eq!(answers.of("given"), NAMES.to_string());
}

#[tokio::test]
async fn of_events() {
    let Some(sandbox) = sandbox(only(1)).await else {
        return;
    };
    let answers = flood(&sandbox, "names", 53, EVENTS + 100).await;
    assert_eq!(answers.of("given"), "0");
    assert_eq!(sandbox.network_log().len(), EVENTS);
}
