//! Limits as the files of a group, and what is written to them.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::hierarchy::{Hierarchy, Version};
use crate::protocol::{DiskRate, GroupLimits};

/// The limits of a group that was just made.
pub(super) const FRESH: GroupLimits = GroupLimits {
    memory: None,
    swap: None,
    processes: None,
    cpu_quota: None,
    cpu_weight: 100,
    disks: Vec::new(),
};

/// A file and what to write to it.
type Setting = (&'static str, String);

/// Microseconds that a quota of processor time is for.
const PERIOD: u64 = 100_000;

/// No kernel has more process ids, and it refuses a higher limit.
const MOST_PROCESSES: u64 = 1 << 22;

/// What turns a group with some limits into one with others, in order.
pub(super) fn settings(
    hierarchy: &Hierarchy,
    from: &GroupLimits,
    to: &GroupLimits,
) -> Vec<Setting> {
    let version = hierarchy.version;
    let mut settings = Vec::new();
    if hierarchy.has("memory") && (from.memory, from.swap) != (to.memory, to.swap) {
        settings.extend(memory(version, from, to));
    }
    if hierarchy.has("pids") && from.processes != to.processes {
        let most = to.processes.map(|count| count.min(MOST_PROCESSES));
        settings.push(("pids.max", text(most, "max")));
    }
    if hierarchy.has("cpu") {
        if from.cpu_quota != to.cpu_quota {
            settings.extend(quota(version, to.cpu_quota));
        }
        if from.cpu_weight != to.cpu_weight {
            settings.push(weight(version, to.cpu_weight));
        }
    }
    if hierarchy.has("io") || hierarchy.has("blkio") {
        for disk in &from.disks {
            if !to.disks.iter().any(|other| is_same(disk, other)) {
                let (read, write) = (None, None);
                settings.extend(rates(
                    version,
                    &DiskRate {
                        read,
                        write,
                        ..*disk
                    },
                ));
            }
        }
        for disk in to.disks.iter().filter(|disk| !from.disks.contains(disk)) {
            settings.extend(rates(version, disk));
        }
    }
    settings
}

/// Whether a kernel may lack this file: those of swap, sockets and quotas.
pub(super) fn is_optional(file: &str) -> bool {
    ["swap", "memsw", "kmem.tcp", "cfs", "cpu.max"]
        .iter()
        .any(|part| file.contains(part))
}

fn memory(version: Version, from: &GroupLimits, to: &GroupLimits) -> Vec<Setting> {
    let memory = to.memory;
    let swap = memory.and(to.swap);
    match version {
        Version::One => {
            let both = memory
                .zip(swap)
                .map(|(memory, swap)| memory.saturating_add(swap));
            let mut settings = vec![
                // The sum with swap may not be below the first: raise it out of
                // the way, then lower both.
                ("memory.memsw.limit_in_bytes", "-1".to_owned()),
                ("memory.limit_in_bytes", text(memory, "-1")),
                ("memory.memsw.limit_in_bytes", text(both, "-1")),
                // What waits in TCP and UDP sockets is in no other count, and not
                // counted at all without a limit.
                ("memory.kmem.tcp.limit_in_bytes", text(memory, "-1")),
            ];
            if from.memory.is_none() {
                // Not limited, so not in the way.
                settings.remove(0);
            }
            settings
        }
        Version::Two => vec![
            ("memory.max", text(memory, "max")),
            ("memory.swap.max", text(swap, "max")),
        ],
    }
}

fn quota(version: Version, quota: Option<u64>) -> Vec<Setting> {
    match version {
        Version::One => vec![
            ("cpu.cfs_period_us", PERIOD.to_string()),
            ("cpu.cfs_quota_us", text(quota, "-1")),
        ],
        Version::Two => vec![("cpu.max", format!("{} {PERIOD}", text(quota, "max")))],
    }
}

/// Version 1 has shares: 2 to 262,144, usually 1024.
fn weight(version: Version, weight: u64) -> Setting {
    match version {
        Version::One => ("cpu.shares", (weight * 1024 / 100).max(2).to_string()),
        Version::Two => ("cpu.weight", weight.to_string()),
    }
}

fn rates(version: Version, disk: &DiskRate) -> Vec<Setting> {
    let DiskRate {
        major,
        minor,
        read,
        write,
    } = *disk;
    let device = format!("{major}:{minor}");
    match version {
        Version::One => vec![
            (
                "blkio.throttle.read_bps_device",
                format!("{device} {}", text(read, "0")),
            ),
            (
                "blkio.throttle.write_bps_device",
                format!("{device} {}", text(write, "0")),
            ),
        ],
        Version::Two => {
            let (read, write) = (text(read, "max"), text(write, "max"));
            vec![("io.max", format!("{device} rbps={read} wbps={write}"))]
        }
    }
}

fn is_same(one: &DiskRate, other: &DiskRate) -> bool {
    (one.major, one.minor) == (other.major, other.minor)
}

fn text(limit: Option<u64>, none: &str) -> String {
    match limit {
        Some(limit) => limit.to_string(),
        None => none.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_of_100_is_what_version_1_starts_with() {
        assert_eq!(weight(Version::One, 100), ("cpu.shares", "1024".to_owned()));
        assert_eq!(weight(Version::One, 1).1, "10");
        assert_eq!(weight(Version::Two, 7), ("cpu.weight", "7".to_owned()));
    }

    #[test]
    fn swap_counts_where_memory_has_a_limit() {
        let limits = GroupLimits {
            memory: Some(100),
            swap: Some(20),
            ..FRESH
        };
        assert_eq!(memory(Version::One, &FRESH, &limits)[1].1, "120");
        assert_eq!(memory(Version::Two, &FRESH, &limits)[1].1, "20");
        let before = limits.clone();
        let limits = GroupLimits {
            memory: None,
            ..limits
        };
        assert_eq!(memory(Version::One, &before, &limits)[2].1, "-1");
        assert_eq!(memory(Version::Two, &before, &limits)[1].1, "max");
    }

    #[test]
    fn the_sum_with_swap_is_raised_first_where_it_is_limited() {
        let limits = GroupLimits {
            memory: Some(100),
            swap: Some(20),
            ..FRESH
        };
        let first = |from| memory(Version::One, from, &limits)[0].clone();
        assert_eq!(
            first(&limits),
            ("memory.memsw.limit_in_bytes", "-1".to_owned())
        );
        assert_eq!(
            first(&FRESH),
            ("memory.limit_in_bytes", "100".to_owned()),
            "nothing is in the way of the limits of a new group"
        );
    }

    #[test]
    fn a_rate_is_taken_away_in_the_words_of_each_version() {
        let disk = DiskRate {
            major: 8,
            minor: 0,
            read: Some(1),
            write: None,
        };
        let words = |version| rates(version, &disk).into_iter().map(|(_, text)| text);
        assert!(words(Version::One).eq(["8:0 1", "8:0 0"]));
        assert!(words(Version::Two).eq(["8:0 rbps=1 wbps=max"]));
    }
}
