//! A file that is being written.

use std::fs::File;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use async_trait::async_trait;
use computesdk_init::protocol::files::{FromFiles, ToFiles};
use computesdk_model::Result;
use computesdk_provider::{FileWriter, io_error};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::task::{JoinHandle, consume_budget, spawn_blocking};

use super::server::unexpected;
use super::stream::Answers;

/// Bytes that are written at once: one wait for another thread each.
const CHUNK: usize = 1 << 20;
/// Bytes that are written without another thread: a copy in memory, of which there
/// may be many after one another.
const SLICE: usize = 256 << 10;

/// Writes to a file. While one chunk is written, the next is collected: a disk may
/// be slow.
pub(super) struct ChunkWriter {
    file: Arc<File>,
    chunk: Vec<u8>,
    writing: Option<JoinHandle<io::Result<Vec<u8>>>>,
}

impl ChunkWriter {
    pub(super) fn new(file: File) -> ChunkWriter {
        ChunkWriter {
            file: Arc::new(file),
            chunk: Vec::new(),
            writing: None,
        }
    }

    /// Waits for the chunk that is being written.
    fn poll_written(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Vec<u8>>> {
        let Some(writing) = &mut self.writing else {
            return Poll::Ready(Ok(Vec::new()));
        };
        let written = ready!(Pin::new(writing).poll(context));
        self.writing = None;
        Poll::Ready(written.map_err(io::Error::other)?)
    }

    /// Hands the chunk on.
    fn poll_hand_on(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut empty = ready!(self.poll_written(context))?;
        empty.clear();
        let chunk = std::mem::replace(&mut self.chunk, empty);
        if !chunk.is_empty() {
            let file = Arc::clone(&self.file);
            self.writing = Some(spawn_blocking(move || {
                (&*file).write_all(&chunk)?;
                Ok(chunk)
            }));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ChunkWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.chunk.len() >= CHUNK {
            ready!(self.poll_hand_on(context))?;
        }
        let count = bytes.len().min(CHUNK - self.chunk.len());
        if self.chunk.capacity() == 0 && count < bytes.len() {
            self.chunk.reserve_exact(CHUNK);
        }
        self.chunk.extend_from_slice(&bytes[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_hand_on(context))?;
        self.poll_written(context).map_ok(drop)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(context)
    }
}

/// A file that others see once it is finished.
pub(super) struct LocalWriter {
    chunks: ChunkWriter,
    /// The server keeps what was there before until it is told.
    answers: Answers,
}

impl LocalWriter {
    pub(super) fn new(file: File, answers: Answers) -> LocalWriter {
        LocalWriter {
            chunks: ChunkWriter::new(file),
            answers,
        }
    }

    /// Writes all of it and finishes.
    pub(super) async fn write_whole(mut self, content: &[u8]) -> Result<()> {
        for slice in content.chunks(SLICE) {
            let written = (&*self.chunks.file).write_all(slice);
            written.map_err(|error| io_error("write", self.answers.path(), error))?;
            consume_budget().await;
        }
        self.commit().await
    }

    async fn commit(&mut self) -> Result<()> {
        self.answers.send(ToFiles::Finish(())).await?;
        match self.answers.next().await? {
            (FromFiles::Done(()), _) => Ok(()),
            _ => Err(unexpected()),
        }
    }
}

#[async_trait]
impl FileWriter for LocalWriter {
    async fn finish(mut self: Box<Self>) -> Result<()> {
        let flushed = self.chunks.flush().await;
        flushed.map_err(|error| io_error("write", self.answers.path(), error))?;
        self.commit().await
    }
}

impl AsyncWrite for LocalWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.chunks).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.chunks).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.chunks).poll_shutdown(context)
    }
}
