//! Other sandboxes of the same host.

use computesdk::Network;

use super::gets_from;
use crate::sandbox::{sandbox, serve_secret};

/// A published port lets the host in, and nobody else: `localhost` is the host itself where
/// it is dialled.
#[tokio::test]
async fn a_published_port_of_another_sandbox_is_not_reached() {
    let other = sandbox().await;
    let _server = serve_secret(&other).await;
    let published = other.publish(8000).await.unwrap();
    let network = Network::full();
    gets_from(network, published.address.port(), "localhost", "ECONNRESET").await;
}

/// So that the one before is known to look in the right place.
#[tokio::test]
async fn a_published_port_that_a_rule_names_is_reached() {
    let other = sandbox().await;
    let _server = serve_secret(&other).await;
    let port = other.publish(8000).await.unwrap().address.port();
    gets_from(super::only(port), port, "allowed", "secret").await;
}
