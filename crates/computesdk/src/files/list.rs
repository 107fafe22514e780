//! What directories hold.

use std::path::{Path, PathBuf};

use computesdk_model::{DirectoryEntry, Result};

use super::call::{FileCall, Files, Operation};
use crate::sandbox::Sandbox;

/// Directories.
impl Sandbox {
    /// Lists a directory, sorted by path, each directory before what it holds.
    /// Symbolic links are entries and are not followed, but for `path` itself. The
    /// path of each entry is whole.
    ///
    /// # Errors
    ///
    /// `NotFound`; [`Error::File`](crate::Error::File) with `ENOTDIR` where it is no
    /// directory, `EACCES` where it may not be read (a directory below it that may
    /// not is an entry alone); `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// for entry in sandbox.list("project").recursive().await? {
    ///     let kind = if entry.stat.is_directory() { "directory" } else { "file" };
    ///     println!("{kind} {}, {} bytes", entry.path.display(), entry.stat.size);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list(&self, path: impl Into<PathBuf>) -> FileCall<List> {
        let path = path.into();
        FileCall::new(self, List { path, depth: 1 })
    }
}

/// A directory to list: see [`Sandbox::list`].
#[derive(Debug)]
pub struct List {
    path: PathBuf,
    depth: u32,
}

impl FileCall<List> {
    /// What its directories hold too, and so on.
    pub fn recursive(mut self) -> Self {
        self.operation.depth = u32::MAX;
        self
    }

    /// So deep: 1, which is the default, lists its own entries, 2 also those of its
    /// directories.
    pub fn depth(mut self, depth: u32) -> Self {
        self.operation.depth = depth;
        self
    }
}

impl Operation for List {
    type Output = Vec<DirectoryEntry>;

    async fn run(self, files: Files) -> Result<Vec<DirectoryEntry>> {
        let path = files.absolute(&self.path)?;
        let mut entries = files.entries(&path, self.depth).await?;
        for entry in &mut entries {
            entry.path = path.join(&entry.path);
        }
        Ok(entries)
    }
}

impl Files {
    /// What is below a directory, sorted; paths are from there.
    pub(super) async fn entries(&self, path: &Path, depth: u32) -> Result<Vec<DirectoryEntry>> {
        let mut batches = self.provider()?.list(path, self.user, depth).await?;
        let mut entries = Vec::new();
        while let Some(batch) = batches.next().await? {
            entries.extend(batch);
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }
}
