//! Directories of the host that were mounted while the sandbox lived.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use computesdk::{Error, Sandbox, User};
use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use crate::canary::{Planted, SECRET, again};
use crate::probe::{probe, shell};
use crate::sandbox::{USERS, sandbox};

const SHOWN: &str = "/opt/shown";

/// A sandbox that was made without mounts, and has run something.
async fn living() -> Sandbox {
    let sandbox = sandbox().await;
    assert_eq!(shell(&sandbox, User::User, "echo alive").await, "alive\n");
    sandbox
}

#[tokio::test]
async fn what_is_shown_cannot_be_changed() {
    let planted = Planted::new();
    let sandbox = living().await;
    sandbox.mount(planted.directory(), SHOWN).await.unwrap();
    for user in USERS {
        let script = include_str!("probes/change.py");
        let answers = probe(&sandbox, user, script, &[SHOWN]).await;
        assert_eq!(answers.of("read"), SECRET.trim_end());
        assert_eq!(answers.of("remount"), "EPERM", "{user:?}");
        for (attempt, answer) in answers.all() {
            let expected = ["read", "remount"].contains(&attempt) || answer == "EROFS";
            assert!(expected, "{user:?} {attempt}: {answer}");
        }
        planted.assert_untouched();
    }
}

#[tokio::test]
async fn what_is_shown_stays_where_it_is() {
    let planted = Planted::new();
    let sandbox = living().await;
    sandbox.mount(planted.directory(), SHOWN).await.unwrap();
    for user in USERS {
        let script = include_str!("probes/living_mount.py");
        let answers = probe(&sandbox, user, script, &[SHOWN]).await;
        for (attempt, answer) in answers.all() {
            // A place in a directory of root's; for root, a place that is in use.
            let names = ["remove", "rename"].contains(&attempt);
            let refused = answer == "EPERM" || names && ["EACCES", "EBUSY"].contains(&answer);
            assert!(refused, "{user:?} {attempt}: {answer}");
        }
        let file = format!("cat {SHOWN}/file");
        assert_eq!(shell(&sandbox, user, &file).await, SECRET);
    }
    planted.assert_untouched();
}

/// What lies beside the source on the host is reached neither by `..` nor by links in it.
#[tokio::test]
async fn what_is_beside_the_source_is_out_of_reach() {
    let planted = Planted::new();
    let inner = Path::new(planted.directory()).join("inner");
    fs::create_dir(&inner).unwrap();
    fs::set_permissions(&inner, fs::Permissions::from_mode(0o755)).unwrap();
    symlink("../file", inner.join("relative")).unwrap();
    symlink(planted.file(), inner.join("absolute")).unwrap();
    symlink("..", inner.join("up")).unwrap();
    let sandbox = living().await;
    sandbox.mount(&inner, SHOWN).await.unwrap();
    let script = format!(
        "cd {SHOWN} && ls
        for path in relative absolute up/file ../file up/../file up/inner/relative; do
            cat $path 2>/dev/null && echo \"reached by $path\"
        done
        ls -id /opt | cut -d' ' -f1; ls -id up/ | cut -d' ' -f1"
    );
    for user in USERS {
        let output = shell(&sandbox, user, &script).await;
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines[..3], ["absolute", "relative", "up"], "{output}");
        // Up from it is where it was mounted.
        assert_eq!(lines.len(), 5, "{output}");
        assert_eq!(lines[3], lines[4], "{output}");
        let read = sandbox.read_file(format!("{SHOWN}/relative")).user(user);
        assert!(read.await.is_err());
    }
}

/// A node of a device that every kernel has, and a program that would make its owner of
/// whoever runs it.
#[tokio::test]
async fn devices_and_set_user_id_programs_gain_nothing() {
    let planted = Planted::new();
    let place = |name: &str| Path::new(planted.directory()).join(name);
    fs::copy("/usr/bin/id", place("id")).unwrap();
    fs::set_permissions(place("id"), fs::Permissions::from_mode(0o6755)).unwrap();
    let all = Mode::from_raw_mode(0o666);
    let node = mknodat(
        CWD,
        place("zero"),
        FileType::CharacterDevice,
        all,
        makedev(1, 5),
    );
    let sandbox = living().await;
    sandbox.mount(planted.directory(), SHOWN).await.unwrap();
    match node {
        Ok(()) => {
            fs::set_permissions(place("zero"), fs::Permissions::from_mode(0o666)).unwrap();
            for user in USERS {
                let read = format!("head -c 1 {SHOWN}/zero 2>&1 | grep -o 'Permission denied'");
                assert_eq!(shell(&sandbox, user, &read).await, "Permission denied\n");
            }
        }
        Err(error) => eprintln!("NOTE: only root can make a device: {error}"),
    }
    let ids = shell(&sandbox, User::User, &format!("{SHOWN}/id -u; id -u")).await;
    let ids: Vec<&str> = ids.lines().collect();
    assert_eq!(ids[0], ids[1]);
    let options = format!("grep ' {SHOWN} ' /proc/self/mounts | cut -d' ' -f4");
    let options = shell(&sandbox, User::User, &options).await;
    for option in ["ro", "nosuid", "nodev"] {
        let has = options.trim_end().split(',').any(|one| one == option);
        assert!(has, "{options}");
    }
}

