//! What a program that used the library may have left on the host.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::groups::{entries, groups, named};

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
