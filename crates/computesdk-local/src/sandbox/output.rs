//! The reading end of what a command writes.

use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::io::{Errno, ioctl_fionread};
use rustix::pipe::fcntl_setpipe_size;
use tokio::io::{AsyncRead, Interest, ReadBuf};
use tokio::sync::watch;
use tokio::task::coop::poll_proceed;

use super::connection::ExitState;
use crate::engine::{Pollable, reactor};

/// What is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Pipe,
    Terminal,
}

/// A busy pipe is enlarged to this: fewer wake-ups for each byte.
const BUSY_PIPE: usize = 256 << 10;

/// A pipe that has carried this much is busy.
const BUSY: u64 = 64 << 10;

/// How much is read at once. Room is cleared before it is read into, which costs
/// as much as the reading where most of it is not needed.
const LEAST_READ: usize = 4 << 10;
const MOST_READ: usize = 64 << 10;

/// How long a terminal that something still holds may stay silent after the
/// command's exit: what was written to it passes through the kernel's work queue.
const TERMINAL_SETTLES: Duration = Duration::from_millis(50);

/// Bytes coming from a command. It ends when all writers have closed it, or the
/// command itself has exited and what was written until then has been read.
pub(super) struct Output {
    /// Until the end.
    end: Option<Pollable>,
    exited: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Bytes still to be read, once the command has exited.
    remaining: Option<u64>,
    /// Bytes until the pipe is enlarged.
    until_busy: Option<u64>,
    /// How much the next read asks for.
    ask: usize,
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
            end: Some(Pollable::new(fd, Interest::READABLE)?),
            exited,
            remaining: None,
            until_busy: (source == Source::Pipe).then_some(BUSY),
            ask: LEAST_READ,
        })
    }

    /// Lets go of the descriptor. What the command left running may still write:
    /// it must neither get an error for it nor wait for a reader.
    fn finish(&mut self, writers_left: bool) {
        let end = self.end.take();
        if let (true, Some(end), Ok(reactor)) = (writers_left, end, reactor()) {
            reactor.spawn(discard(end));
        }
    }

    /// Takes note of what a read gave. Its error is the caller's, but for the one
    /// by which a terminal ends.
    fn settle(&mut self, result: io::Result<usize>) -> io::Result<()> {
        match result {
            Ok(0) => self.finish(false),
            Ok(length) => {
                let count = length as u64;
                self.remaining = self.remaining.map(|left| left.saturating_sub(count));
                self.ask = (length + 1)
                    .next_power_of_two()
                    .clamp(LEAST_READ, MOST_READ);
                self.enlarge(count);
            }
            // The last program that had the terminal open is gone.
            Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => {
                self.finish(false);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn enlarge(&mut self, read: u64) {
        let Some(left) = self.until_busy else {
            return;
        };
        self.until_busy = left.checked_sub(read);
        if let (None, Some(end)) = (self.until_busy, &self.end) {
            // Refused where the user's pipes hold too much already: slower, not
            // wrong.
            let _ = fcntl_setpipe_size(end, BUSY_PIPE);
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
        if buffer.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        let coop = ready!(poll_proceed(context));
        while let Some(end) = &this.end {
            let left = this.remaining.unwrap_or(u64::MAX);
            match read(end, buffer, left, this.ask) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if this.remaining.is_some() {
                        this.finish(true);
                        continue;
                    }
                    end.wake_when_ready(context)?;
                    ready!(this.exited.as_mut().poll(context));
                    // All that the command wrote is in the pipe by now.
                    this.remaining = Some(ioctl_fionread(end)?);
                }
                // The command's last byte was read already, yet there is room:
                // somebody else is writing.
                Ok(0) if left == 0 => this.finish(true),
                result => {
                    coop.made_progress();
                    return Poll::Ready(this.settle(result));
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Reads once into the free part of the buffer.
fn read(fd: impl AsFd, buffer: &mut ReadBuf<'_>, left: u64, ask: usize) -> io::Result<usize> {
    let room = buffer.remaining().min(ask);
    let room = room.min(usize::try_from(left).unwrap_or(usize::MAX));
    let length = rustix::io::read(fd, buffer.initialize_unfilled_to(room))?;
    buffer.advance(length);
    Ok(length)
}

/// Reads until nobody writes any more.
async fn discard(end: Pollable) {
    let mut buffer = vec![0; MOST_READ];
    loop {
        let read = poll_fn(|context| {
            let coop = ready!(poll_proceed(context));
            match rustix::io::read(&end, &mut buffer) {
                Err(Errno::AGAIN) => {
                    end.wake_when_ready(context)?;
                    Poll::Pending
                }
                read => {
                    coop.made_progress();
                    Poll::Ready(read.map_err(io::Error::from))
                }
            }
        });
        if !matches!(read.await, Ok(1..)) {
            return;
        }
    }
}
