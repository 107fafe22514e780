//! Mounting, and what could be mounted.

use crate::probe::{probe, shell};
use crate::sandbox::{USERS, sandbox};

/// File systems that would give something away, by the tool and by both
/// interfaces of the kernel.
#[tokio::test]
async fn nothing_can_be_mounted() {
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, include_str!("probes/mounts.py"), &[]).await;
        for (attempt, answer) in answers.all() {
            assert_eq!(answer, "EPERM", "{user:?} {attempt}");
        }
    }
}

/// The notification agent of control groups runs on the host, as root: so there
/// must be no control group file system at all.
#[tokio::test]
async fn no_control_group_can_be_reached() {
    let sandbox = sandbox().await;
    for user in USERS {
        let script = "\
            grep -c cgroup /proc/self/mounts
            ls -A /sys
            find / -path /proc -prune -o -path /usr -prune \
                -o \\( -name release_agent -o -name cgroup.procs \\) -print 2>/dev/null";
        assert_eq!(shell(&sandbox, user, script).await, "0\n", "{user:?}");
    }
}

/// What was shown of the host is shown without the power to change it.
#[tokio::test]
async fn every_mount_has_the_flags_that_it_should() {
    let sandbox = sandbox().await;
    for user in USERS {
        let table = shell(&sandbox, user, "cat /proc/self/mounts").await;
        for line in table.lines() {
            let fields: Vec<&str> = line.split(' ').collect();
            let (place, kind) = (fields[1], fields[2]);
            let has = |option| fields[3].split(',').any(|one| one == option);
            if kind == "devtmpfs" {
                // One of the host's own devices, where no other can be made.
                continue;
            }
            assert!(has("nosuid"), "{line}");
            let devices = ["/dev", "/proc"]
                .iter()
                .any(|parent| place.starts_with(parent));
            assert!(has("nodev") || devices, "{line}");
            let own = ["overlay", "tmpfs", "proc", "devpts"].contains(&kind);
            assert!(has("ro") || own, "{line}");
        }
    }
}
