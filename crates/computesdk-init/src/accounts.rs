//! What the kernel counts per user, in namespaces below as well: signals that wait,
//! inotify instances and watches, message queues, locked memory.
//!
//! A user namespace counts against whoever made it. Made by root, one sandbox
//! could use up what there is for the host's root and for all other sandboxes. So
//! each is made in the name of an id of its own; where we have but one, a sandbox
//! gets half.

use alloc::string::ToString;

use computesdk_sys::file::{self, open};
use computesdk_sys::process::{self, Resource};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, contents, credentials, fd};

use crate::paths::c_string;

/// Ids change without loss of capabilities from now on. Whether namespaces can be
/// made in the name of others: it takes all the rights that their maker would have
/// had over them.
pub(crate) fn are_apart() -> bool {
    // DAC_OVERRIDE, KILL, SETGID, SETUID, SETPCAP, SYS_PTRACE, SYS_ADMIN.
    const NEEDED: u64 = 1 << 1 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 19 | 1 << 21;
    credentials::effective_capabilities().is_ok_and(|all| all & NEEDED == NEEDED)
        && credentials::set_secure_bits(credentials::SECURE_NO_SETUID_FIXUP).is_ok()
}

/// Leaves half to the others of this account. `proc` and its `sys/user` must be
/// those of the sandbox's own namespace.
pub(crate) fn leave_half(proc: BorrowedFd<'_>, user_sysctls: BorrowedFd<'_>) {
    for resource in [
        Resource::LockedMemory,
        Resource::PendingSignals,
        Resource::MessageQueues,
    ] {
        if let Ok((soft, _)) = process::limit(resource)
            && soft != u64::MAX
        {
            // Lowering cannot be refused.
            let _ = process::set_limit(resource, soft / 2, soft / 2);
        }
    }
    for (ours, whole) in [
        ("max_inotify_instances", "sys/fs/inotify/max_user_instances"),
        ("max_inotify_watches", "sys/fs/inotify/max_user_watches"),
    ] {
        // A kernel may lack inotify; then there is nothing to leave.
        let _ = halve(proc, whole, user_sysctls, ours);
    }
}

fn halve(
    proc: BorrowedFd<'_>,
    whole: &str,
    user_sysctls: BorrowedFd<'_>,
    ours: &str,
) -> Result<(), Error> {
    let open = |at, name, flags| file::openat(Some(at), &c_string(name)?, flags, 0);
    let whole: OwnedFd = open(proc, whole, open::READ)?;
    let text = contents::read_to_end(whole.as_fd())?;
    let number = str::from_utf8(&text).ok();
    let Some(number) = number.and_then(|text| text.trim().parse::<u64>().ok()) else {
        return Ok(());
    };
    let ours = open(user_sysctls, ours, open::WRITE)?;
    fd::write_all(ours.as_fd(), (number / 2).to_string().as_bytes())
}
