//! Output read while a command runs.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use computesdk_model::{EngineError, Result};
use computesdk_provider::Reader;
use futures_core::Stream;
use metrics::Counter;
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::io::poll_read_buf;

/// Room for the pieces: what a pipe holds.
const CHUNK: usize = 64 * 1024;
/// Small pieces share that room until less than this is left.
const LEAST: usize = 16 * 1024;

/// Bytes that a command writes, in order and complete. Who reads slowly slows
/// the command.
///
/// Read it as an [`AsyncRead`], as a [`Stream`] of pieces, or by
/// [`next_chunk`](Self::next_chunk).
pub struct OutputStream {
    reader: Reader,
    buffer: BytesMut,
    /// Bytes that were read.
    count: Counter,
}

impl OutputStream {
    pub(crate) fn new(reader: Reader, count: Counter) -> Self {
        OutputStream {
            reader,
            buffer: BytesMut::new(),
            count,
        }
    }

    /// The next piece as it comes, of at most 64 KiB; `None` at the end. Safe
    /// to use in `select!`: nothing is lost when it is dropped.
    ///
    /// # Errors
    ///
    /// `Engine` where the connection to the command broke.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }
}

impl Stream for OutputStream {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.buffer.capacity() < LEAST {
            this.buffer.reserve(CHUNK);
        }
        let read = ready!(poll_read_buf(
            Pin::new(&mut this.reader),
            cx,
            &mut this.buffer
        ));
        Poll::Ready(match read {
            Ok(0) => None,
            Ok(read) => {
                this.count.increment(read as u64);
                Some(Ok(this.buffer.split().freeze()))
            }
            Err(cause) => {
                let error = EngineError::new("read the command's output").cause(cause);
                Some(Err(error.into()))
            }
        })
    }
}

impl AsyncRead for OutputStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.reader).poll_read(cx, buffer))?;
        this.count
            .increment((buffer.filled().len() - before) as u64);
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for OutputStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OutputStream")
    }
}
