//! Processes that will not end when they are asked to.

use std::time::Duration;

use computesdk::{Error, Result, Signal, TimeoutError};

use super::world::{all_gone, compute, run, sandbox};

fn timed_out<T: std::fmt::Debug>(ended: Result<T>) -> TimeoutError {
    match ended {
        Err(Error::Timeout(error)) => *error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_ignores_sigterm_is_killed_after_the_grace() {
    run(async {
        let sandbox = sandbox().await;
        let line = "trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done";
        let exec = sandbox.exec(line).timeout(Duration::from_secs(1));
        let error = timed_out(exec.grace(Duration::from_secs(1)).await);
        assert_eq!(error.result.stdout, "ready\nasked\n");
        assert_eq!(error.result.signal, Some(Signal::KILL));
        assert!(error.result.execution_time >= Duration::from_secs(2));
    });
}

#[test]
fn children_who_ignore_sigterm_are_killed_though_the_command_heeds_it() {
    run(async {
        let sandbox = sandbox().await;
        let line = "(trap '' TERM; exec -a deaf sleep 1000) & trap 'exit 0' TERM; \
                    while :; do sleep 0.05; done";
        let exec = sandbox.exec(line).timeout(Duration::from_secs(1));
        timed_out(exec.grace(Duration::from_secs(60)).await);
        all_gone(&sandbox, "^deaf").await;
    });
}

/// Killing is a race with the forks that are under way.
#[test]
fn who_multiplies_is_killed() {
    run(async {
        let compute = compute();
        let sandbox = compute.sandbox("local").processes(100).await.unwrap();
        for _ in 0..10 {
            let line = "bomb() { (exec -a splinter sleep 1000) & bomb | bomb & wait; }; bomb";
            let exec = sandbox.exec(line).timeout(Duration::from_millis(200));
            timed_out(exec.max_output_size(0).await);
            all_gone(&sandbox, "splinter").await;
        }
    });
}

#[test]
fn who_stops_itself_is_killed() {
    run(async {
        let sandbox = sandbox().await;
        let exec = sandbox.exec("echo before; kill -STOP $$; echo after");
        let error = timed_out(exec.timeout(Duration::from_secs(1)).await);
        assert_eq!(error.result.stdout, "before\n");
        assert_eq!(error.result.signal, Some(Signal::KILL));
    });
}

#[test]
fn who_stops_itself_goes_on_when_told() {
    run(async {
        let sandbox = sandbox().await;
        let line = "echo before; kill -STOP $$; echo after";
        let mut stream = sandbox.exec_stream(line).await.unwrap();
        let pid = stream.pid();
        let stopped = format!("until grep -q '^State:.T' /proc/{pid}/status; do sleep 0.01; done");
        sandbox.exec(stopped).await.unwrap();
        stream.kill("SIGCONT".parse().unwrap()).await.unwrap();
        stream.wait().await.unwrap();
        let chunk = stream.stdout.next_chunk().await.unwrap();
        assert_eq!(chunk.unwrap(), "before\nafter\n");
    });
}
