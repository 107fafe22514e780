//! Directories that are mounted in sandboxes that live.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use computesdk::{Errno, Error, Sandbox};
use rustix::process::{getpid, set_child_subreaper};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::crowds::descriptors;
use crate::groups::entries;
use crate::killed::children_of;
use crate::killed::host::reap_all;
use crate::stage::play;
use crate::traces::Traces;
use crate::world::{compute, compute_without_pool, run, sandbox, text};

/// Most mounts of a sandbox of the local provider.
const MOST: usize = 64;

/// A directory that everybody may read, with a file that says this.
fn directory(text: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(directory.path().join("file"), text).unwrap();
    directory
}

async fn mounts(sandbox: &Sandbox) -> usize {
    let lines = text(sandbox, "wc -l < /proc/self/mountinfo").await;
    lines.parse().unwrap()
}

#[test]
fn a_sandbox_that_was_ready_shows_what_came_later() {
    run(async {
        let compute = compute();
        assert_eq!(compute.sandbox("local").prepare(1).await.unwrap(), 1);
        let packages = directory("packages\n");
        let sandbox = compute.sandbox("local").await.unwrap();
        assert_eq!(compute.pool().stats().hits, 1);
        let target = "/home/user/.cache/packages";
        sandbox.mount(packages.path(), target).await.unwrap();
        let file = format!("{target}/file");
        assert_eq!(text(&sandbox, &format!("cat {file}")).await, "packages");
        // What the host adds is there at once; the directory itself is what was mounted.
        fs::write(packages.path().join("more"), "more").unwrap();
        assert_eq!(text(&sandbox, &format!("ls {target}")).await, "file\nmore");
    });
}

#[test]
fn the_same_at_once_is_mounted_once() {
    run(async {
        let sandbox = sandbox().await;
        let before = mounts(&sandbox).await;
        let packages = directory("");
        let mut mounting = JoinSet::new();
        for _ in 0..16 {
            mounting.spawn(
                sandbox
                    .mount(packages.path(), "/opt/packages")
                    .into_future(),
            );
        }
        for mounted in mounting.join_all().await {
            mounted.unwrap();
        }
        assert_eq!(mounts(&sandbox).await, before + 1);
    });
}

/// Another directory has its path by then.
#[test]
fn a_directory_that_was_replaced_is_another_one() {
    run(async {
        let sandbox = sandbox().await;
        let parent = directory("");
        let source = parent.path().join("packages");
        fs::create_dir(&source).unwrap();
        sandbox.mount(&source, "/opt/packages").await.unwrap();
        fs::rename(&source, parent.path().join("old")).unwrap();
        fs::create_dir(&source).unwrap();
        let refused = sandbox.mount(&source, "/opt/packages").await;
        assert!(
            matches!(refused, Err(Error::InvalidArgument(_))),
            "{refused:?}"
        );
        // Nor is one hidden, by what would be mounted above it.
        let refused = sandbox.mount(&source, "/opt").await;
        assert!(
            matches!(refused, Err(Error::InvalidArgument(_))),
            "{refused:?}"
        );
    });
}

/// What a sandbox was made with counts, and is written where it may be.
#[test]
fn those_from_its_birth_and_later_ones_are_alike() {
    run(async {
        let (first, second) = (directory("first"), directory("second"));
        let compute = compute();
        let builder = compute.sandbox("local");
        let sandbox = builder.mount(first.path(), "/opt/first", false);
        let sandbox = sandbox.await.unwrap();
        let read_only = sandbox.mount(first.path(), "/opt/first").await;
        assert!(
            matches!(read_only, Err(Error::InvalidArgument(_))),
            "{read_only:?}"
        );
        let again = sandbox.mount(first.path(), "/opt/first").writable();
        again.await.unwrap();
        let later = sandbox.mount(second.path(), "/opt/second").writable();
        later.await.unwrap();
        let line = "stat -c %U /opt/first /opt/second; for n in first second; do
            echo new > /opt/$n/file && echo new > /opt/$n/more; done";
        assert_eq!(text(&sandbox, line).await, "user\nuser");
        for directory in [first, second] {
            for name in ["file", "more"] {
                let path = directory.path().join(name);
                assert_eq!(fs::read_to_string(path).unwrap(), "new\n");
            }
        }
    });
}

