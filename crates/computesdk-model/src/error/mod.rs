//! Errors are values: what failed, at which step, with which errno, and the
//! output produced until then.

mod command;
mod engine;
mod file;
mod packages;
mod request;

use std::borrow::Cow;
use std::fmt;

pub use command::{AbortError, CompilationError, ExecutionError, TimeoutError};
pub use engine::{EngineError, Errno};
pub use file::FileError;
pub use packages::{PackagesError, PackagesFailure};
pub use request::{
    InvalidArgumentError, NotFoundError, ResourceExhaustedError, ResourceKind, SandboxGoneError,
    UnsupportedError,
};

use crate::{ExecResult, Outcome};

/// Result of a ComputeSDK call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Advice for the person who reads the error: what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint(Cow<'static, str>);

impl Hint {
    /// A hint with this text, a whole sentence without a full stop.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Hint(text.into())
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything that can go wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A command ended with a code other than 0.
    #[error(transparent)]
    Execution(Box<ExecutionError>),
    /// Code could not be made a program.
    #[error(transparent)]
    Compilation(Box<CompilationError>),
    /// Packages that code needs could not be installed.
    #[error(transparent)]
    Packages(Box<PackagesError>),
    /// A command ran longer than its timeout and was killed.
    #[error(transparent)]
    Timeout(Box<TimeoutError>),
    /// The caller cancelled a command, and it was killed.
    #[error(transparent)]
    Abort(Box<AbortError>),
    /// A file, program, interpreter, provider or sandbox does not exist.
    #[error(transparent)]
    NotFound(#[from] NotFoundError),
    /// The provider cannot do this.
    #[error(transparent)]
    Unsupported(#[from] UnsupportedError),
    /// The caller asked for something that makes no sense.
    #[error(transparent)]
    InvalidArgument(#[from] InvalidArgumentError),
    /// The sandbox's system refused to do something to a file.
    #[error(transparent)]
    File(Box<FileError>),
    /// Something ran out: descriptors, memory, processes, sandboxes.
    #[error(transparent)]
    ResourceExhausted(#[from] ResourceExhaustedError),
    /// The sandbox has ended.
    #[error(transparent)]
    SandboxGone(#[from] SandboxGoneError),
    /// A step of the engine failed.
    #[error(transparent)]
    Engine(Box<EngineError>),
}

impl From<ExecutionError> for Error {
    fn from(error: ExecutionError) -> Self {
        Error::Execution(Box::new(error))
    }
}

impl From<CompilationError> for Error {
    fn from(error: CompilationError) -> Self {
        Error::Compilation(Box::new(error))
    }
}

impl From<PackagesError> for Error {
    fn from(error: PackagesError) -> Self {
        Error::Packages(Box::new(error))
    }
}

impl From<TimeoutError> for Error {
    fn from(error: TimeoutError) -> Self {
        Error::Timeout(Box::new(error))
    }
}

impl From<AbortError> for Error {
    fn from(error: AbortError) -> Self {
        Error::Abort(Box::new(error))
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        Error::File(Box::new(error))
    }
}

impl From<EngineError> for Error {
    fn from(error: EngineError) -> Self {
        Error::Engine(Box::new(error))
    }
}

impl Error {
    /// Its kind in one word, for programs: `execution`, `compilation`, `packages`,
    /// `timeout`, `abort`, `not_found`, `unsupported`, `invalid_argument`, `file`,
    /// `resource_exhausted`, `sandbox_gone` or `engine`.
    pub fn kind(&self) -> &'static str {
        match self {
            Error::Execution(_) => "execution",
            Error::Compilation(_) => "compilation",
            Error::Packages(_) => "packages",
            Error::Timeout(_) => "timeout",
            Error::Abort(_) => "abort",
            Error::NotFound(_) => "not_found",
            Error::Unsupported(_) => "unsupported",
            Error::InvalidArgument(_) => "invalid_argument",
            Error::File(_) => "file",
            Error::ResourceExhausted(_) => "resource_exhausted",
            Error::SandboxGone(_) => "sandbox_gone",
            Error::Engine(_) => "engine",
        }
    }

    /// What the command had done until it failed, where a command ran.
    pub fn result(&self) -> Option<&ExecResult> {
        match self {
            Error::Execution(error) => Some(&error.result),
            Error::Compilation(error) => Some(&error.result),
            Error::Packages(error) => error.result.as_ref(),
            Error::Timeout(error) => Some(&error.result),
            Error::Abort(error) => error.result.as_ref(),
            _ => None,
        }
    }

    /// The result that it carries, to add to it.
    pub fn result_mut(&mut self) -> Option<&mut ExecResult> {
        match self {
            Error::Execution(error) => Some(&mut error.result),
            Error::Compilation(error) => Some(&mut error.result),
            Error::Packages(error) => error.result.as_mut(),
            Error::Timeout(error) => Some(&mut error.result),
            Error::Abort(error) => error.result.as_mut(),
            _ => None,
        }
    }

    /// Why the command ended, where one was asked to run: also for a command
    /// that was cancelled before it ran. `None` where the request itself was at
    /// fault.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Error::Execution(error) => Some(error.result.outcome),
            Error::Compilation(error) => Some(error.result.outcome),
            Error::Packages(error) => error.result.as_ref().map(|result| result.outcome),
            Error::Timeout(_) => Some(Outcome::TimeLimit),
            Error::Abort(_) => Some(Outcome::KilledByCaller),
            Error::Engine(_) => Some(Outcome::EngineFailure),
            _ => None,
        }
    }

    /// The system's error number, where a system call failed.
    pub fn errno(&self) -> Option<Errno> {
        match self {
            Error::NotFound(error) => error.errno,
            Error::File(error) => Some(error.errno),
            Error::ResourceExhausted(error) => error.errno,
            Error::Engine(error) => error.errno,
            _ => None,
        }
    }

    /// What to do about it, most useful first. Print them after the error.
    pub fn hints(&self) -> &[Hint] {
        match self {
            Error::Execution(error) => &error.hints,
            Error::Compilation(error) => &error.hints,
            Error::Packages(error) => &error.hints,
            Error::Timeout(error) => &error.hints,
            Error::Abort(_) => &[],
            Error::NotFound(error) => &error.hints,
            Error::Unsupported(error) => &error.hints,
            Error::InvalidArgument(error) => &error.hints,
            Error::File(error) => &error.hints,
            Error::ResourceExhausted(error) => &error.hints,
            Error::SandboxGone(error) => &error.hints,
            Error::Engine(error) => &error.hints,
        }
    }
}
