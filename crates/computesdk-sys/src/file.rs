//! Files and directories, by path or relative to a directory.

use crate::descriptor::{BorrowedFd, OwnedFd};
use core::ffi::CStr;

use crate::fd::own;
use crate::syscall::{Result, call, errno, nr, retry};

/// Flags of open (asm-generic/fcntl.h).
#[allow(missing_docs)]
pub mod open {
    pub const READ: usize = 0o0;
    pub const WRITE: usize = 0o1;
    pub const READ_WRITE: usize = 0o2;
    pub const CREATE: usize = 0o100;
    pub const EXCLUSIVE: usize = 0o200;
    pub const APPEND: usize = 0o2000;
    pub const TRUNCATE: usize = 0o1000;
    pub const NO_TERMINAL: usize = 0o400;
    pub const NONBLOCK: usize = 0o4000;
    pub const DIRECTORY: usize = 0o200000;
    pub const NO_FOLLOW: usize = 0o400000;
    pub const PATH: usize = 0o10000000;
    pub(super) const CLOEXEC: usize = 0o2000000;
}

const AT_FDCWD: isize = -100;

/// Where a relative path starts.
fn directory(at: Option<BorrowedFd<'_>>) -> isize {
    at.map_or(AT_FDCWD, |fd| fd.as_raw_fd() as isize)
}

/// Opens a path, closed on exec. `mode` counts where a file is made.
pub fn openat(at: Option<BorrowedFd<'_>>, path: &CStr, flags: usize, mode: u32) -> Result<OwnedFd> {
    // SAFETY: the path is a C string that outlives the call.
    retry(|| unsafe {
        call!(
            "openat",
            nr::OPENAT,
            directory(at),
            path.as_ptr(),
            flags | open::CLOEXEC,
            mode
        )
    })
    .map(own)
}

/// How a path is resolved, beyond what [`openat`] does (linux/openat2.h).
#[allow(missing_docs)]
pub mod resolve {
    /// The links in `/proc` that lead straight to what a process has open,
    /// executes or has as its root are not followed (ELOOP).
    pub const NO_PROCESS_LINKS: u64 = 0x02;
    /// Nothing above the directory is reached, not by `..`, not by a link (EXDEV).
    pub const BENEATH: u64 = 0x08;
}

/// Opens a path as [`openat`] does, with what [`resolve`] has.
pub fn openat2(
    at: Option<BorrowedFd<'_>>,
    path: &CStr,
    flags: usize,
    mode: u32,
    resolve: u64,
) -> Result<OwnedFd> {
    #[repr(C)]
    struct How {
        flags: u64,
        mode: u64,
        resolve: u64,
    }
    let how = How {
        flags: (flags | open::CLOEXEC) as u64,
        // The kernel refuses a mode where no file can be made.
        mode: if flags & open::CREATE == 0 {
            0
        } else {
            mode.into()
        },
        resolve,
    };
    let open = || {
        // SAFETY: the path is a C string, and `how` has the size that is told; both
        // outlive the call.
        retry(|| unsafe {
            call!(
                "openat2",
                nr::OPENAT2,
                directory(at),
                path.as_ptr(),
                &raw const how,
                size_of::<How>()
            )
        })
        .map(own)
    };
    match open() {
        // Something was renamed while the kernel made sure that nothing gets out.
        Err(error) if error.errno == errno::EAGAIN => (0..RETRIES)
            .map(|_| open())
            .find(|opened| !matches!(opened, Err(error) if error.errno == errno::EAGAIN))
            .unwrap_or(Err(error)),
        opened => opened,
    }
}

/// So often a path that is changed all the time is tried.
const RETRIES: usize = 1000;

/// Makes a directory.
pub fn mkdirat(at: Option<BorrowedFd<'_>>, path: &CStr, mode: u32) -> Result<()> {
    // SAFETY: the path is a C string that outlives the call.
    unsafe { call!("mkdirat", nr::MKDIRAT, directory(at), path.as_ptr(), mode) }.map(drop)
}

