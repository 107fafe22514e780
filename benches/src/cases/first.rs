//! The first sandbox of a program: nothing is running, nothing is warm.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use async_trait::async_trait;
use computesdk::create_compute;

use super::exec::run_true;
use super::{Case, Laps};

/// Says to this program that it is to be that other program.
const CHILD: &str = "--first-sandbox-of-a-program";

/// A new process that makes its first sandbox, runs a command in it and destroys
/// it. The process is this program once more.
pub(crate) struct First {
    program: PathBuf,
}

impl First {
    /// From the first call of the library until the command has ended.
    pub(crate) const INSIDE: &str = "first-inside";
    /// The whole process, from its start to its end.
    pub(crate) const PROCESS: &str = "first-process";

    pub(crate) fn new() -> anyhow::Result<Self> {
        let program = env::current_exe().context("find this program")?;
        Ok(First { program })
    }
}

#[async_trait]
impl Case for First {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let output = Command::new(&self.program).arg(CHILD).output()?;
        let process = start.elapsed();
        let (said, complained) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        ensure!(output.status.success(), "the first sandbox: {complained}");
        let inside = said.trim().parse().with_context(|| format!("{said:?}"))?;
        Ok(vec![
            (First::INSIDE, Duration::from_nanos(inside)),
            (First::PROCESS, process),
        ])
    }
}

/// Whether this is the process that [`First`] starts.
pub(crate) fn is_child() -> bool {
    env::args_os().nth(1).is_some_and(|word| word == CHILD)
}

/// Its whole life.
pub(crate) fn child() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let start = Instant::now();
        let sandbox = create_compute()?.sandbox("local").await?;
        run_true(&sandbox).await?;
        let inside = start.elapsed();
        crate::print(&format!("{}\n", inside.as_nanos()));
        sandbox.destroy().await?;
        Ok(())
    })
}
