//! Processes about to get a signal, by a text that they have in common.

use std::future::IntoFuture;
use std::time::Duration;

use computesdk_model::{InvalidArgumentError, ProcessInfo, ProcessState, Result, Signal};

use super::end::{Target, end};
use super::multiply::kill_all;
use crate::exec::ResultFuture;
use crate::sandbox::Sandbox;

/// Processes about to get a signal: what [`Sandbox::killall`] makes. Set options,
/// then `.await` it.
#[must_use = "signals are sent when this is awaited"]
#[derive(Debug)]
pub struct KillAll {
    sandbox: Sandbox,
    pattern: String,
    signal: Signal,
    timeout: Option<Duration>,
}

impl KillAll {
    pub(super) fn new(sandbox: Sandbox, pattern: String) -> Self {
        KillAll {
            sandbox,
            pattern,
            signal: Signal::TERM,
            timeout: None,
        }
    }

    /// Which signal; SIGTERM unless told otherwise. SIGKILL stops them first, so that
    /// none of them can start another meanwhile.
    pub fn signal(mut self, signal: Signal) -> Self {
        self.signal = signal;
        self
    }

    /// Waits until all of them have ended; after so long they get SIGKILL.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    async fn run(self) -> Result<Vec<ProcessInfo>> {
        if self.pattern.is_empty() {
            let reason = "it is empty, so every process would match";
            return Err(InvalidArgumentError::new("pattern", reason).into());
        }
        // One that has ended cannot be killed.
        let is_meant =
            |process: &ProcessInfo| process.state != ProcessState::Zombie && self.is_meant(process);
        if self.signal == Signal::KILL {
            return kill_all(&self.sandbox, is_meant, self.timeout).await;
        }
        let mut processes = self.sandbox.ps().await?;
        processes.retain(is_meant);
        let targets: Vec<_> = processes.iter().map(Target::of).collect();
        let reached = end(&self.sandbox, &targets, self.signal, self.timeout).await?;
        processes.retain(|process| reached.contains(&Target::of(process)));
        Ok(processes)
    }

    fn is_meant(&self, process: &ProcessInfo) -> bool {
        process.name.contains(&self.pattern) || process.command().contains(&self.pattern)
    }
}

impl IntoFuture for KillAll {
    type Output = Result<Vec<ProcessInfo>>;
    type IntoFuture = ResultFuture<Vec<ProcessInfo>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
