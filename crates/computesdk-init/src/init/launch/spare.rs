//! A child that is made before anybody has asked.
//!
//! A third of what it takes to start a command is the same for each: a process, a
//! session, a user namespace, a system call filter. A spare has all that, and waits to
//! be told what to become. It has init's id until then, which nothing inside can
//! signal or change, and none of init's descriptors.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

use computesdk_sys::clone::{self, Files, flags};
use computesdk_sys::memory::Stack;
use computesdk_sys::{BorrowedFd, Error, OwnedFd, fd, process, signal, socket};

use super::child::{Meeting, Source, become_command};
use super::order::Order;
use crate::init::identity::Identities;
use crate::init::placement::Here;
use crate::protocol::IdMapping;

/// Whom it is made for: who commands run as, unless told otherwise.
const USER: u32 = 1000;

pub(crate) struct Spare {
    pub(super) meeting: Box<Meeting>,
    pub(super) stack: Stack,
    pub(super) done: OwnedFd,
    pub(super) pid: i32,
    socket: OwnedFd,
}

impl Spare {
    pub(crate) fn make(identities: &Identities, proc: BorrowedFd<'_>) -> Result<Spare, Error> {
        let (socket, theirs) = socket::pair()?;
        let (done, running) = fd::pipe()?;
        let mut stack = Stack::new()?;
        let source = Source::Socket {
            socket: theirs.as_raw_fd(),
            running: running.as_raw_fd(),
        };
        let mut meeting = Box::new(Meeting::new(
            identities,
            proc,
            USER,
            source,
            Here::anywhere(),
        ));
        // SAFETY: `become_command` keeps to what a child in shared memory may do;
        // meeting and stack live in the Spare, and then in the Launch, until it has
        // settled, or ended.
        let pid = unsafe {
            clone::spawn_sharing_memory(
                flags::NEWCGROUP,
                Files::Copied,
                None,
                &mut stack,
                become_command,
                (&raw mut *meeting).cast(),
            )
        }?;
        Ok(Spare {
            meeting,
            stack,
            done,
            pid,
            socket,
        })
    }

    /// Whether it can become what is wanted.
    pub(super) fn suits(&self, uid: u32) -> bool {
        uid == USER
    }

    /// The mark of its processes, one day; empty until it has found it out.
    pub(crate) fn label(&self) -> &[u8] {
        self.meeting.label()
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> i32 {
        self.pid
    }

    /// Whether nobody has lowered its limits: where one id is mapped for all, a command
    /// may.
    fn is_intact(&self, identities: &Identities) -> bool {
        let same = |own| process::all_limits(self.pid).is_ok_and(|limits| limits == own);
        identities.ids().mapping != IdMapping::Single || process::all_limits(0).is_ok_and(same)
    }

    /// Tells it what to become, and is the same then; `None` where it has ended, is not
    /// what it was, or could not be told.
    pub(super) fn order(
        self,
        order: &Order,
        ends: &[OwnedFd],
        identities: &Identities,
    ) -> Option<Spare> {
        if !self.is_intact(identities) || self.tell(order, ends).is_err() {
            // What it shares with init must stay until it is no more.
            let _ = signal::kill(self.pid, signal::number::KILL);
            let _ = process::wait_for(self.pid);
            return None;
        }
        Some(self)
    }

    fn tell(&self, order: &Order, ends: &[OwnedFd]) -> Result<(), Error> {
        let order = (&raw const *order).cast_mut();
        self.meeting.order.store(order, Ordering::Release);
        // Where one id is mapped for all, a command can have stopped it.
        signal::kill(self.pid, signal::number::CONT)?;
        let ends: Vec<_> = (0..3)
            .map(|at: usize| ends[at.min(ends.len() - 1)].as_fd())
            .collect();
        socket::send(self.socket.as_fd(), b"!", &ends)
    }
}
