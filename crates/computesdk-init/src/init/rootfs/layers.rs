//! Writable layers above what cannot be changed.

use alloc::ffi::CString;
use alloc::string::ToString;
use core::ffi::CStr;

use computesdk_sys::mount::{self, FileSystem, attribute};
use computesdk_sys::{Error, OwnedFd, file};

use super::{Setup, bind};
use crate::paths::c_string;
use crate::protocol::Failure;
use crate::spawner::populate;
use crate::weaken::{Defence, lacks};

/// Bytes of the writable layer per inode, at most: a full layer of empty files
/// must not take more kernel memory than one of data.
const BYTES_PER_INODE: u64 = 4096;

/// The one file system that takes all writes, at `/stage`.
pub(super) fn writable_layer(limit: Option<u64>) -> Result<(), Error> {
    let tmpfs = FileSystem::open(c"tmpfs")?;
    tmpfs.set(c"mode", c"755")?;
    // Without a limit tmpfs would take half of the machine's memory; 0 is none.
    let (bytes, inodes) = limit.map_or((0, 0), |bytes| (bytes, bytes / BYTES_PER_INODE + 64));
    tmpfs.set(c"size", &number(bytes))?;
    tmpfs.set(c"nr_inodes", &number(inodes))?;
    let stage = tmpfs.mount(flags_of_writable())?;
    for (name, mode) in [
        (c"root", 0o755),
        (c"root-work", 0o755),
        (c"tmp", 0o1777),
        (c"shm", 0o1777),
    ] {
        file::mkdirat(Some(stage.as_fd()), name, mode)?;
    }
    mount::attach(stage.as_fd(), None, c"/stage")
}

/// What holds in every file system that can be written.
fn flags_of_writable() -> u64 {
    if lacks(Defence::NoSetuid) {
        return attribute::NO_DEV;
    }
    attribute::NO_SUID | attribute::NO_DEV
}

/// The root: the base below, a directory of the writable layer above.
pub(super) fn root_overlay(base: &OwnedFd) -> Result<(), Failure> {
    mount::attach(base.as_fd(), None, c"/lower/base")
        .and_then(|()| {
            overlay(
                c"/lower/base",
                c"/stage/root",
                c"/stage/root-work",
                c"/newroot",
            )
        })
        .map_err(|error| Failure::new("mount the root file system", error))
}

/// The root where the kernel cannot show the base with our ids, or could not
/// remove its directories: its files made anew.
pub(super) fn root_copy(setup: &Setup<'_>, base: &OwnedFd) -> Result<(), Failure> {
    let failed = |error| Failure::new("mount the root file system", error);
    let root = file::openat(None, c"/stage/root", file::open::PATH, 0).map_err(failed)?;
    let owner = |uid| Some(setup.ids.of_user(uid));
    populate(root.as_fd(), base.as_fd(), &setup.common.skeleton, owner)?;
    bind(c"stage/root", c"newroot").map_err(failed)
}

/// A source of the host with a writable layer of its own above it.
pub(super) fn overlay_source(tree: &OwnedFd, index: usize, target: &CStr) -> Result<(), Error> {
    let path = |prefix: &str, suffix: &str| c_string(format!("{prefix}/{index}{suffix}"));
    let (lower, upper, work) = (
        path("/lower", "")?,
        path("/stage", "")?,
        path("/stage", "-work")?,
    );
    mount::attach(tree.as_fd(), None, &lower)?;
    file::mkdirat(None, &upper, 0o755)?;
    file::mkdirat(None, &work, 0o755)?;
    overlay(&lower, &upper, &work, target)
}

pub(super) fn overlay(lower: &CStr, upper: &CStr, work: &CStr, target: &CStr) -> Result<(), Error> {
    let overlay = FileSystem::open(c"overlay")?;
    overlay.set(c"lowerdir", lower)?;
    overlay.set(c"upperdir", upper)?;
    overlay.set(c"workdir", work)?;
    // A user namespace may not write the attributes that root's overlays use.
    overlay.set_flag(c"userxattr")?;
    let mount = overlay.mount(flags_of_writable())?;
    mount::attach(mount.as_fd(), None, target)
}

fn number(value: u64) -> CString {
    CString::new(value.to_string()).unwrap_or_default()
}
