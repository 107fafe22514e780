//! Waiting for processes to end, and seeing to it that they do.

use std::time::{Duration, SystemTime};

use computesdk_model::{Error, ProcessInfo, ProcessState, ResourceKind, Result, Signal};
use tokio::time::{sleep, timeout};

use crate::sandbox::Sandbox;

/// How long it is waited between two looks, at first and at most.
const FIRST_LOOK: Duration = Duration::from_millis(1);
const LAST_LOOK: Duration = Duration::from_millis(50);

/// A process, and not a later one with the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) pid: u32,
    start: SystemTime,
}

impl Target {
    pub(super) fn of(process: &ProcessInfo) -> Target {
        Target {
            pid: process.pid,
            start: process.start_time,
        }
    }

    pub(super) fn is(&self, process: &ProcessInfo) -> bool {
        process.pid == self.pid && process.started_at(self.start)
    }
}

/// Sends the signal to all; where they have not ended in time, SIGKILL, and waits.
/// One that is gone already is none to be told of.
pub(super) async fn end(
    sandbox: &Sandbox,
    targets: &[Target],
    signal: Signal,
    grace: Option<Duration>,
) -> Result<()> {
    send(sandbox, targets, signal).await?;
    let Some(grace) = grace else {
        return Ok(());
    };
    if let Ok(ended) = timeout(grace, ended(sandbox, targets)).await {
        return ended;
    }
    send(sandbox, targets, Signal::KILL).await?;
    ended(sandbox, targets).await
}

/// Sends a signal to all. One that is gone already is none to be told of.
pub(super) async fn send(sandbox: &Sandbox, targets: &[Target], signal: Signal) -> Result<()> {
    for target in targets {
        match sandbox.alive()?.signal(target.pid, signal).await {
            Err(Error::NotFound(error)) if error.kind == ResourceKind::Process => {}
            sent => sent?,
        }
    }
    Ok(())
}

/// Waits until none of them runs. A zombie does not: only its parent can make it
/// go away.
async fn ended(sandbox: &Sandbox, targets: &[Target]) -> Result<()> {
    let mut pause = FIRST_LOOK;
    loop {
        let processes = sandbox.ps().await?;
        let mut running = processes
            .iter()
            .filter(|process| process.state != ProcessState::Zombie);
        if !running.any(|process| targets.iter().any(|target| target.is(process))) {
            return Ok(());
        }
        sleep(pause).await;
        pause = (pause * 2).min(LAST_LOOK);
    }
}
