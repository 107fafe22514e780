//! A disposable network for tests: a namespace of this kernel with a loopback device and
//! nothing else. What a test reaches in it by a defence that is off is the test's own.

use std::process::Command;

use anyhow::Context;
use cargo_metadata::camino::Utf8Path;

use super::{Outcome, Run};

/// Runs tests in a network namespace that ends with them.
pub(crate) fn run(program: &Utf8Path, run: &Run<'_>) -> anyhow::Result<Outcome> {
    let mut command = Command::new("unshare");
    command.arg("--net");
    if !rustix::process::geteuid().is_root() {
        command.arg("--map-root-user");
    }
    let output = command
        .args(["--", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"])
        .arg(program)
        .args(["--test-threads", "2", "--color", "never", "--exact"])
        .args(&run.tests)
        .env("COMPUTESDK_WEAKEN", run.without.join(","))
        .env("RUST_BACKTRACE", "0")
        .output()
        .context("run unshare")?;
    Ok(Outcome::new(
        String::from_utf8_lossy(&output.stdout).into_owned(),
    ))
}
