//! The peers that containers are made with: the same work by crun and by runc.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, ensure};
use async_trait::async_trait;
use serde_json::json;
use tempfile::TempDir;

use super::{Case, Laps, Name, TRUE};

/// A whole run of an OCI runtime: the namespaces that it makes as root, a root of the
/// host's `/usr`, and no filter of system calls.
pub(crate) struct Oci {
    name: Name,
    bundle: TempDir,
}

impl Oci {
    pub(crate) const CRUN: Name = "crun";
    pub(crate) const RUNC: Name = "runc";

    /// The runtime of this name, if it is installed. An error where it cannot run here.
    pub(crate) fn find(name: Name) -> anyhow::Result<Option<Oci>> {
        let found = Command::new(name).arg("--version").output();
        if !found.is_ok_and(|output| output.status.success()) {
            return Ok(None);
        }
        let bundle = TempDir::new().context("make a bundle")?;
        lay(bundle.path())?;
        let oci = Oci { name, bundle };
        oci.once()?;
        Ok(Some(oci))
    }

    fn once(&self) -> anyhow::Result<()> {
        let mut command = Command::new(self.name);
        command.args(["run", "--bundle"]).arg(self.bundle.path());
        let output = command
            .arg(format!("bench-{}", std::process::id()))
            .output()?;
        let words = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "{} ended with {}: {words}",
            self.name,
            output.status
        );
        Ok(())
    }
}

/// The files of a bundle.
fn lay(bundle: &Path) -> anyhow::Result<()> {
    let root = bundle.join("rootfs");
    for directory in ["proc", "dev", "tmp", "usr"] {
        fs::create_dir_all(root.join(directory))?;
    }
    for name in ["bin", "sbin", "lib", "lib64"] {
        symlink(format!("usr/{name}"), root.join(name))?;
    }
    let namespaces = ["pid", "network", "ipc", "uts", "mount", "cgroup"];
    let config = json!({
        "ociVersion": "1.0.2",
        "process": {
            "user": { "uid": 0, "gid": 0 },
            "args": [TRUE],
            "env": ["PATH=/usr/bin:/bin"],
            "cwd": "/",
            "noNewPrivileges": true,
        },
        "root": { "path": "rootfs", "readonly": true },
        "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs" },
            { "destination": "/tmp", "type": "tmpfs", "source": "tmpfs" },
            { "destination": "/usr", "type": "bind", "source": "/usr", "options": ["rbind", "ro"] },
        ],
        "linux": { "namespaces": namespaces.map(|kind| json!({ "type": kind })) },
    });
    fs::write(bundle.join("config.json"), config.to_string())?;
    Ok(())
}

#[async_trait]
impl Case for Oci {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        self.once()?;
        Ok(vec![(self.name, start.elapsed())])
    }
}
