//! Limits that change while the sandbox lives.

use std::future::ready;
use std::time::Duration;

use computesdk::{Error, LimitKind, Limits, Outcome};
use tokio::time::sleep;

use super::{assert_usable, is_of_group, python};
use crate::world::{compute, run, text};

const MIB: u64 = 1 << 20;

const TAKER: &str = "x = b'x' * (150 << 20)";

#[test]
fn memory_can_be_raised_and_lowered() {
    run(async {
        let builder = compute().sandbox("local").memory(64 * MIB);
        let sandbox = builder.await.unwrap();
        let counted = is_of_group(&sandbox, LimitKind::Memory).await;
        for (memory, expected) in [
            (64 * MIB, Outcome::MemoryLimit),
            (256 * MIB, Outcome::Exited),
            (80 * MIB, Outcome::MemoryLimit),
        ] {
            let memory = Some(memory);
            let limits = Limits {
                memory,
                ..sandbox.limits()
            };
            sandbox.set_limits(limits).await.unwrap();
            let result = python(&sandbox, TAKER).await;
            let fits = expected == Outcome::Exited;
            assert_eq!(result.success(), fits, "{memory:?}: {result:?}");
            let expected = if counted { expected } else { Outcome::Exited };
            assert_eq!(result.outcome, expected, "{memory:?}: {result:?}");
        }
        let info = sandbox.info().await.unwrap();
        let memory = info
            .limits
            .iter()
            .find(|limit| limit.kind == LimitKind::Memory);
        assert_eq!(memory.unwrap().value, Some(80 * MIB));
    });
}

#[test]
fn a_disk_can_grow_and_shrink_but_not_below_what_it_holds() {
    run(async {
        let sandbox = compute().sandbox("local").disk(8 * MIB).await.unwrap();
        let with = |disk| Limits {
            disk: Some(disk),
            ..sandbox.limits()
        };
        let write = "head -c 20M /dev/zero > big";
        let full = sandbox.exec(write).unchecked().await.unwrap();
        assert_eq!(full.outcome, Outcome::DiskLimit, "{full:?}");
        sandbox.set_limits(with(32 * MIB)).await.unwrap();
        text(&sandbox, write).await;
        let error = sandbox.set_limits(with(8 * MIB)).await.unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
        assert_eq!(sandbox.limits().disk, Some(32 * MIB), "the old one holds");
        text(&sandbox, "rm big").await;
        sandbox.set_limits(with(8 * MIB)).await.unwrap();
        let full = sandbox.exec(write).unchecked().await.unwrap();
        assert_eq!(full.outcome, Outcome::DiskLimit, "{full:?}");
        text(&sandbox, "rm big").await;
        assert_usable(&sandbox).await;
    });
}

#[test]
fn what_cannot_be_changed_is_refused_and_changes_nothing() {
    run(async {
        let sandbox = compute().sandbox("local").disk(None).await.unwrap();
        let before = sandbox.limits();
        for wrong in [
            Limits {
                tmp: Some(MIB),
                ..before.clone()
            },
            Limits {
                disk: Some(MIB),
                ..before.clone()
            },
            Limits {
                cpus: Some(0.0),
                ..before.clone()
            },
            Limits {
                memory: Some(0),
                ..before.clone()
            },
        ] {
            let error = sandbox.set_limits(wrong).await.unwrap_err();
            assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
        }
        assert_eq!(sandbox.limits(), before);
        assert_usable(&sandbox).await;
    });
}

#[test]
fn descriptors_change_for_the_commands_that_follow() {
    run(async {
        let sandbox = compute().sandbox("local").open_files(64).await.unwrap();
        assert_eq!(text(&sandbox, "ulimit -n").await, "64");
        let open_files = Some(128);
        let limits = Limits {
            open_files,
            ..sandbox.limits()
        };
        sandbox.set_limits(limits).await.unwrap();
        assert_eq!(text(&sandbox, "ulimit -n").await, "128");
        sandbox.destroy().await.unwrap();
        let error = sandbox.set_limits(Limits::default()).await.unwrap_err();
        assert!(matches!(error, Error::SandboxGone(_)), "{error}");
    });
}

#[test]
fn a_change_that_nobody_waits_for_is_made_whole() {
    run(async {
        let sandbox = compute().sandbox("local").disk(8 * MIB).await.unwrap();
        let disk = Some(32 * MIB);
        let limits = Limits {
            disk,
            memory: Some(512 * MIB),
            ..sandbox.limits()
        };
        // Asked for, and given up at once.
        tokio::select! {
            biased;
            changed = sandbox.set_limits(limits.clone()) => changed.unwrap(),
            () = ready(()) => {}
        }
        while sandbox.limits() != limits {
            sleep(Duration::from_millis(1)).await;
        }
        let line = "df -B1 --output=size /dev/shm | tail -n 1 | tr -d ' '";
        assert_eq!(text(&sandbox, line).await, (32 * MIB).to_string());
    });
}
