//! Errors about what was asked for.

use std::fmt;

use super::{Errno, Hint};
use crate::SandboxId;

/// A kind of thing that can be missing or run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResourceKind {
    /// A file.
    File,
    /// A directory.
    Directory,
    /// A program to execute.
    Program,
    /// The interpreter of a script.
    Interpreter,
    /// A version of a language.
    Version,
    /// A process that runs.
    Process,
    /// A provider.
    Provider,
    /// A sandbox.
    Sandbox,
    /// Sandboxes alive at once.
    Sandboxes,
    /// File descriptors of the calling program.
    Descriptors,
    /// Memory.
    Memory,
    /// Processes.
    Processes,
    /// Space in a file system.
    Space,
    /// Unprivileged user ids of the host.
    UserIds,
    /// Files that the kernel watches.
    Watches,
    /// A port that a program listens on.
    Port,
}

impl fmt::Display for ResourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ResourceKind::File => "file",
            ResourceKind::Directory => "directory",
            ResourceKind::Program => "program",
            ResourceKind::Interpreter => "interpreter",
            ResourceKind::Version => "version",
            ResourceKind::Process => "process",
            ResourceKind::Provider => "provider",
            ResourceKind::Sandbox => "sandbox",
            ResourceKind::Sandboxes => "sandboxes",
            ResourceKind::Descriptors => "file descriptors",
            ResourceKind::Memory => "memory",
            ResourceKind::Processes => "processes",
            ResourceKind::Space => "space",
            ResourceKind::UserIds => "user ids",
            ResourceKind::Watches => "watches",
            ResourceKind::Port => "port",
        })
    }
}

/// Something that was named does not exist.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind} not found: {name}")]
pub struct NotFoundError {
    /// What kind of thing.
    pub kind: ResourceKind,
    /// The name that was asked for.
    pub name: String,
    /// The system's answer, where it was asked.
    pub errno: Option<Errno>,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

/// The provider cannot do this.
#[derive(Clone, Debug, thiserror::Error)]
#[error("provider `{provider}` does not support {capability}")]
pub struct UnsupportedError {
    /// Name of the provider.
    pub provider: String,
    /// What it cannot do.
    pub capability: String,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

/// The caller asked for something that makes no sense.
#[derive(Clone, Debug, thiserror::Error)]
#[error("invalid {argument}: {reason}")]
pub struct InvalidArgumentError {
    /// Which argument, option or configuration key.
    pub argument: String,
    /// What is wrong with it, and where.
    pub reason: String,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

impl InvalidArgumentError {
    /// An error about this argument.
    pub fn new(argument: impl Into<String>, reason: impl Into<String>) -> Self {
        InvalidArgumentError {
            argument: argument.into(),
            reason: reason.into(),
            hints: Vec::new(),
        }
    }
}

/// Something ran out.
#[derive(Clone, Debug, thiserror::Error)]
#[error("out of {kind}: {detail}")]
pub struct ResourceExhaustedError {
    /// What ran out.
    pub kind: ResourceKind,
    /// Where, and how much there was.
    pub detail: String,
    /// The system's answer.
    pub errno: Option<Errno>,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

/// The sandbox has ended.
#[derive(Clone, Debug, thiserror::Error)]
#[error("sandbox {id} is gone: {reason}")]
pub struct SandboxGoneError {
    /// Which sandbox.
    pub id: SandboxId,
    /// Why it ended.
    pub reason: String,
    /// What to do about it.
    pub hints: Vec<Hint>,
}
