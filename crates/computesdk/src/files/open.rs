//! Reading files of any size.

use std::fmt;
use std::io;
use std::ops::RangeBounds;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use computesdk_model::{FileStat, Result};
use computesdk_provider::{Range, Reader, io_error};
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::io::poll_read_buf;

use super::call::{FileCall, Files, Operation};
use super::read::bytes_of;
use crate::sandbox::Sandbox;

/// Room for a piece, in bytes.
const CHUNK: usize = 256 << 10;

impl Sandbox {
    /// Opens a file to read it piece by piece, whatever its size.
    ///
    /// # Errors
    ///
    /// As [`read_file`](Sandbox::read_file).
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let mut file = sandbox.open_file("video.mp4").await?;
    /// println!("{} bytes", file.stat().size);
    /// while let Some(chunk) = file.next_chunk().await? {
    ///     println!("{} more", chunk.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn open_file(&self, path: impl Into<PathBuf>) -> FileCall<OpenFile> {
        let path = path.into();
        let range = Range::default();
        FileCall::new(self, OpenFile { path, range })
    }
}

/// A file to open: see [`Sandbox::open_file`].
#[derive(Debug)]
pub struct OpenFile {
    path: PathBuf,
    range: Range,
}

impl FileCall<OpenFile> {
    /// These bytes alone, such as `1024..`.
    pub fn range(mut self, range: impl RangeBounds<u64>) -> Self {
        self.operation.range = bytes_of(range);
        self
    }
}

impl Operation for OpenFile {
    type Output = FileReader;

    async fn run(self, files: Files) -> Result<FileReader> {
        let path = files.absolute(&self.path)?;
        let opened = files.provider()?.read_file(&path, files.user, self.range);
        let opened = opened.await?;
        Ok(FileReader {
            path,
            stat: opened.stat,
            content: opened.content,
            buffer: BytesMut::new(),
            _sandbox: files.sandbox,
        })
    }
}

/// A file that is read piece by piece: as an [`AsyncRead`], as a [`Stream`], or by
/// [`next_chunk`](Self::next_chunk).
pub struct FileReader {
    path: PathBuf,
    stat: FileStat,
    content: Reader,
    buffer: BytesMut,
    _sandbox: Sandbox,
}

impl FileReader {
    /// What was known about it when it was opened.
    pub fn stat(&self) -> &FileStat {
        &self.stat
    }

    /// Its path, from the root.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The next piece, of at most 256 KiB; `None` at the end. Safe to use in
    /// `select!`: nothing is lost when it is dropped.
    ///
    /// # Errors
    ///
    /// `Engine` where it cannot be read further.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }
}

impl Stream for FileReader {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.buffer.reserve(CHUNK);
        let content = Pin::new(&mut this.content);
        Poll::Ready(match ready!(poll_read_buf(content, cx, &mut this.buffer)) {
            Ok(0) => None,
            Ok(_) => Some(Ok(this.buffer.split().freeze())),
            Err(error) => Some(Err(io_error("read", &this.path, error))),
        })
    }
}

impl AsyncRead for FileReader {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().content).poll_read(cx, buffer)
    }
}

impl fmt::Debug for FileReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileReader")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
