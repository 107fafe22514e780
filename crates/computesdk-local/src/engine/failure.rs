//! Failures as the caller sees them.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStringExt;

use computesdk_init::protocol::Failure;
use computesdk_model::{EngineError, Errno, Error, Hint, ResourceExhaustedError, ResourceKind};

const EPERM: i32 = 1;
const ENOMEM: i32 = 12;
const EACCES: i32 = 13;
const EAGAIN: i32 = 11;
const ENOSPC: i32 = 28;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;
const ETOOMANYREFS: i32 = 109;
const EADDRINUSE: i32 = 98;

/// A failure that the spawner or an init reported.
pub(crate) fn engine_error(failure: Failure) -> Error {
    let mut error = EngineError::new(failure.step);
    if !failure.call.is_empty() {
        error = error.call(failure.call);
    }
    if !failure.path.is_empty() {
        error = error.path(OsString::from_vec(failure.path));
    }
    if failure.errno != 0 {
        error = error.errno(Errno::from_raw(failure.errno));
    }
    classify(error)
}

/// A failure of a call made in this process.
pub(crate) fn io_error(step: EngineError, error: io::Error) -> Error {
    classify(step.cause(error))
}

/// Tells what ran out from what went wrong, and adds advice.
fn classify(error: EngineError) -> Error {
    let creating_namespaces = error.step.contains("namespace");
    match error.errno.map(Errno::raw) {
        Some(EMFILE | ENFILE | ETOOMANYREFS) => exhausted(
            ResourceKind::Descriptors,
            &error,
            "raise the limit of open files of your program (`ulimit -n`), or keep fewer sandboxes \
             and commands at once",
        ),
        Some(ENOMEM) => exhausted(
            ResourceKind::Memory,
            &error,
            "the machine, or the control group that your program is in, has no memory left",
        ),
        Some(EAGAIN) => exhausted(
            ResourceKind::Processes,
            &error,
            "raise the limit of processes of your user (`ulimit -u`), or keep fewer sandboxes at once",
        ),
        Some(EADDRINUSE) => exhausted(
            ResourceKind::UserIds,
            &error,
            "too many programs on this host keep sandboxes at once",
        ),
        Some(EPERM | EACCES | ENOSPC) if creating_namespaces => error
            .hint(Hint::new(
                "this host does not let your user create namespaces: run `compute doctor` for the \
                 reason and the remedy",
            ))
            .into(),
        _ => error.into(),
    }
}

/// The error for a step inside that a sandbox has no memory left for.
pub(crate) fn no_memory_inside(step: &'static str) -> Error {
    exhausted(
        ResourceKind::Memory,
        &EngineError::new(step).errno(Errno::ENOMEM),
        "raise the sandbox's `memory` limit by `set_limits`: what is written to files counts, until \
         they are removed",
    )
}

/// The error for a step whose descriptors got lost on their way to this program.
pub(crate) fn descriptors_lost(step: &'static str) -> Error {
    let error = EngineError::new(step).hint(Hint::new(
        "this program may have no descriptors left: see `ulimit -n`",
    ));
    error.into()
}

/// The error for what ran out at a step.
pub(crate) fn exhausted(kind: ResourceKind, error: &EngineError, advice: &'static str) -> Error {
    ResourceExhaustedError {
        kind,
        detail: error.to_string(),
        errno: error.errno,
        hints: vec![Hint::new(advice)],
    }
    .into()
}
