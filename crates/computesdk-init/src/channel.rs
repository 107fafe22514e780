//! Messages over a SEQPACKET socket.

use std::fs::File;
use std::io::Read;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use computesdk_sys::{Error, errno, socket};

use crate::protocol::{Decode, Encode, IN_FILE, MAX_PACKET, decode, encode};

/// A message and the descriptors that came with it.
pub(crate) type Received<T> = (T, Vec<OwnedFd>);

/// One end of a control socket.
pub(crate) struct Channel {
    socket: OwnedFd,
    buffer: Vec<u8>,
}

impl Channel {
    pub(crate) fn new(socket: OwnedFd) -> Channel {
        Channel {
            socket,
            buffer: Vec::new(),
        }
    }

    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    pub(crate) fn raw(&self) -> i32 {
        self.socket.as_raw_fd()
    }

    /// Sends a message. Ours are all shorter than a packet.
    pub(crate) fn send<T: Encode>(
        &self,
        message: &T,
        fds: &[BorrowedFd<'_>],
    ) -> Result<(), Error> {
        socket::send(self.socket.as_fd(), &encode(message), fds)
    }

    /// Waits for a message. `None` when the other side is gone, or speaks
    /// nonsense: both mean that nobody owns us any more.
    pub(crate) fn receive<T: Decode>(&mut self) -> Option<Received<T>> {
        // Taken as it is needed: an idle sandbox should not hold the pages.
        self.buffer.resize(MAX_PACKET, 0);
        let received = socket::receive(self.socket.as_fd(), &mut self.buffer);
        let message = match received {
            Ok((0, _)) => None,
            Ok((1, mut fds)) if self.buffer[0] == IN_FILE && !fds.is_empty() => {
                let mut bytes = Vec::new();
                let mut file = File::from(fds.remove(0));
                let read = file.read_to_end(&mut bytes);
                read.ok().and_then(|_| decode(&bytes)).map(|message| (message, fds))
            }
            Ok((length, fds)) => decode(&self.buffer[..length]).map(|message| (message, fds)),
            Err(_) => None,
        };
        self.buffer = Vec::new();
        message
    }
}

/// An error for what the kernel was not asked.
pub(crate) fn invalid(call: &'static str) -> Error {
    Error {
        call,
        errno: errno::EINVAL,
    }
}
