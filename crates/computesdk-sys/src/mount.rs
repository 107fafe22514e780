//! Mounts, by the interface of Linux 5.2 and 5.12: descriptors, not strings.

use crate::descriptor::{BorrowedFd, OwnedFd};
use core::ffi::CStr;
use core::ptr;

use crate::fd::own;
use crate::syscall::{Result, call, nr};

const AT_FDCWD: isize = -100;
const AT_EMPTY_PATH: usize = 0x1000;
const AT_RECURSIVE: usize = 0x8000;
const MS_PRIVATE: usize = 1 << 18;
const EMPTY: &CStr = c"";

/// Attributes of a mount (linux/mount.h).
#[allow(missing_docs)]
pub mod attribute {
    pub const READ_ONLY: u64 = 0x01;
    pub const NO_SUID: u64 = 0x02;
    pub const NO_DEV: u64 = 0x04;
    pub const NO_EXEC: u64 = 0x08;
    pub(super) const ID_MAP: u64 = 0x0010_0000;
}

fn directory(at: Option<BorrowedFd<'_>>) -> isize {
    at.map_or(AT_FDCWD, |fd| fd.as_raw_fd() as isize)
}

/// A file system being configured.
pub struct FileSystem(OwnedFd);

impl FileSystem {
    /// Starts to configure a file system of this type.
    pub fn open(kind: &CStr) -> Result<FileSystem> {
        const FSOPEN_CLOEXEC: usize = 1;
        // SAFETY: the type is a C string that outlives the call.
        unsafe { call!("fsopen", nr::FSOPEN, kind.as_ptr(), FSOPEN_CLOEXEC) }
            .map(|fd| FileSystem(own(fd)))
    }

    /// Starts to change the file system behind a mount, which may be attached
    /// nowhere any more.
    pub fn of(mount: BorrowedFd<'_>) -> Result<FileSystem> {
        const FSPICK_CLOEXEC: usize = 1;
        const FSPICK_EMPTY_PATH: usize = 8;
        // SAFETY: the path is a C string that outlives the call.
        unsafe {
            call!(
                "fspick",
                nr::FSPICK,
                mount.as_raw_fd(),
                EMPTY.as_ptr(),
                FSPICK_CLOEXEC | FSPICK_EMPTY_PATH
            )
        }
        .map(|fd| FileSystem(own(fd)))
    }

    /// Makes the changes, all or none.
    pub fn change(self) -> Result<()> {
        const RECONFIGURE: usize = 7;
        let name = "fsconfig(RECONFIGURE)";
        self.config(name, RECONFIGURE, ptr::null(), ptr::null())
    }

    /// Sets an option to a value.
    pub fn set(&self, key: &CStr, value: &CStr) -> Result<()> {
        const SET_STRING: usize = 1;
        self.config(
            "fsconfig(SET_STRING)",
            SET_STRING,
            key.as_ptr(),
            value.as_ptr(),
        )
    }

    /// Sets an option that has no value.
    pub fn set_flag(&self, key: &CStr) -> Result<()> {
        const SET_FLAG: usize = 0;
        self.config("fsconfig(SET_FLAG)", SET_FLAG, key.as_ptr(), ptr::null())
    }

    /// Makes the file system and a mount of it that is attached nowhere yet,
    /// with these [`attribute`]s. What names the mount is its root directory.
    pub fn mount(self, attributes: u64) -> Result<OwnedFd> {
        const CREATE: usize = 6;
        const FSMOUNT_CLOEXEC: usize = 1;
        self.config("fsconfig(CREATE)", CREATE, ptr::null(), ptr::null())?;
        // SAFETY: no pointers.
        unsafe {
            call!(
                "fsmount",
                nr::FSMOUNT,
                self.0.as_raw_fd(),
                FSMOUNT_CLOEXEC,
                attributes
            )
        }
        .map(own)
    }

    fn config(
        &self,
        name: &'static str,
        command: usize,
        key: *const core::ffi::c_char,
        value: *const core::ffi::c_char,
    ) -> Result<()> {
        // SAFETY: key and value are null where the command takes none, else C
        // strings that the callers borrow over the call.
        unsafe {
            call!(
                name,
                nr::FSCONFIG,
                self.0.as_raw_fd(),
                command,
                key,
                value,
                0
            )
        }
        .map(drop)
    }
}

/// Whether a file system that has a size has no free byte or no free inode left.
pub fn is_full(mount: BorrowedFd<'_>) -> Result<bool> {
    // struct statfs: 15 longs, of which 2 to 6 are blocks, free ones, those that
    // an ordinary user can have, inodes, free ones.
    let mut statfs = [0u64; 15];
    let buffer = statfs.as_mut_ptr();
    // SAFETY: the buffer has the size of struct statfs.
    unsafe { call!("fstatfs", nr::FSTATFS, mount.as_raw_fd(), buffer) }?;
    let [_, _, blocks, _, available, inodes, free, ..] = statfs;
    Ok(blocks > 0 && available == 0 || inodes > 0 && free == 0)
}

/// How much of a tree is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The one mount.
    Top,
    /// It and all mounts below.
    Recursive,
}

impl Depth {
    fn flag(self) -> usize {
        match self {
            Depth::Top => 0,
            Depth::Recursive => AT_RECURSIVE,
        }
    }
}

/// A copy of the mount at a path, attached nowhere: the source of a bind mount.
pub fn clone_tree(at: Option<BorrowedFd<'_>>, path: &CStr, depth: Depth) -> Result<OwnedFd> {
    const OPEN_TREE_CLONE: usize = 1;
    const OPEN_TREE_CLOEXEC: usize = 0o2000000;
    let flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | depth.flag();
    // SAFETY: the path is a C string that outlives the call.
    unsafe {
        call!(
            "open_tree",
            nr::OPEN_TREE,
            directory(at),
            path.as_ptr(),
            flags
        )
    }
    .map(own)
}

