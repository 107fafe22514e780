//! `cargo xtask kills`: the long form of the tests that kill.

use std::process::Command;

use anyhow::ensure;

/// Kill busy programs at random moments, 200 of them, destroy busy sandboxes as often,
/// and look what remains.
///
/// The tests that do it twenty times, run again and again: each run draws moments
/// of its own.
#[derive(clap::Args)]
pub(crate) struct Kills {
    /// How often the tests are run.
    #[arg(long, default_value_t = 10)]
    runs: u32,
}

impl Kills {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        for run in 1..=self.runs {
            eprintln!("run {run} of {}", self.runs);
            let status = Command::new(env!("CARGO"))
                .args(["test", "-q", "-p", "computesdk", "--test", "survival"])
                .args(["--", "killed::", "destroyed::"])
                .status()?;
            ensure!(status.success(), "something remained");
        }
        Ok(())
    }
}
