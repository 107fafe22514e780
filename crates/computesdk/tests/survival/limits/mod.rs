//! Limits hold, by the mechanism that the sandbox itself names.
//!
//! `cargo xtask limits` runs these where it knows which mechanism that must be.

mod change;
mod commands;
mod disk;
mod groups;
mod memory;
mod processes;
mod processors;
mod rates;

use computesdk::{ExecResult, LimitKind, Mechanism, Outcome, Sandbox};

pub(crate) use groups::groups_of_sandboxes;

/// The mechanism that this machine must offer, where whoever runs the tests
/// knows it: as the model serialises it.
const EXPECTED: &str = "SURVIVAL_MECHANISM";

/// What enforces a limit of this sandbox.
pub(crate) async fn mechanism(sandbox: &Sandbox, kind: LimitKind) -> Mechanism {
    let info = sandbox.info().await.unwrap();
    let limit = info.limits.iter().find(|limit| limit.kind == kind);
    let found = limit.unwrap().mechanism;
    if let Ok(expected) = std::env::var(EXPECTED) {
        let expected = match (&*expected, kind) {
            ("hybrid", LimitKind::Memory | LimitKind::Swap) => Mechanism::CgroupV1,
            ("cgroup_v2" | "hybrid", _) => Mechanism::CgroupV2,
            ("none", LimitKind::Processes | LimitKind::Memory) => Mechanism::Rlimit,
            ("none", _) => Mechanism::None,
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected, "{kind:?}");
    }
    found
}

/// Whether a group enforces a limit of the whole sandbox.
pub(crate) async fn is_of_group(sandbox: &Sandbox, kind: LimitKind) -> bool {
    let found = mechanism(sandbox, kind).await;
    matches!(found, Mechanism::CgroupV1 | Mechanism::CgroupV2)
}

/// Runs a Python program, whatever comes of it.
pub(crate) async fn python(sandbox: &Sandbox, program: &str) -> ExecResult {
    let exec = sandbox.exec(("python3", ["-c", program]));
    exec.unchecked().await.unwrap()
}

/// That a sandbox runs commands as ever.
pub(crate) async fn assert_usable(sandbox: &Sandbox) {
    let result = python(sandbox, "print(6 * 7)").await;
    assert_eq!(
        (&*result.stdout, result.exit_code),
        ("42\n", 0),
        "{result:?}"
    );
    assert_eq!(result.outcome, Outcome::Exited);
}
