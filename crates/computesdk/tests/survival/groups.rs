//! Control groups, as the host sees them.

use std::fs;
use std::path::{Path, PathBuf};

/// Control groups that these spawners have made.
pub(crate) fn groups(spawners: &[u32]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut unseen = vec![PathBuf::from("/sys/fs/cgroup")];
    while let Some(directory) = unseen.pop() {
        if spawners
            .iter()
            .any(|pid| named(&directory, &format!("computesdk-{pid}-")))
        {
            found.push(directory.clone());
        }
        unseen.extend(entries(&directory).filter(|path| path.is_dir() && !path.is_symlink()));
    }
    found
}

/// A directory that is going away has no entries.
pub(crate) fn entries(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

pub(crate) fn named(path: &Path, part: &str) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().contains(part))
}
