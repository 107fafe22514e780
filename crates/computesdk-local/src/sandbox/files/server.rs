//! Processes inside that serve files, one call at a time each.

use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use computesdk_init::protocol::files::{Call, FromFiles, ToFiles};
use computesdk_init::protocol::{Failure, ToInit};
use computesdk_model::{EngineError, Errno, Error, FileError, Hint, ProcessQuery, Result, User};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use tokio::io::Interest;

use super::super::connection::Connection;
use super::convert;
use crate::engine::{Packet, Pollable, io_error, no_memory_inside, receive_message};

/// Most calls are answered before a thread that sleeps could be woken by another.
/// So long a call waits on its own thread, before it leaves that to others: enough for
/// an answer after a long quiet too, when every cache is cold.
const PATIENCE: Duration = Duration::from_micros(500);
/// Calls that follow one another more closely than this are mostly made on the same
/// processor.
const CLOSE: Duration = Duration::from_millis(2);

/// An answer, and the descriptor that came with it.
pub(super) type Answer = (FromFiles, Option<OwnedFd>);

/// A process that serves files. Dropped, it ends.
pub(super) struct Server {
    user: User,
    connection: Arc<Connection>,
    socket: Pollable,
    /// When it answered last.
    answered: Option<Instant>,
}

impl Server {
    pub(super) async fn start(connection: &Arc<Connection>, user: User) -> Result<Server> {
        let step = || EngineError::new("start a process that serves files");
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )
        .map_err(|error| io_error(step(), error.into()))?;
        let socket = Pollable::new(ours, Interest::READABLE);
        let socket = socket.map_err(|error| io_error(step(), error))?;
        let message = ToInit::ServeFiles(user.uid());
        connection.send_with(&message, theirs).await?;
        Ok(Server {
            user,
            connection: Arc::clone(connection),
            socket,
            answered: None,
        })
    }

    /// One more of its kind.
    pub(super) async fn another(&self) -> Result<Server> {
        Server::start(&self.connection, self.user).await
    }

    /// Whose rights it has.
    pub(super) fn user(&self) -> User {
        self.user
    }

    /// Asks for something that has one answer. Gives it back where the server has
    /// ended before.
    pub(super) async fn ask(&self, request: ToFiles) -> Result<Result<(), ToFiles>> {
        let close = self.answered.is_some_and(|at| at.elapsed() < CLOSE);
        let processor = match close {
            true => u32::try_from(rustix::thread::sched_getcpu()).ok(),
            false => None,
        };
        let call = Call { processor, request };
        match self.put(&call).await {
            Ok(()) => Ok(Ok(())),
            Err(error) if is_end(&error) => {
                self.connection.check()?;
                Ok(Err(call.request))
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Says something, waiting for room.
    pub(super) async fn send(&self, request: ToFiles) -> Result<()> {
        let call = Call {
            processor: None,
            request,
        };
        match self.put(&call).await {
            Ok(()) => Ok(()),
            Err(error) if is_end(&error) => Err(self.ended().await),
            Err(error) => Err(self.failed(error)),
        }
    }

    async fn put(&self, call: &Call) -> io::Result<()> {
        let packet = Packet::new(call)?;
        match packet.send(self.socket.as_fd(), &[]) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            sent => return sent,
        }
        // A tree, faster than it can be written.
        let copy = self.socket.as_fd().try_clone_to_owned()?;
        let room = Pollable::new(copy, Interest::WRITABLE)?;
        let sent = poll_fn(|context| match packet.send(room.as_fd(), &[]) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                room.wake_when_ready(context)?;
                Poll::Pending
            }
            sent => Poll::Ready(sent),
        });
        sent.await
    }

    /// Waits for the answer to a call that is mostly short.
    pub(super) async fn answer(&mut self) -> Result<Answer> {
        // Where both share a processor, the server has often answered by now.
        match self.heard().or_else(|| self.wait_here()) {
            Some(heard) => self.take(heard).await,
            None => self.receive().await,
        }
    }

    /// Waits for an answer. Nothing is lost where this is dropped.
    pub(super) async fn receive(&mut self) -> Result<Answer> {
        let heard = self.wait().await;
        self.take(heard).await
    }

    async fn take(&mut self, heard: Heard) -> Result<Answer> {
        match heard {
            Ok(Some((answer, fds))) => {
                self.answered = Some(Instant::now());
                Ok((answer, fds.into_iter().next()))
            }
            Ok(None) => Err(self.ended().await),
            Err(error) if is_end(&error) => Err(self.ended().await),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Waits on this thread.
    fn wait_here(&self) -> Option<Heard> {
        let mut entries = [PollFd::new(&self.socket, PollFlags::IN)];
        let patience = Timespec::try_from(PATIENCE).ok()?;
        match poll(&mut entries, Some(&patience)) {
            Ok(1..) => self.heard(),
            _ => None,
        }
    }

    /// Waits without a thread.
    async fn wait(&self) -> Heard {
        poll_fn(|context| match self.heard() {
            Some(heard) => Poll::Ready(heard),
            None => match self.socket.wake_when_ready(context) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            },
        })
        .await
    }

    /// What has come already.
    fn heard(&self) -> Option<Heard> {
        use io::ErrorKind::{ConnectionReset, WouldBlock};
        let heard = match receive_message(self.socket.as_fd()) {
            // Of a server that ended before it heard the call. The kernel tells that
            // once, then what it had said.
            Err(error) if error.kind() == ConnectionReset => receive_message(self.socket.as_fd()),
            heard => heard,
        };
        match heard {
            Err(error) if error.kind() == WouldBlock => None,
            heard => Some(heard),
        }
    }

    /// An answer that has come already.
    pub(super) fn pending(&self) -> Result<Option<FromFiles>> {
        match self.heard() {
            Some(Ok(Some((answer, _)))) => Ok(Some(answer)),
            Some(Err(error)) => Err(self.failed(error)),
            // Its end is told by what is sent next.
            Some(Ok(None)) | None => Ok(None),
        }
    }

    /// The error for a server that ended in the middle of a call.
    async fn ended(&self) -> Error {
        // It may be the end of the sandbox, of which init's socket tells.
        let none = ProcessQuery {
            pids: Some(Vec::new()),
            disk: false,
        };
        if let Err(error) = self.connection.list_processes(none).await {
            return error;
        }
        EngineError::new("hear from the process that serves files: it ended")
            .hint(Hint::new(
                "something inside has killed it, or the kernel did for want of memory: raise the \
                 sandbox's `memory`",
            ))
            .into()
    }

    fn failed(&self, error: io::Error) -> Error {
        if let Err(gone) = self.connection.check() {
            return gone;
        }
        io_error(
            EngineError::new("talk to the process that serves files"),
            error,
        )
    }
}

