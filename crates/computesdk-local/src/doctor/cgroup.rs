//! Control groups: what holds the limits of a sandbox.

use std::path::PathBuf;

use super::host::Host;
use super::report::{Check, Remedy, Status};

/// The controllers that a sandbox's limits want.
const WANTED: [&str; 2] = ["memory", "pids"];

/// The groups that a process is in.
#[derive(Debug, Default, PartialEq, Eq)]
struct Groups<'a> {
    /// Path on the unified hierarchy.
    v2: Option<&'a str>,
    /// Controllers on version 1.
    v1: Vec<&'a str>,
}

/// Reads `/proc/self/cgroup`: `0::/path`, and `4:cpu,cpuacct:/path` or
/// `1:name=systemd:/path` for version 1.
fn groups(text: &str) -> Groups<'_> {
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

/// Which versions there are, and what they bring.
pub(super) fn check(host: &Host) -> Check {
    let groups = groups(&host.cgroup);
    let unified: Vec<&str> = host.controllers.split_whitespace().collect();
    let has = |name: &&str| groups.v1.contains(name) || unified.contains(name);
    let list = |names: &[&str]| match names {
        [] => "without controllers".to_owned(),
        names => format!("with {}", names.join(", ")),
    };
    let found = match (groups.v2, groups.v1.as_slice()) {
        (None, []) => "none".to_owned(),
        (None, v1) => format!("version 1 {}", list(v1)),
        (Some(_), []) => format!("version 2 {}", list(&unified)),
        (Some(_), v1) => format!("version 1 {}; version 2 {}", list(v1), list(&unified)),
    };
    if WANTED.iter().all(has) {
        Check::new("cgroups", Status::Ok, found)
    } else {
        Check::new("cgroups", Status::Degraded, found).remedy(remedy(host))
    }
}

/// How a caller comes to groups of its own.
pub(super) fn remedy(host: &Host) -> Remedy {
    if shown_read_only(&host.mountinfo) {
        return Remedy::new(
            "The container that this runs in shows its cgroups read-only: its own limits hold \
             instead, or start it with a writable cgroup file system",
        );
    }
    let groups = groups(&host.cgroup);
    // Version 1 cannot be delegated safely, and what it has version 2 lacks.
    if groups.v2.is_none() || WANTED.iter().any(|name| groups.v1.contains(name)) {
        return Remedy::new(
            "Start the kernel with the unified hierarchy, by this parameter: \
             systemd.unified_cgroup_hierarchy=1",
        );
    }
    if host.root {
        return Remedy::new("Give the calling service its own subtree of control groups")
            .command("systemd-run --scope -p Delegate=yes compute doctor");
    }
    Remedy::new("Have systemd delegate control groups to your user, once and for all or per call")
        .file(
            "/etc/systemd/system/user@.service.d/delegate.conf",
            "[Service]\nDelegate=cpu cpuset io memory pids\n",
        )
        .command("sudo systemctl daemon-reload")
        .command("systemd-run --user --scope -p Delegate=yes compute doctor")
}

/// Whether every cgroup file system refuses writing.
fn shown_read_only(mountinfo: &str) -> bool {
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
    fn a_container_that_shows_them_read_only_is_told_from_one_that_does_not() {
        let read_only = MOUNTINFO.replace("unified rw", "unified ro");
        assert!(shown_read_only(&read_only));
        assert!(!shown_read_only(MOUNTINFO));
        assert!(!shown_read_only(""));
        let host = Host {
            mountinfo: read_only,
            ..Host::default()
        };
        assert!(remedy(&host).advice.contains("read-only"));
    }

    #[test]
    fn controllers_of_version_1_are_not_delegated() {
        let host = Host {
            cgroup: HYBRID.to_owned(),
            ..Host::default()
        };
        assert!(remedy(&host).advice.contains("unified_cgroup_hierarchy"));
    }

    #[test]
    fn missing_controllers_are_named_with_their_remedy() {
        let host = |cgroup: &str, controllers: &str| Host {
            cgroup: cgroup.to_owned(),
            controllers: controllers.to_owned(),
            ..Host::default()
        };
        let full = check(&host("0::/\n", "cpu memory pids\n"));
        assert_eq!(full.status, Status::Ok);
        assert_eq!(full.found, "version 2 with cpu, memory, pids");

        let bare = check(&host("0::/\n", ""));
        assert_eq!(bare.status, Status::Degraded);
        assert_eq!(bare.found, "version 2 without controllers");
        let commands = bare.remedy.unwrap().commands;
        assert!(commands.iter().any(|line| line.contains("Delegate=yes")));

        let old = check(&host("3:cpu:/\n", ""));
        let advice = old.remedy.unwrap().advice;
        assert!(advice.contains("unified_cgroup_hierarchy"), "{advice}");
    }
}
