//! Descriptors: pipes, duplicates, closing many at once.

use crate::descriptor::{BorrowedFd, OwnedFd};

use crate::syscall::{Error, Result, call, errno, nr, retry};

const O_CLOEXEC: usize = 0o2000000;
const CLOSE_RANGE_CLOEXEC: usize = 4;
const F_DUPFD_CLOEXEC: usize = 1030;

/// Takes ownership of a descriptor that the kernel has just made.
pub(crate) fn own(fd: usize) -> OwnedFd {
    // SAFETY: called with fresh results of system calls only, which nobody else
    // owns.
    unsafe { OwnedFd::from_raw_fd(fd as i32) }
}

/// A pipe, closed on exec: the end to read from and the end to write to.
pub fn pipe() -> Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0i32; 2];
    // SAFETY: the kernel writes two descriptors to the array.
    unsafe { call!("pipe2", nr::PIPE2, ends.as_mut_ptr(), O_CLOEXEC) }?;
    Ok((own(ends[0] as usize), own(ends[1] as usize)))
}

/// Makes `target` mean what `fd` means, and lets it survive exec, whatever
/// `target` was before; also where the two are the same.
pub fn install(fd: BorrowedFd<'_>, target: i32) -> Result<()> {
    if fd.as_raw_fd() == target {
        const F_SETFD: usize = 2;
        // SAFETY: no pointers.
        return unsafe { call!("fcntl(F_SETFD)", nr::FCNTL, target, F_SETFD, 0) }.map(drop);
    }
    // SAFETY: no pointers. The descriptors from 0 to 2 of a child that is about
    // to exec belong to no Rust value.
    unsafe { call!("dup3", nr::DUP3, fd.as_raw_fd(), target, 0) }.map(drop)
}

/// A duplicate with a number of at least `least`, closed on exec.
pub fn duplicate_above(fd: BorrowedFd<'_>, least: i32) -> Result<OwnedFd> {
    // SAFETY: no pointers.
    unsafe {
        call!(
            "fcntl(F_DUPFD)",
            nr::FCNTL,
            fd.as_raw_fd(),
            F_DUPFD_CLOEXEC,
            least
        )
    }
    .map(own)
}

/// Closes every descriptor from `first` up that `keep` does not list.
///
/// # Safety
///
/// Values that own one of them must be forgotten, not dropped: a new descriptor
/// may have the number by then.
pub unsafe fn close_others(first: i32, keep: &[i32]) -> Result<()> {
    let mut from = first;
    while let Some(next) = keep.iter().copied().filter(|&fd| fd >= from).min() {
        if next > from {
            // SAFETY: no pointers; the caller answers for the owners.
            unsafe { call!("close_range", nr::CLOSE_RANGE, from, next - 1, 0) }?;
        }
        from = next + 1;
    }
    // SAFETY: as above.
    unsafe { call!("close_range", nr::CLOSE_RANGE, from, u32::MAX, 0) }.map(drop)
}

/// Marks every descriptor from `first` up to be closed on exec.
pub fn close_on_exec_from(first: i32) -> Result<()> {
    // SAFETY: no pointers, and nothing is closed yet.
    unsafe {
        call!(
            "close_range(CLOEXEC)",
            nr::CLOSE_RANGE,
            first,
            u32::MAX,
            CLOSE_RANGE_CLOEXEC
        )
    }
    .map(drop)
}

/// Reads once; 0 is end of file.
pub fn read(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<usize> {
    // SAFETY: the kernel writes at most the buffer's length.
    retry(|| unsafe {
        call!(
            "read",
            nr::READ,
            fd.as_raw_fd(),
            buffer.as_mut_ptr(),
            buffer.len()
        )
    })
}

/// Reads once from the start of a file, wherever its position is.
pub fn read_at_start(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<usize> {
    // SAFETY: the kernel writes at most the buffer's length.
    retry(|| unsafe {
        call!(
            "pread64",
            nr::PREAD64,
            fd.as_raw_fd(),
            buffer.as_mut_ptr(),
            buffer.len(),
            0
        )
    })
}

/// Writes once.
pub fn write(fd: BorrowedFd<'_>, bytes: &[u8]) -> Result<usize> {
    // SAFETY: the kernel reads at most the slice's length.
    retry(|| unsafe {
        call!(
            "write",
            nr::WRITE,
            fd.as_raw_fd(),
            bytes.as_ptr(),
            bytes.len()
        )
    })
}

/// Writes all of it.
pub fn write_all(fd: BorrowedFd<'_>, mut bytes: &[u8]) -> Result<()> {
    while !bytes.is_empty() {
        bytes = match write(fd, bytes)? {
            // Not to try for ever.
            0 => {
                return Err(Error {
                    call: "write",
                    errno: errno::EIO,
                });
            }
            count => &bytes[count..],
        };
    }
    Ok(())
}