/// A message and its descriptors; none where the server has ended.
type Heard = io::Result<Option<(FromFiles, Vec<OwnedFd>)>>;

/// Whether it says that the other side is gone.
fn is_end(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset};
    matches!(error.kind(), BrokenPipe | ConnectionReset)
}

/// Turns a refusal into the error that it is.
pub(super) fn accepted(answer: Answer, operation: &str, path: &Path) -> Result<Answer> {
    match answer {
        (FromFiles::Failed(failure), _) => Err(refused(failure, operation, path)),
        answer => Ok(answer),
    }
}

/// Whether the server, or init in its place, has ended with it: it is about the
/// server's own trouble, not the file's.
pub(super) fn is_the_last(answer: &Answer) -> bool {
    matches!(&answer.0, FromFiles::Failed(failure) if !failure.step.is_empty())
}

fn refused(failure: Failure, operation: &str, path: &Path) -> Error {
    if !failure.step.is_empty() {
        if failure.errno == Errno::ENOMEM.raw() {
            return no_memory_inside("start a process that serves files");
        }
        return crate::engine::engine_error(failure);
    }
    let errno = Errno::from_raw(failure.errno);
    match failure.path.is_empty() {
        true => FileError::classify(operation, path, errno),
        false => FileError::classify(operation, convert::path(failure.path), errno),
    }
}

/// The error for an answer that answers something else.
pub(super) fn unexpected() -> Error {
    EngineError::new("understand the process that serves files").into()
}

/// A descriptor that is a regular file's. The server has checked too; but what it
/// passes is not to be trusted with a read that could wait for ever.
pub(super) fn regular(fd: OwnedFd, path: &Path) -> Result<std::fs::File> {
    let kind = rustix::fs::fstat(&fd).map(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode));
    match kind {
        Ok(rustix::fs::FileType::RegularFile) => Ok(fd.into()),
        Ok(_) => Err(FileError::classify("open", path, Errno::EINVAL)),
        Err(error) => {
            let step = EngineError::new("open a file").path(path);
            Err(io_error(step, error.into()))
        }
    }
}
