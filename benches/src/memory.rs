//! Memory of an idle sandbox.

use std::fs;

use anyhow::{Context, ensure};
use computesdk::create_compute;
use serde::Serialize;

use crate::processes::{descendants, spawners};

/// Private memory in KiB: pages that no other process has.
#[derive(Serialize)]
pub(crate) struct Memory {
    /// All processes of one sandbox that has run a command and is idle.
    pub(crate) sandbox: u64,
    /// The spawner, once in a program.
    pub(crate) spawner: u64,
}

/// Measures one sandbox, alone: others would share pages with it.
pub(crate) async fn measure() -> anyhow::Result<Memory> {
    let sandbox = create_compute()?.sandbox("local").await?;
    sandbox.exec("true").await?;
    let spawner = spawners()?.into_iter().next();
    let spawner = spawner.context("there is no spawner among this program's children")?;
    let processes = descendants(spawner)?;
    ensure!(!processes.is_empty(), "the sandbox has no process");
    let memory = Memory {
        sandbox: processes
            .into_iter()
            .map(private)
            .sum::<anyhow::Result<u64>>()?,
        spawner: private(spawner)?,
    };
    sandbox.destroy().await?;
    Ok(memory)
}

/// KiB of memory that no other process has.
pub(crate) fn private(pid: u32) -> anyhow::Result<u64> {
    let path = format!("/proc/{pid}/smaps_rollup");
    let text = fs::read_to_string(&path).with_context(|| format!("read {path}"))?;
    let private = text.lines().filter(|line| line.starts_with("Private_"));
    let kibibytes = private.filter_map(|line| line.split_whitespace().nth(1));
    Ok(kibibytes
        .filter_map(|number| number.parse::<u64>().ok())
        .sum())
}

/// KiB that the machine could give to programs.
pub(crate) fn available() -> anyhow::Result<u64> {
    let text = fs::read_to_string("/proc/meminfo").context("read /proc/meminfo")?;
    let mut lines = text.lines();
    let line = lines.find_map(|line| line.strip_prefix("MemAvailable:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.context("/proc/meminfo says nothing about available memory")
}
