//! The writing end of a command's standard input.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncWrite, Interest};

use crate::engine::{reactor, register};

/// Bytes going to a command. Shut down or dropped, it is closed.
pub(super) struct Input(Option<AsyncFd<OwnedFd>>);

impl Input {
    pub(super) fn new(fd: OwnedFd) -> io::Result<Input> {
        nonblocking(fd, Interest::WRITABLE).map(|fd| Input(Some(fd)))
    }
}

/// Makes a descriptor one that the reactor waits for.
pub(super) fn nonblocking(fd: OwnedFd, interest: Interest) -> io::Result<AsyncFd<OwnedFd>> {
    // The flag is the pipe end's own: the command's end stays as it is.
    fcntl_setfl(&fd, fcntl_getfl(&fd)? | OFlags::NONBLOCK)?;
    register(&reactor().map_err(io::Error::other)?, fd, interest)
}

impl AsyncWrite for Input {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(fd) = &self.0 else {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        };
        loop {
            let mut ready = ready!(fd.poll_write_ready(context))?;
            let written = ready.try_io(|fd| Ok(rustix::io::write(fd.as_fd(), bytes)?));
            match written {
                Ok(result) => return Poll::Ready(result),
                Err(_would_block) => {}
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0 = None;
        Poll::Ready(Ok(()))
    }
}
