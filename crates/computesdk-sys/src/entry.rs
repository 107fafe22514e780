//! Names in directories, and what goes with them. None of these follows a
//! symbolic link that the name stands for.

use core::ffi::CStr;

use crate::descriptor::BorrowedFd;
use crate::status::Time;
use crate::syscall::{Result, call, nr};

const AT_SYMLINK_NOFOLLOW: usize = 0x100;

/// Removes a name that is no directory's.
pub fn unlink(at: BorrowedFd<'_>, name: &CStr) -> Result<()> {
    // SAFETY: the name is a C string that outlives the call.
    unsafe { call!("unlinkat", nr::UNLINKAT, at.as_raw_fd(), name.as_ptr(), 0) }.map(drop)
}

/// Gives a file another name. Without `replace`, a name that is taken is EEXIST.
pub fn rename(
    from: (BorrowedFd<'_>, &CStr),
    to: (BorrowedFd<'_>, &CStr),
    replace: bool,
) -> Result<()> {
    const RENAME_NOREPLACE: usize = 1;
    // SAFETY: both names are C strings that outlive the call.
    unsafe {
        call!(
            "renameat2",
            nr::RENAMEAT2,
            from.0.as_raw_fd(),
            from.1.as_ptr(),
            to.0.as_raw_fd(),
            to.1.as_ptr(),
            if replace { 0 } else { RENAME_NOREPLACE }
        )
    }
    .map(drop)
}

/// Gives a file one more name.
pub fn link(from: (BorrowedFd<'_>, &CStr), to: (BorrowedFd<'_>, &CStr)) -> Result<()> {
    // SAFETY: both names are C strings that outlive the call.
    unsafe {
        call!(
            "linkat",
            nr::LINKAT,
            from.0.as_raw_fd(),
            from.1.as_ptr(),
            to.0.as_raw_fd(),
            to.1.as_ptr(),
            0
        )
    }
    .map(drop)
}

/// Sets the permission bits of an open file.
pub fn set_mode(fd: BorrowedFd<'_>, mode: u32) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("fchmod", nr::FCHMOD, fd.as_raw_fd(), mode) }.map(drop)
}

/// Sets the permission bits of what a name stands for. The kernel follows a link
/// here: there is none that is asked not to before Linux 6.6.
pub fn set_mode_at(at: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<()> {
    // SAFETY: the name is a C string that outlives the call.
    unsafe {
        call!(
            "fchmodat",
            nr::FCHMODAT,
            at.as_raw_fd(),
            name.as_ptr(),
            mode
        )
    }
    .map(drop)
}

/// Gives an open file to a user and a group.
pub fn set_owner(fd: BorrowedFd<'_>, uid: u32, gid: u32) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("fchown", nr::FCHOWN, fd.as_raw_fd(), uid, gid) }.map(drop)
}

/// Sets when a file was changed last, and leaves when it was read.
pub fn set_modified(at: BorrowedFd<'_>, name: &CStr, modified: Time) -> Result<()> {
    const UTIME_OMIT: i64 = 0x3fff_fffe;
    let times = [[0, UTIME_OMIT], [modified.0, i64::from(modified.1)]];
    // SAFETY: the name is a C string, and the kernel reads two struct timespec.
    unsafe {
        call!(
            "utimensat",
            nr::UTIMENSAT,
            at.as_raw_fd(),
            name.as_ptr(),
            times.as_ptr(),
            AT_SYMLINK_NOFOLLOW
        )
    }
    .map(drop)
}
