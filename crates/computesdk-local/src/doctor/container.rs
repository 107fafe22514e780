//! Running inside somebody else's container.

use super::host::Host;
use super::report::{Check, Remedy, Status};

/// What a container engine takes away: the kernel refuses a new `/proc` in a
/// user namespace while the outer one is covered in parts.
pub(super) fn check(host: &Host) -> Option<Check> {
    let masked = masked_proc(&host.mountinfo);
    let engine = match (host.container, masked.is_empty()) {
        (None, true) => return None,
        (None, false) => "a container",
        (Some(engine), _) => engine,
    };
    let check = |status, found| Some(Check::new("container", status, found));
    if masked.is_empty() {
        return check(
            Status::Ok,
            format!("runs inside {engine}; /proc is not masked"),
        );
    }
    let found = format!("runs inside {engine}; /proc is masked at {}", masked.len());
    check(Status::Degraded, found + " places").map(|check| check.remedy(remedy()))
}

/// How to start the container so that sandboxes fit in.
pub(super) fn remedy() -> Remedy {
    Remedy::new("Allow namespaces and an unmasked /proc when you start the container").command(
        "docker run --security-opt seccomp=unconfined \
         --security-opt apparmor=unconfined \
         --security-opt systempaths=unconfined ...",
    )
}

/// Mount points below `/proc`.
fn masked_proc(mountinfo: &str) -> Vec<&str> {
    mountinfo
        .lines()
        .filter_map(|line| line.split(' ').nth(4))
        .filter(|point| point.starts_with("/proc/"))
        // Every distribution mounts this one; it hides nothing.
        .filter(|point| *point != "/proc/sys/fs/binfmt_misc")
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "\
22 1 0:20 / /proc rw,nosuid - proc proc rw
31 22 0:27 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw
";
    const DOCKER: &str = "\
700 699 0:60 / /proc rw,nosuid - proc proc rw
720 700 0:60 /sys /proc/sys ro,nosuid - proc proc rw
721 700 0:64 / /proc/kcore rw,nosuid - tmpfs tmpfs rw
";

    #[test]
    fn an_ordinary_host_is_not_mentioned() {
        let host = Host {
            mountinfo: PLAIN.to_owned(),
            ..Host::default()
        };
        assert_eq!(check(&host), None);
    }

    #[test]
    fn a_masked_proc_is_reported_with_the_engine() {
        let host = Host {
            mountinfo: DOCKER.to_owned(),
            container: Some("Docker"),
            ..Host::default()
        };
        let check = check(&host).unwrap();
        assert_eq!(check.status, Status::Degraded);
        assert_eq!(
            check.found,
            "runs inside Docker; /proc is masked at 2 places"
        );
        assert!(check.remedy.is_some());
    }

    #[test]
    fn a_container_with_a_whole_proc_is_fine() {
        let host = Host {
            mountinfo: PLAIN.to_owned(),
            container: Some("Podman"),
            ..Host::default()
        };
        assert_eq!(check(&host).unwrap().status, Status::Ok);
    }
}
