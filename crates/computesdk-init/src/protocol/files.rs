//! What the library and a process that serves files say to each other. One call
//! at a time: a request, then its answers.

use alloc::vec::Vec;

use super::codec::{choice, positions, record};
use super::{Decode, Encode, Failure};

/// Longest content that travels in a packet, in bytes. Of longer files the
/// descriptor does.
pub const INLINE: usize = 48 * 1024;

/// What the names of files begin with that are about to get another's.
pub const UNFINISHED: &[u8] = b".computesdk-";

record! {
    /// What the library sends.
    pub struct Call {
        /// The processor that the caller is on, where it is likely to be there at its
        /// next call too.
        pub processor: Option<u32>,
        /// What it wants.
        pub request: ToFiles,
    }
}

choice! {
    /// From the library to a process that serves files. Paths are absolute.
    pub enum ToFiles {
        /// Read a regular file. Answers: [`FromFiles::Content`] or
        /// [`FromFiles::Opened`].
        0 => Read(Read),
        /// Write a whole file.
        1 => Write(Write),
        /// Begin to write a file: [`FromFiles::Opened`]; its descriptor is to be
        /// written to.
        2 => Begin(Write),
        /// The file that was begun is complete.
        3 => Finish(()),
        /// What a file is: [`FromFiles::Stat`].
        4 => Stat(Stat),
        /// List a directory: [`FromFiles::Entries`] until [`FromFiles::Done`].
        5 => List(List),
        /// Change something.
        6 => Change(Change),
        /// Make a file or directory of a name that nobody has:
        /// [`FromFiles::Path`].
        7 => Temporary(Temporary),
        /// Read a whole tree: [`FromFiles::Parts`] until [`FromFiles::Done`].
        8 => ReadTree(Vec<u8>),
        /// Write what comes in [`ToFiles::Parts`], until [`ToFiles::Finish`], below
        /// this directory. Nothing is answered until then but failures, and
        /// [`FromFiles::Opened`] for each large file.
        9 => WriteTree(Vec<u8>),
        /// More of a tree.
        10 => Parts(Vec<Part>),
        /// Watch: [`FromFiles::Done`], then [`FromFiles::Events`] without end.
        11 => Watch(Watch),
    }
}

choice! {
    /// From a process that serves files to the library.
    pub enum FromFiles {
        /// It is done.
        0 => Done(()),
        /// It could not be done.
        1 => Failed(Failure),
        /// A short file, or the part of it that was asked for.
        2 => Content(Content),
        /// A file is open; its descriptor comes with it.
        3 => Opened(FileRecord),
        /// What a file is.
        4 => Stat(FileRecord),
        /// What a directory holds.
        5 => Entries(Vec<FileEntry>),
        /// A path.
        6 => Path(Vec<u8>),
        /// Parts of a tree. Where the last is a file without content, its
        /// descriptor comes with them.
        7 => Parts(Vec<Part>),
        /// What has happened.
        8 => Events(Vec<Event>),
    }
}

/// Bytes of a file. They travel as they are, not one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blob(pub Vec<u8>);

impl Encode for Blob {
    fn put(&self, out: &mut Vec<u8>) {
        (self.0.len() as u32).put(out);
        out.extend_from_slice(&self.0);
    }
}

impl Decode for Blob {
    fn take(input: &mut &[u8]) -> Option<Self> {
        let length = u32::take(input)? as usize;
        let (content, rest) = input.split_at_checked(length)?;
        *input = rest;
        Some(Blob(content.to_vec()))
    }
}

/// A time: seconds since 1970, and nanoseconds.
pub type Time = (i64, u32);

record! {
    /// A file to read.
    pub struct Read {
        /// The file.
        pub path: Blob,
        /// First byte.
        pub offset: u64,
        /// At most so many.
        pub length: Option<u64>,
    }
}

record! {
    /// A file to write.
    pub struct Write {
        /// The file.
        pub path: Blob,
        /// Permission bits; else those that it has, or the usual ones.
        pub mode: Option<u32>,
        /// Whether missing directories are made.
        pub parents: bool,
        /// What becomes of what is there.
        pub how: How,
        /// All of it; nothing where it is only begun.
        pub content: Blob,
    }
}

/// What becomes of what a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It goes as soon as the rest is there.
    Replace,
    /// It stays, before the rest.
    Append,
    /// There must be none.
    CreateNew,
}

record! {
    /// A file to ask about.
    pub struct Stat {
        /// The file.
        pub path: Blob,
        /// Whether a link stands for what it leads to.
        pub follow: bool,
    }
}

