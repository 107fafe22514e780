//! Datagrams that are answered in the name of whoever was asked.
//!
//! A socket that could send from any address and port would have to be bound to the
//! port, and no program inside could have it then. So answers are put on the wire whole.

use std::io;
use std::net::{SocketAddr, SocketAddrV4};
use std::os::fd::{AsRawFd, OwnedFd};

use etherparse::icmpv4::DestUnreachableHeader;
use etherparse::{Icmpv4Type, PacketBuilder};
use nix::sys::socket::{MsgFlags, SockaddrIn, sendto};

/// How many hops a packet may take; it takes none.
const HOPS: u8 = 64;
/// Bytes of a refused packet that are sent back with the refusal (RFC 792).
const QUOTED: usize = 28;

/// A raw socket in a sandbox's network, for packets of version 4.
#[derive(Debug)]
pub(crate) struct Raw(OwnedFd);

impl Raw {
    pub(crate) fn new(socket: OwnedFd) -> Raw {
        Raw(socket)
    }

    /// A datagram as if `from` had sent it.
    pub(crate) fn datagram(
        &self,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) -> io::Result<()> {
        let (from, to) = (v4(from)?, v4(to)?);
        let packet = packet(from, to, bytes)?;
        self.send(&packet, to)
    }

    /// Says that nobody has the port that this datagram was for.
    pub(crate) fn refuse(&self, from: SocketAddr, to: SocketAddr, bytes: &[u8]) -> io::Result<()> {
        let (from, to) = (v4(from)?, v4(to)?);
        let answer = refusal(from, to, bytes)?;
        self.send(&answer, from)
    }

    fn send(&self, packet: &[u8], to: SocketAddrV4) -> io::Result<()> {
        let to = SockaddrIn::from(SocketAddrV4::new(*to.ip(), 0));
        sendto(self.0.as_raw_fd(), packet, &to, MsgFlags::MSG_DONTWAIT)?;
        Ok(())
    }
}

/// What ICMP says to whoever sent this datagram to where nobody is.
pub(crate) fn refusal(from: SocketAddrV4, to: SocketAddrV4, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let refused = packet(from, to, bytes)?;
    let quoted = &refused[..refused.len().min(QUOTED)];
    let reason = Icmpv4Type::DestinationUnreachable(DestUnreachableHeader::Port);
    let builder = PacketBuilder::ipv4(to.ip().octets(), from.ip().octets(), HOPS).icmpv4(reason);
    let mut answer = Vec::with_capacity(builder.size(quoted.len()));
    builder
        .write(&mut answer, quoted)
        .map_err(io::Error::other)?;
    Ok(answer)
}

pub(crate) fn packet(from: SocketAddrV4, to: SocketAddrV4, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let builder =
        PacketBuilder::ipv4(from.ip().octets(), to.ip().octets(), HOPS).udp(from.port(), to.port());
    let mut packet = Vec::with_capacity(builder.size(bytes.len()));
    builder
        .write(&mut packet, bytes)
        .map_err(io::Error::other)?;
    Ok(packet)
}

fn v4(address: SocketAddr) -> io::Result<SocketAddrV4> {
    match SocketAddr::new(address.ip().to_canonical(), address.port()) {
        SocketAddr::V4(address) => Ok(address),
        SocketAddr::V6(_) => Err(io::ErrorKind::Unsupported.into()),
    }
}
