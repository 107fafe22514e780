//! The peer: the same work by bubblewrap.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::ensure;
use async_trait::async_trait;

use super::{Case, Laps, TRUE};

/// One `bwrap` process with every namespace, a root of tmpfs and the host's
/// `/usr` in it.
pub(crate) struct Bubblewrap {
    arguments: Vec<String>,
}

/// Directories that are links into `/usr` on most systems.
const SYSTEM: [&str; 6] = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

impl Bubblewrap {
    pub(crate) const NAME: &str = "bubblewrap";

    /// What the installed one calls itself.
    pub(crate) fn version() -> Option<String> {
        let output = Command::new("bwrap").arg("--version").output().ok()?;
        let version = String::from_utf8(output.stdout).ok()?;
        Some(version.trim().to_owned())
    }

    pub(crate) fn new() -> Self {
        let mut arguments: Vec<String> = ["user", "ipc", "pid", "net", "uts", "cgroup"]
            .map(|namespace| format!("--unshare-{namespace}"))
            .into();
        let mut add =
            |words: &[&str]| arguments.extend(words.iter().map(|word| (*word).to_owned()));
        add(&["--new-session", "--die-with-parent", "--clearenv"]);
        add(&[
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",
            "--ro-bind",
            "/usr",
            "/usr",
        ]);
        for name in SYSTEM {
            let path = format!("/{name}");
            if let Ok(target) = Path::new(&path).read_link() {
                add(&["--symlink", &target.to_string_lossy(), &path]);
            } else if Path::new(&path).exists() {
                add(&["--ro-bind", &path, &path]);
            }
        }
        add(&[TRUE]);
        Bubblewrap { arguments }
    }
}

#[async_trait]
impl Case for Bubblewrap {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let status = Command::new("bwrap").args(&self.arguments).status()?;
        let elapsed = start.elapsed();
        ensure!(status.success(), "bwrap ended with {status}");
        Ok(vec![(Bubblewrap::NAME, elapsed)])
    }
}
