//! Limits hold, by the mechanism that the sandbox itself names.
//!
//! `cargo xtask limits` runs these where it knows which mechanism that must be.

use std::path::{Path, PathBuf};

use computesdk::{ExecResult, LimitKind, Mechanism, Sandbox, Signal};

use super::killed::{children_of, inits_of};
use super::stage::play;
use super::traces::groups;
use super::world::{compute, run, text};

/// The mechanism that this machine must offer, where whoever runs the tests
/// knows it: as the model serialises it.
const EXPECTED: &str = "SURVIVAL_MECHANISM";

const MIB: u64 = 1 << 20;

/// Takes so many MiB, writes to each page, and waits for the end of its input.
fn taker(mib: u64) -> String {
    format!("x = b'x' * ({mib} << 20); print(len(x), flush=True); input()")
}

/// Forks until it is refused, and tells how often it was not.
const FORKER: &str = "
import os, signal
children = []
try:
    for _ in range(1000):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except BlockingIOError:
    print(len(children))
for child in children: os.kill(child, signal.SIGKILL)
";

/// What enforces a limit of this sandbox.
async fn mechanism(sandbox: &Sandbox, kind: LimitKind) -> Mechanism {
    let info = sandbox.info().await.unwrap();
    let limit = info.limits.iter().find(|limit| limit.kind == kind);
    let found = limit.unwrap().mechanism;
    if let Ok(expected) = std::env::var(EXPECTED) {
        let expected = match (&*expected, kind) {
            ("cgroup_v2", _) => Mechanism::CgroupV2,
            ("none", LimitKind::Processes) => Mechanism::Rlimit,
            ("none", _) => Mechanism::None,
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected, "{kind:?}");
    }
    found
}

/// Whether a group counts the memory of all processes together.
async fn memory_is_counted(sandbox: &Sandbox) -> bool {
    let found = mechanism(sandbox, LimitKind::Memory).await;
    matches!(found, Mechanism::CgroupV1 | Mechanism::CgroupV2)
}

async fn take(sandbox: &Sandbox, mib: u64) -> ExecResult {
    let exec = sandbox.exec(("python3", ["-c", &taker(mib)]));
    exec.input("\n").unchecked().await.unwrap()
}

#[test]
fn who_takes_too_much_memory_is_killed_and_that_is_told() {
    run(async {
        let sandbox = compute().sandbox("local").memory(64 * MIB).await.unwrap();
        let greedy = take(&sandbox, 200).await;
        if memory_is_counted(&sandbox).await {
            assert!(greedy.oom_killed, "{greedy:?}");
            assert_eq!(greedy.signal, Some(Signal::KILL));
            assert_eq!(greedy.stdout, "");
        } else {
            assert_eq!(greedy.exit_code, 0, "{greedy:?}");
            let warnings = sandbox.info().await.unwrap().warnings;
            assert!(warnings[0].contains("memory limit"), "{warnings:?}");
        }
        let modest = take(&sandbox, 20).await;
        assert_eq!((modest.exit_code, modest.oom_killed), (0, false));
    });
}

#[test]
fn memory_is_that_of_all_commands_together() {
    run(async {
        let sandbox = compute().sandbox("local").memory(96 * MIB).await.unwrap();
        // Waits with what it has taken until its input ends.
        let line = taker(60);
        let holder = sandbox.exec_stream(("python3", ["-c", &line])).unchecked();
        let mut holder = holder.await.unwrap();
        holder.stdout.next_chunk().await.unwrap().unwrap();
        let second = take(&sandbox, 60).await;
        drop(holder.stdin.take());
        let first = holder.wait().await.unwrap();
        let killed = [first.oom_killed, second.oom_killed];
        let counted = memory_is_counted(&sandbox).await;
        assert_eq!(killed.contains(&true), counted, "{first:?} {second:?}");
    });
}

#[test]
fn memory_that_was_used_is_told() {
    run(async {
        let sandbox = compute().sandbox("local").memory(256 * MIB).await.unwrap();
        let used = take(&sandbox, 60).await.usage.memory / MIB;
        assert!((60..90).contains(&used), "{used} MiB");
    });
}

#[test]
fn processes_are_limited() {
    run(async {
        let sandbox = compute().sandbox("local").processes(20).await.unwrap();
        let found = mechanism(&sandbox, LimitKind::Processes).await;
        let forked = text(&sandbox, &format!("python3 -c \"{FORKER}\"")).await;
        let forked: u32 = forked.parse().unwrap();
        // The shell, Python and perhaps init are among the 20.
        assert!((15..20).contains(&forked), "{forked} by {found}");
    });
}

#[test]
fn groups_go_with_their_sandbox() {
    play("groups", "");
}

/// Looks for the groups of its own spawner.
pub(crate) fn groups_of_sandboxes() {
    run(async {
        let compute = compute();
        let sandbox = compute.sandbox("local").await.unwrap();
        let spawner = children_of(std::process::id())[0];
        let init = inits_of(spawner)[0];
        let roots = groups(&[spawner]);
        assert_eq!(!roots.is_empty(), memory_is_counted(&sandbox).await);

        let of_init: Vec<PathBuf> = roots
            .iter()
            .map(|root| group_with(root, init).expect("init is in a group of its own"))
            .collect();
        sandbox.destroy().await.unwrap();
        let left: Vec<_> = of_init.iter().filter(|group| group.exists()).collect();
        assert!(left.is_empty(), "{left:?}");
        drop((sandbox, compute));
        // The spawner ends by itself, and clears up before.
        while !children_of(std::process::id()).is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(groups(&[spawner]), [""; 0].map(PathBuf::from));
    });
}

/// The group in a spawner's directory that has this process.
fn group_with(root: &Path, pid: u32) -> Option<PathBuf> {
    let pid = pid.to_string();
    let groups = std::fs::read_dir(root).unwrap().flatten();
    groups.map(|group| group.path()).find(|group| {
        let processes = std::fs::read_to_string(group.join("cgroup.procs"));
        processes.is_ok_and(|processes| processes.lines().any(|line| line == pid))
    })
}
