//! Private addresses, in all forms that an address can have.

use computesdk::{Network, User};

use super::canary::{Canary, SECRET};
use super::{PROBE, sandbox};
use crate::probe::probe;
use crate::sandbox::in_network_of_its_own;

/// Tries one form, where all that is public may be reached.
async fn refused(address: &str) {
    let canary = Canary::everywhere();
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    let port = canary.port().to_string();
    let answers = probe(&sandbox, User::Root, PROBE, &["address", &port, address]).await;
    let answer = answers.of("address");
    assert_ne!(answer, SECRET, "{address}");
    // A kernel without version 6 has no way there at all.
    let none = address.contains(':') && ["ENETUNREACH", "EADDRNOTAVAIL"].contains(&answer);
    assert!(answer == "ECONNRESET" || none, "{address}: {answer}");
    assert_eq!(canary.came(), 0, "{address}");
}

each! {
    refused;
    dotted: "10.0.0.1";
    short: "10.1";
    decimal: "167772161";
    hexadecimal: "0xa000001";
    octal: "012.0.0.1";
    metadata: "169.254.169.254";
    octal_metadata: "0251.0376.0251.0376";
    mapped: "::ffff:10.0.0.1";
    mapped_hexadecimal: "::ffff:a00:1";
    compatible: "::10.0.0.1";
    translated: "64:ff9b::a00:1";
    translated_loopback: "64:ff9b::7f00:1";
    six_to_four: "2002:a00:1::";
    unique_local: "fd00:ec2::254";
}

/// What is said to whoever connects to a public address: in a disposable network alone, for
/// elsewhere it is somebody's.
async fn public(address: &str) -> Option<String> {
    if !in_network_of_its_own() {
        eprintln!("NOTE: NOT tested: this network is not a disposable one");
        return None;
    }
    let canary = Canary::everywhere();
    let sandbox = sandbox(Network::full()).await?;
    let port = canary.port().to_string();
    let answers = probe(&sandbox, User::Root, PROBE, &["address", &port, address]).await;
    Some(answers.of("address").to_owned())
}

/// What listens there may be meant for the host alone.
#[tokio::test]
async fn a_public_address_of_the_host() {
    if let Some(answer) = public("1.2.3.4").await {
        assert_eq!(answer, "ECONNRESET");
    }
}

#[tokio::test]
async fn a_public_address_of_the_host_in_version_6() {
    if let Some(answer) = public("2a00::1").await {
        // A kernel without version 6 has no way there at all.
        let none = ["ENETUNREACH", "EADDRNOTAVAIL"].contains(&&*answer);
        assert!(answer == "ECONNRESET" || none, "{answer}");
    }
}

/// So that the others are known to be refused for what they are.
#[tokio::test]
async fn a_public_address_of_somebody_else_is_reached() {
    if let Some(answer) = public("1.2.3.5").await {
        assert_eq!(answer, SECRET);
    }
}
