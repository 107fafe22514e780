//! The writing end of a command's standard input.

use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncWrite, Interest};
use tokio::task::coop::poll_proceed;

use crate::engine::Pollable;

/// Bytes going to a command. Shut down or dropped, it is closed.
pub(super) struct Input(Option<Pollable>);

impl Input {
    pub(super) fn new(fd: OwnedFd) -> io::Result<Input> {
        Pollable::new(fd, Interest::WRITABLE).map(|fd| Input(Some(fd)))
    }
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
        let coop = ready!(poll_proceed(context));
        match rustix::io::write(fd, bytes).map_err(io::Error::from) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                fd.wake_when_ready(context)?;
                Poll::Pending
            }
            result => {
                coop.made_progress();
                Poll::Ready(result)
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
