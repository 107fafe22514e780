//! The kernel's own file systems: `/proc` and `/dev`.

use core::ffi::CStr;

use computesdk_sys::mount::{self, Depth, FileSystem, attribute};
use computesdk_sys::{Error, OwnedFd, file};

use super::bind;
use crate::spawner::Ids;
use crate::weaken::{Defence, lacks};

/// Parts of `/proc` that tell about the host or act on it, and that a user
/// namespace alone would leave readable.
const HIDDEN: [&CStr; 8] = [
    c"kcore",
    c"key-users",
    c"keys",
    c"kmsg",
    c"latency_stats",
    c"sched_debug",
    c"sysrq-trigger",
    c"timer_list",
];

/// Parts of `/proc` that may be read but not written.
const READ_ONLY: [&CStr; 4] = [c"bus", c"fs", c"irq", c"sys"];

/// `/proc` of the new process namespace: its root, and its `sys/user`.
pub(super) fn proc_file_system() -> Result<(OwnedFd, OwnedFd), Error> {
    let proc = if lacks(Defence::PidNamespace) {
        mount::clone_tree(None, c"/proc", Depth::Recursive)?
    } else {
        FileSystem::open(c"proc")?
            .mount(attribute::NO_SUID | attribute::NO_DEV | attribute::NO_EXEC)?
    };
    let at = Some(proc.as_fd());
    let user_sysctls = file::openat(at, c"sys/user", file::open::PATH, 0)?;
    mount::attach(proc.as_fd(), None, c"/newroot/proc")?;
    if lacks(Defence::MaskedProc) {
        return Ok((proc, user_sysctls));
    }
    for name in READ_ONLY {
        let Ok(tree) = mount::clone_tree(at, name, Depth::Top) else {
            // Kernels differ in which of them they have.
            continue;
        };
        mount::restrict(tree.as_fd(), Depth::Top, attribute::READ_ONLY)?;
        mount::attach(tree.as_fd(), at, name)?;
    }
    for name in HIDDEN {
        if file::openat(at, name, file::open::PATH, 0).is_ok() {
            let null = mount::clone_tree(None, c"/dev/null", Depth::Top)?;
            mount::attach(null.as_fd(), at, name)?;
        }
    }
    Ok((proc, user_sysctls))
}

/// `/dev`: the template's nodes, and terminals and shared memory of its own.
pub(super) fn devices(ids: &Ids) -> Result<(), Error> {
    let dev = mount::clone_tree(None, c"/dev", Depth::Recursive)?;
    if !lacks(Defence::ReadOnlyDevices) {
        mount::restrict(dev.as_fd(), Depth::Recursive, attribute::READ_ONLY)?;
    }
    mount::attach(dev.as_fd(), None, c"/newroot/dev")?;

    let devpts = FileSystem::open(c"devpts")?;
    devpts.set(c"ptmxmode", c"666")?;
    devpts.set(c"mode", c"620")?;
    if ids.of_user(5) == 5 {
        // Group tty, as everywhere.
        devpts.set(c"gid", c"5")?;
    }
    let devpts = devpts.mount(attribute::NO_SUID | attribute::NO_EXEC)?;
    mount::attach(devpts.as_fd(), None, c"/newroot/dev/pts")?;
    bind(c"stage/shm", c"newroot/dev/shm")
}
