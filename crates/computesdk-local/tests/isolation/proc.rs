//! `/proc` and `/sys`.

use std::fs;

use computesdk::User;

use crate::probe::{probe, shell};
use crate::sandbox::{USERS, sandbox};

/// Settings of the machine. Each write repeats a value that would change
/// nothing.
#[tokio::test]
async fn settings_of_the_machine_cannot_be_written() {
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, include_str!("probes/settings.py"), &[]).await;
        // What is hidden swallows what is written.
        let refusals = ["EROFS", "EACCES", "EPERM", "ENOENT", "hidden"];
        let open: Vec<_> = answers
            .all()
            .filter(|(_, answer)| !refusals.contains(answer))
            .collect();
        assert!(open.is_empty(), "{user:?}: {open:?}");
    }
}

#[tokio::test]
async fn files_that_tell_about_the_host_are_empty() {
    let sandbox = sandbox().await;
    let mut some = false;
    for name in [
        "kcore",
        "keys",
        "key-users",
        "kmsg",
        "timer_list",
        "sched_debug",
    ] {
        if !fs::exists(format!("/proc/{name}")).unwrap() {
            eprintln!("NOTE: this kernel has no /proc/{name}");
            continue;
        }
        some = true;
        for user in USERS {
            let script = format!("head -c 100 /proc/{name} | wc -c; stat -c %F /proc/{name}");
            let output = shell(&sandbox, user, &script).await;
            assert_eq!(output, "0\ncharacter special file\n", "{user:?} {name}");
        }
    }
    assert!(some);
}

#[tokio::test]
async fn there_is_no_sys() {
    let sandbox = sandbox().await;
    for user in USERS {
        assert_eq!(shell(&sandbox, user, "ls -A /sys").await, "");
    }
    let write = "mkdir /sys/kernel && echo x > /sys/kernel/x && echo own";
    assert_eq!(
        shell(&sandbox, User::Root, write).await,
        "own\n",
        "an ordinary directory"
    );
}
