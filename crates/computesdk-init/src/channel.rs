//! Messages over a SEQPACKET socket.

use alloc::vec::Vec;
use core::iter;

use computesdk_sys::{BorrowedFd, Error, OwnedFd, contents, errno, socket};

use crate::protocol::{Decode, Encode, IN_FILE, MAX_PACKET, decode, encode};

/// A message and the descriptors that came with it.
pub(crate) type Received<T> = (T, Vec<OwnedFd>);

/// One end of a control socket.
pub(crate) struct Channel {
    socket: OwnedFd,
}

impl Channel {
    pub(crate) fn new(socket: OwnedFd) -> Channel {
        Channel { socket }
    }

    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    /// Sends a message, a long one as a file.
    pub(crate) fn send<T: Encode>(&self, message: &T, fds: &[BorrowedFd<'_>]) -> Result<(), Error> {
        let bytes = encode(message);
        if bytes.len() <= MAX_PACKET {
            return socket::send(self.socket.as_fd(), &bytes, fds);
        }
        let file = contents::in_memory(c"computesdk-message", &bytes)?;
        let fds: Vec<_> = iter::once(file.as_fd())
            .chain(fds.iter().copied())
            .collect();
        socket::send(self.socket.as_fd(), &[IN_FILE], &fds)
    }

    /// Waits for a message. `None` when the other side is gone, or speaks
    /// nonsense: both mean that nobody owns us any more.
    pub(crate) fn receive<T: Decode>(&mut self) -> Option<Received<T>> {
        let (mut bytes, mut fds) = socket::receive(self.socket.as_fd(), MAX_PACKET).ok()?;
        if bytes == [IN_FILE] && !fds.is_empty() {
            bytes = contents::read_to_end(fds.remove(0).as_fd()).ok()?;
        }
        decode(&bytes).map(|message| (message, fds))
    }
}

/// An error for what the kernel was not asked.
pub(crate) fn invalid(call: &'static str) -> Error {
    error(call, errno::EINVAL)
}

/// The error that this call would have given.
pub(crate) fn error(call: &'static str, errno: i32) -> Error {
    Error { call, errno }
}
