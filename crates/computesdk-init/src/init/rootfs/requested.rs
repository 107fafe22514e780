//! Mounts that the request asks for.

use computesdk_sys::{Error, OwnedFd, errno, file, mount};

use super::inside;
use crate::protocol::HostMount;

pub(super) fn attach_requested(tree: &OwnedFd, request: &HostMount) -> Result<(), Error> {
    let target = inside(&request.target)?;
    make_mount_point(&request.target, request.directory)?;
    mount::attach(tree.as_fd(), None, &target)
}

/// Makes the directories on the way to a mount point, and the point itself.
fn make_mount_point(target: &[u8], directory: bool) -> Result<(), Error> {
    let ends = target.iter().enumerate();
    let slashes = ends.filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    for end in slashes {
        existing(file::mkdirat(None, &inside(&target[..end])?, 0o755))?;
    }
    let path = inside(target)?;
    if directory {
        existing(file::mkdirat(None, &path, 0o755))
    } else {
        let flags = file::open::WRITE | file::open::CREATE;
        file::openat(None, &path, flags, 0o644).map(drop)
    }
}

fn existing(made: Result<(), Error>) -> Result<(), Error> {
    match made {
        Err(error) if error.errno == errno::EEXIST => Ok(()),
        result => result,
    }
}
