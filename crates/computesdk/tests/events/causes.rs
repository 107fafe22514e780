//! Limits that are met, and networks that are refused.

use computesdk::{
    Denial, EventKind, EventName, ExecResult, LimitKind, Mechanism, Outcome, Sandbox, SandboxEvent,
    Verdict,
};

use crate::world::{builder, rest, run};

/// Runs a line that fails, and gives what was told until the sandbox was gone.
async fn told(sandbox: Sandbox, line: &str) -> (ExecResult, Vec<SandboxEvent>) {
    let events = sandbox.events();
    let result = sandbox.exec(line).unchecked().await.unwrap();
    sandbox.destroy().await.unwrap();
    (result, rest(events).await)
}

/// That the limit is told, and then the end of the command.
fn assert_hit(events: &[SandboxEvent], result: &ExecResult, limit: LimitKind, outcome: Outcome) {
    let pid = result.pid.unwrap();
    assert_eq!(events[1].kind, EventKind::LimitHit { pid, limit });
    match events[2].kind {
        EventKind::ExecEnded {
            pid: of,
            exit_code,
            outcome: by,
            ..
        } => assert_eq!((of, exit_code, by), (pid, Some(result.exit_code), outcome)),
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_that_is_too_long_is_a_limit() {
    run(async {
        let sandbox = builder().file_size(1024).await.unwrap();
        let (result, events) = told(sandbox, "head -c 4096 /dev/zero > file").await;
        let limit = LimitKind::FileSize;
        assert_hit(&events, &result, limit, Outcome::FileSizeLimit);
    });
}

#[test]
fn memory_that_runs_out_is_a_limit() {
    run(async {
        let sandbox = builder().memory(64 << 20).await.unwrap();
        let limits = sandbox.info().await.unwrap().limits;
        let memory = limits.iter().find(|limit| limit.kind == LimitKind::Memory);
        let mechanism = memory.unwrap().mechanism;
        let line = "exec python3 -c 'x = b\"x\" * (200 << 20)'";
        let (result, events) = told(sandbox, line).await;
        match mechanism {
            // Each process has it for itself, and is told by an error.
            Mechanism::Rlimit => {
                let name = events[1].kind.name();
                assert_eq!(name, EventName::ExecEnded, "{events:?}");
            }
            _ => assert_hit(&events, &result, LimitKind::Memory, Outcome::MemoryLimit),
        }
    });
}

#[test]
fn what_the_network_refuses_is_told() {
    run(async {
        let sandbox = builder().allow("api.test:443").await.unwrap();
        let (_, events) = told(sandbox, "getent hosts other.test").await;
        let denied = events.iter().find_map(|event| match &event.kind {
            EventKind::EgressDenied { event } => Some(event),
            _ => None,
        });
        let denied = denied.unwrap();
        assert_eq!(denied.host, "other.test");
        assert_eq!(denied.verdict, Verdict::Denied(Denial::NoRule));
    });
}
