//! What the kernel counts about this sandbox and its limits.

use alloc::string::String;

use computesdk_sys::process::Status;
use computesdk_sys::signal::number::KILL;
use computesdk_sys::{OwnedFd, fd, mount};

use super::rootfs::Writable;
use crate::protocol::LimitCode;
use crate::spawner::Membership;

/// The counters, where control groups keep some, and the writable file systems.
pub(super) struct Events<'a> {
    membership: &'a Membership,
    writable: Writable,
}

/// What they said at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    /// Kills for want of memory.
    out_of_memory: u64,
    /// Processes refused.
    out_of_processes: u64,
    /// Whether a file system is full.
    full: bool,
}

impl Counts {
    /// Leaves one refused process out of account: it was none of a command's.
    pub(super) fn pardon_process(&mut self) {
        self.out_of_processes += 1;
    }
}

impl<'a> Events<'a> {
    pub(super) fn new(membership: &'a Membership, writable: Writable) -> Self {
        Events {
            membership,
            writable,
        }
    }

    /// The control groups that count.
    pub(super) fn membership(&self) -> &Membership {
        self.membership
    }

    /// The writable file systems.
    pub(super) fn writable(&self) -> &Writable {
        &self.writable
    }

    /// What they say now.
    pub(super) fn counts(&self) -> Counts {
        let mut mounts = self.writable.mounts();
        Counts {
            // `memory.oom_control` and `memory.events` both have the line.
            out_of_memory: count(self.membership.memory_events.as_ref(), "oom_kill "),
            out_of_processes: count(self.membership.process_events.as_ref(), "max "),
            full: mounts.any(|mount| mount::is_full(mount.as_fd()).unwrap_or(false)),
        }
    }

    /// The limit that a command has met that failed, since it started.
    pub(super) fn limit(&self, before: Counts, status: Status) -> Option<LimitCode> {
        if status == Status::Exited(0) {
            return None;
        }
        let now = self.counts();
        if now.out_of_memory > before.out_of_memory {
            Some(LimitCode::Memory)
        } else if now.full && !before.full {
            Some(LimitCode::Disk)
        } else if now.out_of_processes > before.out_of_processes {
            Some(LimitCode::Processes)
        } else {
            None
        }
    }
}

/// Whether a command that met this limit was itself killed by it.
pub(super) fn was_killed_by(limit: Option<LimitCode>, status: Status) -> bool {
    limit == Some(LimitCode::Memory) && status == Status::Signaled(KILL)
}

/// The number in a line that starts with this word.
fn count(events: Option<&OwnedFd>, word: &str) -> u64 {
    let mut buffer = [0u8; 512];
    let length = match events {
        Some(events) => fd::read_at_start(events.as_fd(), &mut buffer).unwrap_or(0),
        None => 0,
    };
    String::from_utf8_lossy(&buffer[..length])
        .lines()
        .find_map(|line| line.strip_prefix(word)?.parse().ok())
        .unwrap_or(0)
}
