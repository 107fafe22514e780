//! Making, moving, copying and removing.

use std::path::PathBuf;

use computesdk_model::{FileChange, Result};

use super::call::{FileCall, Files, Operation};
use crate::sandbox::Sandbox;

/// Files and directories are made, moved, copied and removed.
impl Sandbox {
    /// Makes a directory, with those on the way to it. It may be there already.
    ///
    /// # Errors
    ///
    /// [`Error::File`](crate::Error::File) with the system's error number, such as
    /// `EEXIST` where a file is there, `EACCES`; `ResourceExhausted` where the disk
    /// is full; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.mkdir("results/today").mode(0o750).await?;
    /// # Ok(()) }
    /// ```
    pub fn mkdir(&self, path: impl Into<PathBuf>) -> FileCall<Mkdir> {
        let path = path.into();
        FileCall::new(
            self,
            Mkdir {
                path,
                mode: 0o755,
                parents: true,
            },
        )
    }

    /// Gives a file or directory another path. A file that is there is replaced, in
    /// one step.
    ///
    /// # Errors
    ///
    /// As [`mkdir`](Sandbox::mkdir), and `NotFound`.
    pub fn rename(&self, from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> FileCall<Rename> {
        let (from, to) = (from.into(), to.into());
        FileCall::new(
            self,
            Rename {
                from,
                to,
                replace: true,
            },
        )
    }

    /// Copies a file, or a directory with all it holds; `to` is the copy's own path.
    /// Permission bits, times, holes and symbolic links stay as they are; pipes,
    /// sockets and devices are left out. Into a directory that is there already it
    /// is merged.
    ///
    /// # Errors
    ///
    /// As [`rename`](Sandbox::rename), and `EINVAL` for a copy onto or into itself.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.copy("project", "project.bak").await?;
    /// # Ok(()) }
    /// ```
    pub fn copy(&self, from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> FileCall<Copy> {
        let (from, to) = (from.into(), to.into());
        FileCall::new(
            self,
            Copy {
                from,
                to,
                replace: true,
            },
        )
    }

    /// Removes a file, a symbolic link (never what it leads to) or an empty
    /// directory; with [`recursive`](FileCall::recursive) a directory with all it
    /// holds.
    ///
    /// # Errors
    ///
    /// As [`rename`](Sandbox::rename), and `ENOTEMPTY`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.remove("build").recursive().await?;
    /// # Ok(()) }
    /// ```
    pub fn remove(&self, path: impl Into<PathBuf>) -> FileCall<Remove> {
        let path = path.into();
        FileCall::new(
            self,
            Remove {
                path,
                recursive: false,
            },
        )
    }

    /// Cuts a file to a length in bytes, or extends it with zeros.
    ///
    /// # Errors
    ///
    /// As [`rename`](Sandbox::rename).
    pub fn truncate(&self, path: impl Into<PathBuf>, length: u64) -> FileCall<Truncate> {
        let path = path.into();
        FileCall::new(self, Truncate { path, length })
    }

    /// Makes a symbolic link at `path` that says `target`, which need not exist.
    ///
    /// # Errors
    ///
    /// As [`mkdir`](Sandbox::mkdir); `EEXIST` where something is there.
    pub fn symlink(
        &self,
        target: impl Into<PathBuf>,
        path: impl Into<PathBuf>,
    ) -> FileCall<Symlink> {
        let (target, path) = (target.into(), path.into());
        FileCall::new(self, Symlink { target, path })
    }

    /// Gives a file one more name, `path`.
    ///
    /// # Errors
    ///
    /// As [`symlink`](Sandbox::symlink), and `NotFound`.
    pub fn hard_link(
        &self,
        target: impl Into<PathBuf>,
        path: impl Into<PathBuf>,
    ) -> FileCall<HardLink> {
        let (target, path) = (target.into(), path.into());
        FileCall::new(self, HardLink { target, path })
    }
}

/// A directory to make: see [`Sandbox::mkdir`].
#[derive(Debug)]
pub struct Mkdir {
    path: PathBuf,
    mode: u32,
    parents: bool,
}

impl FileCall<Mkdir> {
    /// Permission bits: `0o755` unless told otherwise.
    pub fn mode(mut self, mode: u32) -> Self {
        self.operation.mode = mode;
        self
    }

    /// Makes this one alone: `NotFound` where the one above is missing, `EEXIST`
    /// where it is there already.
    pub fn only(mut self) -> Self {
        self.operation.parents = false;
        self
    }
}

impl Operation for Mkdir {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let change = FileChange::MakeDirectory {
            path: files.absolute(&self.path)?,
            mode: self.mode,
            parents: self.parents,
        };
        files.change(change).await
    }
}

/// A new path: see [`Sandbox::rename`].
#[derive(Debug)]
pub struct Rename {
    from: PathBuf,
    to: PathBuf,
    replace: bool,
}

impl FileCall<Rename> {
    /// Leaves what is there: `EEXIST`.
    pub fn no_replace(mut self) -> Self {
        self.operation.replace = false;
        self
    }
}

impl Operation for Rename {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let change = FileChange::Rename {
            from: files.absolute(&self.from)?,
            to: files.absolute(&self.to)?,
            replace: self.replace,
        };
        files.change(change).await
    }
}

/// A copy: see [`Sandbox::copy`].
#[derive(Debug)]
pub struct Copy {
    from: PathBuf,
    to: PathBuf,
    replace: bool,
}

impl FileCall<Copy> {
    /// Leaves files that are there: `EEXIST`.
    pub fn no_replace(mut self) -> Self {
        self.operation.replace = false;
        self
    }
}

impl Operation for Copy {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let change = FileChange::Copy {
            from: files.absolute(&self.from)?,
            to: files.absolute(&self.to)?,
            replace: self.replace,
        };
        files.change(change).await
    }
}

/// Something to remove: see [`Sandbox::remove`].
#[derive(Debug)]
pub struct Remove {
    path: PathBuf,
    recursive: bool,
}

impl FileCall<Remove> {
    /// With a directory, all it holds.
    pub fn recursive(mut self) -> Self {
        self.operation.recursive = true;
        self
    }
}

impl Operation for Remove {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let change = FileChange::Remove {
            path: files.absolute(&self.path)?,
            recursive: self.recursive,
        };
        files.change(change).await
    }
}

/// A new length: see [`Sandbox::truncate`].
#[derive(Debug)]
pub struct Truncate {
    path: PathBuf,
    length: u64,
}

impl Operation for Truncate {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let change = FileChange::Truncate {
            path: files.absolute(&self.path)?,
            length: self.length,
        };
        files.change(change).await
    }
}

/// A symbolic link: see [`Sandbox::symlink`].
#[derive(Debug)]
pub struct Symlink {
    target: PathBuf,
    path: PathBuf,
}

impl Operation for Symlink {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let change = FileChange::Symlink {
            path: files.absolute(&self.path)?,
            target: self.target,
        };
        files.change(change).await
    }
}

/// A further name: see [`Sandbox::hard_link`].
#[derive(Debug)]
pub struct HardLink {
    target: PathBuf,
    path: PathBuf,
}

impl Operation for HardLink {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let change = FileChange::HardLink {
            path: files.absolute(&self.path)?,
            target: files.absolute(&self.target)?,
        };
        files.change(change).await
    }
}

impl Files {
    pub(super) async fn change(&self, change: FileChange) -> Result<()> {
        self.provider()?.change(change, self.user).await
    }
}
