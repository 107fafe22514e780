//! Ending commands early.

use std::time::Duration;

use computesdk::{AbortError, CancellationToken, Error, ExecResult, Result, Sandbox, Signal};

use crate::Fixture;
use crate::fixture::{appears, dies};

/// Cancels once the command has said by a file that it is ready.
async fn cancel_when_ready(sandbox: &Sandbox, line: &str, grace: Option<Duration>) -> AbortError {
    let token = CancellationToken::new();
    let exec = sandbox.exec(line).cancel(token.clone());
    let exec = match grace {
        Some(grace) => exec.grace(grace),
        None => exec,
    };
    let ready = async {
        appears(sandbox, "ready").await;
        token.cancel();
    };
    let (ended, ()) = tokio::join!(exec.into_future(), ready);
    aborted(ended)
}

fn aborted(ended: Result<ExecResult>) -> AbortError {
    match ended {
        Err(Error::Abort(error)) => *error,
        other => panic!("{other:?}"),
    }
}

pub async fn a_timeout_carries_the_output(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let timeout = Duration::from_secs(2);
    let exec = sandbox.exec("echo before; sleep 1000").timeout(timeout);
    match exec.await {
        Err(Error::Timeout(error)) => {
            assert_eq!(error.timeout, timeout);
            assert_eq!(error.result.stdout, "before\n");
            assert_eq!(error.result.signal, Some(Signal::KILL));
            assert!(error.result.execution_time >= timeout);
        }
        other => panic!("{other:?}"),
    }
}

pub async fn a_configured_timeout_holds(fixture: Fixture) {
    let timeout = Duration::from_millis(100);
    let compute = fixture.builder().timeout(timeout).build().unwrap();
    let sandbox = compute.default_sandbox().await.unwrap();
    let ended = sandbox.exec("sleep 1000").await;
    assert!(matches!(ended, Err(Error::Timeout(_))), "{ended:?}");
    sandbox.exec("sleep 0.2").timeout(None).await.unwrap();
}

pub async fn a_token_ends_the_whole_job(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "echo before; sleep 1000 & echo $! > child; echo > ready; sleep 1000";
    let error = cancel_when_ready(&sandbox, line, None).await;
    let result = error.result.unwrap();
    assert_eq!(result.stdout, "before\n");
    assert_eq!(result.signal, Some(Signal::KILL));
    dies(&sandbox, &appears(&sandbox, "child").await).await;
}

pub async fn a_cancelled_token_runs_nothing(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let token = CancellationToken::new();
    token.cancel();
    let error = aborted(sandbox.exec("echo > ran").cancel(token).await);
    assert_eq!(error.result, None);
    assert!(sandbox.read_file("ran").await.is_err());
}

pub async fn dropping_kills(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "sleep 1000 & echo $! > child; echo $$ > self; sleep 1000";
    let (child, own) = tokio::select! {
        ended = sandbox.exec(line).into_future() => panic!("{ended:?}"),
        pids = async {
            (appears(&sandbox, "child").await, appears(&sandbox, "self").await)
        } => pids,
    };
    dies(&sandbox, &own).await;
    dies(&sandbox, &child).await;
}

pub async fn grace_lets_it_say_goodbye(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    // A child that is started at that moment may hear of nothing: it must not last.
    let sleeps = "; sleep 0.1".repeat(1000);
    let line = format!("trap 'echo bye; exit 7' TERM; echo > ready{sleeps}");
    let error = cancel_when_ready(&sandbox, &line, Some(Duration::from_secs(60))).await;
    let result = error.result.unwrap();
    assert_eq!(result.stdout, "bye\n");
    assert_eq!(result.exit_code, 7);
}

pub async fn grace_ends_in_a_kill(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "trap '' TERM; echo > ready; sleep 1000";
    let grace = Duration::from_millis(100);
    let error = cancel_when_ready(&sandbox, line, Some(grace)).await;
    let result = error.result.unwrap();
    assert_eq!(result.signal, Some(Signal::KILL));
    assert!(result.execution_time >= grace);
}
