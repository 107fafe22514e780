//! What the relay and its network are made of.

use computesdk::{Network, User};

use super::canary::{Canary, DatagramCanary, SECRET};
use super::{PROBE, only, sandbox};
use crate::canary::again;
use crate::probe::probe;

/// The port that the relay's sockets have inside, on every address.
const PORT: &str = "65535";

/// Who calls the relay itself asks for what has the same port on the host.
#[tokio::test]
async fn the_relays_own_sockets_lead_nowhere() {
    // Where somebody has that port on this host, there is no canary.
    let canary = Canary::at("127.0.0.1:65535").ok();
    let datagrams = DatagramCanary::at("127.0.0.1:65535").ok();
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    for host in ["127.0.0.1", "127.255.0.9", "198.18.0.1", "203.0.113.9"] {
        let answers = probe(&sandbox, User::Root, PROBE, &["address", PORT, host]).await;
        assert_eq!(answers.of("address"), "ECONNRESET", "{host}");
        let arguments = ["datagram to address", PORT, host];
        let answers = probe(&sandbox, User::Root, PROBE, &arguments).await;
        assert_eq!(answers.of("datagram to address"), "ECONNREFUSED", "{host}");
    }
    assert!(canary.is_none_or(|canary| canary.came() == 0));
    assert!(datagrams.is_none_or(|canary| canary.came() == 0));
}

/// On the host's side there is nothing to reach: of all sockets of this program the canary's
/// alone wait for somebody, while the relay carries connections and datagrams.
#[tokio::test]
async fn the_relay_listens_nowhere_on_the_host() {
    const ALONE: &str = "ISOLATION_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let mut command = std::process::Command::new("env");
        command.arg(format!("{ALONE}=yes"));
        let test = "egress::own::the_relay_listens_nowhere_on_the_host";
        return again(test, command);
    }
    let canary = Canary::new();
    let port = canary.port();
    let datagrams = DatagramCanary::at(&format!("127.0.0.1:{port}")).unwrap();
    let Some(sandbox) = sandbox(only(port)).await else {
        return;
    };
    for way in ["allowed", "allowed datagram"] {
        let answers = probe(&sandbox, User::Root, PROBE, &[way, &port.to_string()]).await;
        assert_eq!(answers.of(way), SECRET);
    }
    assert_eq!((canary.came(), datagrams.came()), (1, 1));
    let own = format!("0100007F:{port:04X}");
    assert_eq!(waiting(), [format!("tcp {own}"), format!("udp {own}")]);
}

/// Sockets of this program in its own network that take whatever comes: those of TCP and
/// Unix that listen, those of UDP that are connected to nobody.
fn waiting() -> Vec<String> {
    let links = std::fs::read_dir("/proc/self/fd").unwrap();
    let links = links.filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok());
    let open: Vec<_> = links
        .map(|link| link.to_string_lossy().into_owned())
        .collect();
    let mut waiting = Vec::new();
    for (table, [address, state, inode], waits) in [
        ("tcp", [1, 3, 9], "0A"),
        ("tcp6", [1, 3, 9], "0A"),
        ("udp", [1, 3, 9], "07"),
        ("udp6", [1, 3, 9], "07"),
        ("unix", [7, 3, 6], "00010000"),
    ] {
        // A kernel may be without version 6.
        let lines = std::fs::read_to_string(format!("/proc/self/net/{table}"));
        for line in lines.unwrap_or_default().lines().skip(1) {
            let columns: Vec<_> = line.split_whitespace().collect();
            let own = open.contains(&format!("socket:[{}]", columns[inode]));
            if own && columns[state] == waits {
                let address = columns.get(address).unwrap_or(&"without a name");
                waiting.push(format!("{table} {address}"));
            }
        }
    }
    waiting
}

/// Nobody inside gets between a command and the relay.
#[tokio::test]
async fn the_relays_port_cannot_be_taken() {
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    for user in [User::User, User::Root] {
        for host in ["0.0.0.0", "127.0.0.1"] {
            let answers = probe(&sandbox, user, PROBE, &["take", PORT, host]).await;
            for kind in ["connections", "datagrams"] {
                assert_eq!(answers.of(kind), "EADDRINUSE", "{user:?} {host} {kind}");
            }
        }
    }
}

const CHANGES: &str = include_str!("../probes/egress_changes.py");

/// Nothing but the relay leads out, also where there is one.
async fn is_nobodys_to_change(attempt: &str, errors: &[&str]) {
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    for user in [User::User, User::Root] {
        let answers = probe(&sandbox, user, CHANGES, &["9"]).await;
        let answer = answers.of(attempt);
        assert!(errors.contains(&answer), "{user:?} {attempt}: {answer}");
    }
}

#[tokio::test]
async fn the_routes_are_nobodys_to_change() {
    is_nobodys_to_change("delete a route", &["EPERM"]).await;
}

#[tokio::test]
async fn the_device_is_nobodys_to_change() {
    is_nobodys_to_change("take the device down", &["EPERM"]).await;
}

/// Such a socket cannot even be made; and if it could, it would be of no use.
#[tokio::test]
async fn the_filter_is_nobodys_to_change() {
    is_nobodys_to_change("flush the filter", &["EPROTONOSUPPORT", "EPERM"]).await;
}

/// Not even who could change it would reach anybody: nothing is routed anywhere.
#[tokio::test]
async fn a_network_without_its_filter_reaches_nobody() {
    let canary = Canary::everywhere();
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    let port = canary.port().to_string();
    let answers = probe(&sandbox, User::Root, CHANGES, &[&port]).await;
    for after in ["the filter", "the route"] {
        let answer = answers.of(&format!("reach after {after}"));
        assert_ne!(answer, SECRET, "after {after}");
    }
    assert_eq!(canary.came(), 0);
}
