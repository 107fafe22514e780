//! What commands leave running, and the ways in which it detaches itself.

use std::time::Duration;

use computesdk::{CancellationToken, Error, Sandbox, Signal};
use tokio::io::AsyncReadExt;

use super::world::{all_gone, appears, pids, run, sandbox, text};

/// Each leaves a process called `daemon` behind that holds standard output
/// open, and each says "started" first.
const DETACHED: [(&str, &str); 4] = [
    (
        "background",
        "(exec -a daemon sleep 1000; echo never) & echo started",
    ),
    (
        "session",
        "setsid bash -c 'exec -a daemon sleep 1000' & echo started",
    ),
    (
        "nohup",
        "nohup bash -c 'exec -a daemon sleep 1000' 2>&1 & echo started",
    ),
    (
        "double fork",
        "(setsid bash -c '(trap \"\" HUP TERM; exec -a daemon sleep 1000) &' &) ; echo started",
    ),
];

async fn daemon_runs(sandbox: &Sandbox) {
    while pids(sandbox, "^daemon").await.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn do_not_hold_the_call_and_live_on() {
    run(async {
        for (name, line) in DETACHED {
            let sandbox = sandbox().await;
            assert_eq!(text(&sandbox, line).await, "started", "{name}");
            daemon_runs(&sandbox).await;
            let seen = text(&sandbox, "ps -eo args").await;
            assert!(seen.contains("\ndaemon 1000"), "{name}: {seen}");
            sandbox.destroy().await.unwrap();
        }
    });
}

#[test]
fn do_not_hold_a_stream() {
    run(async {
        for (name, line) in DETACHED {
            let sandbox = sandbox().await;
            let mut stream = sandbox.exec_stream(line).await.unwrap();
            let mut got = String::new();
            stream.stdout.read_to_string(&mut got).await.unwrap();
            assert_eq!(got, "started\n", "{name}");
            stream.wait().await.unwrap();
            drop(stream);
            daemon_runs(&sandbox).await;
        }
    });
}

#[test]
fn may_keep_writing() {
    run(async {
        let sandbox = sandbox().await;
        // Far more than a pipe holds, after the call has returned.
        let line = "(trap 'echo > broken' PIPE; until [ -e go ]; do sleep 0.01; done; \
                    head -c 8M /dev/zero && echo done > done || echo failed > done) & echo started";
        assert_eq!(text(&sandbox, line).await, "started");
        sandbox.write_file("go", "").await.unwrap();
        assert_eq!(appears(&sandbox, "done").await, "done");
        assert_eq!(text(&sandbox, "ls").await, "done\ngo");
    });
}

#[test]
fn end_with_a_timeout() {
    run(async {
        for (name, line) in DETACHED {
            let sandbox = sandbox().await;
            let line = format!("{line}; until pgrep -f ^daemon; do :; done > up; sleep 1000");
            let ended = sandbox.exec(line).timeout(Duration::from_secs(2)).await;
            let Err(Error::Timeout(error)) = ended else {
                panic!("{name}: {ended:?}");
            };
            assert_eq!(error.result.stdout, "started\n", "{name}");
            appears(&sandbox, "up").await;
            all_gone(&sandbox, "^daemon").await;
        }
    });
}

#[test]
fn end_with_a_cancellation() {
    run(async {
        for (name, line) in DETACHED {
            let sandbox = sandbox().await;
            let token = CancellationToken::new();
            let line = format!("{line}; until pgrep -f ^daemon; do :; done > up; sleep 1000");
            let exec = sandbox.exec(line).cancel(token.clone());
            let cancel = async {
                appears(&sandbox, "up").await;
                token.cancel();
            };
            let (ended, ()) = tokio::join!(exec.into_future(), cancel);
            assert!(matches!(ended, Err(Error::Abort(_))), "{name}: {ended:?}");
            all_gone(&sandbox, "^daemon").await;
        }
    });
}

#[test]
fn are_killed_at_once_on_request() {
    run(async {
        for (name, line) in DETACHED {
            let sandbox = sandbox().await;
            let line = format!("{line}; until pgrep -f ^daemon; do :; done > up");
            let result = sandbox.exec(line).kill_stragglers(true).await.unwrap();
            assert_eq!(result.stdout, "started\n", "{name}");
            appears(&sandbox, "up").await;
            all_gone(&sandbox, "^daemon").await;
        }
    });
}

#[test]
fn can_be_signalled_after_their_command_has_ended() {
    run(async {
        let sandbox = sandbox().await;
        let mut stream = sandbox.exec_stream(DETACHED[3].1).await.unwrap();
        stream.wait().await.unwrap();
        daemon_runs(&sandbox).await;
        stream.kill(Signal::KILL).await.unwrap();
        all_gone(&sandbox, "^daemon").await;
    });
}

#[test]
fn of_one_command_are_not_those_of_another() {
    run(async {
        let sandbox = sandbox().await;
        text(&sandbox, DETACHED[0].1).await;
        daemon_runs(&sandbox).await;
        let exec = sandbox
            .exec("sleep 1000")
            .timeout(Duration::from_millis(100));
        assert!(matches!(exec.await, Err(Error::Timeout(_))));
        sandbox.exec("true").kill_stragglers(true).await.unwrap();
        daemon_runs(&sandbox).await;
    });
}

/// Marks of jobs are names that the kernel gives again: a command that has just
/// ended must not take along one that starts at that moment.
#[test]
fn killing_stragglers_never_meets_another_command() {
    run(async {
        let sandbox = sandbox().await;
        let workers = (0..8).map(|_| {
            let sandbox = sandbox.clone();
            tokio::spawn(async move {
                for _ in 0..100 {
                    let exec = sandbox.exec(("true", [""; 0])).kill_stragglers(true);
                    exec.await.unwrap();
                }
            })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.unwrap();
        }
    });
}
