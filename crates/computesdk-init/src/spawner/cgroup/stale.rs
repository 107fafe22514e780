//! Groups of spawners that were killed: the next one clears them away.

use alloc::string::String;

use computesdk_sys::{file, process};

use crate::paths::{self, c_string};

const PREFIX: &str = "computesdk-";

/// Name of this spawner's directory: its process id and when it started, which
/// no other process ever has together.
pub(super) fn own_name() -> String {
    let pid = process::id();
    format!("{PREFIX}{pid}-{}", start_time(pid).unwrap_or(0))
}

/// Removes what spawners that no longer live have left in a group.
pub(super) fn sweep(parent: &str) {
    for entry in paths::list(parent) {
        let name = str::from_utf8(&entry.name).unwrap_or_default();
        let dead = owner(name).is_some_and(|(pid, started)| start_time(pid) != Some(started));
        if dead {
            let directory = format!("{parent}/{name}");
            for group in paths::list(&directory).filter(|entry| entry.is_directory) {
                // Refused where something still lives in it; then it stays.
                remove(&[directory.as_bytes(), b"/", &group.name].concat());
            }
            remove(directory.as_bytes());
        }
    }
}

fn remove(directory: &[u8]) {
    let _ = c_string(directory).and_then(|path| file::rmdirat(None, &path));
}

/// Process id and start time from a directory's name.
fn owner(name: &str) -> Option<(u32, u64)> {
    let (pid, started) = name.strip_prefix(PREFIX)?.split_once('-')?;
    Some((pid.parse().ok()?, started.parse().ok()?))
}

/// When a process started, in clock ticks since boot: field 22 of its `stat`.
/// The second field, its name, may have spaces and parentheses in it.
fn start_time(pid: u32) -> Option<u64> {
    let stat = paths::read(&format!("/proc/{pid}/stat"))?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(19)?.parse().ok()
}
