//! Sockets of the sandbox's network, which the library connects to what listens
//! inside. Their bytes never pass through here.

use computesdk_sys::inet::{self, Family};

use crate::channel::Channel;
use crate::protocol::{FromInit, OpenSocket, SocketOpened};

/// Makes a socket and passes it out, or says why there is none.
pub(super) fn open(wanted: &OpenSocket, control: &Channel) {
    let opened = |errno| {
        FromInit::SocketOpened(SocketOpened {
            request: wanted.request,
            errno,
        })
    };
    let family = match wanted.ipv6 {
        true => Family::V6,
        false => Family::V4,
    };
    let sent =
        inet::tcp_socket(family).and_then(|socket| control.send(&opened(0), &[socket.as_fd()]));
    if let Err(error) = sent {
        // The kernel limits how many descriptors are under way too.
        let _ = control.send(&opened(error.errno), &[]);
    }
}
