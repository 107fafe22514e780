//! Limits that leave too little for a sandbox itself.

use computesdk_model::{Errno, Error, Limits, ResourceKind};

use super::limits::invalid;

/// Bytes of memory that surely suffice for an init.
const MEMORY: u64 = 4 << 20;
/// Processes that there are while a sandbox is made, and some more.
const PROCESSES: u64 = 8;
/// Bytes of disk that surely suffice for what a sandbox begins with.
const DISK: u64 = 1 << 20;

/// The failure of a creation as the limit that is to blame, where one is.
pub(super) fn explained(error: Error, limits: &Limits) -> Error {
    const ENOSPC: i32 = 28;
    let below = |limit: Option<u64>, enough| limit.filter(|limit| *limit < enough);
    let too_little = |name, limit: u64| {
        let reason = format!("{limit} is too little for the sandbox itself");
        invalid(name, reason, None)
    };
    match &error {
        // Killed by the kernel, with nobody to say why.
        Error::SandboxGone(_) => {
            below(limits.memory, MEMORY).map(|limit| too_little("memory", limit))
        }
        Error::ResourceExhausted(refused) if refused.kind == ResourceKind::Processes => {
            below(limits.processes, PROCESSES).map(|limit| too_little("processes", limit))
        }
        Error::Engine(full) if full.errno.map(Errno::raw) == Some(ENOSPC) => limits
            .inodes
            .map(|limit| too_little("inodes", limit))
            .or_else(|| below(limits.disk, DISK).map(|limit| too_little("disk", limit))),
        _ => None,
    }
    .unwrap_or(error)
}
