//! A sandbox with limits, and one without.

use std::time::Instant;

use async_trait::async_trait;
use computesdk::{Compute, Limits};

use super::{Case, Laps, Name};

/// Creates a sandbox with these limits. The two kinds take turns, so that a group
/// made ahead, with the limits asked for last, is often one of the other kind.
pub(crate) struct Limited {
    compute: Compute,
    limits: Limits,
    name: Name,
}

impl Limited {
    pub(crate) const ALL: &str = "create-with-all-limits";
    pub(crate) const NONE: &str = "create-without-limits";

    /// Both kinds.
    pub(crate) fn both(compute: &Compute) -> [Limited; 2] {
        let all = Limits {
            memory: Some(512 << 20),
            swap: Some(64 << 20),
            processes: Some(100),
            cpus: Some(1.5),
            cpu_weight: 50,
            open_files: Some(512),
            file_size: Some(64 << 20),
            disk: Some(256 << 20),
            tmp: Some(64 << 20),
            inodes: Some(10_000),
            read_rate: Some(100 << 20),
            write_rate: Some(100 << 20),
        };
        let none = Limits {
            memory: None,
            swap: None,
            processes: None,
            open_files: None,
            disk: None,
            ..Limits::default()
        };
        [(Limited::ALL, all), (Limited::NONE, none)].map(|(name, limits)| Limited {
            compute: compute.clone(),
            limits,
            name,
        })
    }
}

#[async_trait]
impl Case for Limited {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let limits = self.limits.clone();
        let start = Instant::now();
        let sandbox = self.compute.sandbox("local").limits(limits).await?;
        let elapsed = start.elapsed();
        sandbox.destroy().await?;
        Ok(vec![(self.name, elapsed)])
    }
}
