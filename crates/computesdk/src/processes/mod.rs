//! The processes of a sandbox: which there are, and ending them.

mod end;
mod kill;
mod killall;
mod missing;
mod multiply;
mod ps;

use computesdk_model::{Result, Signal};

pub use kill::Kill;
pub use killall::KillAll;
pub(crate) use missing::not_found;
pub use ps::Ps;

use crate::sandbox::Sandbox;

impl Sandbox {
    /// Its processes, by their ids: all that commands have started and that
    /// nobody has waited for yet, or [some of them](Ps::filter). The sandbox's own
    /// init is not among them.
    ///
    /// # Errors
    ///
    /// `SandboxGone`; `Engine` where the provider cannot tell.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// for process in sandbox.ps().await? {
    ///     println!("{} {:.1} % {}", process.pid, process.cpu_percent, process.command());
    /// }
    /// let python = sandbox.ps().filter(|process| process.command().contains("python")).await?;
    /// # drop(python); Ok(()) }
    /// ```
    pub fn ps(&self) -> Ps {
        Ps::new(self.clone())
    }

    /// Sends a process SIGTERM, or [another signal](Kill::signal). With a
    /// [timeout](Kill::timeout) it waits until the process has ended, and kills it
    /// when it does not in time.
    ///
    /// # Errors
    ///
    /// `NotFound` of kind `Process` where there is none of this id, or it is the
    /// sandbox's own; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use std::time::Duration;
    /// use computesdk::Signal;
    ///
    /// sandbox.kill(1234).await?;
    /// sandbox.kill(1234).signal(Signal::INT).timeout(Duration::from_secs(5)).await?;
    /// sandbox.kill(1234).signal("usr1".parse()?).await?;
    /// # Ok(()) }
    /// ```
    pub fn kill(&self, pid: u32) -> Kill {
        Kill::new(self.clone(), pid)
    }

    /// Sends SIGTERM, or [another signal](KillAll::signal), to each process with
    /// this text in its name or its command line, and gives those that got it. One
    /// that has ended, and waits for its parent to ask how, is none of them.
    /// With a [timeout](KillAll::timeout) as [`kill`](Sandbox::kill).
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for an empty text, which every process would match;
    /// `SandboxGone`, `Engine`. That there is no such process is none: the list is
    /// empty.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// for process in sandbox.killall("python").await? {
    ///     println!("ended {}", process.command());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn killall(&self, pattern: impl Into<String>) -> KillAll {
        KillAll::new(self.clone(), pattern.into())
    }

    /// Sends a signal to one process.
    async fn signal(&self, pid: u32, signal: Signal) -> Result<()> {
        let sending = self.alive()?.signal(pid, signal);
        let sent = self.commands().signal(pid, signal, sending).await;
        sent.map_err(|error| missing::explained(error, pid))
    }
}
