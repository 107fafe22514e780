//! Sockets that get what was sent to any address, and send in anybody's name.

use crate::descriptor::{BorrowedFd, OwnedFd};
use crate::inet::{Family, Kind, socket};
use crate::syscall::{Result, call, nr};

const SOL_IP: usize = 0;
const IP_TRANSPARENT: usize = 19;
const IP_RECVORIGDSTADDR: usize = 20;
const SOL_IPV6: usize = 41;
const IPV6_V6ONLY: usize = 26;
const IPV6_RECVORIGDSTADDR: usize = 74;
const IPV6_TRANSPARENT: usize = 75;

/// Listens on a port of every address, for connections that the packet filter assigns to
/// it too: the local address of one is what it was for.
pub fn listener(family: Family, port: u16) -> Result<OwnedFd> {
    // As many as the kernel lets wait.
    const BACKLOG: usize = 4096;
    let socket = socket(family, Kind::Stream, 0)?;
    make_transparent(socket.as_fd(), family)?;
    bind(socket.as_fd(), family, port)?;
    // SAFETY: no pointers.
    unsafe { call!("listen", nr::LISTEN, socket.as_raw_fd(), BACKLOG) }?;
    Ok(socket)
}

/// Gets datagrams to a port of every address, and those that the packet filter assigns to
/// it. With each comes the address that it was for.
pub fn datagrams(family: Family, port: u16) -> Result<OwnedFd> {
    let socket = socket(family, Kind::Datagram, 0)?;
    make_transparent(socket.as_fd(), family)?;
    set(socket.as_fd(), SOL_IP, IP_RECVORIGDSTADDR, 1)?;
    if family == Family::V6 {
        set(socket.as_fd(), SOL_IPV6, IPV6_RECVORIGDSTADDR, 1)?;
    }
    bind(socket.as_fd(), family, port)?;
    Ok(socket)
}

/// Sends packets of a family that are whole already.
pub fn raw(family: Family) -> Result<OwnedFd> {
    const IPPROTO_RAW: usize = 255;
    socket(family, Kind::Raw, IPPROTO_RAW)
}

fn make_transparent(socket: BorrowedFd<'_>, family: Family) -> Result<()> {
    match family {
        Family::V4 => set(socket, SOL_IP, IP_TRANSPARENT, 1),
        Family::V6 => {
            set(socket, SOL_IPV6, IPV6_V6ONLY, 0)?;
            set(socket, SOL_IPV6, IPV6_TRANSPARENT, 1)
        }
    }
}

fn set(socket: BorrowedFd<'_>, level: usize, option: usize, value: i32) -> Result<()> {
    // SAFETY: the kernel reads four bytes.
    unsafe {
        call!(
            "setsockopt",
            nr::SETSOCKOPT,
            socket.as_raw_fd(),
            level,
            option,
            &raw const value,
            size_of::<i32>()
        )
    }
    .map(drop)
}

/// To a port of every address.
fn bind(socket: BorrowedFd<'_>, family: Family, port: u16) -> Result<()> {
    /// As long as struct sockaddr_in6; of a shorter one the rest is not looked at.
    #[repr(C)]
    struct Address {
        family: u16,
        port: [u8; 2],
        any: [u8; 24],
    }
    let address = Address {
        family: family as u16,
        port: port.to_be_bytes(),
        any: [0; 24],
    };
    let length = match family {
        Family::V4 => 16,
        Family::V6 => 28,
    };
    // SAFETY: the kernel reads an address of the given length.
    unsafe {
        call!(
            "bind",
            nr::BIND,
            socket.as_raw_fd(),
            &raw const address,
            length
        )
    }
    .map(drop)
}
