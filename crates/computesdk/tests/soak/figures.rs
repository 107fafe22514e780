//! What this program and those that it has started hold.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::groups::{entries, groups};

/// Memory that a program may have more than before, in KiB: allocators keep some for
/// later, in pieces. A leak of 100 bytes in each of 200,000 commands is more.
const SLACK: u64 = 8 << 10;

/// What one process holds.
#[derive(Clone, Debug, Default)]
struct Process {
    descriptors: usize,
    threads: usize,
    /// In KiB: its own memory that is resident.
    memory: u64,
    mounts: usize,
}

impl Process {
    fn of(pid: u32) -> Process {
        let proc = PathBuf::from(format!("/proc/{pid}"));
        let status = fs::read_to_string(proc.join("status")).unwrap();
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let word = line.and_then(|line| line.split_whitespace().next());
            word.and_then(|word| word.parse::<u64>().ok())
                .unwrap_or_default()
        };
        // Nobody but root may look into an init further than this.
        let mounts = fs::read_to_string(proc.join("mountinfo")).unwrap_or_default();
        Process {
            descriptors: entries(&proc.join("fd")).count(),
            threads: entries(&proc.join("task")).count(),
            memory: field("RssAnon:") + field("RssShmem:"),
            mounts: mounts.lines().count(),
        }
    }

    fn is_above(&self, before: &Process) -> bool {
        self.descriptors > before.descriptors
            || self.threads > before.threads
            || self.mounts > before.mounts
            || self.memory > before.memory + SLACK
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Process {
            descriptors,
            threads,
            memory,
            mounts,
        } = self;
        write!(
            f,
            "{descriptors} descriptors, {threads} threads, {memory} KiB, {mounts} mounts"
        )
    }
}

/// What all of them hold together.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    host: Process,
    spawner: Process,
    /// Of the one sandbox that there is all the time.
    init: Process,
    /// Those that descend from this program, the dead that nobody has reaped included.
    processes: usize,
    /// Namespaces that any of them is in.
    namespaces: usize,
    groups: usize,
}

impl Figures {
    pub(crate) fn now() -> Figures {
        let host = std::process::id();
        let children = children(host);
        let [spawner] = children[..] else {
            panic!("not one spawner: {children:?}");
        };
        let init = descendants(spawner)[0];
        let descendants = descendants(host);
        let namespaces: BTreeSet<PathBuf> = descendants
            .iter()
            .flat_map(|pid| {
                fs::read_dir(format!("/proc/{pid}/ns"))
                    .into_iter()
                    .flatten()
            })
            .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
            .collect();
        Figures {
            host: Process::of(host),
            spawner: Process::of(spawner),
            init: Process::of(init),
            processes: descendants.len(),
            namespaces: namespaces.len(),
            groups: groups(&[spawner]).len(),
        }
    }

    /// As soon as they stay the same.
    pub(crate) fn settled() -> Figures {
        let mut before = Figures::now();
        loop {
            sleep(Duration::from_millis(200));
            let now = Figures::now();
            if !now.is_above(&before) && !before.is_above(&now) {
                return now;
            }
            before = now;
        }
    }

    /// Waits until none is above what it was before.
    ///
    /// # Panics
    ///
    /// With what they are, where one still is after so long.
    pub(crate) fn not_above(before: &Figures, patience: Duration) -> Figures {
        let started = Instant::now();
        loop {
            let now = Figures::now();
            if !now.is_above(before) {
                return now;
            }
            assert!(started.elapsed() < patience, "before {before}; now {now}");
            sleep(Duration::from_millis(100));
        }
    }

    fn is_above(&self, before: &Figures) -> bool {
        self.host.is_above(&before.host)
            || self.spawner.is_above(&before.spawner)
            || self.init.is_above(&before.init)
            || self.processes > before.processes
            || self.namespaces > before.namespaces
            || self.groups > before.groups
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "host {}; spawner {}; init {}; {} processes, {} namespaces, {} groups",
            self.host, self.spawner, self.init, self.processes, self.namespaces, self.groups
        )
    }
}

/// Process ids of all that descend from a process, those that it has not reaped too.
fn descendants(ancestor: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut unseen = vec![ancestor];
    while let Some(parent) = unseen.pop() {
        let children = children(parent);
        found.extend(&children);
        unseen.extend(children);
    }
    found
}

/// A process that has just gone has none.
fn children(parent: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{parent}/task"));
    let lists = threads.into_iter().flatten().flatten();
    let lists = lists.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| {
            let pids = list.split_whitespace().map(|pid| pid.parse().unwrap());
            pids.collect::<Vec<u32>>()
        })
        .collect()
}
