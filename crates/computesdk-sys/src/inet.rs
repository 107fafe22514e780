//! Internet sockets.

use crate::descriptor::OwnedFd;
use crate::fd::own;
use crate::syscall::{Result, call, nr};

const AF_INET: usize = 2;
const AF_INET6: usize = 10;

/// A TCP socket of the caller's network namespace, which it keeps wherever it is
/// passed to: not connected, without blocking, closed on exec. `EAFNOSUPPORT` where
/// the kernel has no IPv6 and that is asked for.
pub fn tcp_socket(ipv6: bool) -> Result<OwnedFd> {
    const SOCK_STREAM_NONBLOCK_CLOEXEC: usize = 1 | 0o4000 | 0o2000000;
    let family = if ipv6 { AF_INET6 } else { AF_INET };
    // SAFETY: no pointers.
    unsafe {
        call!(
            "socket",
            nr::SOCKET,
            family,
            SOCK_STREAM_NONBLOCK_CLOEXEC,
            0
        )
    }
    .map(own)
}
