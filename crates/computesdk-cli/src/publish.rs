//! Ports of servers that the command runs.

use computesdk::Sandbox;

use crate::args::PublishArg;
use crate::failure::Failure;
use crate::message;

/// Publishes ports, and says where each of them is.
pub(crate) async fn publish(sandbox: &Sandbox, ports: &[PublishArg]) -> Result<(), Failure> {
    for wanted in ports {
        let mut publish = sandbox.publish(wanted.port);
        if let Some(port) = wanted.host_port {
            publish = publish.host_port(port);
        }
        message::published(&publish.await?);
    }
    Ok(())
}
