//! A list of many processes.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, ensure};
use async_trait::async_trait;
use computesdk::{Compute, Sandbox};

use super::{Case, Laps};
use crate::monitors::{PROCESSES, crowd};
use crate::processes::{descendants, name, spawners};

/// `sandbox.ps()` of 200 processes.
pub(crate) struct Ps {
    sandbox: Sandbox,
}

/// The host's own ways to look at the same processes.
pub(crate) struct HostPs {
    pids: Vec<u32>,
}

impl Ps {
    pub(crate) const NAME: &str = "ps";

    /// With the comparison, which looks at this sandbox's processes: there must
    /// be no other with a spawner yet.
    pub(crate) async fn new(compute: &Compute) -> anyhow::Result<(Ps, HostPs)> {
        let sandbox = crowd(compute, PROCESSES).await?;
        let mut pids = Vec::new();
        for spawner in spawners()? {
            pids.extend(descendants(spawner)?);
        }
        pids.retain(|&pid| name(pid).is_some_and(|name| name != "compute-init"));
        let found = pids.len();
        ensure!(found == PROCESSES, "the host sees {found} processes");
        Ok((Ps { sandbox }, HostPs { pids }))
    }
}

#[async_trait]
impl Case for Ps {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let processes = self.sandbox.ps().await?;
        let elapsed = start.elapsed();
        let found = processes.len();
        ensure!(found == PROCESSES, "ps shows {found} processes");
        Ok(vec![(Ps::NAME, elapsed)])
    }
}

impl HostPs {
    /// The same files of each process, read by this program.
    pub(crate) const FILES: &str = "ps-files";
    /// The command.
    pub(crate) const COMMAND: &str = "ps-command";
}

#[async_trait]
impl Case for HostPs {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let mut bytes = 0;
        for pid in &self.pids {
            fs::read_link(format!("/proc/{pid}/ns/cgroup")).context("read a link")?;
            for file in ["cmdline", "stat"] {
                bytes += fs::read(format!("/proc/{pid}/{file}"))?.len();
            }
        }
        let files = start.elapsed();
        ensure!(bytes > 0, "the files are empty");

        let list: Vec<_> = self.pids.iter().map(u32::to_string).collect();
        let start = Instant::now();
        let mut command = Command::new("ps");
        command.args(["-o", "pid,ppid,uid,stat,pcpu,rss,lstart,args", "-p"]);
        let output = command.arg(list.join(",")).stdin(Stdio::null()).output();
        let command = start.elapsed();
        let Ok(output) = output else {
            return Ok(vec![(HostPs::FILES, files)]);
        };
        let lines = output.stdout.iter().filter(|&&byte| byte == b'\n').count();
        ensure!(
            lines == self.pids.len() + 1,
            "the host's ps has {lines} lines"
        );
        Ok(vec![(HostPs::FILES, files), (HostPs::COMMAND, command)])
    }
}
