//! What is planted on the host.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::TempDir;

/// What a planted file holds.
pub(crate) const SECRET: &str = "a secret of the host\n";

/// A directory of the host that everybody may enter, with a file that everybody
/// may read and write: only the sandbox's walls are in the way.
pub(crate) struct Planted {
    directory: TempDir,
}

impl Planted {
    /// Below the directory for temporary files.
    pub(crate) fn new() -> Planted {
        Planted::below(std::env::temp_dir())
    }

    /// Below this directory.
    pub(crate) fn below(parent: impl Into<PathBuf>) -> Planted {
        let directory = tempfile::Builder::new()
            .prefix("computesdk-canary-")
            .permissions(fs::Permissions::from_mode(0o777))
            .tempdir_in(parent.into())
            .unwrap();
        let planted = Planted { directory };
        fs::write(planted.file(), SECRET).unwrap();
        fs::set_permissions(planted.file(), fs::Permissions::from_mode(0o666)).unwrap();
        planted
    }

    /// The directory.
    pub(crate) fn directory(&self) -> &str {
        self.directory.path().to_str().unwrap()
    }

    /// The file.
    pub(crate) fn file(&self) -> String {
        format!("{}/file", self.directory())
    }

    /// Fails unless the file is as it was planted, alone in its directory.
    pub(crate) fn assert_untouched(&self) {
        assert_eq!(fs::read_to_string(self.file()).unwrap(), SECRET);
        let mode = fs::metadata(self.file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o666);
        let names: Vec<_> = fs::read_dir(self.directory()).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }
}

/// Runs one test of this program again, in a process that `command` prepares:
/// what a process has from its birth cannot be planted later.
pub(crate) fn again(test: &str, mut command: std::process::Command) {
    let program = std::env::current_exe().unwrap();
    let output = command
        .arg(program)
        .args(["--exact", "--nocapture", test])
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stdout.contains("1 passed"), "{stdout}\n{stderr}");
}
