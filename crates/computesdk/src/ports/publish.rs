//! A port about to be published, and one that is.

use std::future::IntoFuture;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use computesdk_model::{InvalidArgumentError, Result};

use super::table::Place;
use crate::exec::ResultFuture;
use crate::sandbox::Sandbox;

/// A port inside about to be published: what [`Sandbox::publish`] makes. Set options,
/// then `.await` it.
///
/// ```no_run
/// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
/// use std::net::Ipv6Addr;
///
/// let published = sandbox.publish(5432).address(Ipv6Addr::LOCALHOST).await?;
/// println!("postgres://user@{}", published.address);
/// # Ok(()) }
/// ```
#[must_use = "a port is published when this is awaited"]
#[derive(Debug)]
pub struct Publish {
    sandbox: Sandbox,
    port: u16,
    place: Place,
}

impl Publish {
    pub(super) fn new(sandbox: Sandbox, port: u16) -> Self {
        Publish {
            sandbox,
            port,
            place: Place::default(),
        }
    }

    /// The port of this machine; with 0, or unless told otherwise, one that is free.
    pub fn host_port(mut self, port: u16) -> Self {
        self.place.port = Some(port).filter(|port| *port != 0);
        self
    }

    /// The address of this machine; `127.0.0.1` unless told otherwise. With any other
    /// than a loopback address, other machines can connect too: `0.0.0.0` is all that
    /// this one has.
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.place.address = Some(address.into());
        self
    }

    async fn publish(self) -> Result<PublishedPort> {
        if self.port == 0 {
            return Err(InvalidArgumentError::new("port", "no server listens on port 0").into());
        }
        let connector = self.sandbox.alive()?.connector().await?;
        let ports = self.sandbox.published();
        ports.add(self.sandbox.id(), self.port, self.place, connector)
    }
}

impl IntoFuture for Publish {
    type Output = Result<PublishedPort>;
    type IntoFuture = ResultFuture<PublishedPort>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.publish())
    }
}

/// A port inside, and where on this machine it is reached.
///
/// ```
/// use computesdk::PublishedPort;
///
/// let published = PublishedPort { port: 8000, address: "0.0.0.0:8080".parse().unwrap() };
/// assert_eq!(published.url(), "http://127.0.0.1:8080");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublishedPort {
    /// The port inside.
    pub port: u16,
    /// Address and port of this machine.
    pub address: SocketAddr,
}

impl PublishedPort {
    /// Its URL, as of a web server, without a slash at the end. One that is at all
    /// addresses of this machine is named by the loopback address.
    pub fn url(&self) -> String {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{address}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (address, url) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("192.0.2.1:80", "http://192.0.2.1:80"),
            ("0.0.0.0:1", "http://127.0.0.1:1"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("[::]:8080", "http://[::1]:8080"),
        ] {
            let address = address.parse().unwrap();
            assert_eq!(PublishedPort { port: 1, address }.url(), url);
        }
    }
}
