//! Clearing away what a killed spawner could not.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often, and how long apart: the sandboxes of a killed spawner end when
/// their sockets close, and their groups are empty a moment later.
const ATTEMPTS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// Removes the directories of a spawner's control groups, if they are there.
pub(super) async fn remove(groups: Vec<Vec<u8>>) {
    let mut left: Vec<PathBuf> = groups
        .into_iter()
        .map(|path| PathBuf::from(OsString::from_vec(path)))
        .collect();
    for _ in 0..ATTEMPTS {
        left.retain(|path| !remove_tree(path));
        if left.is_empty() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
    for path in left {
        tracing::warn!(path = %path.display(), "a control group is still in use");
    }
}

/// Whether nothing of it is left. In a control group only directories can be
/// removed, and only empty ones.
fn remove_tree(path: &Path) -> bool {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    for child in entries.filter(|entry| entry.path().is_dir()) {
        let _ = fs::remove_dir(child.path());
    }
    match fs::remove_dir(path) {
        Ok(()) => true,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
