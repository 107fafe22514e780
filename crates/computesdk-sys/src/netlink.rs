//! Requests to the kernel's network parts, message by message.

use crate::descriptor::OwnedFd;
use crate::fd::{self, own};
use crate::syscall::{Error, Result, call, nr};

/// Which part is talked to (linux/netlink.h).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Addresses and routes.
    Route = 0,
    /// Packet filters.
    Filter = 12,
}

/// A connection to a part of the network namespace that it was made in.
pub struct Netlink(OwnedFd);

impl Netlink {
    /// Opens one.
    pub fn open(part: Part) -> Result<Netlink> {
        const AF_NETLINK: usize = 16;
        const SOCK_RAW_CLOEXEC: usize = 3 | 0o2000000;
        let call = match part {
            Part::Route => "socket(NETLINK_ROUTE)",
            Part::Filter => "socket(NETLINK_NETFILTER)",
        };
        // SAFETY: no pointers.
        let socket = unsafe {
            call!(
                call,
                nr::SOCKET,
                AF_NETLINK,
                SOCK_RAW_CLOEXEC,
                part as usize
            )
        };
        socket.map(own).map(Netlink)
    }

    /// Sends messages of which one asks for an acknowledgement, and waits for that, or for
    /// the first refusal of any. `call` names what is asked for.
    pub fn ask(&self, call: &'static str, messages: &[u8]) -> Result<()> {
        const TYPE: core::ops::Range<usize> = 4..6;
        const ERRNO: core::ops::Range<usize> = 16..20;
        const NLMSG_ERROR: u16 = 2;
        fd::write_all(self.0.as_fd(), messages)?;
        let mut answer = [0u8; 1024];
        loop {
            let length = fd::read(self.0.as_fd(), &mut answer)?;
            let answer = &answer[..length];
            let field = |range| {
                answer
                    .get(range)
                    .and_then(|bytes: &[u8]| bytes.try_into().ok())
            };
            let kind = answer
                .get(TYPE)
                .map(|bytes| u16::from_ne_bytes([bytes[0], bytes[1]]));
            if kind != Some(NLMSG_ERROR) {
                continue;
            }
            return match field(ERRNO).map(i32::from_ne_bytes) {
                Some(0) => Ok(()),
                Some(negative) => Err(Error {
                    call,
                    errno: -negative,
                }),
                None => Err(Error {
                    call,
                    errno: crate::errno::EIO,
                }),
            };
        }
    }
}
