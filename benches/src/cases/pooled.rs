//! A sandbox that was ready.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use computesdk::{Compute, create_compute};

use super::exec::run_true;
use super::{Case, Laps};

/// Creates a sandbox that the pool has ready, and runs a command. What follows, its end
/// and that another one takes its place, is not counted.
pub(crate) struct Pooled {
    compute: Compute,
}

/// As many as wait.
const READY: usize = 8;

impl Pooled {
    pub(crate) const NAME: &str = "pooled";
    pub(crate) const CREATE: &str = "pooled-create";

    pub(crate) async fn new() -> anyhow::Result<Self> {
        let compute = create_compute()?;
        compute.sandbox("local").prepare(READY).await?;
        let pooled = Pooled { compute };
        pooled.rest().await;
        Ok(pooled)
    }

    /// Waits until all is made that is to be, and has come to rest.
    async fn rest(&self) {
        while self.compute.pool().stats().ready < READY {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

#[async_trait]
impl Case for Pooled {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let sandbox = self.compute.sandbox("local").await?;
        let created = start.elapsed();
        run_true(&sandbox).await?;
        let executed = start.elapsed();
        sandbox.destroy().await?;
        self.rest().await;
        Ok(vec![(Pooled::NAME, executed), (Pooled::CREATE, created)])
    }
}
