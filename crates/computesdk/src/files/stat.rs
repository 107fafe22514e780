//! What is known about files.

use std::path::PathBuf;

use computesdk_model::{Errno, Error, FileError, FileStat, Result};

use super::call::{FileCall, Files, Operation};
use crate::sandbox::Sandbox;

/// What is known about files.
impl Sandbox {
    /// What is known about a file or directory: type, size, mode, owner, times. A
    /// symbolic link stands for what it leads to, unless told
    /// [otherwise](FileCall::no_follow).
    ///
    /// # Errors
    ///
    /// `NotFound`; [`Error::File`](crate::Error::File) with the system's error number,
    /// such as `EACCES`; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let stat = sandbox.stat("plot.png").await?;
    /// println!("{} bytes, {:o}", stat.size, stat.mode);
    /// # Ok(()) }
    /// ```
    pub fn stat(&self, path: impl Into<PathBuf>) -> FileCall<Stat> {
        let path = path.into();
        FileCall::new(self, Stat { path, follow: true })
    }

    /// Whether something is there. A symbolic link that leads nowhere is nothing.
    ///
    /// # Errors
    ///
    /// As [`stat`](Sandbox::stat), but for what says that nothing is there.
    pub fn exists(&self, path: impl Into<PathBuf>) -> FileCall<Exists> {
        let path = path.into();
        FileCall::new(self, Exists { path })
    }

    /// What a symbolic link says.
    ///
    /// # Errors
    ///
    /// As [`stat`](Sandbox::stat); `EINVAL` where it is no link.
    pub fn read_link(&self, path: impl Into<PathBuf>) -> FileCall<ReadLink> {
        let path = path.into();
        FileCall::new(self, ReadLink { path })
    }
}

/// A file to ask about: see [`Sandbox::stat`].
#[derive(Debug)]
pub struct Stat {
    path: PathBuf,
    follow: bool,
}

impl FileCall<Stat> {
    /// Asks about a symbolic link itself.
    pub fn no_follow(mut self) -> Self {
        self.operation.follow = false;
        self
    }
}

impl Operation for Stat {
    type Output = FileStat;

    async fn run(self, files: Files) -> Result<FileStat> {
        let path = files.absolute(&self.path)?;
        files.provider()?.stat(&path, files.user, self.follow).await
    }
}

/// A path to look at: see [`Sandbox::exists`].
#[derive(Debug)]
pub struct Exists {
    path: PathBuf,
}

impl Operation for Exists {
    type Output = bool;

    async fn run(self, files: Files) -> Result<bool> {
        let path = files.absolute(&self.path)?;
        match files.provider()?.stat(&path, files.user, true).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound(_)) => Ok(false),
            // A file where a directory would have to be.
            Err(Error::File(error)) if error.errno == Errno::ENOTDIR => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// A link to read: see [`Sandbox::read_link`].
#[derive(Debug)]
pub struct ReadLink {
    path: PathBuf,
}

impl Operation for ReadLink {
    type Output = PathBuf;

    async fn run(self, files: Files) -> Result<PathBuf> {
        let path = files.absolute(&self.path)?;
        let stat = files.provider()?.stat(&path, files.user, false).await?;
        stat.target
            .ok_or_else(|| FileError::classify("read the link", &path, Errno::EINVAL))
    }
}
