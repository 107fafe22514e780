//! Calls that nobody waits for any more.

use std::time::Duration;

use computesdk::{CancellationToken, Error};
use tokio::time::sleep;

use super::world::{all_gone, appears, compute_without_pool, pids, run, sandbox};

/// Names its tree, then waits for ever.
const TREE: &str = "(setsid bash -c '(exec -a twig sleep 1000) & exec -a twig sleep 1000' &); \
                    until [ $(pgrep -fc ^twig) = 2 ]; do :; done; echo > up; \
                    exec -a twig sleep 1000";

#[test]
fn a_dropped_call_takes_its_tree_along() {
    run(async {
        let sandbox = sandbox().await;
        tokio::select! {
            ended = sandbox.exec(TREE).into_future() => panic!("{ended:?}"),
            _ = appears(&sandbox, "up") => {}
        }
        all_gone(&sandbox, "^twig").await;
    });
}

#[test]
fn a_dropped_stream_takes_its_tree_along() {
    run(async {
        let sandbox = sandbox().await;
        let stream = sandbox.exec_stream(TREE).await.unwrap();
        appears(&sandbox, "up").await;
        drop(stream);
        all_gone(&sandbox, "^twig").await;
    });
}

/// Whenever the drop comes: before the request is sent, while the program is
/// being started, when it has just started others.
#[test]
fn a_call_may_be_dropped_at_any_moment() {
    run(async {
        let sandbox = sandbox().await;
        let line = "(exec -a twig sleep 1000) & (exec -a twig sleep 1000) & wait";
        for step in 0..100 {
            tokio::select! {
                ended = sandbox.exec(line).into_future() => panic!("{ended:?}"),
                () = sleep(Duration::from_micros(step * 50)) => {}
            }
        }
        all_gone(&sandbox, "^twig").await;
        all_gone(&sandbox, "bash").await;
    });
}

#[test]
fn a_creation_may_be_dropped_at_any_moment() {
    super::stage::play("dropped creations", "");
}

/// In a program of its own, which has no other descriptors or children.
pub(crate) fn dropped_creations() {
    run(async {
        let compute = compute_without_pool();
        let first = compute.sandbox("local").await.unwrap();
        let before = super::crowds::descriptors();
        for step in 0..50 {
            tokio::select! {
                made = compute.sandbox("local").into_future() => drop(made.unwrap()),
                () = sleep(Duration::from_micros(step * 200)) => {}
            }
        }
        let spawner = super::killed::children_of(std::process::id());
        assert_eq!(spawner.len(), 1);
        while super::killed::inits_of(spawner[0]).len() > 1 || super::crowds::descriptors() > before
        {
            sleep(Duration::from_millis(5)).await;
        }
        first.destroy().await.unwrap();
    });
}

#[test]
fn a_dropped_sandbox_takes_everything_along() {
    super::stage::play("dropped sandbox", "");
}

pub(crate) fn dropped_sandbox() {
    run(async {
        let compute = compute_without_pool();
        let (first, second) = (
            compute.sandbox("local").await.unwrap(),
            compute.sandbox("local").await.unwrap(),
        );
        first
            .exec("sleep 1000 & setsid sleep 1000 &")
            .await
            .unwrap();
        let spawner = super::killed::children_of(std::process::id())[0];
        assert_eq!(super::killed::inits_of(spawner).len(), 2);
        drop(first);
        while super::killed::inits_of(spawner).len() > 1 {
            sleep(Duration::from_millis(5)).await;
        }
        second.exec("true").await.unwrap();
    });
}

/// A destroyed sandbox ends the calls that still wait for it.
#[test]
fn destroying_ends_what_runs() {
    run(async {
        let sandbox = sandbox().await;
        let mut stream = sandbox.exec_stream(TREE).await.unwrap();
        appears(&sandbox, "up").await;
        let running = tokio::spawn(sandbox.exec("sleep 1000").into_future());
        while pids(&sandbox, "^sleep").await.is_empty() {
            sleep(Duration::from_millis(5)).await;
        }
        sandbox.destroy().await.unwrap();
        let ended = running.await.unwrap();
        assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
        assert!(stream.stdout.next_chunk().await.unwrap().is_none());
        let ended = stream.wait().await;
        assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
    });
}

#[test]
fn one_token_ends_a_crowd() {
    run(async {
        let sandbox = sandbox().await;
        let token = CancellationToken::new();
        let running: Vec<_> = (0..20)
            .map(|_| {
                sandbox
                    .exec("exec -a twig sleep 1000")
                    .cancel(token.clone())
            })
            .map(|exec| tokio::spawn(exec.into_future()))
            .collect();
        while pids(&sandbox, "^twig").await.len() < 20 {
            sleep(Duration::from_millis(5)).await;
        }
        token.cancel();
        for call in running {
            let ended = call.await.unwrap();
            assert!(matches!(ended, Err(Error::Abort(_))), "{ended:?}");
        }
        all_gone(&sandbox, "^twig").await;
    });
}