/// Removes an empty directory.
pub fn rmdirat(at: Option<BorrowedFd<'_>>, path: &CStr) -> Result<()> {
    const AT_REMOVEDIR: usize = 0x200;
    // SAFETY: the path is a C string that outlives the call.
    unsafe {
        call!(
            "rmdir",
            nr::UNLINKAT,
            directory(at),
            path.as_ptr(),
            AT_REMOVEDIR
        )
    }
    .map(drop)
}

/// Makes a symbolic link at `path` that says `target`.
pub fn symlinkat(target: &CStr, at: Option<BorrowedFd<'_>>, path: &CStr) -> Result<()> {
    // SAFETY: both paths are C strings that outlive the call.
    unsafe {
        call!(
            "symlinkat",
            nr::SYMLINKAT,
            target.as_ptr(),
            directory(at),
            path.as_ptr()
        )
    }
    .map(drop)
}

/// Makes a character device node.
pub fn make_device(
    at: Option<BorrowedFd<'_>>,
    path: &CStr,
    mode: u32,
    major: u32,
    minor: u32,
) -> Result<()> {
    const S_IFCHR: u32 = 0o020000;
    let device = (major << 8) | minor;
    // SAFETY: the path is a C string that outlives the call.
    unsafe {
        call!(
            "mknodat",
            nr::MKNODAT,
            directory(at),
            path.as_ptr(),
            S_IFCHR | mode,
            device
        )
    }
    .map(drop)
}

/// Gives a file to a user and a group, not following a link.
pub fn chownat(at: Option<BorrowedFd<'_>>, path: &CStr, uid: u32, gid: u32) -> Result<()> {
    const AT_SYMLINK_NOFOLLOW: usize = 0x100;
    // SAFETY: the path is a C string that outlives the call.
    unsafe {
        call!(
            "fchownat",
            nr::FCHOWNAT,
            directory(at),
            path.as_ptr(),
            uid,
            gid,
            AT_SYMLINK_NOFOLLOW
        )
    }
    .map(drop)
}

/// Reads a symbolic link into `buffer`: the part that was filled.
pub fn readlinkat<'b>(
    at: Option<BorrowedFd<'_>>,
    path: &CStr,
    buffer: &'b mut [u8],
) -> Result<&'b [u8]> {
    // SAFETY: the kernel writes at most the buffer's length.
    let length = unsafe {
        call!(
            "readlinkat",
            nr::READLINKAT,
            directory(at),
            path.as_ptr(),
            buffer.as_mut_ptr(),
            buffer.len()
        )
    }?;
    Ok(&buffer[..length])
}

/// Gives a file an extended attribute, such as `user.origin`.
pub fn set_attribute(path: &CStr, name: &CStr, value: &[u8]) -> Result<()> {
    // SAFETY: both strings and the value outlive the call, which reads no more
    // of the value than its length.
    unsafe {
        call!(
            "setxattr",
            nr::SETXATTR,
            path.as_ptr(),
            name.as_ptr(),
            value.as_ptr(),
            value.len(),
            0
        )
    }
    .map(drop)
}

/// Cuts or extends a file to a length in bytes.
pub fn truncate(fd: BorrowedFd<'_>, length: u64) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("ftruncate", nr::FTRUNCATE, fd.as_raw_fd(), length) }.map(drop)
}

/// Changes the working directory.
pub fn chdir(path: &CStr) -> Result<()> {
    // SAFETY: the path is a C string that outlives the call.
    unsafe { call!("chdir", nr::CHDIR, path.as_ptr()) }.map(drop)
}

/// Changes the working directory to an open one.
pub fn fchdir(fd: BorrowedFd<'_>) -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("fchdir", nr::FCHDIR, fd.as_raw_fd()) }.map(drop)
}

/// Sets which permission bits new files do not get. Cannot fail.
pub fn set_umask(mask: u32) {
    // SAFETY: no pointers.
    let _ = unsafe { call!("umask", nr::UMASK, mask) };
}
