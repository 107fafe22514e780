//! Control groups: what holds the limits of a sandbox.

use super::host::Host;
use super::own_groups::{groups, shown_read_only};
use super::report::{Check, Remedy, Status};

/// The controllers that a sandbox's limits want.
const WANTED: [&str; 2] = ["memory", "pids"];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_that_shows_them_read_only_is_told_so() {
        let host = Host {
            mountinfo: "30 22 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n".to_owned(),
            ..Host::default()
        };
        assert!(remedy(&host).advice.contains("read-only"));
    }

    #[test]
    fn controllers_of_version_1_are_not_delegated() {
        let host = Host {
            cgroup: "3:memory:/job\n0::/\n".to_owned(),
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
