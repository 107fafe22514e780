//! Connections to what listens inside.
//!
//! A socket belongs to the network namespace that it was made in, wherever it is
//! passed to. So init makes it, and it is connected here.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use async_trait::async_trait;
use computesdk_model::{EngineError, Errno, Error, NotFoundError, ResourceKind, Result};
use computesdk_provider as provider;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};

use super::connection::Connection;
use crate::engine::io_error;

/// Connects to the ports of a sandbox.
pub(super) struct Connector(pub(super) Arc<Connection>);

#[async_trait]
impl provider::Connector for Connector {
    async fn connect(&self, port: u16) -> Result<provider::Connection> {
        let connected = match self.reach(Ipv4Addr::LOCALHOST.into(), port).await? {
            Err(error) if is_refusal(&error) => {
                let second = self.reach(Ipv6Addr::LOCALHOST.into(), port).await?;
                // Where there is no IPv6, nobody listens on it.
                second.map_err(|_| error)
            }
            first => first,
        };
        match connected {
            Ok(stream) => Ok(Box::new(Socket::new(stream))),
            Err(error) if is_refusal(&error) => Err(nobody(port)),
            Err(error) => Err(self.failed("connect to a port of the sandbox", error)),
        }
    }

    async fn ended(&self) {
        self.0.ended().await;
    }
}

impl Connector {
    /// Connects to an address inside: the kernel's answer.
    async fn reach(&self, address: IpAddr, port: u16) -> Result<io::Result<TcpStream>> {
        let socket = match self.0.open_socket(address.is_ipv6()).await? {
            Ok(socket) => socket,
            Err(error) if is_unknown_family(&error) => return Ok(Err(error)),
            Err(error) => return Err(self.failed("make a socket in the sandbox", error)),
        };
        Ok(connect(socket, SocketAddr::new(address, port)).await)
    }

    fn failed(&self, step: &str, error: io::Error) -> Error {
        // Where the sandbox has ended meanwhile, that is why.
        let gone = self.0.check().err();
        gone.unwrap_or_else(|| io_error(EngineError::new(step), error))
    }
}

async fn connect(socket: OwnedFd, address: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::from_std_stream(socket.into());
    socket.set_nodelay(true)?;
    let stream = socket.connect(address).await?;
    // Where nobody listens, the kernel may give a socket the very port that it is to
    // reach, and connects it to itself.
    if stream.local_addr()? == address {
        // A server can have the port at once: no connection stays behind.
        stream.set_zero_linger()?;
        return Err(io::ErrorKind::ConnectionRefused.into());
    }
    Ok(stream)
}

fn is_refusal(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ConnectionRefused
}

fn is_unknown_family(error: &io::Error) -> bool {
    const EAFNOSUPPORT: i32 = 97;
    error.raw_os_error() == Some(EAFNOSUPPORT)
}

fn nobody(port: u16) -> Error {
    NotFoundError {
        kind: ResourceKind::Port,
        name: port.to_string(),
        errno: Some(Errno::ECONNREFUSED),
        hints: Vec::new(),
    }
    .into()
}

/// A connection that is reset when it is dropped too early.
struct Socket {
    stream: TcpStream,
    /// The other side has said all.
    heard_all: bool,
    /// And so have we.
    said_all: bool,
}

impl Socket {
    fn new(stream: TcpStream) -> Self {
        Socket {
            stream,
            heard_all: false,
            said_all: false,
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.remaining();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if before > 0 && buffer.remaining() == before {
            self.heard_all = true;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        self.said_all = true;
        Poll::Ready(Ok(()))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if !(self.heard_all && self.said_all) {
            // Else the kernel would tell the program inside that all was said.
            let _ = self.stream.set_zero_linger();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with};

    use super::*;

    /// A port among those that the kernel gives to who connects, one after the other:
    /// so many connections come to each of them.
    #[tokio::test]
    async fn where_nobody_listens_nobody_is_reached_not_even_oneself() {
        let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
        let range: Vec<u32> = range
            .split_whitespace()
            .map(|port| port.parse().unwrap())
            .collect();
        let near = UdpSocket::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        // Those who connect get every other one first, as the lowest.
        let port = near - (u32::from(near) - range[0]) as u16 % 2;
        let address = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
        for _ in range[0]..=range[1] {
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            let socket = socket_with(AddressFamily::INET, SocketType::STREAM, flags, None);
            let error = connect(socket.unwrap(), address).await.unwrap_err();
            assert!(is_refusal(&error), "{error}");
        }
    }
}
