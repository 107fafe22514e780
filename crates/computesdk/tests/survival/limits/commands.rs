//! Limits of one command and of each of its processes, and other ends.

use std::time::Duration;

use computesdk::LimitKind::Memory;
use computesdk::{Error, Limits, Outcome, Signal};

use super::is_of_group;
use crate::world::{compute, run, sandbox, text};

/// Opens files until it is refused: how many there were.
const OPENER: &str = "
import os
try:
    while True: last = os.open('/dev/null', 0)
except OSError: print(last + 1)
";

#[test]
fn descriptors_are_limited_for_the_sandbox_and_lower_for_a_command() {
    run(async {
        let sandbox = compute().sandbox("local").open_files(100).await.unwrap();
        let opener = || sandbox.exec(("python3", ["-c", OPENER]));
        assert_eq!(opener().await.unwrap().stdout, "100\n");
        assert_eq!(opener().open_files(50).await.unwrap().stdout, "50\n");
        let error = opener().open_files(101).await.unwrap_err();
        assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
        for useless in [0, 3] {
            let error = opener().open_files(useless).await.unwrap_err();
            assert!(matches!(error, Error::InvalidArgument(_)), "{error}");
        }
        assert_eq!(opener().await.unwrap().stdout, "100\n");
    });
}

#[test]
fn who_writes_beyond_the_longest_file_is_ended_and_that_is_told() {
    run(async {
        let builder = compute().sandbox("local").file_size(1 << 20);
        let sandbox = builder.await.unwrap();
        let writer = || sandbox.exec(("dd", ["if=/dev/zero", "of=big", "bs=64K", "count=100"]));
        let ended = writer().unchecked().await.unwrap();
        assert_eq!(ended.outcome, Outcome::FileSizeLimit, "{ended:?}");
        assert_eq!(ended.signal, Some(Signal::XFSZ));
        assert_eq!(text(&sandbox, "stat -c %s big").await, "1048576");
        writer().file_size(1 << 16).unchecked().await.unwrap();
        assert_eq!(text(&sandbox, "stat -c %s big").await, "65536");
        // A shell tells it of what it ran.
        let line = "dd if=/dev/zero of=big bs=64K count=100; exit $?";
        let shell = sandbox.exec(line).unchecked().await.unwrap();
        assert_eq!(shell.outcome, Outcome::FileSizeLimit, "{shell:?}");
        // The signal alone is no proof.
        let plain = crate::world::sandbox().await;
        let signalled = plain.exec("kill -XFSZ $$").unchecked().await.unwrap();
        assert_eq!(signalled.outcome, Outcome::Signalled);
    });
}

#[test]
fn limits_too_small_for_a_sandbox_itself_are_named() {
    run(async {
        let limits = Limits::default;
        for (name, limits) in [
            ("memory", with(limits(), |all| all.memory = Some(64 << 10))),
            ("processes", with(limits(), |all| all.processes = Some(1))),
            ("inodes", with(limits(), |all| all.inodes = Some(5))),
            ("open_files", with(limits(), |all| all.open_files = Some(3))),
        ] {
            match compute().sandbox("local").limits(limits).await {
                Err(Error::InvalidArgument(error)) => {
                    assert_eq!(error.argument, format!("limit `{name}`"));
                }
                // Where each process has that for itself.
                Ok(sandbox) => assert!(
                    ["memory", "processes"].contains(&name) && !is_of_group(&sandbox, Memory).await
                ),
                other => panic!("{name}: {other:?}"),
            }
        }
    });
}

fn with(mut limits: Limits, change: impl FnOnce(&mut Limits)) -> Limits {
    change(&mut limits);
    limits
}

#[test]
fn ends_are_told_apart() {
    run(async {
        let sandbox = sandbox().await;
        let outcome = |error: &Error| (error.outcome(), error.result().map(|ran| ran.outcome));

        let late = sandbox
            .exec("sleep 1000")
            .timeout(Duration::from_millis(50));
        let late = late.await.unwrap_err();
        let expected = Some(Outcome::TimeLimit);
        assert_eq!(outcome(&late), (expected, Some(Outcome::TimeLimit)));

        let failed = sandbox.exec("exit 3").await.unwrap_err();
        let expected = (Some(Outcome::Exited), Some(Outcome::Exited));
        assert_eq!(outcome(&failed), expected);

        let itself = sandbox.exec("kill -KILL $$").unchecked().await.unwrap();
        assert_eq!(itself.outcome, Outcome::Signalled);

        let mut stream = sandbox.exec_stream("sleep 1000").unchecked().await.unwrap();
        stream.kill(Signal::TERM).await.unwrap();
        let killed = stream.wait().await.unwrap();
        assert_eq!(killed.outcome, Outcome::KilledByCaller);

        let loud = sandbox.exec("echo too much").max_output_size(3);
        let loud = loud.await.unwrap();
        assert_eq!((loud.outcome, loud.truncated), (Outcome::OutputLimit, true));
    });
}
