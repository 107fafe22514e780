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
        let Some(scene) = full().await else { return };
        assert!(scene.loud.ps().await.unwrap().is_empty());
        let before = give_more(&scene).await;
        text(&scene.loud, "rm /tmp/bomb").await;
        scene.loud.set_limits(before).await.unwrap();
        scene.assert_as_before().await;
    });
}

/// Init was killed, when a process that served files took the last of the memory.
#[test]
fn what_is_written_from_outside_does_not_end_a_sandbox_either() {
    run(async {
        let Some(scene) = full().await else { return };
        let page = vec![b'x'; 4096];
        while scene.loud.append_file("/tmp/more", &page).await.is_ok() {}
        if let Err(refused) = scene.loud.remove("/tmp/bomb").await {
            assert_no_memory(&refused);
            let before = give_more(&scene).await;
            scene.loud.remove("/tmp/bomb").await.unwrap();
            scene.loud.set_limits(before).await.unwrap();
        }
        match scene.loud.remove("/tmp/more").await {
            // Not a page of it was written.
            Err(Error::NotFound(_)) => {}
            removed => removed.unwrap(),
        }
        scene.assert_as_before().await;
    });
}

/// Twice the memory: the limits before.
async fn give_more(scene: &Scene) -> Limits {
    let before = scene.loud.limits();
    let limits = Limits {
        memory: Some(64 * MIB),
        ..before.clone()
    };
    scene.loud.set_limits(limits).await.unwrap();
    before
}

/// A sandbox full of files, so that no command starts any more; none where nothing
/// limits memory.
async fn full() -> Option<Scene> {
    let scene = Scene::set(|builder| builder.memory(32 * MIB).disk(64 * MIB)).await;
    if !scene.holds(LimitKind::Memory).await {
        return None;
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
    assert_no_memory(&refused);
    Some(scene)
}

fn assert_no_memory(refused: &Error) {
    match refused {
        Error::ResourceExhausted(error) => assert_eq!(error.kind, ResourceKind::Memory),
        other => panic!("{other}"),
    }
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
        // What serves files too.
        sandbox.stat("/tmp").await.unwrap();
        let line = "for process in /proc/[0-9]*; do
                        test \"$(cat $process/comm)\" = compute-files || continue
                        cat $process/oom_score_adj
                    done";
        assert_eq!(text(&sandbox, line).await, "500");
    });
}
