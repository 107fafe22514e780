//! What happens to a sandbox.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::{EgressEvent, LimitKind, Outcome, SandboxId, Signal};

/// Something that happened to a sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SandboxEvent {
    /// When.
    pub time: SystemTime,
    /// To which sandbox.
    pub sandbox: SandboxId,
    /// What.
    pub kind: EventKind,
    /// Events of the same stream right before this one that are lost, since they were
    /// not read in time; usually 0.
    pub missed: u64,
}

impl SandboxEvent {
    /// One of this time, of which nobody has missed anything.
    pub fn new(time: SystemTime, sandbox: SandboxId, kind: EventKind) -> Self {
        SandboxEvent {
            time,
            sandbox,
            kind,
            missed: 0,
        }
    }
}

/// As in `local-4711-1: exec_ended: 12, exited with 0 after 31ms`.
impl fmt::Display for SandboxEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.sandbox, self.kind)
    }
}

/// What happens to a sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// Its provider began to make it. Told together with [`Ready`](EventKind::Ready),
    /// as it has no id before: its time is that of the beginning.
    Created {
        /// The provider's name.
        provider: String,
    },
    /// It can run commands.
    Ready {
        /// Time that its making took.
        creation_time: Duration,
    },
    /// A command runs, also one that a call such as `cd` runs.
    ExecStarted {
        /// Its process id inside the sandbox.
        pid: u32,
        /// Name of its program as the caller wrote it, `sh` for a line of shell.
        /// Arguments and lines are not told: there may be secrets in them.
        program: String,
    },
    /// A command has ended.
    ExecEnded {
        /// Its process id inside the sandbox.
        pid: u32,
        /// Its exit code, 128 + number for a signal; `None` where that is not known: its
        /// caller has dropped it and so ended it, its sandbox ended first, or the engine
        /// failed.
        exit_code: Option<i32>,
        /// The signal that ended it.
        signal: Option<Signal>,
        /// Why it ended.
        outcome: Outcome,
        /// From the start of the call to its end, as the caller's clock saw it.
        execution_time: Duration,
    },
    /// A command met a limit of its sandbox and failed; told right before its end.
    LimitHit {
        /// The command's process id inside the sandbox.
        pid: u32,
        /// Which limit.
        limit: LimitKind,
    },
    /// A step of installing packages for its code begins. Nothing is told of packages that
    /// are there already.
    PackagesInstalling {
        /// By what: `pip`.
        installer: String,
        /// What it does now: `preparing`, `installing`, `compiling`.
        step: String,
        /// How many were asked for.
        packages: usize,
    },
    /// Packages for its code were installed, and are kept.
    PackagesInstalled {
        /// By what.
        installer: String,
        /// Bytes that they take.
        bytes: u64,
        /// Time that it took.
        time: Duration,
    },
    /// Something was asked of its network and refused.
    EgressDenied {
        /// What, and why.
        event: EgressEvent,
    },
    /// It has ended. Nothing happens to it after that.
    Destroyed {
        /// By what.
        reason: EndReason,
    },
}

impl EventKind {
    /// Its name, without what belongs to the single event.
    pub fn name(&self) -> EventName {
        match self {
            EventKind::Created { .. } => EventName::Created,
            EventKind::Ready { .. } => EventName::Ready,
            EventKind::ExecStarted { .. } => EventName::ExecStarted,
            EventKind::ExecEnded { .. } => EventName::ExecEnded,
            EventKind::LimitHit { .. } => EventName::LimitHit,
            EventKind::PackagesInstalling { .. } => EventName::PackagesInstalling,
            EventKind::PackagesInstalled { .. } => EventName::PackagesInstalled,
            EventKind::EgressDenied { .. } => EventName::EgressDenied,
            EventKind::Destroyed { .. } => EventName::Destroyed,
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name())?;
        match self {
            EventKind::Created { provider } => write!(f, "by {provider}"),
            EventKind::Ready { creation_time } => write!(f, "after {creation_time:?}"),
            EventKind::ExecStarted { pid, program } => write!(f, "{pid}, {program}"),
            EventKind::ExecEnded {
                pid,
                exit_code,
                outcome,
                execution_time,
                ..
            } => {
                write!(f, "{pid}, {outcome}")?;
                if let Some(code) = exit_code {
                    write!(f, " with {code}")?;
                }
                write!(f, " after {execution_time:?}")
            }
            EventKind::LimitHit { pid, limit } => write!(f, "{pid}, {}", limit.name()),
            EventKind::PackagesInstalling {
                installer,
                step,
                packages,
            } => write!(f, "{installer}, {step} {packages}"),
            EventKind::PackagesInstalled {
                installer,
                bytes,
                time,
            } => write!(f, "{installer}, {bytes} bytes after {time:?}"),
            EventKind::EgressDenied { event } => write!(f, "{event}"),
            EventKind::Destroyed { reason } => write!(f, "{reason}"),
        }
    }
}

/// Names of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventName {
    /// Of [`EventKind::Created`].
    Created,
    /// Of [`EventKind::Ready`].
    Ready,
    /// Of [`EventKind::ExecStarted`].
    ExecStarted,
    /// Of [`EventKind::ExecEnded`].
    ExecEnded,
    /// Of [`EventKind::LimitHit`].
    LimitHit,
    /// Of [`EventKind::PackagesInstalling`].
    PackagesInstalling,
    /// Of [`EventKind::PackagesInstalled`].
    PackagesInstalled,
    /// Of [`EventKind::EgressDenied`].
    EgressDenied,
    /// Of [`EventKind::Destroyed`].
    Destroyed,
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EventName::Created => "created",
            EventName::Ready => "ready",
            EventName::ExecStarted => "exec_started",
            EventName::ExecEnded => "exec_ended",
            EventName::LimitHit => "limit_hit",
            EventName::PackagesInstalling => "packages_installing",
            EventName::PackagesInstalled => "packages_installed",
            EventName::EgressDenied => "egress_denied",
            EventName::Destroyed => "destroyed",
        })
    }
}

/// By what a sandbox ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EndReason {
    /// Its user destroyed it.
    Destroyed,
    /// Its user dropped the last handle to it.
    Dropped,
    /// Nobody asked for it: why, in the provider's words.
    Ended(String),
}

impl EndReason {
    /// In one word, for programs: `destroyed`, `dropped` or `ended`.
    pub fn name(&self) -> &'static str {
        match self {
            EndReason::Destroyed => "destroyed",
            EndReason::Dropped => "dropped",
            EndReason::Ended(_) => "ended",
        }
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EndReason::Ended(cause) => f.write_str(cause),
            reason => f.write_str(reason.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_told_in_one_line() {
        let told = |kind| {
            let id = SandboxId::new("local-1-1");
            SandboxEvent::new(SystemTime::UNIX_EPOCH, id, kind).to_string()
        };
        let ended = |exit_code, outcome| EventKind::ExecEnded {
            pid: 7,
            exit_code,
            signal: None,
            outcome,
            execution_time: Duration::from_millis(31),
        };
        assert_eq!(
            told(ended(Some(3), Outcome::Exited)),
            "local-1-1: exec_ended: 7, exited with 3 after 31ms"
        );
        assert_eq!(
            told(ended(None, Outcome::KilledByCaller)),
            "local-1-1: exec_ended: 7, killed_by_caller after 31ms"
        );
        assert_eq!(
            told(EventKind::Destroyed {
                reason: EndReason::Ended("its init ended".to_owned())
            }),
            "local-1-1: destroyed: its init ended"
        );
    }
}
