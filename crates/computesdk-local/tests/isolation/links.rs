//! Links and special files planted against the host's own file calls.

use std::time::Duration;

use computesdk::{Errno, Error, Sandbox, User};

use crate::canary::Planted;
use crate::probe::shell;
use crate::sandbox::{has_many_ids, sandbox};

/// Plants something at a path and tries to read and to write through it.
async fn refused(sandbox: &Sandbox, plant: &str) {
    let path = "/home/user/planted";
    shell(
        sandbox,
        User::User,
        &format!("rm -rf {path}; {plant} || exit 1"),
    )
    .await;
    let limit = Duration::from_secs(20);
    let read = tokio::time::timeout(limit, sandbox.read_file(path)).await;
    match read.unwrap_or_else(|_| panic!("reading after `{plant}` hangs")) {
        Ok(bytes) => panic!("`{plant}` gave {:?}", String::from_utf8_lossy(&bytes)),
        Err(error) => assert_refusal(plant, error),
    }
    let write = tokio::time::timeout(limit, sandbox.write_file(path, "overwritten")).await;
    match write.unwrap_or_else(|_| panic!("writing after `{plant}` hangs")) {
        Ok(()) => panic!("`{plant}` was written"),
        Err(error) => assert_refusal(plant, error),
    }
}

/// Refused, and the sandbox lives on.
fn assert_refusal(plant: &str, error: Error) {
    const REFUSALS: [Errno; 5] = [
        Errno::ENOENT,
        Errno::EACCES,
        Errno::EISDIR,
        Errno::EINVAL,
        Errno::ELOOP,
    ];
    let refusal = error.errno().is_some_and(|errno| REFUSALS.contains(&errno));
    assert!(refusal, "`{plant}`: {error:?}");
}

#[tokio::test]
async fn links_to_the_host_lead_nowhere() {
    let planted = Planted::new();
    let sandbox = sandbox().await;
    let file = planted.file();
    for way in [
        "",
        "/proc/self/root",
        "/proc/1/root",
        "/proc/thread-self/root",
        "/mnt",
        "/../..",
    ] {
        refused(&sandbox, &format!("ln -s {way}{file} planted")).await;
    }
    let directory = planted.directory();
    let link = format!("ln -s {directory} way; ln -s way/file planted");
    refused(&sandbox, &link).await;
    planted.assert_untouched();
}

#[tokio::test]
async fn links_to_secrets_of_init_lead_nowhere() {
    let sandbox = sandbox().await;
    for target in [
        "environ", "mem", "maps", "exe", "auxv", "pagemap", "cwd", "root", "task",
    ] {
        for process in ["self", "1", "thread-self"] {
            refused(&sandbox, &format!("ln -s /proc/{process}/{target} planted")).await;
        }
    }
    for number in 0..32 {
        refused(&sandbox, &format!("ln -s /proc/self/fd/{number} planted")).await;
    }
    for name in ["uts", "user", "mnt"] {
        refused(&sandbox, &format!("ln -s /proc/self/ns/{name} planted")).await;
    }
    assert_eq!(shell(&sandbox, User::User, "echo alive").await, "alive\n");
}

#[tokio::test]
async fn special_files_hold_nobody_up() {
    let sandbox = sandbox().await;
    for plant in [
        "mkfifo planted",
        "mkdir planted",
        "ln -s /dev/zero planted",
        "ln -s /dev/tty planted",
        "ln -s /dev/ptmx planted",
        "ln -s /dev/stdin planted",
        "ln -s planted planted",
        "ln -s /proc/kmsg planted",
        "ln -s /proc/sysrq-trigger planted",
        "perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un(\"planted\"))'",
        "touch planted; chmod 0 planted",
    ] {
        refused(&sandbox, plant).await;
    }
}

/// Root's files are not given away to those who ask as the user.
#[tokio::test]
async fn links_do_not_lend_rights() {
    let sandbox = sandbox().await;
    if !has_many_ids(&sandbox).await {
        return eprintln!("NOTE: with one id, root's files are the user's");
    }
    let secret = "echo secret > /root/secret && chmod 600 /root/secret";
    shell(&sandbox, User::Root, secret).await;
    refused(&sandbox, "ln -s /root/secret planted").await;
    let kept = shell(&sandbox, User::Root, "cat /root/secret").await;
    assert_eq!(kept, "secret\n");
}

/// A path that changes between a file and a link to the host's canary while it is
/// read and written.
#[tokio::test]
async fn a_path_that_changes_all_the_time_leads_nowhere() {
    let planted = Planted::new();
    let sandbox = sandbox().await;
    let swap = format!(
        "cd /home/user; echo mine > file; ln -s /proc/1/root{} link
        echo ready; while :; do ln -f file planted; ln -sf \"$(readlink link)\" planted; done",
        planted.file()
    );
    let mut stream = sandbox.exec_stream(swap).await.unwrap();
    assert!(
        stream.stdout.next_chunk().await.unwrap().is_some(),
        "it did not start"
    );
    for _ in 0..200 {
        if let Ok(bytes) = sandbox.read_file("/home/user/planted").await {
            assert!(["mine\n", "ours\n", ""].contains(&&*String::from_utf8_lossy(&bytes)));
        }
        let _ = sandbox.write_file("/home/user/planted", "ours\n").await;
    }
    planted.assert_untouched();
}
