//! The control groups that this process is in, by what the kernel tells about them.

use std::path::PathBuf;

/// The groups that a process is in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Groups<'a> {
    /// Path on the unified hierarchy.
    pub(super) v2: Option<&'a str>,
    /// Controllers on version 1.
    pub(super) v1: Vec<&'a str>,
}

/// Reads `/proc/self/cgroup`: `0::/path`, and `4:cpu,cpuacct:/path` or
/// `1:name=systemd:/path` for version 1.
pub(super) fn groups(text: &str) -> Groups<'_> {
    let mut groups = Groups::default();
    for line in text.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(id), Some(controllers), Some(path)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        if id == "0" && controllers.is_empty() {
            groups.v2 = Some(path);
        } else {
            let named = |name: &&str| !name.is_empty() && !name.starts_with("name=");
            groups.v1.extend(controllers.split(',').filter(named));
        }
    }
    groups.v1.sort_unstable();
    groups
}

/// Directory of the own group on the unified hierarchy.
pub(super) fn own_directory(cgroup: &str, mountinfo: &str) -> Option<PathBuf> {
    let path = groups(cgroup).v2?;
    let mount = mountinfo.lines().find_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let is_v2 = after.split(' ').next() == Some("cgroup2");
        is_v2.then(|| before.split(' ').nth(4)).flatten()
    })?;
    Some(PathBuf::from(mount).join(path.trim_start_matches('/')))
}

/// Whether every cgroup file system refuses writing.
pub(super) fn shown_read_only(mountinfo: &str) -> bool {
    let mut mounts = mountinfo
        .lines()
        .filter_map(|line| {
            let (before, after) = line.split_once(" - ")?;
            after
                .starts_with("cgroup")
                .then(|| before.split(' ').nth(5))?
        })
        .peekable();
    mounts.peek().is_some() && mounts.all(|options| options.split(',').any(|word| word == "ro"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HYBRID: &str = "9:name=systemd:/\n4:cpu,cpuacct:/\n3:memory:/job:1\n0::/unified\n";
    const MOUNTINFO: &str = "\
22 1 0:20 / /proc rw - proc proc rw
30 22 0:26 / /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw
";

    #[test]
    fn the_unified_hierarchy_is_told_from_version_1() {
        assert_eq!(
            groups(HYBRID),
            Groups {
                v2: Some("/unified"),
                v1: vec!["cpu", "cpuacct", "memory"],
            }
        );
        assert_eq!(groups("0::/user.slice\n").v2, Some("/user.slice"));
        assert_eq!(groups("broken\n\n"), Groups::default());
    }

    #[test]
    fn the_own_directory_is_below_the_mount() {
        assert_eq!(
            own_directory(HYBRID, MOUNTINFO),
            Some("/sys/fs/cgroup/unified/unified".into())
        );
        assert_eq!(own_directory(HYBRID, ""), None);
        assert_eq!(own_directory("3:memory:/\n", MOUNTINFO), None);
    }
    #[test]
    fn file_systems_that_refuse_writing_are_told_from_those_that_do_not() {
        let read_only = MOUNTINFO.replace("unified rw", "unified ro");
        assert!(shown_read_only(&read_only));
        assert!(!shown_read_only(MOUNTINFO));
        assert!(!shown_read_only(""));
    }
}
