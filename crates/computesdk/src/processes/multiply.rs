//! Killing processes that multiply, however fast they do.

use std::time::Duration;

use computesdk_model::{ProcessInfo, Result, Signal};

use super::end::{Target, end, send};
use crate::sandbox::Sandbox;

/// More rounds than a sandbox usually can have processes: each finds at least one
/// more, and what is stopped still counts as one.
const MOST_ROUNDS: usize = 1000;

/// Kills all that are meant, and those that they have started since it was looked.
/// What is stopped starts nothing, but for what was under way when it was told to:
/// so it is looked once more when they have been told to die.
pub(super) async fn kill_all(
    sandbox: &Sandbox,
    is_meant: impl Fn(&ProcessInfo) -> bool,
    timeout: Option<Duration>,
) -> Result<Vec<ProcessInfo>> {
    let mut known = Vec::new();
    loop {
        let before = known.len();
        stop(sandbox, &is_meant, &mut known).await?;
        if known.len() == before {
            return Ok(known);
        }
        let targets: Vec<_> = known[before..].iter().map(Target::of).collect();
        end(sandbox, &targets, Signal::KILL, timeout).await?;
    }
}

/// Stops all that are meant and not known yet, and then knows them.
async fn stop(
    sandbox: &Sandbox,
    is_meant: impl Fn(&ProcessInfo) -> bool,
    known: &mut Vec<ProcessInfo>,
) -> Result<()> {
    for _ in 0..MOST_ROUNDS {
        let mut fresh = sandbox.ps().await?;
        fresh.retain(|process| {
            let target = Target::of(process);
            is_meant(process) && !known.iter().any(|known| target.is(known))
        });
        let targets: Vec<_> = fresh.iter().map(Target::of).collect();
        known.append(&mut fresh);
        if targets.is_empty() {
            break;
        }
        send(sandbox, &targets, Signal::STOP).await?;
    }
    Ok(())
}
