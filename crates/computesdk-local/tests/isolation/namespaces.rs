//! Nesting: namespaces inside of the sandbox.

use computesdk::User;

use crate::probe::shell;
use crate::sandbox::{USERS, sandbox};

/// The ordinary tool, which reports what the kernel says.
#[tokio::test]
async fn no_namespace_can_be_made_inside() {
    let sandbox = sandbox().await;
    for user in USERS {
        for kind in [
            "--user",
            "--mount",
            "--net",
            "--pid --fork",
            "--ipc",
            "--uts",
            "--cgroup",
        ] {
            let script = format!("unshare {kind} true 2>&1; echo \"status $?\"");
            let output = shell(&sandbox, user, &script).await;
            assert!(output.ends_with("status 1\n"), "{user:?} {kind}: {output}");
            assert!(
                output.contains("unshare failed: "),
                "{user:?} {kind}: {output}"
            );
        }
    }
}

/// The second wall, behind the filter.
#[tokio::test]
async fn the_count_of_user_namespaces_is_limited_to_none() {
    let sandbox = sandbox().await;
    for user in USERS {
        let limit = shell(&sandbox, user, "cat /proc/sys/user/max_user_namespaces").await;
        assert_eq!(limit, "0\n", "{user:?}");
        let raised = "echo 9 2>/dev/null >/proc/sys/user/max_user_namespaces && echo raised";
        assert_eq!(shell(&sandbox, user, raised).await, "", "{user:?}");
    }
    let limit = std::fs::read_to_string("/proc/sys/user/max_user_namespaces").unwrap();
    assert_ne!(limit, "0\n", "the host's own limit is not touched");
}

#[tokio::test]
async fn all_namespaces_are_the_sandboxes_own() {
    let sandbox = sandbox().await;
    for kind in ["user", "mnt", "pid", "net", "ipc", "uts", "cgroup"] {
        let path = format!("/proc/self/ns/{kind}");
        let host = std::fs::read_link(&path).unwrap();
        let inside = shell(&sandbox, User::User, &format!("readlink {path}")).await;
        assert!(inside.starts_with(&format!("{kind}:[")), "{inside}");
        assert_ne!(inside.trim_end(), host.to_str().unwrap());
    }
}
