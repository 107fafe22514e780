//! The last of the memory: who is killed for it.

use std::time::Duration;

use computesdk::{Error, LimitKind, Limits, Outcome, ResourceKind};

use super::{MIB, Scene};
use crate::world::{run, sandbox, text};

/// Init was killed, when a command started that had nothing left to start with: it
/// shares init's memory until it has executed.
#[test]
fn full_of_files_to_the_last_page_a_sandbox_lives_and_can_be_given_more() {
    run(async {
        let scene = Scene::set(|builder| builder.memory(32 * MIB).disk(64 * MIB)).await;
        if !scene.holds(LimitKind::Memory).await {
            return;
        }
        let words = [
            "if=/dev/zero",
            "of=/tmp/bomb",
            "oflag=append",
            "conv=notrunc",
        ];
        let refused = loop {
            let exec = scene.loud.exec(("dd", words)).unchecked();
            match scene.outlast(exec).await {
                Ok(killed) => assert_eq!(killed.outcome, Outcome::MemoryLimit, "{killed:?}"),
                Err(refused) => break refused,
            }
        };
        match &refused {
            Error::ResourceExhausted(error) => assert_eq!(error.kind, ResourceKind::Memory),
            other => panic!("{other}"),
        }
        assert!(scene.loud.ps().await.unwrap().is_empty());
        let before = scene.loud.limits();
        let limits = Limits {
            memory: Some(64 * MIB),
            ..before.clone()
        };
        scene.loud.set_limits(limits).await.unwrap();
        text(&scene.loud, "rm /tmp/bomb").await;
        scene.loud.set_limits(before).await.unwrap();
        scene.assert_as_before().await;
    });
}

/// Also of the host's memory: before its own programs.
#[test]
fn commands_come_before_others() {
    run(async {
        let sandbox = sandbox().await;
        let line = "until [ $(cat /proc/$$/oom_score_adj) = 500 ]; do :; done; \
                    cat /proc/self/oom_score_adj /proc/1/oom_score_adj";
        let exec = sandbox.exec(line).timeout(Duration::from_secs(60));
        let host = std::fs::read_to_string("/proc/self/oom_score_adj").unwrap();
        assert_eq!(exec.await.unwrap().stdout, format!("500\n{host}"));
    });
}
