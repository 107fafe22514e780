//! `cargo xtask soak`: the long form of the test that does everything again and again.

use std::process::Command;

use anyhow::ensure;

/// Make and end sandboxes, and run commands in one, many times: what they take of the
/// host comes back.
///
/// Descriptors, threads, memory, mounts, namespaces, processes and control groups of the
/// program, its spawner and an init, before and after.
#[derive(clap::Args)]
pub(crate) struct Soak {
    /// Sandboxes, one after the other.
    #[arg(long, default_value_t = 20_000)]
    cycles: u64,
    /// Commands in one sandbox.
    #[arg(long, default_value_t = 200_000)]
    execs: u64,
}

impl Soak {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let status = Command::new(env!("CARGO"))
            .args(["test", "-q", "-p", "computesdk", "--test", "soak"])
            .args(["--", "--nocapture"])
            .env("SOAK_CYCLES", self.cycles.to_string())
            .env("SOAK_EXECS", self.execs.to_string())
            .status()?;
        ensure!(status.success(), "something was kept");
        Ok(())
    }
}
