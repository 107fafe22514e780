//! A sandbox for one command: made, used, gone.

use std::time::Instant;

use async_trait::async_trait;
use computesdk::Compute;

use super::exec::run_true;
use super::{Case, Laps};

/// Creates a sandbox, runs a command, destroys it. Only the spawner is there
/// before.
pub(crate) struct Cycle {
    compute: Compute,
}

impl Cycle {
    pub(crate) const NAME: &str = "cycle";
    pub(crate) const CREATE: &str = "cycle-create";
    pub(crate) const EXEC: &str = "cycle-exec";
    pub(crate) const DESTROY: &str = "cycle-destroy";

    pub(crate) fn new(compute: &Compute) -> Self {
        let compute = compute.clone();
        Cycle { compute }
    }
}

#[async_trait]
impl Case for Cycle {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let sandbox = self.compute.sandbox("local").await?;
        let created = start.elapsed();
        run_true(&sandbox).await?;
        let executed = start.elapsed();
        sandbox.destroy().await?;
        let destroyed = start.elapsed();
        Ok(vec![
            (Cycle::NAME, destroyed),
            (Cycle::CREATE, created),
            (Cycle::EXEC, executed - created),
            (Cycle::DESTROY, destroyed - executed),
        ])
    }
}
