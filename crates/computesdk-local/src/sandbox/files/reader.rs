//! The bytes of a file, read ahead.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use computesdk_provider::Range;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::task::{JoinHandle, spawn_blocking};

/// Bytes that are read at once: one wait for another thread each. Twice as many the
/// next time, up to the most.
const LEAST: usize = 256 << 10;
const MOST: usize = 4 << 20;

/// Part of a regular file. While one chunk is taken, the next is being read: a
/// disk may be slow.
pub(super) struct FileReader {
    file: Arc<File>,
    offset: u64,
    left: u64,
    ask: usize,
    chunk: Vec<u8>,
    /// What of the chunk has been taken.
    taken: usize,
    next: Option<JoinHandle<io::Result<Vec<u8>>>>,
    spare: Vec<u8>,
    ended: bool,
}

impl FileReader {
    pub(super) fn new(file: File, range: Range) -> FileReader {
        FileReader {
            file: Arc::new(file),
            offset: range.offset,
            left: range.length.unwrap_or(u64::MAX),
            ask: LEAST,
            chunk: Vec::new(),
            taken: 0,
            next: None,
            spare: Vec::new(),
            ended: false,
        }
    }

    fn read_ahead(&mut self) -> JoinHandle<io::Result<Vec<u8>>> {
        let (file, offset) = (Arc::clone(&self.file), self.offset);
        let length = self.left.min(self.ask as u64) as usize;
        self.ask = (2 * self.ask).min(MOST);
        let mut chunk = std::mem::take(&mut self.spare);
        spawn_blocking(move || {
            chunk.resize(length, 0);
            let count = loop {
                match file.read_at(&mut chunk, offset) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    count => break count?,
                }
            };
            chunk.truncate(count);
            Ok(chunk)
        })
    }

    /// The bytes that are there and were not taken.
    fn rest(&self) -> &[u8] {
        &self.chunk[self.taken..]
    }
}

impl AsyncRead for FileReader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.rest().is_empty() && !this.ended {
            let mut next = match this.next.take() {
                Some(next) => next,
                None => this.read_ahead(),
            };
            let Poll::Ready(read) = Pin::new(&mut next).poll(context) else {
                this.next = Some(next);
                return Poll::Pending;
            };
            let read = read.map_err(io::Error::other)?;
            let chunk = std::mem::replace(&mut this.chunk, read?);
            (this.spare, this.taken) = (chunk, 0);
            let count = this.chunk.len() as u64;
            this.offset += count;
            this.left -= count;
            this.ended = count == 0 || this.left == 0;
            if !this.ended {
                let next = this.read_ahead();
                this.next = Some(next);
            }
        }
        let count = this.rest().len().min(buffer.remaining());
        buffer.put_slice(&this.rest()[..count]);
        this.taken += count;
        Poll::Ready(Ok(()))
    }
}
