//! Sandboxes that end without being asked to.

use computesdk::{EndReason, EventKind, Outcome};
use rustix::process::{Pid, Signal, kill_process};

use crate::world::{builder, parent_of, process_with, rest, run};

fn kill(pid: u32) {
    let pid = Pid::from_raw(pid.try_into().unwrap()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
}

/// Kills an ancestor of a command of the sandbox, and checks what is told of it while
/// nobody calls anything.
async fn bereave(generations: usize, cause: &str) {
    // What nobody else on the host sleeps for.
    let marker = &format!("{generations}{:010}", std::process::id());
    let sandbox = builder().await.unwrap();
    let events = sandbox.events();
    let command = format!("exec sleep {marker}");
    let _stream = sandbox.exec_stream(command).await.unwrap();
    let mut victim = process_with(marker).await;
    for _ in 0..generations {
        victim = parent_of(victim);
    }
    kill(victim);

    let events = rest(events).await;
    let (destroyed, before) = events.split_last().unwrap();
    let reason = EndReason::Ended(cause.to_owned());
    assert_eq!(destroyed.kind, EventKind::Destroyed { reason });
    let ended = before.last().map(|event| &event.kind);
    let signalled = matches!(
        ended,
        Some(EventKind::ExecEnded {
            outcome: Outcome::Signalled,
            exit_code: None,
            ..
        })
    );
    assert!(signalled, "{ended:?}");
    // A later call changes nothing of it.
    sandbox.destroy().await.unwrap();
    assert_eq!(rest(sandbox.events()).await, []);
}

#[test]
fn an_init_that_is_killed_is_told() {
    run(bereave(1, "its init ended"));
}

#[test]
fn a_spawner_that_is_killed_is_told() {
    run(bereave(2, "its spawner ended"));
}

#[test]
fn a_destroy_that_nobody_waits_for_is_told() {
    run(async {
        let sandbox = builder().await.unwrap();
        let events = sandbox.events();
        {
            let destroying = std::pin::pin!(sandbox.destroy());
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let _pending = destroying.poll(&mut context);
        }
        let events = rest(events).await;
        let reason = EndReason::Destroyed;
        assert_eq!(events[0].kind, EventKind::Destroyed { reason });
    });
}
