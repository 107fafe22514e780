//! Processes that are not there.

use computesdk_model::{Error, Hint, NotFoundError, ResourceKind};

/// Id of the sandbox's own init.
const INIT: u32 = 1;

/// The error for a process that is not one of the sandbox's.
pub(crate) fn not_found(pid: u32) -> Error {
    NotFoundError {
        kind: ResourceKind::Process,
        name: pid.to_string(),
        errno: None,
        hints: vec![hint(pid)],
    }
    .into()
}

/// Adds what to do about it to the provider's own word for it.
pub(super) fn explained(error: Error, pid: u32) -> Error {
    match error {
        Error::NotFound(mut missing)
            if missing.kind == ResourceKind::Process && missing.hints.is_empty() =>
        {
            missing.hints.push(hint(pid));
            missing.into()
        }
        other => other,
    }
}

fn hint(pid: u32) -> Hint {
    Hint::new(match pid {
        INIT => "1 is the sandbox's own init: `destroy` ends it, and with it the sandbox",
        _ => {
            "it has ended, or was never in this sandbox, whose process ids are its own: `ps` \
             gives those that there are"
        }
    })
}