/// A sandbox's user is the owner of what is mounted, or nobody that the host knows.
#[test]
fn what_is_of_no_use_inside_is_refused() {
    run(async {
        let sandbox = sandbox().await;
        let private = directory("private\n");
        fs::set_permissions(&private, fs::Permissions::from_mode(0o700)).unwrap();
        let read = sandbox.mount(private.path(), "/opt/read").await;
        let written = sandbox.mount(private.path(), "/opt/written").writable();
        for (mounted, line) in [
            (read, "cat /opt/read/file"),
            (
                written.await,
                "cat /opt/written/file; echo > /opt/written/new",
            ),
        ] {
            match mounted {
                Ok(()) => assert_eq!(text(&sandbox, line).await, "private"),
                Err(Error::InvalidArgument(error)) => {
                    assert_eq!(error.argument, "mount source");
                    assert_eq!(error.hints.len(), 1);
                    eprintln!("NOTE: {error}");
                }
                Err(other) => panic!("{other}"),
            }
        }
    });
}

#[test]
fn there_are_not_more_than_may_be() {
    run(async {
        let sandbox = sandbox().await;
        let packages = directory("");
        let before = mounts(&sandbox).await;
        for number in 0..MOST {
            let target = format!("/opt/{number}");
            sandbox.mount(packages.path(), target).await.unwrap();
        }
        let refused = sandbox.mount(packages.path(), "/opt/more").await;
        assert!(
            matches!(refused, Err(Error::InvalidArgument(_))),
            "{refused:?}"
        );
        assert_eq!(mounts(&sandbox).await, before + MOST);
    });
}

/// What cannot be mounted is told with the path and the errno.
#[test]
fn a_full_disk_is_told() {
    run(async {
        let compute = compute();
        let sandbox = compute.sandbox("local").disk(1 << 20).await.unwrap();
        let fill = "cd; i=0; while : > $i; do i=$((i + 1)); done 2>/dev/null";
        sandbox.exec(fill).unchecked().await.unwrap();
        let packages = directory("");
        let before = mounts(&sandbox).await;
        let refused = sandbox.mount(packages.path(), "/home/user/packages").await;
        let Err(Error::Engine(error)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(error.path.unwrap(), Path::new("/home/user/packages"));
        assert_eq!(error.errno, Some(Errno::ENOSPC));
        assert_eq!(mounts(&sandbox).await, before);
    });
}

#[test]
fn nothing_remains_of_what_was_mounted() {
    play("mounted", "");
}

pub(crate) fn mounted() {
    set_child_subreaper(Some(getpid())).unwrap();
    let traces = Traces::now();
    let spawner = run(async {
        let compute = compute_without_pool();
        let _kept = compute.sandbox("local").await.unwrap();
        let spawner = children_of(std::process::id())[0];
        let packages = directory("packages");
        // By then all threads and their descriptors are there.
        let create = || compute.sandbox("local").into_future();
        round(create().await.unwrap(), packages.path(), Duration::ZERO).await;
        let held = || {
            let proc = Path::new("/proc").join(spawner.to_string());
            let table = fs::read_to_string(proc.join("mountinfo")).unwrap_or_default();
            let of_spawner = entries(&proc.join("fd")).count();
            (descriptors(), of_spawner, table.lines().count())
        };
        let before = held();
        for number in 0..20 {
            let delay = Duration::from_micros(number * 250);
            round(create().await.unwrap(), packages.path(), delay).await;
        }
        // Spares are made, and descriptors closed, a little later.
        loop {
            let now = held();
            if now.0 <= before.0 && now.1 <= before.1 && now.2 <= before.2 {
                break;
            }
            eprintln!("{before:?} {now:?}");
            sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(fs::read_dir(packages.path()).unwrap().count(), 1);
        spawner
    });
    reap_all();
    traces.nothing_new(&[spawner]);
}

/// Mounts, fails to, gives up, and is interrupted by the end of the sandbox.
async fn round(sandbox: Sandbox, packages: &Path, delay: Duration) {
    sandbox.mount(packages, "/opt/packages").await.unwrap();
    sandbox.exec("ln -s /opt ~/link").await.unwrap();
    sandbox
        .mount(packages, "/home/user/link")
        .await
        .unwrap_err();
    let given_up = sandbox.mount(packages, "/opt/given-up").into_future();
    let _ = tokio::time::timeout(delay, given_up).await;
    let (all, source) = (sandbox.clone(), packages.to_owned());
    let mounting = tokio::spawn(async move {
        for number in 0.. {
            let target = format!("/opt/{number}");
            match all.mount(&source, target).await {
                Ok(()) => {}
                // As many as may be.
                Err(Error::InvalidArgument(_)) => sleep(Duration::from_millis(1)).await,
                Err(error) => return Some(error),
            }
        }
        None
    });
    sleep(delay).await;
    sandbox.destroy().await.unwrap();
    let ended = mounting.await.unwrap();
    assert!(matches!(ended, Some(Error::SandboxGone(_))), "{ended:?}");
}
