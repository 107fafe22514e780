//! Files of a sandbox: what is known about them, and what can be done to them.

use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FileType {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Symlink,
    /// A named pipe.
    Fifo,
    /// A socket with a name.
    Socket,
    /// A character device.
    CharDevice,
    /// A block device.
    BlockDevice,
}

/// What is known about a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStat {
    /// What it is.
    pub file_type: FileType,
    /// Length in bytes; of a symbolic link, of its target's name.
    pub size: u64,
    /// Bytes that it takes up: fewer than `size` where it has holes.
    pub allocated: u64,
    /// Permission bits, such as `0o644`, with set-uid, set-gid and sticky.
    pub mode: u32,
    /// Its owner, as the sandbox sees it.
    pub uid: u32,
    /// Its group, as the sandbox sees it.
    pub gid: u32,
    /// Names that it has.
    pub links: u64,
    /// Its number in its file system: the same for all of its names.
    pub inode: u64,
    /// When its content was changed.
    pub modified: SystemTime,
    /// When its content was read, where the file system keeps that.
    pub accessed: SystemTime,
    /// When anything about it was changed.
    pub changed: SystemTime,
    /// What a symbolic link says, where it was asked about itself.
    pub target: Option<PathBuf>,
}

impl FileStat {
    /// Whether it is a regular file.
    pub fn is_file(&self) -> bool {
        self.file_type == FileType::File
    }

    /// Whether it is a directory.
    pub fn is_directory(&self) -> bool {
        self.file_type == FileType::Directory
    }

    /// Whether it is a symbolic link.
    pub fn is_symlink(&self) -> bool {
        self.file_type == FileType::Symlink
    }
}

/// A file that was found in a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    /// Its path, from the directory that was listed.
    pub path: PathBuf,
    /// What is known about it; of a symbolic link, about the link itself.
    pub stat: FileStat,
}

/// How a file's content is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WriteMode {
    /// In place of what was there, which others see until all is written: never
    /// half of it. Written in place, as with `>` in a shell, where that cannot be
    /// had without a loss: the file has other names, an owner or a mount of its
    /// own, or its directory may not be changed.
    #[default]
    Replace,
    /// After what is there.
    Append,
    /// To a file that is not there yet (`EEXIST` where it is).
    CreateNew,
}

/// How a file is written, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// Who writes it, and owns it where it is new.
    pub user: crate::User,
    /// Permission bits. `None`: those that it has, `0o644` where it is new.
    pub mode: Option<u32>,
    /// Whether missing directories on the way are made.
    pub parents: bool,
    /// What becomes of what is there.
    pub write: WriteMode,
}

/// Something that is done to files in one step. Paths are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileChange {
    /// Makes a directory. With `parents` also those on the way, and it may be
    /// there already.
    MakeDirectory {
        /// The directory.
        path: PathBuf,
        /// Permission bits.
        mode: u32,
        /// As `mkdir -p`.
        parents: bool,
    },
    /// Gives a file or directory another path.
    Rename {
        /// As it is called.
        from: PathBuf,
        /// As it will be called.
        to: PathBuf,
        /// Whether what is there already goes; else `EEXIST`.
        replace: bool,
    },
    /// Copies a file, or a directory with all it holds: contents, holes,
    /// permission bits, times and symbolic links as they are. `to` is the copy's
    /// own path. Into a directory that is there already, the copy is merged.
    Copy {
        /// The original.
        from: PathBuf,
        /// The copy.
        to: PathBuf,
        /// Whether files that are there already are replaced; else `EEXIST`.
        replace: bool,
    },
    /// Removes a file, a symbolic link (never what it leads to) or an empty
    /// directory.
    Remove {
        /// What goes.
        path: PathBuf,
        /// With a directory, all it holds.
        recursive: bool,
    },
    /// Sets permission bits, of what a symbolic link leads to.
    SetMode {
        /// The file.
        path: PathBuf,
        /// Permission bits.
        mode: u32,
    },
    /// Gives a file to others, as the sandbox sees ids.
    SetOwner {
        /// The file.
        path: PathBuf,
        /// Its new owner; `None` leaves it.
        uid: Option<u32>,
        /// Its new group; `None` leaves it.
        gid: Option<u32>,
        /// Whether a symbolic link stands for what it leads to.
        follow: bool,
    },
    /// Sets when a file was changed, of what a symbolic link leads to.
    SetModified {
        /// The file.
        path: PathBuf,
        /// The time.
        modified: SystemTime,
    },
    /// Cuts a file, or extends it with zeros.
    Truncate {
        /// The file.
        path: PathBuf,
        /// Its new length in bytes.
        length: u64,
    },
    /// Makes a symbolic link.
    Symlink {
        /// The link.
        path: PathBuf,
        /// What it says; need not exist.
        target: PathBuf,
    },
    /// Gives a file one more name.
    HardLink {
        /// The further name.
        path: PathBuf,
        /// The file; a symbolic link is not followed.
        target: PathBuf,
    },
}

/// A file or directory with a name that nobody else has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Temporary {
    /// Where it is made.
    pub directory: PathBuf,
    /// What its name begins with.
    pub prefix: String,
    /// What its name ends with.
    pub suffix: String,
    /// Whether it is a directory.
    pub is_directory: bool,
}

/// One piece of many files on their way in or out, in order: a directory before
/// what is in it, a file before its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreePart {
    /// A file, directory or link begins.
    Entry(TreeEntry),
    /// The next bytes of the file that began last.
    Data(Vec<u8>),
}

/// A file, directory or link on its way in or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeEntry {
    /// Its path, from the directory that is sent; empty for that itself.
    pub path: PathBuf,
    /// What it is.
    pub kind: TreeKind,
    /// Permission bits.
    pub mode: u32,
    /// When it was changed last.
    pub modified: SystemTime,
}

/// What an entry of a tree is. Pipes, sockets and devices do not travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeKind {
    /// A regular file of about this many bytes: it may change while it is read.
    File(u64),
    /// A directory.
    Directory,
    /// A symbolic link that says this.
    Symlink(PathBuf),
}

/// What happened to a watched file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WatchKind {
    /// It was made, or moved to here.
    Created,
    /// Its content was changed.
    Modified,
    /// Its mode, owner or times were changed.
    Metadata,
    /// It was removed, or moved away.
    Removed,
    /// More happened than could be told: look at everything again.
    Overflow,
}

/// Something that happened to a watched file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchEvent {
    /// What happened.
    pub kind: WatchKind,
    /// Its path, from the directory that is watched; empty for that itself.
    pub path: PathBuf,
}
