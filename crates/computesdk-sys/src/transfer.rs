//! Moving bytes between files inside the kernel.

use crate::descriptor::BorrowedFd;
use crate::syscall::{Result, call, errno, nr, retry};

/// Part of a file that has bytes: its start and its end.
pub type Extent = (u64, u64);

/// The next part of a file, from an offset on, that is no hole; `None` where only
/// a hole is left.
pub fn next_extent(file: BorrowedFd<'_>, from: u64) -> Result<Option<Extent>> {
    const SEEK_DATA: usize = 3;
    const SEEK_HOLE: usize = 4;
    let seek = |from: u64, what: usize| {
        // SAFETY: no pointers.
        unsafe { call!("lseek", nr::LSEEK, file.as_raw_fd(), from, what) }
    };
    match seek(from, SEEK_DATA) {
        Ok(start) => {
            let end = seek(start as u64, SEEK_HOLE)?;
            Ok(Some((start as u64, end as u64)))
        }
        Err(error) if error.errno == errno::ENXIO => Ok(None),
        Err(error) => Err(error),
    }
}

/// Copies up to `length` bytes at an offset from one file to the same offset of
/// another: how many it were; 0 at the end of the file.
pub fn copy_range(
    from: BorrowedFd<'_>,
    to: BorrowedFd<'_>,
    offset: u64,
    length: usize,
) -> Result<usize> {
    let (mut read, mut written) = (offset, offset);
    // SAFETY: both offsets outlive the call.
    retry(|| unsafe {
        call!(
            "copy_file_range",
            nr::COPY_FILE_RANGE,
            from.as_raw_fd(),
            &raw mut read,
            to.as_raw_fd(),
            &raw mut written,
            length,
            0
        )
    })
}

/// Reads once at an offset.
pub fn read_at(file: BorrowedFd<'_>, buffer: &mut [u8], offset: u64) -> Result<usize> {
    // SAFETY: the kernel writes at most the buffer's length.
    retry(|| unsafe {
        call!(
            "pread64",
            nr::PREAD64,
            file.as_raw_fd(),
            buffer.as_mut_ptr(),
            buffer.len(),
            offset
        )
    })
}

/// Writes once at an offset.
pub fn write_at(file: BorrowedFd<'_>, bytes: &[u8], offset: u64) -> Result<usize> {
    // SAFETY: the kernel reads at most the slice's length.
    retry(|| unsafe {
        call!(
            "pwrite64",
            nr::PWRITE64,
            file.as_raw_fd(),
            bytes.as_ptr(),
            bytes.len(),
            offset
        )
    })
}

/// Random numbers.
pub fn random() -> Result<u64> {
    let mut bytes = [0u8; 8];
    // SAFETY: the kernel writes at most the buffer's length.
    retry(|| unsafe {
        call!(
            "getrandom",
            nr::GETRANDOM,
            bytes.as_mut_ptr(),
            bytes.len(),
            0
        )
    })?;
    Ok(u64::from_ne_bytes(bytes))
}
