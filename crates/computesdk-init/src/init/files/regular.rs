//! Opening regular files, and nothing else in their place.

use core::ffi::CStr;

use computesdk_sys::file::{self, open, resolve};
use computesdk_sys::status::{self, Kind, Status};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, errno};

use super::super::process_files::is_of_a_process;
use crate::channel::error;
use crate::weaken::{Defence, lacks};

/// Opens a regular file. What is none is not waited for and refused.
pub(super) fn open(
    at: Option<BorrowedFd<'_>>,
    path: &CStr,
    flags: usize,
    mode: u32,
) -> Result<(OwnedFd, Status), Error> {
    // A pipe in the file's place must not hold anybody up.
    let flags = flags | open::NONBLOCK | open::NO_TERMINAL;
    let fd = match file::openat2(at, path, flags, mode, resolve::NO_PROCESS_LINKS) {
        // A pipe that nobody reads, a socket, a device that is not there.
        Err(refused) if refused.errno == errno::ENXIO => return Err(not_regular()),
        opened => opened?,
    };
    let status = status::of(fd.as_fd())?;
    match status.kind {
        Kind::Regular => {}
        Kind::Directory => return Err(error("openat2", errno::EISDIR)),
        _ => return Err(not_regular()),
    }
    // Its own files a process may always open, whatever rights it has given up.
    // Only a file that is nowhere on a disk can be one.
    if status.allocated == 0 && !lacks(Defence::ProcessFiles) && is_of_a_process(fd.as_fd())? {
        return Err(error("openat2", errno::EACCES));
    }
    Ok((fd, status))
}

/// What is no regular file cannot be read or written as one.
pub(super) fn not_regular() -> Error {
    error("openat2", errno::EINVAL)
}
