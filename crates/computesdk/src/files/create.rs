//! Writing files of any size.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use computesdk_model::{Result, User, WriteMode, WriteOptions};
use computesdk_provider as provider;
use tokio::io::AsyncWrite;

use super::call::{FileCall, Files, Operation};
use super::write::default_options;
use crate::hints;
use crate::sandbox::Sandbox;

impl Sandbox {
    /// Opens a file to write it piece by piece, whatever its size. As with
    /// [`write_file`](Sandbox::write_file), what was there before is there until
    /// [`finish`](FileWriter::finish).
    ///
    /// # Errors
    ///
    /// As [`write_file`](Sandbox::write_file).
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use tokio::io::AsyncWriteExt;
    ///
    /// let mut file = sandbox.create_file("numbers.txt").await?;
    /// for number in 0..1_000_000 {
    ///     file.write_all(format!("{number}\n").as_bytes()).await.expect("there is room");
    /// }
    /// file.finish().await?;
    /// # Ok(()) }
    /// ```
    pub fn create_file(&self, path: impl Into<PathBuf>) -> FileCall<CreateFile> {
        let path = path.into();
        let options = default_options();
        FileCall::new(self, CreateFile { path, options })
    }
}

/// A file to write: see [`Sandbox::create_file`].
#[derive(Debug)]
pub struct CreateFile {
    path: PathBuf,
    options: WriteOptions,
}

impl FileCall<CreateFile> {
    /// Permission bits. Unless told, a file keeps those that it has, and a new one
    /// gets `0o644`.
    pub fn mode(mut self, mode: u32) -> Self {
        self.operation.options.mode = Some(mode);
        self
    }

    /// Keeps what is there, and adds to its end.
    pub fn append(mut self) -> Self {
        self.operation.options.write = WriteMode::Append;
        self
    }

    /// Only where nothing is there: else `EEXIST`.
    pub fn create_new(mut self) -> Self {
        self.operation.options.write = WriteMode::CreateNew;
        self
    }
}

impl Operation for CreateFile {
    type Output = FileWriter;

    async fn run(mut self, files: Files) -> Result<FileWriter> {
        let path = files.absolute(&self.path)?;
        self.options.user = files.user;
        let writer = files.provider()?.create_file(&path, self.options).await?;
        Ok(FileWriter {
            path,
            writer,
            user: files.user,
            _sandbox: files.sandbox,
        })
    }
}

/// A file that is written piece by piece, as an [`AsyncWrite`]. Dropped before
/// [`finish`](FileWriter::finish), it leaves what was there before.
pub struct FileWriter {
    path: PathBuf,
    writer: Box<dyn provider::FileWriter>,
    user: User,
    _sandbox: Sandbox,
}

impl FileWriter {
    /// Says that all is written. From then on others see it.
    ///
    /// # Errors
    ///
    /// As [`write_file`](Sandbox::write_file).
    pub async fn finish(self) -> Result<()> {
        let finished = self.writer.finish().await;
        finished.map_err(|error| hints::for_file(error, self.user))
    }
}

impl AsyncWrite for FileWriter {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().writer).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().writer).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().writer).poll_shutdown(cx)
    }
}

impl fmt::Debug for FileWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileWriter")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
