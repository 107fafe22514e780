//! Processes that have ended and that nobody has asked how.

use computesdk::{LimitKind, Outcome, ProcessState};

use super::Scene;
use crate::world::run;

/// Has children that end at once, and never waits for one.
const PARENT: &str = "
import os
for _ in range(MOST):
    if os.fork() == 0: os._exit(0)
print('all', flush=True)
input()
";

/// Has grandchildren that end at once, and no parent to wait for them.
const ORPHANS: &str = "
import os
for _ in range(1000):
    child = os.fork()
    if child == 0:
        if os.fork() == 0: os._exit(0)
        os._exit(0)
    os.waitpid(child, 0)
";

#[test]
fn are_shown_and_go_with_their_parent() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(400)).await;
        let program = PARENT.replace("MOST", "300");
        let parent = scene.loud.exec_stream(("python3", ["-c", &program]));
        let mut parent = parent.unchecked().await.unwrap();
        let all = scene.outlast(parent.stdout.next_chunk()).await.unwrap();
        assert_eq!(all.unwrap(), "all\n");
        // The last ones may just be about to end.
        let zombies = async || {
            let processes = scene.loud.ps().await.unwrap();
            let zombies = processes.iter();
            zombies
                .filter(|process| process.state == ProcessState::Zombie)
                .count()
        };
        while zombies().await != 300 {}
        drop(parent.stdin.take());
        parent.wait().await.unwrap();
        scene.assert_as_before().await;
    });
}

#[test]
fn count_as_processes() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(100)).await;
        let bomb = scene.outlast_python(&PARENT.replace("MOST", "1000")).await;
        assert_eq!(bomb.exit_code, 1, "{bomb:?}");
        assert_eq!(bomb.stdout, "");
        let expected = match scene.holds(LimitKind::Processes).await {
            true => Outcome::ProcessLimit,
            false => Outcome::Exited,
        };
        assert_eq!(bomb.outcome, expected, "{bomb:?}");
        scene.assert_as_before().await;
    });
}

#[test]
fn without_a_parent_are_reaped_at_once() {
    run(async {
        // Where they were not, the limit would be met.
        let scene = Scene::set(|builder| builder.processes(100)).await;
        let bomb = scene.outlast_python(ORPHANS).await;
        assert_eq!(
            (bomb.exit_code, bomb.outcome),
            (0, Outcome::Exited),
            "{bomb:?}"
        );
        scene.assert_as_before().await;
    });
}
