//! Control groups of version 1 with limits, as many as limits need, or one of version 2.

use std::fs;
use std::path::{Path, PathBuf};

/// Where groups are made. Needs root.
pub(super) struct Groups {
    controllers: Vec<(PathBuf, &'static str, &'static str)>,
    next: u32,
}

/// The groups of one sandbox; removed when it is gone.
pub(super) struct Group(Vec<PathBuf>);

impl Groups {
    pub(super) fn find() -> Groups {
        let place = Path::new("/sys/fs/cgroup");
        let found = match place.join("cgroup.procs").exists() {
            true => vec![("", "pids.max", "512"), ("", "memory.max", "1073741824")],
            false => vec![
                ("memory", "memory.limit_in_bytes", "1073741824"),
                ("pids", "pids.max", "512"),
                ("cpu", "cpu.shares", "512"),
                ("blkio", "blkio.weight", "500"),
            ],
        };
        let found = found
            .into_iter()
            .map(|(name, file, limit)| (place.join(name), file, limit));
        Groups {
            controllers: found.filter(|(place, ..)| place.exists()).collect(),
            next: 0,
        }
    }

    pub(super) fn make(&mut self) -> Group {
        self.next += 1;
        let name = format!("floor-{}-{}", std::process::id(), self.next);
        let mut made: Vec<PathBuf> = Vec::new();
        for (place, file, limit) in &self.controllers {
            let group = place.join(&name);
            if made.last() != Some(&group) {
                fs::create_dir(&group).unwrap();
                made.push(group.clone());
            }
            // Some kernels lack the file.
            let _ = fs::write(group.join(file), limit);
        }
        Group(made)
    }
}

impl Group {
    /// Moves the calling process into them: its one thread, which needs no global lock.
    pub(super) fn join(&self) {
        for group in &self.0 {
            let tasks = group.join("tasks");
            let file = if tasks.exists() {
                tasks
            } else {
                group.join("cgroup.procs")
            };
            fs::write(file, "0").unwrap();
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for group in &self.0 {
            let _ = fs::remove_dir(group);
        }
    }
}
