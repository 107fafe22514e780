//! Why a command ended.

use std::fmt;

use serde::Serialize;

use crate::{Exit, ExitStatus, LimitKind};

/// Why a command ended: what was met, told from what the kernel counted and from
/// what the caller asked for, never from what a program wrote.
///
/// A command that exits with 0 has [`Exited`](Outcome::Exited) or met the output
/// limit, whatever happened to the processes that it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It exited by itself, with whatever code.
    Exited,
    /// It ran longer than its timeout and was killed.
    TimeLimit,
    /// It failed, and while it ran the kernel killed a process of the sandbox
    /// for want of memory.
    MemoryLimit,
    /// It exited, and output beyond `max_output_size` was thrown away.
    OutputLimit,
    /// It failed and left the sandbox's disk or `/tmp` without a free byte or
    /// inode, which was not so when it started. Told from the state at the end: a
    /// program that removes what it wrote before it fails has
    /// [`Exited`](Outcome::Exited), as has one that finds the disk full from the
    /// start.
    DiskLimit,
    /// It failed, and while it ran the kernel refused the sandbox a process or
    /// thread. Told where a control group counts processes.
    ProcessLimit,
    /// The kernel ended it by SIGXFSZ, or a shell tells that of what it ran: it
    /// wrote beyond the longest file.
    FileSizeLimit,
    /// A signal ended it that its caller did not send.
    Signalled,
    /// Its caller ended it: by a cancelled token, or by a signal to its handle or
    /// its process id.
    KilledByCaller,
    /// A step of the engine failed: how the command ended is not known.
    EngineFailure,
}

impl Outcome {
    /// In one word, for programs: as it is serialized.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Exited => "exited",
            Outcome::TimeLimit => "time_limit",
            Outcome::MemoryLimit => "memory_limit",
            Outcome::OutputLimit => "output_limit",
            Outcome::DiskLimit => "disk_limit",
            Outcome::ProcessLimit => "process_limit",
            Outcome::FileSizeLimit => "file_size_limit",
            Outcome::Signalled => "signalled",
            Outcome::KilledByCaller => "killed_by_caller",
            Outcome::EngineFailure => "engine_failure",
        }
    }

    /// What a provider's word about the end means.
    pub(crate) fn of(exit: &Exit) -> Outcome {
        match (exit.limit, exit.status) {
            (_, ExitStatus::Exited(0)) => Outcome::Exited,
            (Some(LimitKind::Memory), _) => Outcome::MemoryLimit,
            (Some(LimitKind::Disk), _) => Outcome::DiskLimit,
            (Some(LimitKind::Processes), _) => Outcome::ProcessLimit,
            (Some(LimitKind::FileSize), _) => Outcome::FileSizeLimit,
            (_, ExitStatus::Signaled(_)) => Outcome::Signalled,
            (_, ExitStatus::Exited(_)) => Outcome::Exited,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
