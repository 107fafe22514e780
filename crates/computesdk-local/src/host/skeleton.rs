//! What every root has, whatever the host has.

use std::collections::HashSet;

use computesdk_init::protocol::Entry;

use super::entry::{directory, link};
use super::etc;

const USER: u32 = 1000;

/// Directories and files, each after the directory that it is in.
pub(crate) fn skeleton() -> Vec<Entry> {
    let mut entries = directories();
    entries.extend(etc::entries());
    entries
}

fn directories() -> Vec<Entry> {
    let root = [
        ("dev", 0o755),
        ("etc", 0o755),
        ("home", 0o755),
        ("mnt", 0o755),
        ("opt", 0o755),
        ("opt/bin", 0o755),
        ("proc", 0o555),
        ("root", 0o711),
        ("run", 0o755),
        ("run/lock", 0o1777),
        ("srv", 0o755),
        ("sys", 0o555),
        ("tmp", 0o1777),
        ("var", 0o755),
        ("var/cache", 0o755),
        ("var/lib", 0o755),
        ("var/log", 0o755),
        ("var/spool", 0o755),
        ("var/tmp", 0o1777),
    ];
    let mut entries: Vec<Entry> = root
        .into_iter()
        .map(|(path, mode)| directory(path, mode))
        .collect();
    entries.push(Entry {
        uid: USER,
        ..directory("home/user", 0o755)
    });
    entries.push(link("var/run", "/run".into()));
    entries.push(link("var/lock", "/run/lock".into()));
    entries
}

/// Drops entries whose path an earlier one has taken, or the skeleton.
pub(super) fn keep_new(entries: &mut Vec<Entry>) {
    let skeleton = directories().into_iter().map(|entry| entry.path);
    let mut seen: HashSet<_> = skeleton.collect();
    entries.retain(|entry| seen.insert(entry.path.clone()));
}
