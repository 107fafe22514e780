//! The reading end of what a command writes.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rustix::io::Errno;
use rustix::io::ioctl_fionread;
use rustix::pipe::fcntl_setpipe_size;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::watch;

use super::connection::ExitState;
use super::input::nonblocking;
use crate::engine::reactor;

/// What is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Pipe,
    Terminal,
}

/// A busy pipe is enlarged to this: fewer wake-ups for each byte.
const BUSY_PIPE: usize = 1 << 20;

/// A read of this much says that the pipe is busy.
const BUSY_READ: usize = 32 << 10;

/// How long a terminal that something still holds may stay silent after the
/// command's exit: what was written to it passes through the kernel's work queue.
const TERMINAL_SETTLES: Duration = Duration::from_millis(50);

/// Bytes coming from a command. It ends when all writers have closed it, or the
/// command itself has exited and what was written until then has been read.
pub(super) struct Output {
    /// Until the end.
    fd: Option<AsyncFd<OwnedFd>>,
    exited: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Bytes still to be read, once the command has exited.
    remaining: Option<u64>,
    enlarged: bool,
}

impl Output {
    pub(super) fn new(
        fd: OwnedFd,
        source: Source,
        mut exit: watch::Receiver<ExitState>,
    ) -> io::Result<Output> {
        let exited = async move {
            // An error means that the sandbox is gone, which is an exit too.
            let _ = exit.wait_for(Option::is_some).await;
        };
        let exited: Pin<Box<dyn Future<Output = ()> + Send>> = match source {
            Source::Pipe => Box::pin(exited),
            Source::Terminal => {
                let reactor = reactor().map_err(io::Error::other)?;
                Box::pin(async move {
                    exited.await;
                    let settled = reactor.spawn(tokio::time::sleep(TERMINAL_SETTLES));
                    let _ = settled.await;
                })
            }
        };
        Ok(Output {
            fd: Some(nonblocking(fd)?),
            exited,
            remaining: None,
            enlarged: source == Source::Terminal,
        })
    }

    /// Lets go of the descriptor. What the command left running may still write:
    /// it must neither get an error for it nor wait for a reader.
    fn finish(&mut self, writers_left: bool) {
        let fd = self.fd.take();
        if let (true, Some(fd), Ok(reactor)) = (writers_left, fd, reactor()) {
            reactor.spawn(discard(fd));
        }
    }

    fn enlarge(&mut self, read: usize) {
        if read >= BUSY_READ && !self.enlarged {
            self.enlarged = true;
            if let Some(fd) = &self.fd {
                // Refused where the user's pipes hold too much already: slower,
                // not wrong.
                let _ = fcntl_setpipe_size(fd.as_fd(), BUSY_PIPE);
            }
        }
    }
}

impl AsyncRead for Output {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            let Some(fd) = &this.fd else {
                return Poll::Ready(Ok(()));
            };
            if let Some(left) = this.remaining {
                // The reactor may not have caught up: look for ourselves.
                match read(fd.as_fd(), buffer, left) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => this.finish(true),
                    // The command's last byte was read already, yet there is
                    // room: somebody else is writing.
                    Ok(0) if left == 0 => this.finish(true),
                    result => return this.deliver(result),
                }
                continue;
            }
            if let Poll::Ready(ready) = fd.poll_read_ready(context) {
                if let Ok(result) = ready?.try_io(|fd| read(fd.as_fd(), buffer, u64::MAX)) {
                    return this.deliver(result);
                }
            } else if this.exited.as_mut().poll(context).is_ready() {
                // All that the command wrote is in the pipe by now.
                this.remaining = Some(ioctl_fionread(fd.as_fd()).unwrap_or(0));
            } else {
                return Poll::Pending;
            }
        }
    }
}

impl Output {
    fn deliver(&mut self, result: io::Result<usize>) -> Poll<io::Result<()>> {
        match result {
            Ok(0) => self.finish(false),
            Ok(length) => {
                self.remaining = self.remaining.map(|left| left.saturating_sub(length as u64));
                self.enlarge(length);
            }
            // The last program that had the terminal open is gone.
            Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => {
                self.finish(false);
            }
            Err(error) => return Poll::Ready(Err(error)),
        }
        Poll::Ready(Ok(()))
    }
}

/// Reads once into the free part of the buffer.
fn read(
    fd: std::os::fd::BorrowedFd<'_>,
    buffer: &mut ReadBuf<'_>,
    at_most: u64,
) -> io::Result<usize> {
    let free = buffer.initialize_unfilled();
    let length = free.len().min(usize::try_from(at_most).unwrap_or(usize::MAX));
    let length = rustix::io::read(fd, &mut free[..length])?;
    buffer.advance(length);
    Ok(length)
}

/// Reads until nobody writes any more.
async fn discard(fd: AsyncFd<OwnedFd>) {
    let mut buffer = vec![0u8; 16 << 10];
    while let Ok(mut ready) = fd.readable().await {
        let read = ready.try_io(|fd| Ok(rustix::io::read(fd.as_fd(), &mut buffer[..])?));
        if matches!(read, Ok(Ok(0) | Err(_))) {
            return;
        }
    }
}
