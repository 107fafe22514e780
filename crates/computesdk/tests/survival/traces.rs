//! What a program that used the library may have left on the host.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The kernel tears namespaces down a little after the last process has gone.
const SOON: Duration = Duration::from_secs(20);

/// Places where programs put files that are not to last.
const TEMPORARY: [&str; 4] = ["/run", "/tmp", "/var/tmp", "/dev/shm"];

/// The state of the host before.
#[derive(Debug)]
pub(crate) struct Traces {
    mounts: BTreeSet<String>,
    files: BTreeSet<PathBuf>,
}

impl Traces {
    pub(crate) fn now() -> Traces {
        Traces {
            mounts: mounts(),
            files: files(),
        }
    }

    /// Waits until there is nothing that was not there before.
    ///
    /// # Panics
    ///
    /// With what there still is after a while.
    pub(crate) fn nothing_new(&self, spawners: &[u32]) {
        let started = Instant::now();
        loop {
            let mounts: Vec<_> = mounts().difference(&self.mounts).cloned().collect();
            let files: Vec<_> = files().difference(&self.files).cloned().collect();
            let groups = groups(spawners);
            if mounts.is_empty() && files.is_empty() && groups.is_empty() {
                return;
            }
            assert!(
                started.elapsed() < SOON,
                "{mounts:#?}\n{files:#?}\n{groups:#?}"
            );
            sleep(Duration::from_millis(20));
        }
    }
}

fn mounts() -> BTreeSet<String> {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap();
    table.lines().map(str::to_owned).collect()
}

fn files() -> BTreeSet<PathBuf> {
    let entries = TEMPORARY.iter().flat_map(|place| entries(Path::new(place)));
    entries.filter(|path| named(path, "computesdk")).collect()
}

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
fn entries(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

fn named(path: &Path, part: &str) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().contains(part))
}
