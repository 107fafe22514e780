//! Being told of changes to files: inotify.

use alloc::vec::Vec;
use core::ffi::CStr;

use crate::descriptor::{BorrowedFd, OwnedFd};
use crate::fd::own;
use crate::syscall::{Result, call, nr, retry};

/// What can happen (linux/inotify.h).
#[allow(missing_docs)]
pub mod event {
    pub const MODIFY: u32 = 0x2;
    pub const ATTRIBUTES: u32 = 0x4;
    pub const CLOSE_WRITE: u32 = 0x8;
    pub const MOVED_FROM: u32 = 0x40;
    pub const MOVED_TO: u32 = 0x80;
    pub const CREATE: u32 = 0x100;
    pub const DELETE: u32 = 0x200;
    pub const DELETE_SELF: u32 = 0x400;
    pub const MOVE_SELF: u32 = 0x800;
    pub const OVERFLOW: u32 = 0x4000;
    pub const IGNORED: u32 = 0x8000;
    pub const DIRECTORY: u32 = 0x4000_0000;
    /// When adding: names that are removed are none of ours any more.
    pub const EXCLUDE_UNLINKED: u32 = 0x0400_0000;
    /// When adding: nothing but a directory.
    pub const ONLY_DIRECTORY: u32 = 0x0100_0000;
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Where: what [`add`] gave, or -1.
    pub watch: i32,
    /// What.
    pub mask: u32,
    /// Tells which two events are one rename.
    pub cookie: u32,
    /// The name in the watched directory; empty for itself.
    pub name: Vec<u8>,
}

/// A new queue of events.
pub fn queue() -> Result<OwnedFd> {
    const NONBLOCK_CLOEXEC: usize = 0o4000 | 0o2000000;
    // SAFETY: no pointers.
    unsafe { call!("inotify_init1", nr::INOTIFY_INIT1, NONBLOCK_CLOEXEC) }.map(own)
}

/// Adds what a path stands for to the queue; its number.
pub fn add(queue: BorrowedFd<'_>, path: &CStr, mask: u32) -> Result<i32> {
    // SAFETY: the path is a C string that outlives the call.
    unsafe {
        call!(
            "inotify_add_watch",
            nr::INOTIFY_ADD_WATCH,
            queue.as_raw_fd(),
            path.as_ptr(),
            mask
        )
    }
    .map(|watch| watch as i32)
}

/// Takes something off the queue.
pub fn remove(queue: BorrowedFd<'_>, watch: i32) -> Result<()> {
    // SAFETY: no pointers.
    unsafe {
        call!(
            "inotify_rm_watch",
            nr::INOTIFY_RM_WATCH,
            queue.as_raw_fd(),
            watch
        )
    }
    .map(drop)
}

/// Takes events off the queue, without waiting; none where there are none.
pub fn take(queue: BorrowedFd<'_>) -> Result<Vec<Event>> {
    let mut buffer = [0u8; 16 << 10];
    // SAFETY: the kernel writes at most the buffer's length.
    let length = retry(|| unsafe {
        call!(
            "read",
            nr::READ,
            queue.as_raw_fd(),
            buffer.as_mut_ptr(),
            buffer.len()
        )
    });
    let mut rest = match length {
        Ok(length) => &buffer[..length],
        Err(error) if error.errno == crate::errno::EAGAIN => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut events = Vec::new();
    // struct inotify_event: four 32-bit numbers, the last the length of the name,
    // which is filled up with NULs.
    while let Some((head, tail)) = rest.split_first_chunk::<16>() {
        let number =
            |at: usize| u32::from_ne_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let Some((name, next)) = tail.split_at_checked(number(12) as usize) else {
            break;
        };
        let end = name
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(name.len());
        events.push(Event {
            watch: number(0) as i32,
            mask: number(4),
            cookie: number(8),
            name: name[..end].to_vec(),
        });
        rest = next;
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::ffi::CString;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn what_happens_in_a_directory_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let path = CString::new(directory.path().as_os_str().as_bytes()).unwrap();
        let queue = queue().unwrap();
        assert_eq!(take(queue.as_fd()), Ok(Vec::new()));
        let watch = add(queue.as_fd(), &path, event::CREATE | event::MODIFY).unwrap();
        std::fs::write(directory.path().join("one"), "x").unwrap();
        std::fs::create_dir(directory.path().join("two")).unwrap();
        let events = take(queue.as_fd()).unwrap();
        let seen: Vec<_> = events
            .iter()
            .map(|event| (event.mask, &*event.name))
            .collect();
        let made = event::CREATE | event::DIRECTORY;
        assert_eq!(
            seen,
            [
                (event::CREATE, &b"one"[..]),
                (event::MODIFY, b"one"),
                (made, b"two")
            ]
        );
        assert!(events.iter().all(|event| event.watch == watch));
        remove(queue.as_fd(), watch).unwrap();
    }
}
