//! Writing whole files.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::pin::Pin;

use computesdk_model::{Result, User, WriteMode, WriteOptions};
use tracing::Instrument;

use super::call::{Files, span};
use crate::hints;
use crate::sandbox::Sandbox;

/// Writing.
impl Sandbox {
    /// Writes a whole file. Missing directories on the way are made. What the file
    /// had before is there until all is written, and then all of it is gone: nobody
    /// sees half of it, and where writing fails nothing has changed. (Where the file
    /// has other names, another owner or a mount of its own, it is written in
    /// place.)
    ///
    /// # Errors
    ///
    /// [`Error::File`](crate::Error::File) with `EISDIR` where it is a directory,
    /// `EINVAL` where it is a pipe, a socket or a device, `EACCES` where it may not be
    /// written; `ResourceExhausted` where the sandbox's disk is full; `SandboxGone`,
    /// `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::User;
    ///
    /// sandbox.write_file("data/numbers.txt", "1\n2\n").await?;
    /// assert_eq!(sandbox.read_text("data/numbers.txt").await?, "1\n2\n");
    ///
    /// sandbox.write_file("run.sh", "#!/bin/sh\necho Hello\n").mode(0o755).await?;
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

    /// Adds to the end of a file, which is made where it is missing.
    ///
    /// # Errors
    ///
    /// As [`write_file`](Sandbox::write_file).
    pub fn append_file<'a>(
        &self,
        path: impl Into<PathBuf>,
        bytes: impl AsRef<[u8]> + Send + 'a,
    ) -> WriteFile<'a> {
        let mut write = WriteFile::new(self.clone(), path.into(), Box::new(bytes));
        write.options.write = WriteMode::Append;
        write
    }
}

/// A file about to be written: what [`Sandbox::write_file`] and
/// [`Sandbox::append_file`] make. Set options, then `.await` it.
#[must_use = "a file is written when this is awaited"]
pub struct WriteFile<'a> {
    sandbox: Sandbox,
    path: PathBuf,
    bytes: Box<dyn AsRef<[u8]> + Send + 'a>,
    options: WriteOptions,
}

impl<'a> WriteFile<'a> {
    fn new(sandbox: Sandbox, path: PathBuf, bytes: Box<dyn AsRef<[u8]> + Send + 'a>) -> Self {
        WriteFile {
            sandbox,
            path,
            bytes,
            options: default_options(),
        }
    }

    /// Who writes it, with that user's rights, and owns it where it is new:
    /// [`User::User`] unless told otherwise. So it is with missing parent
    /// directories.
    pub fn user(mut self, user: User) -> Self {
        self.options.user = user;
        self
    }

    /// Permission bits. Unless told, a file keeps those that it has, and a new one
    /// gets `0o644`.
    pub fn mode(mut self, mode: u32) -> Self {
        self.options.mode = Some(mode);
        self
    }

    /// Only where nothing is there: else `EEXIST`.
    pub fn create_new(mut self) -> Self {
        self.options.write = WriteMode::CreateNew;
        self
    }

    /// Without making missing parent directories: else `ENOENT`.
    pub(crate) fn no_parents(mut self) -> Self {
        self.options.parents = false;
        self
    }

    async fn write(self) -> Result<()> {
        let options = self.options;
        let files = Files::of(&self.sandbox, options.user);
        let path = files.absolute(&self.path)?;
        let bytes = (*self.bytes).as_ref();
        let written = files.provider()?.write_file(&path, options, bytes).await;
        written.map_err(|error| hints::for_file(error, options.user))
    }
}

/// How files are written, unless told otherwise.
pub(super) fn default_options() -> WriteOptions {
    WriteOptions {
        user: User::default(),
        mode: None,
        parents: true,
        write: WriteMode::Replace,
    }
}

impl<'a> IntoFuture for WriteFile<'a> {
    type Output = Result<()>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let span = span::<WriteFile<'static>>(&self.sandbox);
        Box::pin(self.write().instrument(span))
    }
}

impl fmt::Debug for WriteFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteFile")
            .field("path", &self.path)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
