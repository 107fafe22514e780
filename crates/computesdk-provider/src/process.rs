//! A running command.

use async_trait::async_trait;
use computesdk_model::{Exit, Result, Signal, TerminalSize};
use tokio::io::{AsyncRead, AsyncWrite};

/// Bytes coming out of a sandbox.
pub type Reader = Box<dyn AsyncRead + Send + Unpin>;

/// Bytes going into a sandbox.
pub type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// A command that has started. See the crate's rules for what its parts owe.
pub struct Process {
    /// Process id inside the sandbox.
    pub pid: u32,
    /// Standard input, where [`StdinMode::Pipe`] or a terminal was asked for.
    /// Dropping it closes it; with a terminal, dropping it has no effect.
    /// Writing fails with [`BrokenPipe`] once nobody can read it any more.
    ///
    /// [`BrokenPipe`]: std::io::ErrorKind::BrokenPipe
    /// [`StdinMode::Pipe`]: computesdk_model::StdinMode::Pipe
    pub stdin: Option<Writer>,
    /// Standard output; with a terminal, everything it shows.
    pub stdout: Reader,
    /// Standard error; ends at once where a terminal was given.
    pub stderr: Reader,
    /// Waiting for the command and ending it.
    pub control: Box<dyn ProcessControl>,
}

/// Which processes a signal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KillScope {
    /// The command's own process.
    Process,
    /// The command and everything it started, however it detached itself.
    Job,
}

/// Control over a running command. Dropped before [`wait`] has returned, it
/// kills the whole job.
///
/// [`wait`]: ProcessControl::wait
#[async_trait]
pub trait ProcessControl: Send + Sync {
    /// Waits until the command itself has exited. What it left running lives
    /// on. Safe to drop and call again.
    async fn wait(&mut self) -> Result<Exit>;

    /// Sends a signal. Ok also when the command has exited already: the job's
    /// other processes still get it. Does not block: a caller may use it while
    /// it is being dropped.
    fn signal(&self, signal: Signal, scope: KillScope) -> Result<()>;

    /// Tells the terminal its new size. Ok without effect where there is none.
    fn resize(&self, size: TerminalSize) -> Result<()>;
}
