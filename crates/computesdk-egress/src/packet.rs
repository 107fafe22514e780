//! Datagrams that are answered in the name of whoever was asked.
//!
//! A socket that could send from any address and port would have to be bound to the
//! port, and no program inside could have it then. So answers are put on the wire whole.

use std::io;
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::os::fd::{AsRawFd, OwnedFd};

use etherparse::icmpv4::DestUnreachableHeader;
use etherparse::icmpv6::DestUnreachableCode;
use etherparse::{Icmpv4Type, Icmpv6Type, IpHeaders, PacketBuilder, PacketBuilderStep};
use nix::sys::socket::{MsgFlags, SockaddrIn, SockaddrIn6, sendto};

/// How many hops a packet may take; it takes none.
const HOPS: u8 = 64;
/// Bytes of a refused packet that are sent back with the refusal: its header of version 4
/// and the first eight of what is in it (RFC 792).
const QUOTED_V4: usize = 28;
/// As many as leave the refusal in the smallest packet that every link of version 6 has
/// room for (RFC 4443, 2.4).
const QUOTED_V6: usize = 1280 - 48;

/// Raw sockets in a sandbox's network.
#[derive(Debug)]
pub(crate) struct Raw {
    v4: OwnedFd,
    v6: Option<OwnedFd>,
}

/// Two addresses of one version.
enum Ends {
    V4(SocketAddrV4, SocketAddrV4),
    V6(SocketAddrV6, SocketAddrV6),
}

impl Raw {
    pub(crate) fn new(v4: OwnedFd, v6: Option<OwnedFd>) -> Raw {
        Raw { v4, v6 }
    }

    /// A datagram as if `from` had sent it.
    pub(crate) fn datagram(
        &self,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) -> io::Result<()> {
        self.send(&packet(from, to, bytes)?, to)
    }

    /// Says that nobody has the port that this datagram was for.
    pub(crate) fn refuse(&self, from: SocketAddr, to: SocketAddr, bytes: &[u8]) -> io::Result<()> {
        let answer = refusal(from, to, bytes)?;
        self.send(&answer, from)
    }

    fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<()> {
        // The port is in the packet; here another would be a protocol.
        let to = SocketAddr::new(to.ip().to_canonical(), 0);
        let flags = MsgFlags::MSG_DONTWAIT;
        match (to, &self.v6) {
            (SocketAddr::V4(to), _) => {
                sendto(self.v4.as_raw_fd(), packet, &SockaddrIn::from(to), flags)
            }
            (SocketAddr::V6(to), Some(socket)) => {
                sendto(socket.as_raw_fd(), packet, &SockaddrIn6::from(to), flags)
            }
            (SocketAddr::V6(_), None) => return Err(io::ErrorKind::Unsupported.into()),
        }?;
        Ok(())
    }
}

/// What ICMP says to whoever sent this datagram to where nobody is.
pub(crate) fn refusal(from: SocketAddr, to: SocketAddr, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let refused = packet(from, to, bytes)?;
    let quoted = |most: usize| &refused[..refused.len().min(most)];
    let mut answer = Vec::new();
    let written = match &ends(to, from)? {
        ends @ Ends::V4(..) => header(ends)
            .icmpv4(Icmpv4Type::DestinationUnreachable(
                DestUnreachableHeader::Port,
            ))
            .write(&mut answer, quoted(QUOTED_V4)),
        ends @ Ends::V6(..) => header(ends)
            .icmpv6(Icmpv6Type::DestinationUnreachable(
                DestUnreachableCode::Port,
            ))
            .write(&mut answer, quoted(QUOTED_V6)),
    };
    written.map_err(io::Error::other)?;
    Ok(answer)
}

pub(crate) fn packet(from: SocketAddr, to: SocketAddr, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let builder = header(&ends(from, to)?).udp(from.port(), to.port());
    let mut packet = Vec::with_capacity(builder.size(bytes.len()));
    builder
        .write(&mut packet, bytes)
        .map_err(io::Error::other)?;
    Ok(packet)
}

fn header(ends: &Ends) -> PacketBuilderStep<IpHeaders> {
    match ends {
        Ends::V4(from, to) => PacketBuilder::ipv4(from.ip().octets(), to.ip().octets(), HOPS),
        Ends::V6(from, to) => PacketBuilder::ipv6(from.ip().octets(), to.ip().octets(), HOPS),
    }
}

fn ends(from: SocketAddr, to: SocketAddr) -> io::Result<Ends> {
    let canonical =
        |address: SocketAddr| SocketAddr::new(address.ip().to_canonical(), address.port());
    match (canonical(from), canonical(to)) {
        (SocketAddr::V4(from), SocketAddr::V4(to)) => Ok(Ends::V4(from, to)),
        (SocketAddr::V6(from), SocketAddr::V6(to)) => Ok(Ends::V6(from, to)),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

#[cfg(test)]
mod tests {
    use etherparse::{PacketHeaders, PayloadSlice};

    use super::*;

    #[test]
    fn packets_of_both_versions_are_whole() {
        for (from, to) in [
            ("192.0.2.1:53", "127.0.0.1:4000"),
            ("[2001:db8::1]:53", "[::1]:4000"),
        ] {
            let bytes = packet(from.parse().unwrap(), to.parse().unwrap(), b"answer").unwrap();
            let headers = PacketHeaders::from_ip_slice(&bytes).unwrap();
            let udp = headers.transport.unwrap().udp().unwrap();
            assert_eq!((udp.source_port, udp.destination_port), (53, 4000));
            let PayloadSlice::Udp(payload) = headers.payload else {
                panic!("no datagram");
            };
            assert_eq!(payload, b"answer");
        }
        let mixed = packet(
            "192.0.2.1:53".parse().unwrap(),
            "[::1]:4000".parse().unwrap(),
            b"",
        );
        assert_eq!(mixed.unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}
