//! Processes of this program's, as the host's `/proc` shows them.

use std::fs;

use anyhow::Context;

/// What the spawner calls itself.
const SPAWNER: &str = "compute-spawner";

/// This program's spawners.
pub(crate) fn spawners() -> anyhow::Result<Vec<u32>> {
    let all = with_parents()?;
    let mut found = children(&all, std::process::id());
    found.retain(|&pid| name(pid).is_some_and(|name| name == SPAWNER));
    Ok(found)
}

/// All that come from a process.
pub(crate) fn descendants(pid: u32) -> anyhow::Result<Vec<u32>> {
    let all = with_parents()?;
    let mut found = children(&all, pid);
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(children(&all, parent));
        next += 1;
    }
    Ok(found)
}

/// Name of a process's program.
pub(crate) fn name(pid: u32) -> Option<String> {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    Some(name.trim().to_owned())
}

/// A field of `/proc/PID/stat`, from 0 after the name.
pub(crate) fn stat_field(pid: u32, field: usize) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in parentheses, may have anything in it.
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(field)?.parse().ok()
}

fn children(all: &[(u32, u32)], parent: u32) -> Vec<u32> {
    let children = all.iter().filter(|(_, of)| *of == parent);
    children.map(|(pid, _)| *pid).collect()
}

/// Every process of the host, each with its parent.
fn with_parents() -> anyhow::Result<Vec<(u32, u32)>> {
    const PARENT: usize = 1;
    let entries = fs::read_dir("/proc").context("list /proc")?;
    let pids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let with_parent = |pid| Some((pid, u32::try_from(stat_field(pid, PARENT)?).ok()?));
    Ok(pids.filter_map(with_parent).collect())
}
