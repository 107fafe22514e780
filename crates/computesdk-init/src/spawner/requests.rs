//! What the library asks for.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use computesdk_sys::{BorrowedFd, Error, OwnedFd};

use crate::channel::{Channel, Received};
use crate::protocol::{FromSpawner, ToSpawner};

/// The socket to the library. It asks for the first sandbox before it knows that
/// the spawner is ready.
pub(super) struct Requests {
    channel: Channel,
    /// Came while the answer to a question of ours was waited for.
    early: VecDeque<Received<ToSpawner>>,
}

impl Requests {
    pub(super) fn new(channel: Channel) -> Requests {
        Requests {
            channel,
            early: VecDeque::new(),
        }
    }

    /// Readable when something new has come.
    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.channel.as_fd()
    }

    /// Whether something came early and has not been looked at.
    pub(super) fn has_early(&self) -> bool {
        !self.early.is_empty()
    }

    /// Waits for the next. `None` when nobody is there to ask.
    pub(super) fn next(&mut self) -> Option<Received<ToSpawner>> {
        match self.early.pop_front() {
            Some(early) => Some(early),
            None => self.channel.receive(),
        }
    }

    /// Tells the library something.
    pub(super) fn tell(&self, message: &FromSpawner) -> Result<(), Error> {
        self.channel.send(message, &[])
    }

    /// Tells it something that descriptors belong to.
    pub(super) fn hand_over(&self, message: &FromSpawner, fds: &[OwnedFd]) -> Result<(), Error> {
        let fds: Vec<_> = fds.iter().map(OwnedFd::as_fd).collect();
        self.channel.send(message, &fds)
    }

    /// Asks for subordinate ids to be mapped for this process. Whether they are.
    pub(super) fn map_ids(&mut self, pid: u32) -> bool {
        if self.tell(&FromSpawner::MapIds(pid)).is_err() {
            return false;
        }
        loop {
            match self.channel.receive() {
                Some((ToSpawner::IdsMapped(mapped), _)) => return mapped,
                Some(other) => self.early.push_back(other),
                None => return false,
            }
        }
    }
}
