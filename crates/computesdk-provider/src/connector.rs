//! Ways to what listens inside a sandbox.

use async_trait::async_trait;
use computesdk_model::Result;
use tokio::io::{AsyncRead, AsyncWrite};

/// Bytes both ways. Shutting it down says that no more will be written; what the
/// other side still writes can be read after that.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection to a program inside. Dropped before both sides have said that they
/// will write no more, it is cut: the program sees a reset, not an end.
pub type Connection = Box<dyn Duplex>;

/// Connects to what listens inside a sandbox. It does not keep the sandbox alive.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Connects to a TCP port of the sandbox's own loopback: that of IPv4, and where
    /// nobody listens there, of IPv6. It is tried once, at once.
    ///
    /// # Errors
    ///
    /// `NotFound` of kind [`Port`](computesdk_model::ResourceKind::Port) where nobody
    /// listens.
    async fn connect(&self, port: u16) -> Result<Connection>;

    /// Waits until the sandbox has ended, by whatever way.
    async fn ended(&self);
}
