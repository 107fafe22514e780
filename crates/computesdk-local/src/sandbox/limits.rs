//! The limits of a sandbox and of a command as requests.

use computesdk_init::protocol::{GroupLimits, MechanismCode, ProcessLimits, Sizes, SpawnerReady};
use computesdk_model::{CommandSpec, Error, Hint, InvalidArgumentError, Limits, Mount, Result};

use super::disks::Disks;

/// Microseconds of every 100 milliseconds that a whole processor is.
const WHOLE_PROCESSOR: f64 = 100_000.0;

/// What control groups are to enforce.
pub(super) fn group_limits(limits: &Limits, disks: &Disks) -> GroupLimits {
    GroupLimits {
        memory: limits.memory,
        swap: limits.swap,
        processes: limits.processes,
        cpu_quota: limits.cpus.map(|cpus| (cpus * WHOLE_PROCESSOR) as u64),
        cpu_weight: limits.cpu_weight,
        disks: disks.rates(limits.read_rate, limits.write_rate),
    }
}

/// Sizes of the writable file systems.
pub(super) fn sizes(limits: &Limits) -> Sizes {
    Sizes {
        disk: limits.disk,
        inodes: limits.inodes,
        tmp: limits.tmp,
    }
}

/// Limits of each process of a command: its sandbox's, or lower ones.
///
/// What groups hold is not limited again. Between a fork's start and its refusal the
/// kernel counts one more process of the user than the group has, so that some forks
/// would be refused by the user's limit, of which nobody counts refusals.
pub(super) fn of_command(
    limits: &Limits,
    command: &CommandSpec,
    ready: &SpawnerReady,
) -> Result<ProcessLimits> {
    let each = |limit: Option<u64>, code| limit.filter(|_| code == MechanismCode::Rlimit);
    let lower = |name, least: u64, wanted: Option<u64>, limit: Option<u64>| match (wanted, limit) {
        (Some(wanted), _) if wanted < least => {
            let reason = format!("{wanted} leaves nothing to work with, {least} is the least");
            Err(invalid(name, reason, None))
        }
        (Some(wanted), Some(limit)) if wanted > limit => {
            let reason = format!("{wanted} is more than the {limit} that the sandbox allows");
            let hint = format!("raise the sandbox's own `{name}`");
            Err(invalid(name, reason, Some(hint)))
        }
        (wanted, limit) => Ok(wanted.or(limit)),
    };
    Ok(ProcessLimits {
        open_files: lower(
            "open_files",
            Limits::OPEN_FILES,
            command.open_files,
            limits.open_files,
        )?,
        file_size: lower("file_size", 1, command.file_size, limits.file_size)?,
        processes: each(limits.processes, ready.processes),
        memory: each(limits.memory, ready.memory),
    })
}

/// The host's disks that a sandbox with these limits reads and writes; none
/// where it may do so as fast as it can.
pub(super) fn disks(limits: &Limits, mounts: &[Mount]) -> Disks {
    match (limits.read_rate, limits.write_rate) {
        (None, None) => Disks::default(),
        _ => Disks::behind(mounts),
    }
}

/// An error about a limit.
pub(super) fn invalid(limit: &str, reason: String, hint: Option<String>) -> Error {
    let mut error = InvalidArgumentError::new(format!("limit `{limit}`"), reason);
    error.hints.extend(hint.map(Hint::new));
    error.into()
}
