//! Mounts that the library asks for.

use core::ffi::CStr;

use computesdk_sys::file::{self, open};
use computesdk_sys::{BorrowedFd, Error, errno, mount};

use crate::paths::c_string;
use crate::protocol::HostMount;
use crate::weaken::{Defence, lacks};

/// Attaches one in the root that is being built.
pub(super) fn attach_requested(tree: BorrowedFd<'_>, request: &HostMount) -> Result<(), Error> {
    attach(tree, c"/newroot", &request.target, request.directory, 0)
}

/// Attaches a directory in the sandbox, where commands run already: no link of theirs
/// leads elsewhere (ENOTDIR), as to `/proc`.
pub(in crate::init) fn attach_living(tree: BorrowedFd<'_>, target: &[u8]) -> Result<(), Error> {
    let links = match lacks(Defence::MountTargets) {
        true => 0,
        false => open::NO_FOLLOW,
    };
    attach(tree, c"/", target, true, links)
}

/// Makes the directories on the way, and the mount point itself, one name after the
/// other: what was opened is what is mounted on, whoever renames it.
fn attach(
    tree: BorrowedFd<'_>,
    root: &CStr,
    target: &[u8],
    directory: bool,
    links: usize,
) -> Result<(), Error> {
    let way = open::PATH | open::DIRECTORY | links;
    let mut place = file::openat(None, root, way, 0)?;
    let mut names = target.split(|byte| *byte == b'/').peekable();
    while let Some(name) = names.next() {
        let name = c_string(name)?;
        let at = Some(place.as_fd());
        place = if directory || names.peek().is_some() {
            match file::mkdirat(at, &name, 0o755) {
                Err(error) if error.errno != errno::EEXIST => return Err(error),
                _ => file::openat(at, &name, way, 0)?,
            }
        } else {
            file::openat(at, &name, open::WRITE | open::CREATE, 0o644)?
        };
    }
    mount::attach(tree, Some(place.as_fd()), c"")
}
