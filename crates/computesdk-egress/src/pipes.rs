//! What bytes are in between two sockets: a pipe, through which the kernel moves them
//! without a copy, or a buffer where there is no pipe.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::sys::signal::{SigSet, Signal};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};
use rustix::pipe::{PipeFlags, SpliceFlags, fcntl_setpipe_size, pipe_with, splice};
use tokio::net::TcpStream;

/// Pipes of one sandbox at a time. Each takes two descriptors of this program, and of the
/// pages that the kernel allows the pipes of a user.
const MOST: usize = 8;
/// Those that are kept for the next who need one: one for each way.
const KEPT: usize = 2;
/// Bytes of a pipe: many packets of a loopback device, so that few calls wake anybody.
const SIZE: usize = 512 << 10;
/// Bytes of a buffer.
const BUFFER: usize = 64 << 10;

/// The pipes of one sandbox.
#[derive(Debug)]
pub(crate) struct Pipes(Mutex<Places>);

#[derive(Debug)]
struct Places {
    /// How many more there may be.
    free: usize,
    /// Empty ones, for the next.
    idle: Vec<Pipe>,
}

#[derive(Debug)]
struct Pipe {
    reader: OwnedFd,
    writer: OwnedFd,
}

impl Default for Pipes {
    fn default() -> Pipes {
        Pipes(Mutex::new(Places {
            free: MOST,
            idle: Vec::new(),
        }))
    }
}

impl Pipes {
    /// Something to fill.
    pub(crate) fn load(&self) -> Load<'_> {
        let means = match self.take() {
            Some(pipe) => Means::Pipe(pipe),
            None => Means::Buffer(vec![0; BUFFER], 0),
        };
        Load {
            means,
            length: 0,
            pipes: self,
        }
    }

    fn take(&self) -> Option<Pipe> {
        let mut places = self.places();
        if let Some(pipe) = places.idle.pop() {
            return Some(pipe);
        }
        places.free.checked_sub(1)?;
        let (reader, writer) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK).ok()?;
        // One user's pipes may be as large as that only up to a sum; then it is smaller.
        let _ = fcntl_setpipe_size(&writer, SIZE);
        places.free -= 1;
        Some(Pipe { reader, writer })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // They stay whole whatever a panicking holder did.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes that were read and are to be written.
pub(crate) struct Load<'p> {
    means: Means,
    length: usize,
    pipes: &'p Pipes,
}

enum Means {
    Pipe(Pipe),
    /// And how much of it was written.
    Buffer(Vec<u8>, usize),
    /// Only while it is dropped.
    Gone,
}

impl Load<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Takes what there is, into what is empty. Zero at the end of a stream.
    pub(crate) fn fill(&mut self, from: &TcpStream) -> io::Result<usize> {
        debug_assert!(self.is_empty(), "what was not written would be lost");
        self.length = match &mut self.means {
            Means::Pipe(pipe) => splice(from, None, &pipe.writer, None, SIZE, flags())?,
            Means::Buffer(buffer, written) => {
                *written = 0;
                recv(from, &mut buffer[..], RecvFlags::DONTWAIT)?.0
            }
            Means::Gone => 0,
        };
        Ok(self.length)
    }

    /// Hands on what it can. Where nobody reads any more, a pipe's way of saying so is
    /// SIGPIPE as well: see [`ignore_closed_sockets`].
    pub(crate) fn pour(&mut self, to: &TcpStream) -> io::Result<()> {
        let length = match &mut self.means {
            Means::Pipe(pipe) => splice(&pipe.reader, None, to, None, self.length, flags())?,
            Means::Buffer(buffer, written) => {
                let rest = &buffer[*written..*written + self.length];
                let length = send(to, rest, SendFlags::DONTWAIT | SendFlags::NOSIGNAL)?;
                *written += length;
                length
            }
            Means::Gone => 0,
        };
        match length {
            0 => Err(Errno::PIPE.into()),
            length => {
                self.length -= length;
                Ok(())
            }
        }
    }
}

impl Drop for Load<'_> {
    fn drop(&mut self) {
        if let Means::Pipe(pipe) = std::mem::replace(&mut self.means, Means::Gone) {
            let mut places = self.pipes.places();
            match self.length {
                0 if places.idle.len() < KEPT => places.idle.push(pipe),
                // With it goes what nobody gets any more.
                _ => places.free += 1,
            }
        }
    }
}

/// Keeps SIGPIPE from ending the program: `splice` into a socket that nobody reads sends it,
/// and takes no flag against that. To be called on each thread that carries connections.
pub fn ignore_closed_sockets() {
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGPIPE);
    // It fails for no signal that there is.
    let _ = signals.thread_block();
}

fn flags() -> SpliceFlags {
    SpliceFlags::NONBLOCK | SpliceFlags::MOVE
}
