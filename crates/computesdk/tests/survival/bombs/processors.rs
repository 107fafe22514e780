//! Programs that spin on every processor.

use std::time::Duration;

use computesdk::{Error, Outcome};
use tokio::time::timeout;

use super::Scene;
use crate::limits::{assert_usable, python};
use crate::world::{compute, run};

const SPINNERS: &str = "
import os
for _ in range(os.cpu_count() * 4 - 1): os.fork()
print('spinning', flush=True)
while True: pass
";

#[test]
fn are_ended_by_their_timeout() {
    run(async {
        let scene = Scene::set(|builder| builder.processes(512)).await;
        let exec = scene.loud.exec(("python3", ["-c", SPINNERS]));
        let ended = scene.outlast(exec.timeout(Duration::from_secs(3))).await;
        match ended {
            Err(Error::Timeout(error)) => assert_eq!(error.result.outcome, Outcome::TimeLimit),
            other => panic!("{other:?}"),
        }
        scene.assert_as_before().await;
    });
}

/// Also where nothing holds them back.
#[test]
fn leave_room_for_a_new_sandbox() {
    run(async {
        let compute = compute();
        let busy = compute.sandbox("local").await.unwrap();
        let mut spinners = busy
            .exec_stream(("python3", ["-c", SPINNERS]))
            .await
            .unwrap();
        spinners.stdout.next_chunk().await.unwrap().unwrap();
        let made = timeout(Duration::from_secs(30), async {
            let sandbox = compute.sandbox("local").await.unwrap();
            python(&sandbox, "print('here')").await.stdout
        });
        assert_eq!(made.await.unwrap(), "here\n");
        assert_usable(&busy).await;
    });
}
