//! A process about to get a signal.

use std::future::IntoFuture;
use std::time::Duration;

use computesdk_model::{Result, Signal};

use super::end::{Target, end};
use super::not_found;
use crate::exec::ResultFuture;
use crate::sandbox::Sandbox;

/// A process about to get a signal: what [`Sandbox::kill`] makes. Set options, then
/// `.await` it.
#[must_use = "a signal is sent when this is awaited"]
#[derive(Debug)]
pub struct Kill {
    sandbox: Sandbox,
    pid: u32,
    signal: Signal,
    timeout: Option<Duration>,
}

impl Kill {
    pub(super) fn new(sandbox: Sandbox, pid: u32) -> Self {
        Kill {
            sandbox,
            pid,
            signal: Signal::TERM,
            timeout: None,
        }
    }

    /// Which signal; SIGTERM unless told otherwise.
    pub fn signal(mut self, signal: Signal) -> Self {
        self.signal = signal;
        self
    }

    /// Waits until the process has ended; after so long it gets SIGKILL.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    async fn run(self) -> Result<()> {
        if self.timeout.is_none() {
            return self.sandbox.signal(self.pid, self.signal).await;
        }
        let processes = self.sandbox.ps().pids([self.pid]).await?;
        let process = processes.first();
        let target = [Target::of(process.ok_or_else(|| not_found(self.pid))?)];
        let reached = end(&self.sandbox, &target, self.signal, self.timeout).await?;
        match reached.is_empty() {
            true => Err(not_found(self.pid)),
            false => Ok(()),
        }
    }
}

impl IntoFuture for Kill {
    type Output = Result<()>;
    type IntoFuture = ResultFuture<()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
