//! The kernel's own file systems: `/proc` and `/dev`.

use core::ffi::CStr;

use computesdk_sys::mount::{self, Depth, FileSystem, attribute};
use computesdk_sys::{Error, OwnedFd, errno, file};

use crate::spawner::Ids;
use crate::weaken::{Defence, lacks};

/// Parts of `/proc` that tell about the host or act on it, and that a user
/// namespace alone would leave readable.
const HIDDEN: [&CStr; 8] = [
    c"newroot/proc/kcore",
    c"newroot/proc/key-users",
    c"newroot/proc/keys",
    c"newroot/proc/kmsg",
    c"newroot/proc/latency_stats",
    c"newroot/proc/sched_debug",
    c"newroot/proc/sysrq-trigger",
    c"newroot/proc/timer_list",
];

/// Parts of `/proc` that may be read but not written.
const READ_ONLY: [&CStr; 4] = [
    c"newroot/proc/bus",
    c"newroot/proc/fs",
    c"newroot/proc/irq",
    c"newroot/proc/sys",
];

/// `/proc` of the new process namespace: its root, and its `sys/user`.
pub(super) fn proc_file_system() -> Result<(OwnedFd, OwnedFd), Error> {
    let proc = if lacks(Defence::PidNamespace) {
        mount::clone_tree(None, c"/proc", Depth::Recursive)?
    } else {
        FileSystem::open(c"proc")?
            .mount(attribute::NO_SUID | attribute::NO_DEV | attribute::NO_EXEC)?
    };
    let user_sysctls = file::openat(Some(proc.as_fd()), c"sys/user", file::open::PATH, 0)?;
    mount::attach(proc.as_fd(), None, c"newroot/proc")?;
    if lacks(Defence::MaskedProc) {
        return Ok((proc, user_sysctls));
    }
    for path in READ_ONLY {
        if cover(path, path)? {
            mount::restrict_at(path, Depth::Top, attribute::READ_ONLY)?;
        }
    }
    for path in HIDDEN {
        cover(c"dev/null", path)?;
    }
    Ok((proc, user_sysctls))
}

/// Mounts something over a part of `/proc`, if there is one: kernels differ in which
/// they have.
fn cover(source: &CStr, path: &CStr) -> Result<bool, Error> {
    match mount::bind(source, path) {
        Ok(()) => Ok(true),
        Err(error) if error.errno == errno::ENOENT => Ok(false),
        Err(error) => Err(error),
    }
}

/// `/dev`: the template's nodes, and terminals and shared memory of its own.
pub(super) fn devices(ids: &Ids) -> Result<(), Error> {
    let dev = mount::clone_tree(None, c"dev", Depth::Recursive)?;
    mount::attach(dev.as_fd(), None, c"newroot/dev")?;

    let devpts = FileSystem::open(c"devpts")?;
    devpts.set(c"ptmxmode", c"666")?;
    devpts.set(c"mode", c"620")?;
    if ids.of_user(5) == 5 {
        // Group tty, as everywhere.
        devpts.set(c"gid", c"5")?;
    }
    let devpts = devpts.mount(attribute::NO_SUID | attribute::NO_EXEC)?;
    mount::attach(devpts.as_fd(), None, c"/newroot/dev/pts")?;
    mount::bind(c"stage/shm", c"newroot/dev/shm")
}