/// Attaches a mount at a path.
pub fn attach(mount: BorrowedFd<'_>, at: Option<BorrowedFd<'_>>, path: &CStr) -> Result<()> {
    const FROM_EMPTY_PATH: usize = 0x04;
    const TO_EMPTY_PATH: usize = 0x40;
    let to_empty = if path.is_empty() { TO_EMPTY_PATH } else { 0 };
    // SAFETY: both paths are C strings that outlive the call.
    unsafe {
        call!(
            "move_mount",
            nr::MOVE_MOUNT,
            mount.as_raw_fd(),
            EMPTY.as_ptr(),
            directory(at),
            path.as_ptr(),
            FROM_EMPTY_PATH | to_empty
        )
    }
    .map(drop)
}

/// Shows what is at a path at a second one as well. Cheaper than a copy that is attached
/// nowhere first: that one is in a namespace of its own until then.
pub fn bind(source: &CStr, target: &CStr) -> Result<()> {
    const MS_BIND: usize = 1 << 12;
    let (source, target) = (source.as_ptr(), target.as_ptr());
    // SAFETY: both paths are C strings that outlive the call; a bind mount has neither
    // a type nor options.
    unsafe { call!("mount(MS_BIND)", nr::MOUNT, source, target, 0, MS_BIND, 0) }.map(drop)
}

/// Argument of mount_setattr (linux/mount.h).
#[repr(C)]
struct MountAttr {
    set: u64,
    clear: u64,
    propagation: u64,
    userns_fd: u64,
}

fn set_attr(
    name: &'static str,
    (at, path): (Option<BorrowedFd<'_>>, &CStr),
    depth: Depth,
    attr: &MountAttr,
) -> Result<()> {
    // SAFETY: the path is a C string, and the attribute block lives until the call
    // returns.
    unsafe {
        call!(
            name,
            nr::MOUNT_SETATTR,
            directory(at),
            path.as_ptr(),
            AT_EMPTY_PATH | depth.flag(),
            ptr::from_ref(attr),
            size_of::<MountAttr>()
        )
    }
    .map(drop)
}

/// Adds [`attribute`]s to a mount.
pub fn restrict(mount: BorrowedFd<'_>, depth: Depth, attributes: u64) -> Result<()> {
    restrict_what((Some(mount), EMPTY), depth, attributes)
}

/// Adds [`attribute`]s to the mount at a path.
pub fn restrict_at(path: &CStr, depth: Depth, attributes: u64) -> Result<()> {
    restrict_what((None, path), depth, attributes)
}

fn restrict_what(
    what: (Option<BorrowedFd<'_>>, &CStr),
    depth: Depth,
    attributes: u64,
) -> Result<()> {
    set_attr(
        "mount_setattr",
        what,
        depth,
        &MountAttr {
            set: attributes,
            clear: 0,
            propagation: 0,
            userns_fd: 0,
        },
    )
}

/// Keeps out of a mount what is mounted later below the one that it is a copy of.
pub fn make_private(mount: BorrowedFd<'_>, depth: Depth) -> Result<()> {
    set_attr(
        "mount_setattr(PRIVATE)",
        (Some(mount), EMPTY),
        depth,
        &MountAttr {
            set: 0,
            clear: 0,
            propagation: MS_PRIVATE as u64,
            userns_fd: 0,
        },
    )
}

/// Shows the files of a mount that is attached nowhere with the ids that a user
/// namespace maps theirs to.
pub fn map_ids(mount: BorrowedFd<'_>, depth: Depth, user_namespace: BorrowedFd<'_>) -> Result<()> {
    set_attr(
        "mount_setattr(IDMAP)",
        (Some(mount), EMPTY),
        depth,
        &MountAttr {
            set: attribute::ID_MAP,
            clear: 0,
            propagation: 0,
            userns_fd: user_namespace.as_raw_fd() as u64,
        },
    )
}

/// Takes no part in mounts that others make, but lets go of what they unmount.
pub fn make_all_slave() -> Result<()> {
    propagation("mount(MS_REC | MS_SLAVE)", 1 << 19)
}

/// Takes no part in what others mount or unmount.
pub fn make_all_private() -> Result<()> {
    propagation("mount(MS_REC | MS_PRIVATE)", MS_PRIVATE)
}

fn propagation(name: &'static str, kind: usize) -> Result<()> {
    const MS_REC: usize = 1 << 14;
    // SAFETY: the target is a C string; for a change of propagation the other
    // pointers are not read.
    unsafe { call!(name, nr::MOUNT, 0, c"/".as_ptr(), 0, MS_REC | kind, 0) }.map(drop)
}

/// Makes the working directory, a mount, the root. The old root lies on top of
/// it, out of reach of paths, until it is detached.
pub fn pivot_to_working_directory() -> Result<()> {
    // SAFETY: the paths are C strings. That they are the same is what leaves the
    // old root on top (pivot_root(2), NOTES).
    unsafe { call!("pivot_root", nr::PIVOT_ROOT, c".".as_ptr(), c".".as_ptr()) }.map(drop)
}

/// Lets go of the root before the last pivot, from the root's own directory.
/// The kernel waits for a grace period.
pub fn detach_old_root() -> Result<()> {
    const MNT_DETACH: usize = 2;
    let place = c".".as_ptr();
    // SAFETY: the path is a C string. What is mounted there last is detached.
    unsafe { call!("umount2(MNT_DETACH)", nr::UMOUNT2, place, MNT_DETACH) }.map(drop)
}
