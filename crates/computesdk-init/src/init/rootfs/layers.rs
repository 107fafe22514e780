//! Writable layers above what cannot be changed.

use core::ffi::CStr;

use computesdk_sys::mount::{self, FileSystem};
use computesdk_sys::{Error, OwnedFd, file};

use super::Setup;
use super::writable::attributes;
use crate::paths::c_string;
use crate::protocol::Failure;
use crate::spawner::populate;

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
    mount::bind(c"stage/root", c"newroot").map_err(failed)
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
    let mount = overlay.mount(attributes())?;
    mount::attach(mount.as_fd(), None, target)
}
