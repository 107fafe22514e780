//! What happens is told.

use std::time::Duration;

use computesdk::{EndReason, EventKind, EventName, Events, Outcome, Sandbox, SandboxEvent};

use crate::Fixture;
use crate::fixture::appears;

/// Everything until the end.
async fn rest(mut events: Events) -> Vec<SandboxEvent> {
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        assert_eq!(event.missed, 0);
        all.push(event);
    }
    all
}

fn names(events: &[SandboxEvent]) -> Vec<EventName> {
    events.iter().map(|event| event.kind.name()).collect()
}

/// How commands ended: exit code and outcome.
fn ends(events: &[SandboxEvent]) -> Vec<(Option<i32>, Outcome)> {
    let ends = events.iter().filter_map(|event| match event.kind {
        EventKind::ExecEnded {
            exit_code, outcome, ..
        } => Some((exit_code, outcome)),
        _ => None,
    });
    ends.collect()
}

fn reason(events: &[SandboxEvent]) -> EndReason {
    match events.last().map(|event| &event.kind) {
        Some(EventKind::Destroyed { reason }) => reason.clone(),
        other => panic!("{other:?}"),
    }
}

pub async fn a_life_is_told_in_order(fixture: Fixture) {
    let compute = fixture.builder().build().unwrap();
    let mut everything = compute.events();
    let sandbox = compute.default_sandbox().await.unwrap();
    let events = sandbox.events();
    sandbox.exec("exit 3").unchecked().await.unwrap();
    let pid = sandbox.exec(("echo", ["secret"])).await.unwrap().pid;
    sandbox.destroy().await.unwrap();

    let events = rest(events).await;
    use EventName::{Created, Destroyed, ExecEnded, ExecStarted, Ready};
    let life = [ExecStarted, ExecEnded, ExecStarted, ExecEnded, Destroyed];
    assert_eq!(names(&events), life);
    let exited = |code| (Some(code), Outcome::Exited);
    assert_eq!(ends(&events), [exited(3), exited(0)]);
    assert_eq!(reason(&events), EndReason::Destroyed);
    let program = "echo".to_owned();
    let pid = pid.unwrap();
    assert_eq!(events[2].kind, EventKind::ExecStarted { pid, program });
    assert!(events.iter().all(|event| &event.sandbox == sandbox.id()));

    for name in [Created, Ready] {
        let event = everything.next().await.unwrap();
        assert_eq!((event.kind.name(), &event.sandbox), (name, sandbox.id()));
    }
    for event in events {
        assert_eq!(everything.next().await, Some(event));
    }
    drop((sandbox, compute));
    assert_eq!(everything.next().await, None);
}

pub async fn a_drop_is_an_end(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let events = sandbox.events();
    drop(sandbox);
    let events = rest(events).await;
    assert_eq!(names(&events), [EventName::Destroyed]);
    assert_eq!(reason(&events), EndReason::Dropped);
}

pub async fn after_the_end_there_are_none(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.destroy().await.unwrap();
    assert_eq!(rest(sandbox.events()).await, []);
}

/// A command that has started.
async fn start(sandbox: &Sandbox, file: &str) -> computesdk::ExecStream {
    let line = format!("echo > {file}; sleep 1000");
    let stream = sandbox.exec_stream(line).await.unwrap();
    appears(sandbox, file).await;
    stream
}

pub async fn what_runs_ends_with_the_sandbox(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let events = sandbox.events();
    let _streams = [start(&sandbox, "one").await, start(&sandbox, "two").await];
    sandbox.destroy().await.unwrap();
    let events = rest(events).await;
    let ended = ends(&events);
    assert_eq!(ended.len(), 2, "{events:?}");
    assert_eq!(names(&events).last(), Some(&EventName::Destroyed));
}

pub async fn commands_that_are_ended_early_say_so(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let events = sandbox.events();
    drop(start(&sandbox, "dropped").await);
    let timeout = sandbox.exec("sleep 1000").timeout(Duration::from_millis(5));
    // It may have been too late to start.
    let started = timeout.await.unwrap_err().result().unwrap().pid.is_some();
    let loud = sandbox.exec("echo loud").max_output_size(1);
    loud.await.unwrap();
    let background = sandbox.start_background("exit 7").await.unwrap();
    background.wait().await.unwrap_err();
    sandbox.destroy().await.unwrap();

    let events = rest(events).await;
    let mut expected = vec![Outcome::TimeLimit, Outcome::OutputLimit, Outcome::Exited];
    expected.retain(|outcome| started || *outcome != Outcome::TimeLimit);
    let mut outcomes: Vec<_> = ends(&events).iter().map(|(_, outcome)| *outcome).collect();
    // Told when the task that watched over it ends.
    let dropped = outcomes
        .iter()
        .position(|outcome| *outcome == Outcome::KilledByCaller);
    outcomes.remove(dropped.unwrap());
    assert_eq!(outcomes, expected);
}
