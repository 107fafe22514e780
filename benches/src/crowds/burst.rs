//! A hundred at once.

use std::process::Command;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use anyhow::ensure;
use computesdk::{Compute, Sandbox, create_compute};
use serde::Serialize;

use crate::cases::{TRUE, run_true};
use crate::samples::Samples;

const CROWD: usize = 100;

/// Milliseconds from the moment when all were asked for to the end of the command of
/// each.
#[derive(Serialize)]
pub(crate) struct Burst {
    pub(crate) bare: Figures,
    /// By sandboxes that the pool has ready.
    pub(crate) ready: Figures,
    /// By sandboxes that are made then.
    pub(crate) cold: Figures,
}

#[derive(Serialize)]
pub(crate) struct Figures {
    pub(crate) median: f64,
    pub(crate) p99: f64,
}

pub(super) async fn measure(rounds: usize) -> anyhow::Result<Burst> {
    let with_pool = create_compute()?;
    let without = Compute::builder().pool(0..=0).build()?;
    let (mut bare, mut ready, mut cold) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let prepared = with_pool.sandbox("local").prepare(CROWD).await?;
        ensure!(prepared == CROWD, "the pool has {prepared} sandboxes");
        pause().await;
        ready.extend(sandboxes(&with_pool).await?);
        with_pool.pool().clear();
        pause().await;
        cold.extend(sandboxes(&without).await?);
        pause().await;
        bare.extend(tokio::task::spawn_blocking(processes).await??);
    }
    let figures = |times| {
        let samples = Samples::new(times);
        Figures {
            median: samples.quantile(0.5),
            p99: samples.quantile(0.99),
        }
    };
    Ok(Burst {
        bare: figures(bare),
        ready: figures(ready),
        cold: figures(cold),
    })
}

/// What was made or ended before has come to rest.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}

async fn sandboxes(compute: &Compute) -> anyhow::Result<Vec<Duration>> {
    let start = Instant::now();
    let all = (0..CROWD).map(|_| tokio::spawn(one(compute.clone(), start)));
    let mut times = Vec::new();
    let mut sandboxes = Vec::new();
    for each in all.collect::<Vec<_>>() {
        let (time, sandbox) = each.await??;
        times.push(time);
        sandboxes.push(sandbox);
    }
    for sandbox in sandboxes {
        sandbox.destroy().await?;
    }
    Ok(times)
}

async fn one(compute: Compute, start: Instant) -> computesdk::Result<(Duration, Sandbox)> {
    let sandbox = compute.sandbox("local").await?;
    run_true(&sandbox).await?;
    Ok((start.elapsed(), sandbox))
}

/// A thread for each: they are there before the time begins.
fn processes() -> anyhow::Result<Vec<Duration>> {
    let barrier = Arc::new(Barrier::new(CROWD + 1));
    let thread = |_| {
        let barrier = Arc::clone(&barrier);
        std::thread::spawn(move || {
            barrier.wait();
            let status = Command::new(TRUE).status();
            (status, Instant::now())
        })
    };
    let threads: Vec<_> = (0..CROWD).map(thread).collect();
    let start = Instant::now();
    barrier.wait();
    let ended = threads.into_iter().map(|thread| {
        let (status, ended) = thread.join().expect("it does not panic");
        ensure!(status?.success(), "{TRUE} failed");
        Ok(ended.duration_since(start))
    });
    ended.collect()
}
