//! A disposable network for tests: a namespace of this kernel with a loopback device and
//! nothing else, and a user namespace that owns it. What a test reaches in it by a defence that is off is the test's own.
//!
//! The device has addresses as a machine in a network has, and a way to everywhere that
//! leads nowhere.

use std::process::Command;

use anyhow::Context;
use cargo_metadata::camino::Utf8Path;

use super::{Outcome, Run};

/// Sets the network up, and becomes the test program.
const SCRIPT: &str = "\
set -e
ip link set lo up
ip addr add 10.0.0.1/8 dev lo
ip -6 addr add fd00::1/64 dev lo nodad
ip route add default dev lo src 10.0.0.1
ip -6 route add default dev lo src fd00::1
exec \"$@\"
";

/// Runs tests in a network namespace that ends with them.
pub(crate) fn run(program: &Utf8Path, run: &Run<'_>) -> anyhow::Result<Outcome> {
    let output = Command::new("unshare")
        // Root there is nobody here, whatever a test leaves out.
        .args(["--net", "--map-root-user"])
        .args(["--", "sh", "-c", SCRIPT, "sh"])
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
