//! What the kernel knows about a file.

use core::ffi::CStr;

use crate::descriptor::BorrowedFd;
use crate::syscall::{Result, call, nr};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    Regular,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A named pipe.
    Fifo,
    /// A socket with a name.
    Socket,
    /// A character device.
    CharDevice,
    /// A block device.
    BlockDevice,
}

/// A time: seconds since 1970, and nanoseconds.
pub type Time = (i64, u32);

/// What the kernel knows about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Number of its file system.
    pub device: u64,
    /// Its number in that.
    pub inode: u64,
    /// What it is.
    pub kind: Kind,
    /// Permission bits.
    pub mode: u32,
    /// Names that it has.
    pub links: u64,
    /// Id of the owner.
    pub owner: u32,
    /// Id of the group.
    pub group: u32,
    /// Length in bytes.
    pub length: u64,
    /// Bytes that it takes up.
    pub allocated: u64,
    /// When it was read.
    pub accessed: Time,
    /// When its content was changed.
    pub modified: Time,
    /// When anything about it was changed.
    pub changed: Time,
}

impl Status {
    /// What tells it from all other files that there are.
    pub fn identity(&self) -> (u64, u64) {
        (self.device, self.inode)
    }
}

/// struct stat of x86-64, 144 bytes.
type Raw = [u64; 18];

fn decode(stat: &Raw) -> Status {
    let (mode, owner) = (stat[3] as u32, (stat[3] >> 32) as u32);
    let time = |at: usize| (stat[at] as i64, stat[at + 1] as u32);
    Status {
        device: stat[0],
        inode: stat[1],
        links: stat[2],
        kind: match mode & 0o170000 {
            0o100000 => Kind::Regular,
            0o040000 => Kind::Directory,
            0o120000 => Kind::Link,
            0o010000 => Kind::Fifo,
            0o140000 => Kind::Socket,
            0o020000 => Kind::CharDevice,
            _ => Kind::BlockDevice,
        },
        mode: mode & 0o7777,
        owner,
        group: stat[4] as u32,
        length: stat[6],
        allocated: stat[8] * 512,
        accessed: time(9),
        modified: time(11),
        changed: time(13),
    }
}

/// Asks about the file behind a descriptor.
pub fn of(fd: BorrowedFd<'_>) -> Result<Status> {
    let mut stat: Raw = [0; 18];
    // SAFETY: the buffer has the size of struct stat.
    unsafe { call!("fstat", nr::FSTAT, fd.as_raw_fd(), stat.as_mut_ptr()) }?;
    Ok(decode(&stat))
}

/// Asks about a name in a directory, not following a link.
pub fn at(directory: BorrowedFd<'_>, name: &CStr) -> Result<Status> {
    const AT_SYMLINK_NOFOLLOW: usize = 0x100;
    let mut stat: Raw = [0; 18];
    // SAFETY: the name is a C string, and the buffer has the size of struct stat;
    // both outlive the call.
    unsafe {
        call!(
            "newfstatat",
            nr::NEWFSTATAT,
            directory.as_raw_fd(),
            name.as_ptr(),
            stat.as_mut_ptr(),
            AT_SYMLINK_NOFOLLOW
        )
    }?;
    Ok(decode(&stat))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    use crate::file::{self, open};

    #[test]
    fn it_is_what_the_standard_library_reads() {
        for path in [c"/proc/self/exe", c"/dev/null", c"/tmp", c"/proc/self"] {
            let link = std::fs::symlink_metadata(path.to_str().unwrap()).unwrap();
            let root = file::openat(None, c"/", open::READ | open::DIRECTORY, 0).unwrap();
            let ours = at(root.as_fd(), path).unwrap();
            assert_eq!(ours.device, link.dev());
            assert_eq!(ours.kind == Kind::Link, link.is_symlink());
            assert_eq!(ours.mode, link.mode() & 0o7777);
            assert_eq!((ours.owner, ours.group), (link.uid(), link.gid()));
            assert_eq!(
                (ours.length, ours.allocated),
                (link.size(), link.blocks() * 512)
            );
            assert_eq!(ours.links, link.nlink());
        }
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        std::fs::write(&path, [0; 5000]).unwrap();
        let theirs = std::fs::metadata(&path).unwrap();
        let file = std::fs::File::open(&path).unwrap();
        // SAFETY: `file` stays open.
        let ours =
            of(unsafe { BorrowedFd::borrow_raw(std::os::fd::AsRawFd::as_raw_fd(&file)) }).unwrap();
        assert_eq!((ours.inode, ours.length), (theirs.ino(), 5000));
        let modified = (theirs.mtime(), theirs.mtime_nsec() as u32);
        assert_eq!((ours.kind, ours.modified), (Kind::Regular, modified));
    }
}
