//! Who may do what: permission bits and owners.

use std::path::{Path, PathBuf};

use computesdk_model::{Error, FileChange, FileStat, Result};

use super::call::{FileCall, Files, Operation};
use crate::sandbox::Sandbox;

/// Permissions of files.
impl Sandbox {
    /// Sets permission bits, such as `0o644`. A symbolic link stands for what it
    /// leads to.
    ///
    /// # Errors
    ///
    /// `NotFound`; [`Error::File`](crate::Error::File) with `EPERM` where the file is
    /// another user's; `SandboxGone`, `Engine`.
    pub fn chmod(&self, path: impl Into<PathBuf>, mode: u32) -> FileCall<Chmod> {
        let path = path.into();
        FileCall::new(
            self,
            Chmod {
                path,
                mode,
                recursive: false,
            },
        )
    }

    /// Gives a file to a user and a group, by their ids as the sandbox sees them;
    /// `None` leaves one as it is. Takes [`User::Root`](crate::User::Root), and more
    /// than one id: with a single one (see `info()`) others cannot be had (`EINVAL`).
    ///
    /// # Errors
    ///
    /// As [`chmod`](Sandbox::chmod).
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::User;
    ///
    /// sandbox.chown("/srv/site", 33, 33).recursive().user(User::Root).await?;
    /// # Ok(()) }
    /// ```
    pub fn chown(
        &self,
        path: impl Into<PathBuf>,
        uid: impl Into<Option<u32>>,
        gid: impl Into<Option<u32>>,
    ) -> FileCall<Chown> {
        FileCall::new(
            self,
            Chown {
                path: path.into(),
                uid: uid.into(),
                gid: gid.into(),
                recursive: false,
            },
        )
    }
}

/// New permission bits: see [`Sandbox::chmod`].
#[derive(Debug)]
pub struct Chmod {
    path: PathBuf,
    mode: u32,
    recursive: bool,
}

impl FileCall<Chmod> {
    /// All that is in a directory too, but for symbolic links.
    pub fn recursive(mut self) -> Self {
        self.operation.recursive = true;
        self
    }
}

impl Operation for Chmod {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let path = files.absolute(&self.path)?;
        let mode = self.mode;
        let change = |path, stat: &FileStat| {
            (!stat.is_symlink()).then_some(FileChange::SetMode { path, mode })
        };
        // The innermost first: a mode may close the way to them.
        if self.recursive {
            files.change_below(&path, change).await?;
        }
        files.change(FileChange::SetMode { path, mode }).await
    }
}

/// New owners: see [`Sandbox::chown`].
#[derive(Debug)]
pub struct Chown {
    path: PathBuf,
    uid: Option<u32>,
    gid: Option<u32>,
    recursive: bool,
}

impl FileCall<Chown> {
    /// All that is in a directory too, symbolic links themselves included.
    pub fn recursive(mut self) -> Self {
        self.operation.recursive = true;
        self
    }
}

impl Operation for Chown {
    type Output = ();

    async fn run(self, files: Files) -> Result<()> {
        let path = files.absolute(&self.path)?;
        let (uid, gid) = (self.uid, self.gid);
        let change = |path, follow| FileChange::SetOwner {
            path,
            uid,
            gid,
            follow,
        };
        if self.recursive {
            let below = |path, _: &FileStat| Some(change(path, false));
            files.change_below(&path, below).await?;
        }
        files.change(change(path, true)).await
    }
}

impl Files {
    /// Changes all that is below a directory, the innermost first. What goes away
    /// meanwhile is left out.
    async fn change_below(
        &self,
        path: &Path,
        change: impl Fn(PathBuf, &FileStat) -> Option<FileChange>,
    ) -> Result<()> {
        if !self
            .provider()?
            .stat(path, self.user, true)
            .await?
            .is_directory()
        {
            return Ok(());
        }
        let entries = self.entries(path, u32::MAX).await?;
        for entry in entries.into_iter().rev() {
            let Some(change) = change(path.join(entry.path), &entry.stat) else {
                continue;
            };
            match self.change(change).await {
                Err(Error::NotFound(_)) => {}
                changed => changed?,
            }
        }
        Ok(())
    }
}
