//! Run untrusted commands in a real sandbox on your own machine, through one
//! API for every provider.
//!
//! ```no_run
//! use computesdk::create_compute;
//!
//! #[tokio::main]
//! async fn main() -> computesdk::Result<()> {
//!     let compute = create_compute()?;
//!     let sandbox = compute.sandbox("local").await?;
//!
//!     let result = sandbox.exec("python3 -c 'print(\"Hello, World!\")'").await?;
//!     println!("{}", result.stdout);
//!     Ok(())
//! }
//! ```
//!
//! - [`create_compute`] reads the configuration; [`Compute`] makes sandboxes.
//! - [`Sandbox::exec`] runs a command and collects its output,
//!   [`Sandbox::exec_stream`] gives the output while it runs,
//!   [`Sandbox::run`] runs a script by its interpreter.
//! - [`Sandbox::python`], [`Sandbox::node`] and their sisters run code.
//! - [`Sandbox::get_url`] reaches a server inside from this machine.
//! - [`Error`] says what failed and carries the output so far;
//!   [`Error::hints`] says what to do about it.
//! - [`Sandbox::events`] and [`Compute::events`] tell what happens; [`metrics`] lists what
//!   is counted, and spans of `tracing` carry the ids of sandboxes and commands.
//! - [`blocking`] is the same without async.
//! - [`provider`] has the traits behind it all, for a provider of your own.
//!
//! # Errors
//!
//! A command that exits with a code other than 0 is an [`Error::Execution`]
//! with the whole result in it:
//!
//! ```no_run
//! # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
//! use computesdk::Error;
//!
//! match sandbox.exec("invalid_command").await {
//!     Ok(result) => println!("{}", result.stdout),
//!     Err(Error::Execution(failed)) => {
//!         eprintln!("exit code {}: {}", failed.result.exit_code, failed.result.stderr);
//!         for hint in &failed.hints {
//!             eprintln!("hint: {hint}");
//!         }
//!     }
//!     Err(Error::Timeout(timeout)) => eprintln!("still running after {:?}", timeout.timeout),
//!     Err(other) => return Err(other),
//! }
//! # Ok(()) }
//! ```
//!
//! # Many at once
//!
//! Calls are independent futures: run them together as any others.
//!
//! ```no_run
//! # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
//! let (files, processes, disks) = tokio::try_join!(
//!     sandbox.exec("ls /usr").into_future(),
//!     sandbox.exec("ps aux").into_future(),
//!     sandbox.exec("df -h").into_future(),
//! )?;
//! # drop((files, processes, disks)); Ok(()) }
//! ```

mod background;
pub mod blocking;
mod cache;
mod carrier;
mod code;
mod compute;
mod config;
mod events;
mod exec;
mod files;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod hints;
pub mod metrics;
mod monitor;
mod pool;
mod ports;
mod processes;
mod run;
mod sandbox;

/// The traits behind it all, for writing a provider of one's own.
pub use computesdk_provider as provider;

pub use background::{Background, BackgroundProcess, Follow};
#[doc(hidden)]
pub use code::How;
pub use code::{FoundLanguage, FoundTool, FoundVersion, LiveSnippet, Snippet, Warm};
pub use compute::{Compute, ComputeBuilder, create_compute};
pub use computesdk_model::{
    AbortError, CompilationError, Denial, Diagnostic, DirectoryEntry, EgressEvent, EgressProtocol,
    EndReason, EngineError, Errno, Error, EventKind, EventName, ExecResult, ExecutionError, Exit,
    ExitStatus, FileError, FileStat, FileType, Hint, Image, InvalidArgumentError, Layer, LayerKind,
    LimitKind, LimitStatus, Limits, Mechanism, MimeData, Mount, Network, NetworkRule,
    NetworkTarget, NotFoundError, NotReturned, NotReturnedReason, Outcome, Output, PackagesError,
    PackagesFailure, ProcessInfo, ProcessState, Program, ResourceExhaustedError, ResourceKind,
    Result, ResultsMissing, ReturnedFile, RichResult, SandboxEvent, SandboxGoneError, SandboxId,
    SandboxInfo, Severity, Signal, TerminalSize, TimeoutError, UnknownSignal, UnsupportedError,
    Usage, User, Verdict, WatchEvent, WatchKind,
};
pub use config::parse_size;
pub use events::{Events, Subscription};
pub use exec::{Command, Exec, ExecStream, Input, IntoCommand, Job, Live, OutputStream};
pub use files::{
    Archive, Checksum, Chmod, Chown, Copy, CreateFile, Digest, Download, Exists, Extract, FileCall,
    FileReader, FileWriter, Find, Grep, HardLink, List, MakeArchive, Match, Mkdir, OpenFile,
    Operation, Progress, ReadFile, ReadLink, Remove, Rename, ReturnFiles, Returned, Skipped,
    StartWatch, Stat, Symlink, Temp, Transfer, Truncate, Upload, Watch, WriteFile,
};
pub use monitor::{Monitor, StartMonitor, Stats};
pub use pool::{Pool, PoolStats};
pub use ports::{Publish, PublishedPort};
pub use processes::{Kill, KillAll, Ps};
pub use run::{LiveScript, Script, WithArguments};
pub use sandbox::{MountDirectory, Sandbox, SandboxBuilder};
/// Cancels commands: see [`Exec::cancel`].
pub use tokio_util::sync::CancellationToken;
/// How much is logged: see [`Compute::log_level`].
pub use tracing::level_filters::LevelFilter;

/// The README's examples compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
