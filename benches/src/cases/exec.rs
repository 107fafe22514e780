//! A command in a living sandbox.

use std::time::Instant;

use async_trait::async_trait;
use computesdk::{Compute, Sandbox};

use super::{Case, Laps, TRUE};

/// `sandbox.exec(..)`, as a user calls it.
pub(crate) struct Exec {
    sandbox: Sandbox,
}

impl Exec {
    pub(crate) const NAME: &str = "exec";

    pub(crate) async fn new(compute: &Compute) -> anyhow::Result<Self> {
        let sandbox = compute.sandbox("local").await?;
        Ok(Exec { sandbox })
    }
}

#[async_trait]
impl Case for Exec {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        run_true(&self.sandbox).await?;
        Ok(vec![(Exec::NAME, start.elapsed())])
    }
}

/// An exit code other than 0 is an error, so this is checked too.
pub(crate) async fn run_true(sandbox: &Sandbox) -> computesdk::Result<()> {
    let arguments: [&str; 0] = [];
    sandbox.exec((TRUE, arguments)).await.map(drop)
}
