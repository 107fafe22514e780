//! The short life of a process between clone and exec.
//!
//! It shares init's memory, which costs no copy, and runs beside init, so that a
//! launch that hangs holds up nobody. In return it must not allocate, panic or
//! lock: everything it needs is laid out before it starts.

mod child;
mod ends;
mod meeting;
mod order;
mod spare;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

use computesdk_sys::memory::Stack;
use computesdk_sys::{BorrowedFd, OwnedFd, fd};

pub(super) use spare::Spare;

use super::identity::Identities;
use super::placement::Here;
use crate::protocol::{Failure, LaunchStage, Spawn};
use ends::{CallerEnds, ChildEnds};
use meeting::{Meeting, Source};
use order::Order;

/// A launch under way. It must stay alive until the child has executed or died,
/// which [`Launch::settled`] tells: `done` reads end of file then.
pub(super) struct Launch {
    /// Boxed, both: the child has their addresses.
    meeting: Box<Meeting>,
    order: Box<Order>,
    _stack: Stack,
    done: OwnedFd,
    /// What was asked for.
    pub(super) spawn: Spawn,
    /// Whether its caller has sent it a signal: what it dies of now was meant for it.
    pub(super) ended_by_caller: bool,
    /// Who is being launched.
    pub(super) pid: i32,
    /// What the caller gets once the program runs.
    pub(super) caller_ends: CallerEnds,
}

impl Launch {
    /// Starts a process that will become the command: the spare one, where it suits and
    /// lives, which is gone from there then.
    pub(super) fn start(
        spawn: Spawn,
        identities: &Identities,
        proc: BorrowedFd<'_>,
        spare: &mut Option<Spare>,
    ) -> Result<Launch, Failure> {
        let failed = |error| Failure::new("start a command", error);
        let order = Box::new(Order::new(&spawn, identities).map_err(failed)?);
        let suitable = spare.take_if(|spare| spare.suits(spawn.uid));
        let ordered = suitable.and_then(|spare| spare.order(&spawn, &order, identities));
        if let Some((spare, caller_ends)) = ordered {
            return Ok(Launch {
                meeting: spare.meeting,
                order,
                _stack: spare.stack,
                done: spare.done,
                spawn,
                ended_by_caller: false,
                pid: spare.pid,
                caller_ends,
            });
        }
        let (caller_ends, child_ends) = ends::open(&spawn, identities).map_err(failed)?;
        Launch::anew(spawn, order, caller_ends, &child_ends, identities, proc)
    }

    fn anew(
        spawn: Spawn,
        mut order: Box<Order>,
        caller_ends: CallerEnds,
        child_ends: &ChildEnds,
        identities: &Identities,
        proc: BorrowedFd<'_>,
    ) -> Result<Launch, Failure> {
        let failed = |error| Failure::new("start a command", error);
        let (done, running) = fd::pipe().map_err(failed)?;
        let mut stack = Stack::new().map_err(failed)?;
        let raw = |at: usize| child_ends[at.min(child_ends.len() - 1)].as_raw_fd();
        let source = Source::Open([raw(0), raw(1), raw(2)]);
        // From here on nothing fails before it is left.
        let here = Here::stay();
        let mut meeting = Box::new(Meeting::new(identities, proc, order.uid, source, here));
        meeting.order.store(&raw mut *order, Ordering::Release);
        // SAFETY: meeting, order and stack live in the Launch until it has settled.
        let pid = unsafe { child::start(&mut meeting, &mut stack) };
        meeting.here.leave();
        let pid = pid.map_err(failed)?;
        drop(running);
        Ok(Launch {
            meeting,
            order,
            _stack: stack,
            done,
            spawn,
            ended_by_caller: false,
            pid,
            caller_ends,
        })
    }

    /// Readable when the launch has settled.
    pub(super) fn done(&self) -> BorrowedFd<'_> {
        self.done.as_fd()
    }

    /// The mark of all that comes from the command, once it has settled.
    pub(super) fn label(&self) -> Vec<u8> {
        self.meeting.label().to_vec()
    }

    /// Whether the process ended before it had begun to become the command. A spare can
    /// have been killed and not know it yet when it is told.
    pub(super) fn was_in_vain(&self) -> bool {
        !self.ended_by_caller && !self.meeting.has_begun() && self.meeting.outcome().is_ok()
    }

    /// How it went, once it has settled.
    pub(super) fn outcome(&self) -> Result<(), (LaunchStage, Failure)> {
        let Err((stage, error)) = self.meeting.outcome() else {
            return Ok(());
        };
        let (step, path) = match stage {
            LaunchStage::Engine => ("start a command", &[] as &[u8]),
            LaunchStage::Directory => ("enter the working directory", self.order.cwd.as_bytes()),
            LaunchStage::Program => {
                let last = self.order.programs.last();
                let path = last.map_or(&[] as &[u8], |last| last.path.as_bytes());
                ("execute the program", path)
            }
        };
        Err((stage, Failure::at(step, path, error)))
    }
}
