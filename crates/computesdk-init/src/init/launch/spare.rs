//! A child that is made before anybody has asked.
//!
//! Much of what it takes to start a command is the same for each: a process, a session,
//! a user namespace, a system call filter. A spare has all that, and waits to be told
//! what to become. It has init's id until then, which nothing inside can
//! signal or change, and none of init's descriptors.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

use computesdk_sys::memory::Stack;
use computesdk_sys::{BorrowedFd, Error, OwnedFd, fd, process, signal, socket};

use super::child;
use super::ends::{self, CallerEnds, ChildEnds};
use super::meeting::{ALONG, Meeting, OPEN, Source};
use super::order::Order;
use crate::init::identity::Identities;
use crate::init::placement::Here;
use crate::protocol::{IdMapping, Spawn};

/// Whom it is made for: who commands run as, unless told otherwise.
const USER: u32 = 1000;

pub(crate) struct Spare {
    pub(super) meeting: Box<Meeting>,
    pub(super) stack: Stack,
    pub(super) done: OwnedFd,
    pub(super) pid: i32,
    socket: OwnedFd,
    /// The caller's ends of pipes that it has already.
    ends: Option<CallerEnds>,
}

impl Spare {
    pub(crate) fn make(identities: &Identities, proc: BorrowedFd<'_>) -> Result<Spare, Error> {
        let (ends, open) = pipes(identities)?.unzip();
        let (socket, theirs) = socket::pair()?;
        let (done, running) = fd::pipe()?;
        let mut stack = Stack::new()?;
        let source = Source::Socket {
            socket: theirs.as_raw_fd(),
            running: running.as_raw_fd(),
            open: numbers(open.as_deref().unwrap_or_default()),
        };
        let mut meeting = Box::new(Meeting::new(
            identities,
            proc,
            USER,
            source,
            Here::anywhere(),
        ));
        // SAFETY: meeting and stack live in the Spare, and then in the Launch, until it has
        // settled, or ended.
        let pid = unsafe { child::start(&mut meeting, &mut stack) }?;
        Ok(Spare {
            meeting,
            stack,
            done,
            pid,
            socket,
            ends,
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

    /// Tells it what to become, and is the same then, with the caller's ends; `None` where
    /// it has ended, is not what it was, or could not be told.
    pub(super) fn order(
        mut self,
        spawn: &Spawn,
        order: &Order,
        identities: &Identities,
    ) -> Option<(Spare, CallerEnds)> {
        let ends = self
            .is_intact(identities)
            .then(|| self.tell(spawn, order, identities));
        let Some(Ok(ends)) = ends else {
            // What it shares with init must stay until it is no more.
            let _ = signal::kill(self.pid, signal::number::KILL);
            let _ = process::wait_for(self.pid);
            return None;
        };
        Some((self, ends))
    }

    fn tell(
        &mut self,
        spawn: &Spawn,
        order: &Order,
        identities: &Identities,
    ) -> Result<CallerEnds, Error> {
        let order = (&raw const *order).cast_mut();
        self.meeting.order.store(order, Ordering::Release);
        // Where one id is mapped for all, a command can have stopped it.
        signal::kill(self.pid, signal::number::CONT)?;
        let is_usual = !spawn.stdin && spawn.terminal.is_none();
        if let Some(ends) = self.ends.take_if(|_| is_usual) {
            socket::send(self.socket.as_fd(), &[OPEN], &[])?;
            return Ok(ends);
        }
        let (ends, open) = ends::open(spawn, identities)?;
        let open: Vec<_> = (0..3)
            .map(|at: usize| open[at.min(open.len() - 1)].as_fd())
            .collect();
        socket::send(self.socket.as_fd(), &[ALONG], &open)?;
        Ok(ends)
    }
}

/// What a command without input reads and writes. Only where each sandbox is an account of
/// its own with the kernel: it counts pages of pipes for each, and gives less to who has
/// many.
fn pipes(identities: &Identities) -> Result<Option<(CallerEnds, ChildEnds)>, Error> {
    let alone = identities.ids().mapping == IdMapping::Private;
    alone
        .then(|| ends::open_usual(USER, identities))
        .transpose()
}

/// Their numbers; -1 stands for none.
fn numbers(ends: &[OwnedFd]) -> [i32; 3] {
    [0, 1, 2].map(|at: usize| ends.get(at).map_or(-1, OwnedFd::as_raw_fd))
}
