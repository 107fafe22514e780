//! Who one is inside, and what one learns about the host.

use std::fs;

use computesdk::{Errno, Error, LayerKind, User};

use crate::probe::shell;
use crate::sandbox::{USERS, has, has_many_ids, sandbox};

#[tokio::test]
async fn groups_of_the_host_user_are_dropped() {
    let sandbox = sandbox().await;
    let groups = |user| shell(&sandbox, user, "id -u; id -g; id -G");
    let (user, root) = (groups(User::User).await, groups(User::Root).await);
    let dropped = has(&sandbox, LayerKind::GroupsDropped).await;
    if has_many_ids(&sandbox).await {
        assert_eq!(user, "1000\n1000\n1000\n");
        assert_eq!(root, "0\n0\n0\n");
        assert!(dropped);
    } else {
        // They cannot be dropped, and have no number inside.
        assert!(!dropped);
        for output in [user, root] {
            let groups = output.lines().last().unwrap();
            assert!(
                groups.split(' ').skip(1).all(|group| group == "65534"),
                "{output}"
            );
        }
    }
}

/// Where the two are one id of the host, root's files are open to both.
#[tokio::test]
async fn a_users_files_are_closed_to_the_other() {
    let sandbox = sandbox().await;
    let secret = "/root/secret";
    sandbox
        .write_file(secret, "of root")
        .user(User::Root)
        .await
        .unwrap();
    shell(&sandbox, User::Root, "chmod 600 /root/secret").await;
    let read = sandbox.read_file(secret).await.map(drop);
    let written = sandbox.write_file(secret, "of user").await;
    let apart = has_many_ids(&sandbox).await;
    for outcome in [read, written] {
        let closed = matches!(&outcome, Err(Error::File(error)) if error.errno == Errno::EACCES);
        assert_eq!(closed, apart, "{outcome:?}");
    }
}

#[tokio::test]
async fn the_hosts_name_is_not_known() {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let sandbox = sandbox().await;
    for user in USERS {
        let script = "hostname; uname -n; cat /etc/hostname /proc/sys/kernel/hostname";
        let names = shell(&sandbox, user, script).await;
        assert_eq!(names, "sandbox\n".repeat(4), "{user:?}");
        assert_ne!(
            host, "sandbox\n",
            "the host has the name that sandboxes have"
        );
        let change = "hostname changed 2>/dev/null && echo changed";
        assert_eq!(shell(&sandbox, user, change).await, "", "{user:?}");
    }
    assert_eq!(
        fs::read_to_string("/proc/sys/kernel/hostname").unwrap(),
        host
    );
}

#[tokio::test]
async fn accounts_of_the_host_are_not_known() {
    let sandbox = sandbox().await;
    for user in USERS {
        let script = "ls {,/mnt,/host}/etc/{shadow,gshadow,sudoers,ssh} 2>/dev/null; \
            cut -d: -f1 /etc/passwd | tr '\\n' ' '";
        let names = shell(&sandbox, user, script).await;
        assert_eq!(
            names, "root daemon bin sys mail www-data _apt user nobody ",
            "{user:?}"
        );
    }
}

#[tokio::test]
async fn the_kernels_log_is_not_readable() {
    let sandbox = sandbox().await;
    for user in USERS {
        let script = "\
            dmesg >/dev/null 2>&1 && echo dmesg
            head -c 1 /dev/kmsg 2>/dev/null | wc -c
            timeout 5 head -c 1 /proc/kmsg | wc -c";
        assert_eq!(shell(&sandbox, user, script).await, "0\n0\n", "{user:?}");
    }
}
