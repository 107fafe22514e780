//! The files of a sandbox.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use computesdk_model::{
    DirectoryEntry, FileChange, FileStat, Result, Temporary, TreePart, User, WatchEvent,
    WriteOptions,
};
use tokio::io::AsyncWrite;

use crate::Reader;

/// A file that is open for reading.
pub struct OpenFile {
    /// As it was when it was opened.
    pub stat: FileStat,
    /// The bytes that were asked for.
    pub content: Reader,
}

/// A part of a file: what [`Files::read_file`] reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// First byte. Past the end of the file there are none.
    pub offset: u64,
    /// At most so many bytes; `None`: to the end.
    pub length: Option<u64>,
}

/// A file that is being written. Dropped before [`finish`](FileWriter::finish), it
/// leaves what was there before, where it was to be replaced.
#[async_trait]
pub trait FileWriter: AsyncWrite + Send + Unpin {
    /// Says that all is written: from then on others see it.
    async fn finish(self: Box<Self>) -> Result<()>;
}

/// Values that come one after another, until `None`. Dropping it ends whatever
/// makes them.
#[async_trait]
pub trait Stream<T>: Send {
    /// The next one. After an error there are no more.
    async fn next(&mut self) -> Result<Option<T>>;
}

/// Takes many files into a sandbox.
#[async_trait]
pub trait TreeWriter: Send {
    /// Takes the next part. An error may be about an earlier one: it names the
    /// path.
    async fn write(&mut self, part: TreePart) -> Result<()>;

    /// Says that this was all; the files are there when it returns.
    async fn finish(self: Box<Self>) -> Result<()>;
}

/// The files of a sandbox.
///
/// Everything is done inside, with the rights of a user of the sandbox. Paths are
/// absolute, and may have any bytes but NUL. What the sandbox's system refuses is
/// an error by [`FileError::classify`](computesdk_model::FileError::classify),
/// with the path that was asked for and the system's error number.
///
/// Methods with a body are built on the others. A provider that can do better
/// replaces them.
#[async_trait]
pub trait Files: Send + Sync {
    /// Opens a regular file for reading. Its content ends where the file ends.
    ///
    /// # Errors
    ///
    /// `EISDIR` where it is a directory, `EINVAL` where it is another thing that is
    /// no regular file: it is not waited for.
    async fn read_file(&self, path: &Path, user: User, range: Range) -> Result<OpenFile>;

    /// Opens a file to write it from its start (or its end: see
    /// [`WriteMode`](computesdk_model::WriteMode)).
    ///
    /// # Errors
    ///
    /// As [`read_file`](Files::read_file). A full disk may also be an error of the
    /// writer, with its error number.
    async fn create_file(&self, path: &Path, options: WriteOptions) -> Result<Box<dyn FileWriter>>;

    /// Writes a whole file.
    async fn write_file(&self, path: &Path, options: WriteOptions, content: &[u8]) -> Result<()> {
        crate::bulk::write_file(self.create_file(path, options).await?, path, content).await
    }

    /// What is known about a file: with `follow` about what a symbolic link leads
    /// to, else about the link itself.
    async fn stat(&self, path: &Path, user: User, follow: bool) -> Result<FileStat>;

    /// Lists a directory, in no order, in batches. A depth of 1 are its entries, 2
    /// also those of its directories, and so on, each directory before what it
    /// holds. Symbolic links below it are not followed. What goes away meanwhile is
    /// left out; a directory below it that may not be read is an entry alone.
    async fn list(
        &self,
        path: &Path,
        user: User,
        depth: u32,
    ) -> Result<Box<dyn Stream<Vec<DirectoryEntry>>>>;

    /// Changes something.
    async fn change(&self, change: FileChange, user: User) -> Result<()>;

    /// Makes an empty file (mode `0o600`) or directory (`0o700`) with a name that
    /// nobody else has: its path.
    async fn temporary(&self, temporary: Temporary, user: User) -> Result<PathBuf>;

    /// Reads a file, or a directory with all it holds. Pipes, sockets and devices
    /// are left out.
    async fn read_tree(&self, path: &Path, user: User) -> Result<Box<dyn Stream<TreePart>>>;

    /// Writes files below a directory, which is made where it is missing, with its
    /// parents. Files that are there are replaced, directories are kept. No entry
    /// gets out of it: not by its path, not by a symbolic link that is there or
    /// comes along (`EXDEV`, `ELOOP`).
    async fn write_tree(&self, path: &Path, user: User) -> Result<Box<dyn TreeWriter>>;

    /// Watches a file, or a directory with what is in it; `recursive` with all
    /// below, directories that are made later included. Watching has begun when
    /// this returns. Dropped, it ends.
    async fn watch(
        &self,
        path: &Path,
        user: User,
        recursive: bool,
    ) -> Result<Box<dyn Stream<Vec<WatchEvent>>>>;
}
