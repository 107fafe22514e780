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

/// Sends the signal to all; to those that have not ended in time, SIGKILL, and
/// waits. Gives those that were there to get the signal.
pub(super) async fn end(
    sandbox: &Sandbox,
    targets: &[Target],
    signal: Signal,
    grace: Option<Duration>,
) -> Result<Vec<Target>> {
    let reached = send(sandbox, targets, signal).await?;
    if let Some(grace) = grace {
        match timeout(grace, ended(sandbox, &reached)).await {
            Ok(ended) => ended?,
            Err(_) => {
                // The ids of those that have ended may be others' by now.
                let stubborn = running(sandbox, &reached).await?;
                send(sandbox, &stubborn, Signal::KILL).await?;
                ended(sandbox, &stubborn).await?;
            }
        }
    }
    Ok(reached)
}

/// Gives those that were still there.
pub(super) async fn send(
    sandbox: &Sandbox,
    targets: &[Target],
    signal: Signal,
) -> Result<Vec<Target>> {
    let mut reached = Vec::new();
    for target in targets {
        match sandbox.signal(target.pid, signal).await {
            Err(Error::NotFound(error)) if error.kind == ResourceKind::Process => {}
            sent => {
                sent?;
                reached.push(*target);
            }
        }
    }
    Ok(reached)
}

/// Waits until none of them runs.
async fn ended(sandbox: &Sandbox, targets: &[Target]) -> Result<()> {
    let mut pause = FIRST_LOOK;
    while !running(sandbox, targets).await?.is_empty() {
        sleep(pause).await;
        pause = (pause * 2).min(LAST_LOOK);
    }
    Ok(())
}

/// Those that have not ended. A zombie has: only its parent can make it go away.
async fn running(sandbox: &Sandbox, targets: &[Target]) -> Result<Vec<Target>> {
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let processes = sandbox
        .ps()
        .pids(targets.iter().map(|target| target.pid))
        .await?;
    let mut running = targets.to_vec();
    running.retain(|target| {
        let mut found = processes.iter().filter(|process| target.is(process));
        found.any(|process| process.state != ProcessState::Zombie)
    });
    Ok(running)
}
