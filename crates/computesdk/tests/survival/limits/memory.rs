//! How much memory there is, for one process and for all; bombs of it are in
//! `bombs`.

use computesdk::{ExecResult, LimitKind, Outcome, Sandbox, Signal};

use super::is_of_group;
use crate::world::{compute, run};

const MIB: u64 = 1 << 20;

/// Takes so many MiB, writes to each page, and waits for the end of its input.
fn taker(mib: u64) -> String {
    format!("x = b'x' * ({mib} << 20); print(len(x), flush=True); input()")
}

/// Whether a group counts the memory of all processes together.
async fn is_counted(sandbox: &Sandbox) -> bool {
    is_of_group(sandbox, LimitKind::Memory).await
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
        if is_counted(&sandbox).await {
            assert!(greedy.oom_killed, "{greedy:?}");
            assert_eq!(greedy.outcome, Outcome::MemoryLimit);
            assert_eq!(greedy.signal, Some(Signal::KILL));
            assert_eq!(greedy.stdout, "");
        } else {
            // Each process has the limit for itself, and is refused more.
            assert_eq!(greedy.outcome, Outcome::Exited, "{greedy:?}");
            assert!(greedy.stderr.contains("MemoryError"), "{greedy:?}");
            let warnings = sandbox.info().await.unwrap().warnings;
            assert!(
                warnings[0].contains("memory limit holds in part"),
                "{warnings:?}"
            );
        }
        let modest = take(&sandbox, 20).await;
        assert_eq!((modest.exit_code, modest.oom_killed), (0, false));
        assert_eq!(modest.outcome, Outcome::Exited);
    });
}

#[test]
fn the_shell_of_who_was_killed_met_the_limit_too() {
    run(async {
        let sandbox = compute().sandbox("local").memory(64 * MIB).await.unwrap();
        let (code, outcome) = match is_counted(&sandbox).await {
            true => (137, Outcome::MemoryLimit),
            false => (1, Outcome::Exited),
        };
        let line = "python3 -c \"x = b'x' * (200 << 20)\"; exit $?";
        let shell = sandbox.exec(line).unchecked().await.unwrap();
        assert_eq!((shell.exit_code, shell.oom_killed), (code, false));
        assert_eq!(shell.outcome, outcome);
        let line = "python3 -c \"x = b'x' * (200 << 20)\"; true";
        let unmoved = sandbox.exec(line).await.unwrap();
        assert_eq!(unmoved.outcome, Outcome::Exited);
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
        let counted = is_counted(&sandbox).await;
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
