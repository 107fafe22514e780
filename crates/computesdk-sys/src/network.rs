//! Network devices.

use crate::fd::own;
use crate::syscall::{Result, call, nr};

/// Brings the loopback device of the network namespace up.
pub fn loopback_up() -> Result<()> {
    const AF_INET: usize = 2;
    const SOCK_DGRAM_CLOEXEC: usize = 2 | 0o2000000;
    const SIOCSIFFLAGS: usize = 0x8914;
    const IFF_UP: u16 = 1;
    /// struct ifreq: the name, then a union whose flags come first; 40 bytes.
    #[repr(C)]
    struct Request {
        name: [u8; 16],
        flags: u16,
        rest: [u8; 22],
    }
    let mut request = Request {
        name: [0; 16],
        flags: IFF_UP,
        rest: [0; 22],
    };
    request.name[..2].copy_from_slice(b"lo");
    // SAFETY: no pointers.
    let socket = unsafe { call!("socket", nr::SOCKET, AF_INET, SOCK_DGRAM_CLOEXEC, 0) }.map(own)?;
    // SAFETY: the request has the size of struct ifreq.
    unsafe {
        call!(
            "ioctl(SIOCSIFFLAGS)",
            nr::IOCTL,
            socket.as_raw_fd(),
            SIOCSIFFLAGS,
            &raw const request
        )
    }
    .map(drop)
}
