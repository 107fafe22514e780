//! Groups of spawners that were killed: the next one clears them away.

use std::fs;
use std::path::Path;

const PREFIX: &str = "computesdk-";

/// Name of this spawner's directory: its process id and when it started, which
/// no other process ever has together.
pub(super) fn own_name() -> String {
    let pid = std::process::id();
    format!("{PREFIX}{pid}-{}", start_time(pid).unwrap_or(0))
}

/// Removes what spawners that no longer live have left in a group.
pub(super) fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let owner = name.to_str().and_then(owner);
        let dead = owner.is_some_and(|(pid, started)| start_time(pid) != Some(started));
        if dead {
            let groups = fs::read_dir(entry.path()).into_iter().flatten().flatten();
            for group in groups.filter(|group| group.path().is_dir()) {
                // Refused where something still lives in it; then it stays.
                let _ = fs::remove_dir(group.path());
            }
            let _ = fs::remove_dir(entry.path());
        }
    }
}

/// Process id and start time from a directory's name.
fn owner(name: &str) -> Option<(u32, u64)> {
    let (pid, started) = name.strip_prefix(PREFIX)?.split_once('-')?;
    Some((pid.parse().ok()?, started.parse().ok()?))
}

/// When a process started, in clock ticks since boot: field 22 of its `stat`.
/// The second field, its name, may have spaces and parentheses in it.
fn start_time(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(19)?.parse().ok()
}