#[tokio::test]
async fn no_other_sandbox_sees_it() {
    let planted = Planted::new();
    let compute = crate::sandbox::builder().build().unwrap();
    let one = compute.sandbox("local").await.unwrap();
    let two = compute.sandbox("local").await.unwrap();
    one.mount(planted.directory(), SHOWN).await.unwrap();
    let three = compute.sandbox("local").await.unwrap();
    let look = format!("cat {SHOWN}/file 2>/dev/null; grep -c {SHOWN} /proc/self/mounts");
    for user in USERS {
        assert!(shell(&one, user, &look).await.starts_with(SECRET));
        for other in [&two, &three] {
            assert_eq!(shell(other, user, &look).await, "0\n");
        }
    }
}

/// Links that a command plants where something is to be mounted, to cover what guards
/// the sandbox or to have directories made for it.
#[tokio::test]
async fn a_planted_link_is_not_mounted_through() {
    let planted = Planted::new();
    let sandbox = living().await;
    let plant = "cd && ln -s /proc proc && ln -s /proc/self/root root && ln -s /etc etc && \
        ln -s /nowhere nowhere && ln -s . here";
    shell(&sandbox, User::User, plant).await;
    for target in [
        "/home/user/proc",
        "/home/user/proc/sys",
        "/home/user/root/etc",
        "/home/user/etc",
        "/home/user/etc/planted",
        "/home/user/nowhere",
        "/home/user/here/deep",
    ] {
        let refused = sandbox.mount(planted.directory(), target).await;
        let Err(Error::InvalidArgument(error)) = refused else {
            panic!("{target}: {refused:?}");
        };
        assert_eq!(error.argument, "mount target");
        assert!(error.reason.starts_with(target), "{}", error.reason);
    }
    let look = "ls -d /etc/planted /nowhere /home/user/deep 2>/dev/null
        grep -c computesdk-canary /proc/self/mounts; cat /proc/self/comm";
    assert_eq!(shell(&sandbox, User::User, look).await, "0\ncat\n");
}

#[tokio::test]
async fn what_is_the_sandboxes_own_cannot_be_covered() {
    let planted = Planted::new();
    let sandbox = living().await;
    for target in [
        "/",
        "//",
        "/proc",
        "/proc/self",
        "/proc/1/root/opt",
        "/dev",
        "/dev/shm/x",
        "/sys/x",
        "/opt/../proc",
        "/./proc",
        "opt",
        "",
    ] {
        let refused = sandbox.mount(planted.directory(), target).await;
        let invalid = matches!(refused, Err(Error::InvalidArgument(_)));
        assert!(invalid, "{target}: {refused:?}");
    }
}

/// Where the host's mounts are shared, as they are by most distributions.
#[tokio::test]
async fn what_the_host_mounts_below_it_later_is_not_shown() {
    const AGAIN: &str = "COMPUTESDK_SHARED_MOUNTS";
    if std::env::var_os(AGAIN).is_none() {
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "shared"]);
        if !rustix::process::geteuid().is_root() {
            command.args(["--user", "--map-root-user"]);
        }
        command.env(AGAIN, "1");
        let test = "attached::what_the_host_mounts_below_it_later_is_not_shown";
        return again(test, command);
    }
    let planted = Planted::new();
    let below = Path::new(planted.directory()).join("below");
    fs::create_dir(&below).unwrap();
    let compute = crate::sandbox::builder().build().unwrap();
    let builder = compute.sandbox("local");
    let sandbox = builder.mount(planted.directory(), "/opt/first", true);
    let sandbox = sandbox.await.unwrap();
    sandbox.mount(planted.directory(), SHOWN).await.unwrap();
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "none"]).arg(&below);
    assert!(mount.status().unwrap().success());
    fs::write(below.join("new"), SECRET).unwrap();
    let look = format!("ls {SHOWN}/below /opt/first/below; ls {SHOWN}");
    let listing = shell(&sandbox, User::User, &look).await;
    assert_eq!(
        listing,
        format!("/opt/first/below:\n\n{SHOWN}/below:\nbelow\nfile\n")
    );
    assert!(
        Command::new("umount")
            .arg(&below)
            .status()
            .unwrap()
            .success()
    );
}
