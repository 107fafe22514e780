//! The files of a sandbox.

mod read;
mod write;

use std::io;
use std::path::{Path, PathBuf};

use computesdk_model::{EngineError, Error, Result, User};
use computesdk_provider::Reader;

pub use read::ReadFile;
pub use write::WriteFile;

use super::Sandbox;
use crate::exec::validate;
use crate::hints;

/// Files. Paths are inside the sandbox; relative ones start at
/// [`pwd`](Sandbox::pwd).
impl Sandbox {
    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// `NotFound` where it does not exist, `InvalidArgument` where it is no
    /// regular file or may not be read; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::User;
    ///
    /// let image = sandbox.read_file("plot.png").await?;
    /// let hidden = sandbox.read_file("/root/notes").user(User::Root).await?;
    /// # drop((image, hidden)); Ok(()) }
    /// ```
    pub fn read_file(&self, path: impl Into<PathBuf>) -> ReadFile {
        ReadFile::new(self.clone(), path.into())
    }

    /// Reads a whole file as UTF-8 text.
    ///
    /// # Errors
    ///
    /// As [`read_file`](Sandbox::read_file); `InvalidArgument` where it is not
    /// UTF-8.
    pub fn read_text(&self, path: impl Into<PathBuf>) -> ReadFile<String> {
        ReadFile::new(self.clone(), path.into())
    }

    /// Writes a whole file. What it had before is gone; missing parent
    /// directories are made.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` where it is no regular file or may not be written,
    /// `ResourceExhausted` where the sandbox's disk is full; `SandboxGone`,
    /// `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::User;
    ///
    /// sandbox.write_file("data/numbers.txt", "1\n2\n").await?;
    /// assert_eq!(sandbox.read_text("data/numbers.txt").await?, "1\n2\n");
    ///
    /// sandbox.write_file("/etc/motd", "Hello\n").user(User::Root).await?;
    /// # Ok(()) }
    /// ```
    pub fn write_file<'a>(
        &self,
        path: impl Into<PathBuf>,
        bytes: impl AsRef<[u8]> + Send + 'a,
    ) -> WriteFile<'a> {
        WriteFile::new(self.clone(), path.into(), Box::new(bytes))
    }

    pub(crate) async fn open(&self, path: &Path, user: User) -> Result<Reader> {
        validate::path("path", path)?;
        self.alive()?.read_file(&self.absolute(path), user).await
    }
}

fn failed(step: &str, path: &Path, cause: io::Error) -> Error {
    hints::for_file(EngineError::new(step).path(path).cause(cause))
}
