//! The reference: a process and nothing around it.

use std::process::Command;
use std::time::Instant;

use anyhow::ensure;
use async_trait::async_trait;

use super::{Case, Laps, TRUE};

/// `posix_spawn` and wait, as the standard library does it.
pub(crate) struct Bare;

impl Bare {
    pub(crate) const NAME: &str = "bare";
}

#[async_trait]
impl Case for Bare {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let status = Command::new(TRUE).status()?;
        let elapsed = start.elapsed();
        ensure!(status.success(), "{TRUE} ended with {status}");
        Ok(vec![(Bare::NAME, elapsed)])
    }
}