record! {
    /// A directory to list.
    pub struct List {
        /// The directory.
        pub path: Blob,
        /// 1 for its entries, 2 for those of its directories as well, and so on.
        pub depth: u32,
    }
}

choice! {
    /// A change, as the model's FileChange has them.
    pub enum Change {
        /// Make a directory.
        0 => MakeDirectory(MakeDirectory),
        /// Move.
        1 => Rename(Pair),
        /// Copy.
        2 => Copy(Pair),
        /// Remove: the path, and whether with all that is in it.
        3 => Remove((Blob, bool)),
        /// Set permission bits.
        4 => SetMode((Blob, u32)),
        /// Set owner and group.
        5 => SetOwner(SetOwner),
        /// Set when it was changed.
        6 => SetModified((Blob, Time)),
        /// Set the length.
        7 => Truncate((Blob, u64)),
        /// Make a symbolic link: the path, and what it says.
        8 => Symlink((Blob, Blob)),
        /// Make a further name: the path, and the file.
        9 => HardLink((Blob, Blob)),
    }
}

record! {
    /// A directory to make.
    pub struct MakeDirectory {
        /// The directory.
        pub path: Blob,
        /// Permission bits.
        pub mode: u32,
        /// With those on the way, and it may be there.
        pub parents: bool,
    }
}

record! {
    /// From one path to another.
    pub struct Pair {
        /// From there.
        pub from: Blob,
        /// To there.
        pub to: Blob,
        /// Whether what is there goes.
        pub replace: bool,
    }
}

record! {
    /// New owners.
    pub struct SetOwner {
        /// The file.
        pub path: Blob,
        /// Its owner; u32::MAX leaves it.
        pub uid: u32,
        /// Its group; u32::MAX leaves it.
        pub gid: u32,
        /// Whether a link stands for what it leads to.
        pub follow: bool,
    }
}

record! {
    /// A temporary file or directory.
    pub struct Temporary {
        /// Where.
        pub directory: Blob,
        /// What its name begins with.
        pub prefix: Blob,
        /// What its name ends with.
        pub suffix: Blob,
        /// Whether it is a directory.
        pub is_directory: bool,
    }
}

record! {
    /// What to watch.
    pub struct Watch {
        /// The file or directory.
        pub path: Blob,
        /// With all directories below.
        pub recursive: bool,
    }
}

record! {
    /// What is known about a file.
    pub struct FileRecord {
        /// What it is: 0 a file, 1 a directory, then link, pipe, socket, character
        /// and block device.
        pub kind: u8,
        /// Length in bytes.
        pub size: u64,
        /// Bytes that it takes up.
        pub allocated: u64,
        /// Permission bits.
        pub mode: u32,
        /// Owner.
        pub uid: u32,
        /// Group.
        pub gid: u32,
        /// Names.
        pub links: u64,
        /// Number in its file system.
        pub inode: u64,
        /// When its content was changed.
        pub modified: Time,
        /// When it was read.
        pub accessed: Time,
        /// When anything about it was changed.
        pub changed: Time,
        /// What a link says.
        pub target: Option<Blob>,
    }
}

record! {
    /// A short file.
    pub struct Content {
        /// What it is.
        pub stat: FileRecord,
        /// The bytes that were asked for.
        pub bytes: Blob,
    }
}

record! {
    /// What a directory holds.
    pub struct FileEntry {
        /// Its path, from the directory that is listed.
        pub path: Blob,
        /// What it is.
        pub stat: FileRecord,
    }
}

record! {
    /// A file, directory or link on its way.
    pub struct Part {
        /// Its path, from the directory that travels; empty for that itself.
        pub path: Blob,
        /// Permission bits.
        pub mode: u32,
        /// When it was changed.
        pub modified: Time,
        /// What it is.
        pub kind: PartKind,
    }
}

choice! {
    /// What travels.
    pub enum PartKind {
        /// A directory.
        0 => Directory(()),
        /// A file with this content.
        1 => File(Blob),
        /// A file of about this many bytes whose content comes by its descriptor.
        2 => Large(u64),
        /// A link that says this.
        3 => Link(Blob),
    }
}

record! {
    /// Something that has happened.
    pub struct Event {
        /// What.
        pub kind: EventKind,
        /// To what, from the directory that is watched.
        pub path: Blob,
    }
}

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It was made.
    Created,
    /// Its content was changed.
    Modified,
    /// What is known about it was changed.
    Metadata,
    /// It was removed.
    Removed,
    /// More than could be told.
    Overflow,
}

positions!(How: Replace, Append, CreateNew);
positions!(EventKind: Created, Modified, Metadata, Removed, Overflow);
