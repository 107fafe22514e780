//! A disposable network for tests: a namespace of this kernel where every address is its
//! own. What a test reaches in it by a defence that is off is the test's own. Whoever runs
//! there has no rights on the host, so those of the kernel's defences can be off too that
//! keep a command from the rights of who runs it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, ensure};
use cargo_metadata::camino::Utf8Path;
use tempfile::TempDir;

use super::{NOBODY, Outcome, Run};

/// Every address is local, so that servers can be at any; of those that anybody may
/// have, one of each version is the host's own. Version 6 may be off.
const PREPARE: &str = "ip link set lo up && ip route add local default dev lo || exit
ip address add 1.2.3.4/32 dev lo || exit
ip -6 address add 2a00::1/128 dev lo nodad
ip -6 route add local default dev lo
exec \"$@\"";

/// Disposable networks for one test program.
pub(crate) struct Networks {
    /// Has a copy of the program that anybody can run, and is its home.
    home: TempDir,
}

impl Networks {
    pub(crate) fn new(program: &Utf8Path) -> anyhow::Result<Networks> {
        let home = tempfile::Builder::new()
            .prefix("networks-")
            .permissions(fs::Permissions::from_mode(0o1777))
            .tempdir()?;
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o1777))?;
        fs::copy(program, home.path().join("tests")).context("copy the tests")?;
        Ok(Networks { home })
    }

    /// Runs tests in a network namespace that ends with them.
    pub(crate) fn run(&self, run: &Run<'_>) -> anyhow::Result<Outcome> {
        let home = self.home.path();
        let mut command = Command::new("unshare");
        command
            .args(["--net", "--map-root-user", "--", "sh", "-c", PREPARE, "sh"])
            .arg(home.join("tests"))
            .args(["--test-threads", "2", "--color", "never", "--exact"])
            .args(&run.tests)
            .env("COMPUTESDK_WEAKEN", run.without.join(","))
            .env("RUST_BACKTRACE", "0")
            .env("HOME", home)
            .env("TMPDIR", home)
            .current_dir(home);
        if rustix::process::geteuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().context("run unshare")?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(
            text.contains("test result: "),
            "a disposable network: {}{text}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(Outcome::new(text))
    }
}
