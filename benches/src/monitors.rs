//! What many monitors cost together.

use std::process::id;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use computesdk::{Compute, Limits, Monitor, Sandbox, create_compute};
use serde::Serialize;

use crate::processes::{descendants, spawners, stat_field};

/// Monitors in all.
const MONITORS: usize = 1000;
/// Processes of a sandbox that are watched.
pub(crate) const PROCESSES: usize = 200;
/// Sandboxes where each has few monitors.
const SANDBOXES: usize = 100;
/// As long as processors are watched.
const WATCH: Duration = Duration::from_secs(5);

/// Shares of one processor, in percent, of this program and of all that is the
/// engine's, with each monitor looking once a second.
#[derive(Serialize)]
pub(crate) struct Monitors {
    /// All in one sandbox of 200 processes.
    pub(crate) together: f64,
    /// In a hundred sandboxes, of two processes each.
    pub(crate) apart: f64,
}

pub(crate) async fn measure() -> anyhow::Result<Monitors> {
    Ok(Monitors {
        together: of(1, PROCESSES).await?,
        apart: of(SANDBOXES, 2).await?,
    })
}

async fn of(sandboxes: usize, processes: usize) -> anyhow::Result<f64> {
    let compute = create_compute()?;
    let mut crowds = Vec::new();
    let mut monitors = Vec::new();
    for _ in 0..sandboxes {
        let sandbox = crowd(&compute, processes).await?;
        let pids = sandbox.ps().await?;
        for at in 0..MONITORS / sandboxes {
            let pid = pids[at % pids.len()].pid;
            monitors.push(sandbox.monitor(pid).await?);
        }
        crowds.push(sandbox);
    }
    let watching = monitors
        .into_iter()
        .map(|monitor| tokio::spawn(watch(monitor)));
    let watching: Vec<_> = watching.collect();
    // They look at moments of their own once each has looked.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let pids = ours()?;
    let (start, before) = (Instant::now(), used(&pids)?);
    tokio::time::sleep(WATCH).await;
    let share = 100.0 * (used(&pids)? - before).as_secs_f64() / start.elapsed().as_secs_f64();
    for sandbox in crowds {
        sandbox.destroy().await?;
    }
    for watch in watching {
        let looks = watch.await??;
        ensure!(
            looks >= WATCH.as_secs() / 2,
            "a monitor looked {looks} times"
        );
    }
    Ok(share)
}

/// Until its process has ended: how often it was told something.
async fn watch(mut monitor: Monitor) -> computesdk::Result<u64> {
    let mut looks = 0;
    while monitor.next().await?.is_some() {
        looks += 1;
    }
    Ok(looks)
}

/// A sandbox in which so many processes sleep.
pub(crate) async fn crowd(compute: &Compute, processes: usize) -> anyhow::Result<Sandbox> {
    let sandbox = compute.sandbox("local").limits(Limits::default()).await?;
    let others = processes.saturating_sub(1);
    let line = format!("for i in $(seq {others}); do sleep 10000 & done; wait");
    sandbox.start_background(line).timeout(None).await?;
    let deadline = Instant::now() + Duration::from_secs(60);
    let asleep = || sandbox.ps().filter(|one| one.name == "sleep");
    while asleep().await?.len() < others {
        ensure!(
            Instant::now() < deadline,
            "there is no crowd after a minute"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(sandbox)
}

/// This program, its spawners and all in their sandboxes.
fn ours() -> anyhow::Result<Vec<u32>> {
    let mut pids = vec![id()];
    for spawner in spawners()? {
        pids.extend(descendants(spawner)?);
        pids.push(spawner);
    }
    Ok(pids)
}

/// Processor time of these processes.
fn used(pids: &[u32]) -> anyhow::Result<Duration> {
    const USER: usize = 11;
    const SYSTEM: usize = 12;
    /// A tick of the kernel's clock for people, on every x86-64.
    const TICK: Duration = Duration::from_millis(10);
    let of = |&pid| Some(stat_field(pid, USER)? + stat_field(pid, SYSTEM)?);
    let ticks: u64 = pids.iter().filter_map(of).sum();
    Ok(TICK * u32::try_from(ticks).context("too much time")?)
}
