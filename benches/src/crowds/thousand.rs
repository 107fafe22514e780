//! A thousand alive.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context;
use computesdk::{Compute, Sandbox};
use serde::Serialize;

use crate::cases::{TRUE, run_true};
use crate::memory::{available, private};
use crate::processes::{descendants, spawners};
use crate::samples::Samples;

const SANDBOXES: usize = 1000;
/// As many as are asked for at once.
const AT_ONCE: usize = 16;
/// Commands that are then run in any of them.
const COMMANDS: usize = 500;

/// Sandboxes that have each run a command.
#[derive(Serialize)]
pub(crate) struct Thousand {
    /// Until all were there and had done so.
    pub(crate) seconds: f64,
    /// KiB of memory that no other process has, of each.
    pub(crate) private: u64,
    /// KiB that the machine has less for each, the kernel's part included.
    pub(crate) whole: u64,
    /// Of `exec` in any of them, to a bare process.
    pub(crate) exec: f64,
}

pub(super) async fn measure() -> anyhow::Result<Thousand> {
    let builder = Compute::builder().max_sandboxes(SANDBOXES);
    let compute = builder.pool(0..=0).build()?;
    let before = available()?;
    let start = Instant::now();
    let creating = (0..AT_ONCE).map(|_| tokio::spawn(create(compute.clone())));
    let mut sandboxes = Vec::new();
    for some in creating.collect::<Vec<_>>() {
        sandboxes.extend(some.await??);
    }
    let seconds = start.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let whole = before.saturating_sub(available()?) / sandboxes.len() as u64;
    let spawner = spawners()?.into_iter().next();
    let spawner = spawner.context("there is no spawner among this program's children")?;
    let private = descendants(spawner)?.into_iter().map(private);
    let private: u64 = private.sum::<anyhow::Result<u64>>()? / sandboxes.len() as u64;
    let exec = exec(&sandboxes).await?;
    for sandbox in sandboxes {
        sandbox.destroy().await?;
    }
    Ok(Thousand {
        seconds,
        private,
        whole,
        exec,
    })
}

async fn create(compute: Compute) -> computesdk::Result<Vec<Sandbox>> {
    let mut sandboxes = Vec::new();
    while sandboxes.len() < SANDBOXES / AT_ONCE {
        let sandbox = compute.sandbox("local").await?;
        run_true(&sandbox).await?;
        sandboxes.push(sandbox);
    }
    Ok(sandboxes)
}

async fn exec(sandboxes: &[Sandbox]) -> anyhow::Result<f64> {
    let (mut inside, mut bare) = (Vec::new(), Vec::new());
    // A prime: no two that are neighbours.
    for sandbox in (0..COMMANDS).map(|at| &sandboxes[at * 367 % sandboxes.len()]) {
        let start = Instant::now();
        run_true(sandbox).await?;
        inside.push(start.elapsed());
        let start = Instant::now();
        Command::new(TRUE).status()?;
        bare.push(start.elapsed());
    }
    let median = |times| Samples::new(times).quantile(0.5);
    Ok(median(inside) / median(bare))
}
