//! The template's devices.

use alloc::ffi::CString;

use computesdk_sys::file::{self, open};
use computesdk_sys::mount::{self, Depth, FileSystem, attribute};
use computesdk_sys::{Error, OwnedFd, errno};

use crate::paths::c_string;
use crate::protocol::Failure;
use crate::weaken::{Defence, lacks};

/// Devices that a sandbox has: name, major and minor number.
const DEVICES: [(&str, u32, u32); 6] = [
    ("null", 1, 3),
    ("zero", 1, 5),
    ("full", 1, 7),
    ("random", 1, 8),
    ("urandom", 1, 9),
    ("tty", 5, 0),
];

/// `dev`, with device nodes of its own, or with the host's where nodes cannot
/// be made: in a user namespace, or where a container's rules forbid it. No sandbox may
/// change it.
pub(super) fn device_directory() -> Result<(), Failure> {
    let failed = |error| Failure::new("make the devices", error);
    let directory = FileSystem::open(c"tmpfs")
        .and_then(|tmpfs| {
            tmpfs.set(c"mode", c"755")?;
            tmpfs.mount(attribute::NO_SUID | attribute::NO_EXEC)
        })
        .map_err(failed)?;
    // Before it is filled: up to Linux 6.14 the kernel mounts nothing in a tree
    // that is attached nowhere.
    mount::attach(directory.as_fd(), None, c"dev").map_err(failed)?;
    for (name, major, minor) in DEVICES {
        device(&directory, name, major, minor)
            .map_err(|error| Failure::at("make a device", format!("/dev/{name}"), error))?;
    }
    for (target, name) in [
        (c"/proc/self/fd", c"fd"),
        (c"/proc/self/fd/0", c"stdin"),
        (c"/proc/self/fd/1", c"stdout"),
        (c"/proc/self/fd/2", c"stderr"),
        (c"pts/ptmx", c"ptmx"),
    ] {
        file::symlinkat(target, Some(directory.as_fd()), name).map_err(failed)?;
    }
    for name in [c"pts", c"shm"] {
        file::mkdirat(Some(directory.as_fd()), name, 0o755).map_err(failed)?;
    }
    if lacks(Defence::ReadOnlyDevices) {
        return Ok(());
    }
    mount::restrict(directory.as_fd(), Depth::Recursive, attribute::READ_ONLY).map_err(failed)
}

fn device(directory: &OwnedFd, name: &str, major: u32, minor: u32) -> Result<(), Error> {
    let name_c = CString::new(name).unwrap_or_default();
    let at = Some(directory.as_fd());
    let made = file::make_device(at, &name_c, 0o666, major, minor)
        // Making it can succeed where using it cannot.
        .and_then(|()| file::openat(at, &name_c, open::PATH, 0));
    if made.is_ok() && usable(directory, &name_c) {
        return Ok(());
    }
    let host = c_string(format!("/dev/{name}"))?;
    let node = mount::clone_tree(None, &host, Depth::Top)?;
    if made.is_err() {
        file::openat(at, &name_c, open::CREATE | open::WRITE, 0o666)?;
    }
    mount::attach(node.as_fd(), at, &name_c)
}

/// Whether a node opens. `tty` answers that there is none, which is an answer.
fn usable(directory: &OwnedFd, name: &CString) -> bool {
    match file::openat(
        Some(directory.as_fd()),
        name,
        open::READ | open::NONBLOCK,
        0,
    ) {
        Ok(_) => true,
        Err(error) => error.errno == errno::ENXIO,
    }
}
