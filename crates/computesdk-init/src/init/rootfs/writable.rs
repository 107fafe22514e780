//! The file systems that take all writes.

use alloc::ffi::CString;
use alloc::string::ToString;

use computesdk_sys::mount::{self, FileSystem, attribute};
use computesdk_sys::{Error, OwnedFd, file};

use crate::channel::invalid;
use crate::protocol::Sizes;
use crate::weaken::{Defence, lacks};

/// Bytes of a file system per inode, at most: one full of empty files must not
/// take more kernel memory than one of data.
const BYTES_PER_INODE: u64 = 4096;

/// Memory file systems. They are held by their mounts, wherever those are.
pub(in crate::init) struct Writable {
    /// The writable layer, at `/stage` while the root is built.
    stage: OwnedFd,
    /// One of its own for `/tmp`.
    tmp: Option<OwnedFd>,
}

impl Writable {
    pub(super) fn make(sizes: &Sizes, user: u32) -> Result<Writable, Error> {
        let stage = make(Size::of_stage(sizes), c"755")?;
        for (name, mode) in [
            (c"root", 0o755),
            (c"root-work", 0o755),
            (c"tmp", 0o1777),
            (c"shm", 0o1777),
            (c"home", 0o755),
        ] {
            file::mkdirat(Some(stage.as_fd()), name, mode)?;
        }
        file::chownat(Some(stage.as_fd()), c"home", user, user)?;
        mount::attach(stage.as_fd(), None, c"/stage")?;
        let tmp = match sizes.tmp {
            Some(bytes) => Some(make(Size::of_tmp(sizes, bytes), c"1777")?),
            None => None,
        };
        Ok(Writable { stage, tmp })
    }

    /// Shows the user's home in the root that is being built: most of what is written
    /// is written there, and an overlay makes each file twice as dear.
    pub(super) fn show_home(&self) -> Result<(), Error> {
        mount::bind(c"stage/home", c"newroot/home/user")
    }

    /// Shows `/tmp` there.
    pub(super) fn show_tmp(&self) -> Result<(), Error> {
        match &self.tmp {
            Some(tmp) => mount::attach(tmp.as_fd(), None, c"newroot/tmp"),
            None => mount::bind(c"stage/tmp", c"newroot/tmp"),
        }
    }

    /// Their mounts.
    pub(in crate::init) fn mounts(&self) -> impl Iterator<Item = &OwnedFd> {
        [Some(&self.stage), self.tmp.as_ref()].into_iter().flatten()
    }

    /// Gives them other sizes. Refused (EINVAL) where more is in use.
    pub(in crate::init) fn resize(&self, sizes: &Sizes) -> Result<(), Error> {
        if self.tmp.is_some() != sizes.tmp.is_some() {
            return Err(invalid("fspick"));
        }
        Size::of_stage(sizes).change(&self.stage)?;
        match self.tmp.as_ref().zip(sizes.tmp) {
            Some((tmp, bytes)) => Size::of_tmp(sizes, bytes).change(tmp),
            None => Ok(()),
        }
    }
}

/// Size of a file system; 0 is no limit.
struct Size {
    bytes: u64,
    inodes: u64,
}

impl Size {
    fn of(bytes: Option<u64>) -> Size {
        // Without a limit tmpfs would take half of the machine's memory.
        Size {
            bytes: bytes.unwrap_or(0),
            inodes: bytes.map_or(0, |bytes| bytes / BYTES_PER_INODE + 64),
        }
    }

    fn of_stage(sizes: &Sizes) -> Size {
        let size = Size::of(sizes.disk);
        Size {
            inodes: sizes.inodes.unwrap_or(size.inodes),
            ..size
        }
    }

    /// Of `/tmp`, which has no more inodes than the writable layer may have.
    fn of_tmp(sizes: &Sizes, bytes: u64) -> Size {
        let size = Size::of(Some(bytes));
        Size {
            inodes: sizes
                .inodes
                .map_or(size.inodes, |most| most.min(size.inodes)),
            ..size
        }
    }

    fn set(&self, tmpfs: &FileSystem) -> Result<(), Error> {
        tmpfs.set(c"size", &number(self.bytes))?;
        tmpfs.set(c"nr_inodes", &number(self.inodes))
    }

    fn change(&self, mount: &OwnedFd) -> Result<(), Error> {
        let tmpfs = FileSystem::of(mount.as_fd())?;
        self.set(&tmpfs)?;
        tmpfs.change()
    }
}

fn make(size: Size, mode: &core::ffi::CStr) -> Result<OwnedFd, Error> {
    let tmpfs = FileSystem::open(c"tmpfs")?;
    tmpfs.set(c"mode", mode)?;
    size.set(&tmpfs)?;
    tmpfs.mount(attributes())
}

/// What holds in every file system that can be written.
pub(super) fn attributes() -> u64 {
    if lacks(Defence::NoSetuid) {
        return attribute::NO_DEV;
    }
    attribute::NO_SUID | attribute::NO_DEV
}

fn number(value: u64) -> CString {
    CString::new(value.to_string()).unwrap_or_default()
}
