//! How a command ended and what it used.

use std::time::Duration;

use serde::Serialize;

use crate::{
    LimitKind, NotReturned, Outcome, Output, ResultsMissing, ReturnedFile, RichResult, Signal,
};

/// What a whole job used: the command and everything it waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// Processor time, user and system together.
    pub cpu_time: Duration,
    /// Processor time in user mode.
    pub user_time: Duration,
    /// Processor time in the kernel.
    pub system_time: Duration,
    /// Peak resident memory in bytes: of the job's largest process, or of the
    /// whole job where a cgroup counts it.
    pub memory: u64,
    /// Bytes read from and written to block devices.
    pub disk_io: u64,
    /// Bytes read from block devices.
    pub disk_read: u64,
    /// Bytes written to block devices.
    pub disk_written: u64,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// It exited with this code, 0 to 255.
    Exited(i32),
    /// A signal ended it.
    Signaled(Signal),
}

impl ExitStatus {
    /// The code as a shell gives it: 128 + number for a signal.
    pub fn code(self) -> i32 {
        match self {
            ExitStatus::Exited(code) => code,
            ExitStatus::Signaled(signal) => 128 + signal.number(),
        }
    }

    /// The signal, if one ended it.
    pub fn signal(self) -> Option<Signal> {
        match self {
            ExitStatus::Exited(_) => None,
            ExitStatus::Signaled(signal) => Some(signal),
        }
    }
}

/// The end of a command as a provider reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// How it ended.
    pub status: ExitStatus,
    /// The kernel killed a process of the sandbox for want of memory while the
    /// command ran, and the command was ended by SIGKILL.
    pub oom_killed: bool,
    /// The limit of the sandbox that was met while it ran, where it failed and
    /// the kernel tells: memory, disk, processes or file size, the first of
    /// these. See [`Outcome`] for what each of them means.
    pub limit: Option<LimitKind>,
    /// What the job used.
    pub usage: Usage,
}

impl Exit {
    /// Why it ended, as far as the provider can know.
    pub fn outcome(&self) -> Outcome {
        Outcome::of(self)
    }
}

/// The result of a command that ran to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExecResult {
    /// Standard output; also standard error where a terminal was given.
    pub stdout: Output,
    /// Standard error.
    pub stderr: Output,
    /// Exit code: 0 is success, 128 + number stands for a signal.
    pub exit_code: i32,
    /// The signal that ended it.
    pub signal: Option<Signal>,
    /// Why it ended.
    pub outcome: Outcome,
    /// Killed by the kernel for want of memory.
    pub oom_killed: bool,
    /// Output beyond `max_output_size` was discarded.
    pub truncated: bool,
    /// From the start of the process to its exit, as the caller's clock saw it.
    pub execution_time: Duration,
    /// Process id inside the sandbox.
    pub pid: Option<u32>,
    /// What the whole job used.
    pub usage: Usage,
    /// Files that were asked to come back with it.
    pub files: Vec<ReturnedFile>,
    /// Those that were asked for and did not come.
    pub not_returned: Vec<NotReturned>,
    /// What code displayed, in that order, and the value of its last expression, where they
    /// were asked for.
    pub results: Vec<RichResult>,
    /// Why some of those are missing, where some are.
    pub results_missing: Option<ResultsMissing>,
}

impl ExecResult {
    /// A result without output: the base that a caller fills.
    pub fn new(exit: Exit, execution_time: Duration, pid: Option<u32>) -> Self {
        ExecResult {
            stdout: Output::default(),
            stderr: Output::default(),
            exit_code: exit.status.code(),
            signal: exit.status.signal(),
            outcome: Outcome::of(&exit),
            oom_killed: exit.oom_killed,
            truncated: false,
            execution_time,
            pid,
            usage: exit.usage,
            files: Vec::new(),
            not_returned: Vec::new(),
            results: Vec::new(),
            results_missing: None,
        }
    }

    /// Whether the exit code is 0.
    pub fn success(&self) -> bool {
        self.exit_code == 0
    }
}
