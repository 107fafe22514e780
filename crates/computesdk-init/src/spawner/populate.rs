//! Making the files of the root file system.

use computesdk_sys::file::{self, open};
use computesdk_sys::{BorrowedFd, credentials, fd};

use super::copy::Copy;
use crate::paths::c_string;
use crate::protocol::{Entry, EntryKind, Failure};

/// Makes the entries below a directory, each given to the id that `owner` says;
/// `None` leaves it with its maker. `host` is a root that has what they copy.
pub(crate) fn populate<'a>(
    root: BorrowedFd<'_>,
    host: BorrowedFd<'_>,
    entries: impl IntoIterator<Item = &'a Entry>,
    owner: impl Fn(u32) -> Option<u32>,
) -> Result<(), Failure> {
    let (own, own_group) = credentials::filesystem_ids();
    // What is made is its maker's.
    let owner = |uid| owner(uid).filter(|id| (*id, *id) != (own, own_group));
    let mut copy = None;
    for entry in entries {
        let owner = owner(entry.uid);
        match entry.kind {
            EntryKind::Host(()) => {
                copy.get_or_insert_with(Copy::new)
                    .path(host, root, &entry.path, owner)?
            }
            _ => make(root, entry, owner)?,
        }
    }
    Ok(())
}

fn make(root: BorrowedFd<'_>, entry: &Entry, owner: Option<u32>) -> Result<(), Failure> {
    let step = "fill the root file system";
    let failed = |error| Failure::at(step, &entry.path, error);
    let path = c_string(&entry.path).map_err(failed)?;
    match &entry.kind {
        EntryKind::Directory(()) => {
            file::mkdirat(Some(root), &path, entry.mode).map_err(failed)?;
        }
        EntryKind::Link(target) => {
            let target = c_string(target).map_err(failed)?;
            file::symlinkat(&target, Some(root), &path).map_err(failed)?;
        }
        EntryKind::File(content) => {
            let flags = open::WRITE | open::CREATE;
            let fd = file::openat(Some(root), &path, flags, entry.mode).map_err(failed)?;
            fd::write_all(fd.as_fd(), content).map_err(failed)?;
        }
        EntryKind::Host(()) => return Ok(()),
    }
    match owner {
        Some(id) => file::chownat(Some(root), &path, id, id).map_err(failed),
        None => Ok(()),
    }
}
