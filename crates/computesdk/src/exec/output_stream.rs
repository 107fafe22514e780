//! Output read while a command runs.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use computesdk_model::{EngineError, Result};
use computesdk_provider::Reader;
use futures_core::Stream;
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
}

impl OutputStream {
    pub(crate) fn new(reader: Reader) -> Self {
        OutputStream {
            reader,
            buffer: BytesMut::new(),
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
            Ok(_) => Some(Ok(this.buffer.split().freeze())),
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
        Pin::new(&mut self.get_mut().reader).poll_read(cx, buffer)
    }
}

impl fmt::Debug for OutputStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OutputStream")
    }
}
