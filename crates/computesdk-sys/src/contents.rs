//! Whole contents of files.

use alloc::vec::Vec;
use core::ffi::CStr;

use crate::descriptor::{BorrowedFd, OwnedFd};
use crate::fd;
use crate::file::{self, open};
use crate::status;
use crate::syscall::{Result, call, nr, retry};
use crate::transfer;

/// The content of the file at a path.
pub fn read(path: &CStr) -> Result<Vec<u8>> {
    let file = file::openat(None, path, open::READ, 0)?;
    read_to_end(file.as_fd())
}

/// All that is left to read.
pub fn read_to_end(file: BorrowedFd<'_>) -> Result<Vec<u8>> {
    /// Room for what has no length that is known before, as files in `/proc`.
    const STEP: usize = 1024;
    // One more byte than there is: the read that finds the end has room.
    let known = status::of(file)?.length as usize;
    let mut content = Vec::with_capacity(known.saturating_add(1).max(STEP));
    while append(file, &mut content)? > 0 {
        if content.len() == content.capacity() {
            content.reserve(STEP);
        }
    }
    Ok(content)
}

/// At most so many bytes from an offset on, where about `expected` are known to be
/// there.
pub fn read_part(
    file: BorrowedFd<'_>,
    offset: u64,
    expected: usize,
    most: usize,
) -> Result<Vec<u8>> {
    const STEP: usize = 4096;
    let mut content = Vec::new();
    let mut room = (expected + 1).min(most);
    while room > 0 {
        let start = content.len();
        content.resize(start + room, 0);
        let count = transfer::read_at(file, &mut content[start..], offset + start as u64)?;
        content.truncate(start + count);
        // Less than there is room for is the end of a file that has a length; one
        // that has none, as in /proc, gives what it likes.
        if count == 0 || (expected > 0 && count < room) {
            break;
        }
        room = (most - content.len()).min(STEP);
    }
    Ok(content)
}

/// What is left to read of a file in `/proc` that is no list of records, such as
/// `stat`: the kernel gives all that fits, so a read that leaves room has come to
/// the end. At most so many bytes of it.
pub fn read_at_once(file: BorrowedFd<'_>, most: usize) -> Result<Vec<u8>> {
    /// Most files have less.
    const STEP: usize = 1024;
    let mut content = Vec::with_capacity(STEP);
    loop {
        append(file, &mut content)?;
        if content.len() < content.capacity() || content.len() >= most {
            content.truncate(most);
            return Ok(content);
        }
        content.reserve(content.capacity());
    }
}

/// Reads once into the room that a list has left; 0 is end of file.
fn append(file: BorrowedFd<'_>, content: &mut Vec<u8>) -> Result<usize> {
    let room = content.spare_capacity_mut();
    // SAFETY: the kernel writes at most the room's length.
    let count = retry(|| unsafe {
        call!(
            "read",
            nr::READ,
            file.as_raw_fd(),
            room.as_mut_ptr(),
            room.len()
        )
    })?;
    // SAFETY: the kernel has written so much of the room.
    unsafe { content.set_len(content.len() + count) };
    Ok(count)
}

/// Writes to the start of a file that is there already.
pub fn write(path: &CStr, bytes: &[u8]) -> Result<()> {
    let file = file::openat(None, path, open::WRITE, 0)?;
    fd::write_all(file.as_fd(), bytes)
}

/// A file of memory that holds these bytes, to be read from its start. The name
/// is what `/proc` shows.
pub fn in_memory(name: &CStr, bytes: &[u8]) -> Result<OwnedFd> {
    const MFD_CLOEXEC: usize = 1;
    // SAFETY: the name is a C string that outlives the call.
    let file = unsafe { call!("memfd_create", nr::MEMFD_CREATE, name.as_ptr(), MFD_CLOEXEC) }?;
    // SAFETY: the kernel has just made it, for us alone.
    let file = unsafe { OwnedFd::from_raw_fd(file as i32) };
    fd::write_all(file.as_fd(), bytes)?;
    // SAFETY: no pointers.
    unsafe { call!("lseek", nr::LSEEK, file.as_raw_fd(), 0, 0) }?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::ffi::CString;
    use alloc::format;
    use std::io::Read;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;
    use std::process::{Command, Stdio};

    use crate::errno;

    #[test]
    fn what_is_given_at_once_may_be_long() {
        // Longer than the room that there is at first.
        let long = "x".repeat(3000);
        let mut child = Command::new("/bin/sh")
            .args(["-c", "echo; read line", &long])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that is just being executed has no arguments for a moment.
        let mut ready = [0];
        child.stdout.take().unwrap().read_exact(&mut ready).unwrap();
        let path = CString::new(format!("/proc/{}/cmdline", child.id())).unwrap();
        let open = || file::openat(None, &path, open::READ, 0).unwrap();
        let once = read_at_once(open().as_fd(), usize::MAX).unwrap();
        assert_eq!(once, read_to_end(open().as_fd()).unwrap());
        for most in [10, 2000] {
            let part = read_at_once(open().as_fd(), most).unwrap();
            assert_eq!(part, once[..most]);
        }
        assert!(once.ends_with(format!("{long}\0").as_bytes()));
        drop(child.stdin.take());
        child.wait().unwrap();
    }

    fn c_path(path: &Path) -> CString {
        CString::new(path.as_os_str().as_bytes()).unwrap()
    }

    #[test]
    fn a_file_is_read_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        for length in [0, 1, 1023, 1024, 1025, 100_000] {
            let content: Vec<u8> = (0..length).map(|at| at as u8).collect();
            std::fs::write(&path, &content).unwrap();
            assert_eq!(read(&c_path(&path)), Ok(content));
        }
    }

    #[test]
    fn a_file_without_a_length_is_read_whole() {
        let (read, write) = fd::pipe().unwrap();
        fd::write_all(write.as_fd(), &[b'x'; 5000]).unwrap();
        drop(write);
        assert_eq!(read_to_end(read.as_fd()).unwrap(), [b'x'; 5000]);
    }

    #[test]
    fn a_file_of_memory_is_read_from_its_start() {
        let bytes = [b'x'; 5000];
        let file = in_memory(c"test", &bytes).unwrap();
        assert_eq!(read_to_end(file.as_fd()).unwrap(), bytes);
    }

    #[test]
    fn writing_makes_no_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        let error = write(&c_path(&path), b"x").unwrap_err();
        assert_eq!((error.call, error.errno), ("openat", errno::ENOENT));
        std::fs::write(&path, b"abc").unwrap();
        write(&c_path(&path), b"x").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"xbc");
    }
}
