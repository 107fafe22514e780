//! Ports of servers inside, without async.

use std::net::IpAddr;

use computesdk_model::Result;

use super::runtime::Runtime;
use crate::PublishedPort;

/// As [`Publish`](crate::Publish): set options, then [`start`](Publish::start).
///
/// ```no_run
/// # fn example(sandbox: computesdk::blocking::Sandbox) -> computesdk::Result<()> {
/// let published = sandbox.publish(8000).host_port(8080).start()?;
/// assert_eq!(published.url(), "http://127.0.0.1:8080");
/// # Ok(()) }
/// ```
#[must_use = "a port is published by `start`"]
#[derive(Debug)]
pub struct Publish {
    publish: crate::Publish,
    runtime: Runtime,
}

impl Publish {
    pub(super) fn new(publish: crate::Publish, runtime: Runtime) -> Self {
        Publish { publish, runtime }
    }

    /// See [`Publish::host_port`](crate::Publish::host_port).
    pub fn host_port(mut self, port: u16) -> Self {
        self.publish = self.publish.host_port(port);
        self
    }

    /// See [`Publish::address`](crate::Publish::address).
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.publish = self.publish.address(address);
        self
    }

    /// Publishes it.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::publish`](crate::Sandbox::publish); `InvalidArgument` inside an
    /// async runtime.
    pub fn start(self) -> Result<PublishedPort> {
        self.runtime.wait(self.publish)
    }
}
