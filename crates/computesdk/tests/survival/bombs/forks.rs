//! Processes that multiply.

use std::time::Duration;

use computesdk::{Error, LimitKind, Outcome, Signal};

use super::Scene;
use crate::world::run;

const PROCESSES: u64 = 60;

const LONG: Duration = Duration::from_secs(60);

/// Forks in every process that it has become, and gives up where it is refused.
const BOMB: &str = "
import os
while True: os.fork()
";

/// The same, and never gives up.
const RELENTLESS: &str = "
import os
while True:
    try: os.fork()
    except OSError: pass
";

#[test]
fn a_fork_bomb_meets_the_limit() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(PROCESSES)).await;
        let bomb = scene.outlast_python(BOMB).await;
        assert_eq!(bomb.exit_code, 1, "{bomb:?}");
        let expected = match scene.holds(LimitKind::Processes).await {
            true => Outcome::ProcessLimit,
            // Each process has a limit of its own, and nobody counts refusals.
            false => Outcome::Exited,
        };
        assert_eq!(bomb.outcome, expected, "{bomb:?}");
        scene.assert_as_before().await;
    });
}

#[test]
fn a_fork_bomb_that_never_gives_up_is_ended_by_its_timeout() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(PROCESSES)).await;
        let exec = scene.loud.exec(("python3", ["-c", RELENTLESS]));
        let ended = scene.outlast(exec.timeout(Duration::from_secs(2))).await;
        match ended {
            Err(Error::Timeout(error)) => assert_eq!(error.result.outcome, Outcome::TimeLimit),
            other => panic!("{other:?}"),
        }
        scene.assert_as_before().await;
    });
}

/// Nobody waits for them: they are killed by name.
#[test]
fn a_fork_bomb_in_the_background_can_be_killed_all() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(PROCESSES)).await;
        let line = format!("exec -a splinter python3 -c '{RELENTLESS}' & echo lit");
        let lit = scene.loud.exec(line).await.unwrap();
        assert_eq!(lit.stdout, "lit\n");
        while scene.loud.ps().await.unwrap().len() < 20 {
            scene.others_answer().await;
        }
        let killall = scene.loud.killall("splinter");
        let killed = scene
            .outlast(killall.signal(Signal::KILL).timeout(LONG))
            .await;
        assert!(killed.unwrap().len() > 10);
        scene.assert_as_before().await;
    });
}
