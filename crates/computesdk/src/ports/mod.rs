//! Ports of servers inside a sandbox, reached from the host.

mod door;
mod listen;
mod publish;
mod relay;
mod table;

use computesdk_model::Result;

pub use publish::{Publish, PublishedPort};
pub(crate) use table::Ports;

use crate::sandbox::Sandbox;

impl Sandbox {
    /// The URL of a server inside that listens on this TCP port: `http://127.0.0.1:`
    /// and a free port of this machine. What connects to that is connected to the
    /// port inside, whatever is spoken there. Asked for again, it is the same URL.
    ///
    /// It may be asked for before the server listens: a connection that comes too
    /// early waits for it, for 5 seconds at most, and is reset then. All ends with
    /// the sandbox. Every user and program of this machine can connect.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for port 0; `Unsupported` where the provider connects to
    /// nothing inside; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.start_background("python3 -m http.server 8000").await?;
    /// let url = sandbox.get_url(8000).await?;
    /// println!("{url}/index.html");
    /// # Ok(()) }
    /// ```
    pub async fn get_url(&self, port: u16) -> Result<String> {
        Ok(self.publish(port).await?.url())
    }

    /// Lets this machine reach a server inside, as [`get_url`](Sandbox::get_url)
    /// does, at an [address](Publish::address) and a [port](Publish::host_port) that
    /// may be chosen. A port that is published already stays where it is.
    ///
    /// # Errors
    ///
    /// As [`get_url`](Sandbox::get_url), and: `InvalidArgument` where the port is
    /// published already at another address or port than is asked for; `Engine` with
    /// `EADDRINUSE` where another program has the port of this machine, with
    /// `EADDRNOTAVAIL` where this machine does not have the address, with `EACCES`
    /// where the port is for root alone.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let published = sandbox.publish(8000).host_port(8080).await?;
    /// assert_eq!(published.url(), "http://127.0.0.1:8080");
    /// # Ok(()) }
    /// ```
    pub fn publish(&self, port: u16) -> Publish {
        Publish::new(self.clone(), port)
    }

    /// What is published, by the ports inside. Nothing once the sandbox has ended.
    ///
    /// ```no_run
    /// # fn example(sandbox: computesdk::Sandbox) {
    /// for published in sandbox.ports() {
    ///     println!("{} is at {}", published.port, published.address);
    /// }
    /// # }
    /// ```
    pub fn ports(&self) -> Vec<PublishedPort> {
        self.published().list()
    }

    /// Takes back what [`publish`](Sandbox::publish) or [`get_url`](Sandbox::get_url)
    /// did for this port inside: nobody listens any more when this returns, and its
    /// connections are reset. Ok where there was nothing.
    ///
    /// # Errors
    ///
    /// `SandboxGone`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.get_url(8000).await?;
    /// sandbox.unpublish(8000).await?;
    /// assert!(sandbox.ports().is_empty());
    /// # Ok(()) }
    /// ```
    pub async fn unpublish(&self, port: u16) -> Result<()> {
        self.alive()?;
        self.published().remove(port).await;
        Ok(())
    }
}
