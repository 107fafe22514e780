//! The reading end of what a command writes.

use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::io::Errno;
use rustix::io::ioctl_fionread;
use rustix::pipe::fcntl_setpipe_size;
use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, Interest, ReadBuf};
use tokio::net::unix::pipe;
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
    end: Option<End>,
    exited: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Bytes still to be read, once the command has exited.
    remaining: Option<u64>,
    enlarged: bool,
}

/// Our end of it. tokio's pipe reads without clearing the buffer first, which
/// is a third of the cost of a busy pipe; only it can, in safe code.
enum End {
    Pipe(pipe::Receiver),
    Terminal(AsyncFd<OwnedFd>),
}

impl End {
    fn new(fd: OwnedFd, source: Source) -> io::Result<End> {
        match source {
            Source::Terminal => nonblocking(fd, Interest::READABLE).map(End::Terminal),
            Source::Pipe => {
                let reactor = reactor().map_err(io::Error::other)?;
                let _context = reactor.enter();
                pipe::Receiver::from_owned_fd(fd).map(End::Pipe)
            }
        }
    }

    fn poll_read(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<usize>> {
        match self {
            End::Pipe(pipe) => {
                let before = buffer.filled().len();
                let read = ready!(Pin::new(pipe).poll_read(context, buffer));
                Poll::Ready(read.map(|()| buffer.filled().len() - before))
            }
            End::Terminal(fd) => loop {
                let mut ready = ready!(fd.poll_read_ready(context))?;
                if let Ok(result) = ready.try_io(|fd| read(fd.as_fd(), buffer, u64::MAX)) {
                    return Poll::Ready(result);
                }
            },
        }
    }

    /// Reads until nobody writes any more.
    async fn discard(mut self) {
        let mut buffer = vec![0; 16 << 10];
        loop {
            let read = poll_fn(|context| self.poll_read(context, &mut ReadBuf::new(&mut buffer)));
            if !matches!(read.await, Ok(1..)) {
                return;
            }
        }
    }
}

impl AsFd for End {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            End::Pipe(pipe) => pipe.as_fd(),
            End::Terminal(fd) => fd.as_fd(),
        }
    }
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
            end: Some(End::new(fd, source)?),
            exited,
            remaining: None,
            enlarged: source == Source::Terminal,
        })
    }

    /// Lets go of the descriptor. What the command left running may still write:
    /// it must neither get an error for it nor wait for a reader.
    fn finish(&mut self, writers_left: bool) {
        let end = self.end.take();
        if let (true, Some(end), Ok(reactor)) = (writers_left, end, reactor()) {
            reactor.spawn(end.discard());
        }
    }

    fn enlarge(&mut self, read: usize) {
        if read >= BUSY_READ && !self.enlarged {
            self.enlarged = true;
            if let Some(end) = &self.end {
                // Refused where the user's pipes hold too much already: slower,
                // not wrong.
                let _ = fcntl_setpipe_size(end.as_fd(), BUSY_PIPE);
            }
        }
    }

    fn deliver(&mut self, result: io::Result<usize>) -> Poll<io::Result<()>> {
        match result {
            Ok(0) => self.finish(false),
            Ok(length) => {
                self.remaining = self
                    .remaining
                    .map(|left| left.saturating_sub(length as u64));
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

impl AsyncRead for Output {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            let Some(end) = &mut this.end else {
                return Poll::Ready(Ok(()));
            };
            if let Some(left) = this.remaining {
                // The reactor may not have caught up: look for ourselves.
                match read(end.as_fd(), buffer, left) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => this.finish(true),
                    // The command's last byte was read already, yet there is
                    // room: somebody else is writing.
                    Ok(0) if left == 0 => this.finish(true),
                    result => return this.deliver(result),
                }
            } else if let Poll::Ready(result) = end.poll_read(context, buffer) {
                return this.deliver(result);
            } else if this.exited.as_mut().poll(context).is_ready() {
                // All that the command wrote is in the pipe by now.
                this.remaining = Some(ioctl_fionread(end.as_fd()).unwrap_or(0));
            } else {
                return Poll::Pending;
            }
        }
    }
}

/// Reads once into the free part of the buffer.
fn read(fd: BorrowedFd<'_>, buffer: &mut ReadBuf<'_>, at_most: u64) -> io::Result<usize> {
    let free = buffer.initialize_unfilled();
    let length = free
        .len()
        .min(usize::try_from(at_most).unwrap_or(usize::MAX));
    let length = rustix::io::read(fd, &mut free[..length])?;
    buffer.advance(length);
    Ok(length)
}
