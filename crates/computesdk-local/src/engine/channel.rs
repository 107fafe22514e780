//! A control socket: sending from any thread, receiving in the reactor.

use std::cell::RefCell;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;

use computesdk_init::protocol::{Decode, Encode, IN_FILE, MAX_PACKET, decode};
use rustix::net::{AddressFamily, Shutdown, SocketFlags, SocketType, shutdown, socketpair};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::runtime::Handle;

use super::packet::{Packet, file_content, receive};
use super::reactor::register;

/// One end of a control socket. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    socket: Arc<AsyncFd<OwnedFd>>,
    reactor: Handle,
}

impl Channel {
    /// A new socket: our end, and the other side's.
    pub(crate) fn pair(reactor: &Handle) -> io::Result<(Channel, OwnedFd)> {
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let socket = Arc::new(register(reactor, ours, Interest::READABLE)?);
        let reactor = reactor.clone();
        Ok((Channel { socket, reactor }, theirs))
    }

    /// Sends a message, waiting for room.
    pub(crate) async fn send<T: Encode>(
        &self,
        message: &T,
        fds: &[BorrowedFd<'_>],
    ) -> io::Result<()> {
        let packet = Packet::new(message)?;
        match packet.send(self.socket.as_fd(), fds) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            result => return result,
        }
        // Rare: the other side is slow.
        let copy = self.socket.as_fd().try_clone_to_owned()?;
        let room = register(&self.reactor, copy, Interest::WRITABLE)?;
        loop {
            let mut ready = room.writable().await?;
            match packet.send(room.as_fd(), fds) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready.clear_ready(),
                result => return result,
            }
        }
    }

    /// Sends a message now, or from the reactor as soon as there is room: for
    /// callers that cannot wait, such as destructors.
    pub(crate) fn post<T: Encode + Send + Sync + 'static>(&self, message: T) {
        let Ok(packet) = Packet::new(&message) else {
            return;
        };
        let sent = packet.send(self.socket.as_fd(), &[]);
        if matches!(sent, Err(error) if error.kind() == io::ErrorKind::WouldBlock) {
            let channel = self.clone();
            self.reactor.spawn(async move {
                // A socket that is gone has nobody left to be told.
                let _ = channel.send(&message, &[]).await;
            });
        }
    }

    /// Waits for a message. `None` when the other side is gone, or sent what is
    /// no message, and must not be trusted further.
    pub(crate) async fn receive<T: Decode>(&self) -> io::Result<Option<(T, Vec<OwnedFd>)>> {
        let mut reset = false;
        loop {
            let mut ready = self.socket.readable().await?;
            match ready.try_io(|socket| receive_message(socket.as_fd())) {
                // Who ends without having read all makes this the first answer,
                // once. What it said before is still there.
                Ok(Err(error)) if is_reset(&error) && !reset => reset = true,
                Ok(Err(error)) if is_reset(&error) => return Ok(None),
                Ok(result) => return result,
                Err(_would_block) => {}
            }
        }
    }

    /// Ends the connection for both sides, whoever else holds it.
    pub(crate) fn close(&self) {
        let _ = shutdown(self.socket.as_fd(), Shutdown::Both);
    }
}

fn is_reset(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ConnectionReset
}

/// Receives a message, without waiting. `None`: the end of the conversation.
pub(crate) fn receive_message<T: Decode>(
    socket: BorrowedFd<'_>,
) -> io::Result<Option<(T, Vec<OwnedFd>)>> {
    thread_local! {
        /// One for all sockets: nearly all receiving is the reactor's.
        static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; MAX_PACKET]);
    }
    BUFFER.with_borrow_mut(|buffer| {
        let (length, mut fds) = receive(socket, buffer)?;
        if buffer[..length] == [IN_FILE] && !fds.is_empty() {
            let bytes = file_content(fds.remove(0))?;
            return Ok(decode(&bytes).map(|message| (message, fds)));
        }
        Ok(decode(&buffer[..length]).map(|message| (message, fds)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::reactor;

    #[tokio::test]
    async fn last_words_are_heard_though_not_all_was_read() {
        let reactor = reactor().unwrap();
        let (ours, theirs) = Channel::pair(&reactor).unwrap();
        ours.send(&1u32, &[]).await.unwrap();
        let words = Packet::new(&2u32).unwrap();
        words.send(theirs.as_fd(), &[]).unwrap();
        drop(theirs);
        let (heard, _) = ours.receive::<u32>().await.unwrap().unwrap();
        assert_eq!(heard, 2);
        assert!(ours.receive::<u32>().await.unwrap().is_none());
    }
}
