//! Servers that are allowed and send whoever asks elsewhere.

use computesdk::{Network, User};

use super::canary::{Canary, SECRET};
use super::{PROBE, only_api, sandbox};
use crate::probe::probe;

/// What a client that follows redirects gets, and what was denied meanwhile.
async fn follow(network: Network, from: &Canary, to: &str) -> Option<(String, Vec<String>)> {
    let sandbox = sandbox(network).await?;
    let port = from.port().to_string();
    let answers = probe(&sandbox, User::Root, PROBE, &["redirect", &port, to]).await;
    let events = sandbox.network_log();
    let denied = events.iter().filter(|event| event.is_denied());
    let denied = denied.map(ToString::to_string).collect();
    Some((answers.of("redirect").to_owned(), denied))
}

/// Tries one address, where all that is public may be reached.
async fn refused(address: &str) {
    let (canary, redirecting) = (Canary::everywhere(), Canary::redirecting());
    let network = Network::full().host("api.test", [127, 0, 0, 1]).unwrap();
    let to = format!("{address}:{}", canary.port());
    let Some((answer, denied)) = follow(network, &redirecting, &to).await else {
        return;
    };
    assert_eq!(redirecting.came(), 1, "the redirect was not asked for");
    assert_ne!(answer, SECRET, "{address}");
    assert_eq!(canary.came(), 0, "{address}");
    // A kernel without version 6 has no way there at all.
    if !address.contains('[') || answer != "ENETUNREACH" {
        assert_eq!(answer, "ECONNRESET", "{address}");
        let bare = address.trim_matches(['[', ']']);
        assert!(denied[0].contains(bare), "{denied:?}");
    }
}

each! {
    refused;
    to_the_private_range_of_10: "10.0.0.1";
    to_the_private_range_of_172: "172.16.0.1";
    to_the_private_range_of_192: "192.168.0.1";
    to_the_shared_range: "100.64.0.1";
    to_the_link: "169.254.169.254";
    to_a_unique_local_address: "[fd00:ec2::254]";
}

/// What is asked of an address that no rule names is the address itself, which is none of
/// the names.
#[tokio::test]
async fn to_what_no_rule_names() {
    let (canary, redirecting) = (Canary::everywhere(), Canary::redirecting());
    let to = format!("169.254.169.254:{}", canary.port());
    let followed = follow(only_api(&redirecting), &redirecting, &to).await;
    let Some((answer, denied)) = followed else {
        return;
    };
    assert_eq!(redirecting.came(), 1, "the redirect was not asked for");
    assert_eq!(answer, "403");
    assert!(denied[0].contains("169.254.169.254"), "{denied:?}");
    assert_eq!(canary.came(), 0);
}
