//! Plain types of ComputeSDK: what a caller asks for and what it gets back.
//!
//! No I/O happens here and nothing depends on a provider; every other crate
//! depends on this one.

mod command;
mod diagnostic;
mod error;
mod event;
mod exec_result;
mod file;
mod info;
mod limits;
mod network;
mod outcome;
mod output;
mod process;
mod returned;
mod rich_result;
mod signal;
mod spec;
mod user;

pub use command::{CommandSpec, Program, StdinMode, TerminalSize};
pub use diagnostic::{Diagnostic, Severity};
pub use error::{
    AbortError, CompilationError, EngineError, Errno, Error, ExecutionError, FileError, Hint,
    InvalidArgumentError, NotFoundError, PackagesError, PackagesFailure, ResourceExhaustedError,
    ResourceKind, Result, SandboxGoneError, TimeoutError, UnsupportedError,
};
pub use event::{EndReason, EventKind, EventName, SandboxEvent};
pub use exec_result::{ExecResult, Exit, ExitStatus, Usage};
pub use file::{
    DirectoryEntry, FileChange, FileStat, FileType, Temporary, TreeEntry, TreeKind, TreePart,
    WatchEvent, WatchKind, WriteMode, WriteOptions,
};
pub use info::{Layer, LayerKind, LimitKind, LimitStatus, Mechanism, SandboxInfo};
pub use limits::Limits;
pub use network::{
    Denial, EgressEvent, EgressProtocol, Network, NetworkRule, NetworkTarget, Verdict,
};
pub use outcome::Outcome;
pub use output::Output;
pub use process::{ProcessInfo, ProcessQuery, ProcessState};
pub use returned::{NotReturned, NotReturnedReason, ReturnedFile};
pub use rich_result::{MimeData, ResultsMissing, RichResult};
pub use signal::{Signal, UnknownSignal};
pub use spec::{Image, Mount, SandboxId, SandboxSpec};
pub use user::User;
