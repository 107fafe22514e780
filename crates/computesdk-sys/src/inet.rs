//! Internet sockets.

use crate::descriptor::OwnedFd;
use crate::fd::own;
use crate::syscall::{Result, call, nr};

/// Which addresses a socket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Version 4.
    V4 = 2,
    /// Version 6, and with it those of version 4 where a socket takes them as mapped ones.
    V6 = 10,
}

/// What goes through a socket.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Stream = 1,
    Datagram = 2,
    Raw = 3,
}

/// A TCP socket of the caller's network namespace, which it keeps wherever it is
/// passed to: not connected, without blocking, closed on exec. `EAFNOSUPPORT` where
/// the kernel does not have the family.
pub fn tcp_socket(family: Family) -> Result<OwnedFd> {
    socket(family, Kind::Stream, 0)
}

pub(crate) fn socket(family: Family, kind: Kind, protocol: usize) -> Result<OwnedFd> {
    const NONBLOCK_CLOEXEC: usize = 0o4000 | 0o2000000;
    let kind = kind as usize | NONBLOCK_CLOEXEC;
    // SAFETY: no pointers.
    unsafe { call!("socket", nr::SOCKET, family as usize, kind, protocol) }.map(own)
}
