//! The thread that waits for sockets and pipes.
//!
//! The caller's runtime may end while a sandbox lives on (a thread with a
//! runtime of its own, a test); a socket registered with it would fall silent.
//! So one thread of ours, with a runtime of its own, does all waiting.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};

use computesdk_model::{EngineError, Error, Result};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::runtime::{Builder, Handle};

use super::io_error;

/// A thread on its way to being the reactor.
type Starting = mpsc::Receiver<io::Result<Handle>>;

static REACTOR: OnceLock<Handle> = OnceLock::new();
static STARTING: Mutex<Option<Starting>> = Mutex::new(None);

/// The engine's own runtime, started by the first who asks.
pub(crate) fn reactor() -> Result<Handle> {
    if let Some(handle) = REACTOR.get() {
        return Ok(handle.clone());
    }
    wait().map_err(failed)
}

/// Starts the reactor without waiting for it, where none has been started.
pub(crate) fn start_reactor() -> Result<()> {
    if REACTOR.get().is_some() {
        return Ok(());
    }
    let mut starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if REACTOR.get().is_none() && starting.is_none() {
        *starting = Some(spawn().map_err(failed)?);
    }
    Ok(())
}

fn failed(error: io::Error) -> Error {
    io_error(EngineError::new("start the engine's thread"), error)
}

fn wait() -> io::Result<Handle> {
    let mut starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = REACTOR.get() {
        return Ok(handle.clone());
    }
    let thread = match starting.take() {
        Some(thread) => thread,
        None => spawn()?,
    };
    let handle = thread
        .recv()
        .unwrap_or_else(|error| Err(io::Error::other(error)))?;
    Ok(REACTOR.get_or_init(|| handle).clone())
}

/// The runtime is made by its own thread: where that fails, it must not be
/// dropped by a caller, whose runtime would not allow it.
fn spawn() -> io::Result<Starting> {
    let (sender, starting) = mpsc::channel();
    let body = move || match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let _unheard = sender.send(Ok(runtime.handle().clone()));
            runtime.block_on(std::future::pending::<()>());
        }
        Err(error) => {
            let _unheard = sender.send(Err(error));
        }
    };
    let thread = std::thread::Builder::new().name("computesdk".to_owned());
    thread.spawn(body)?;
    Ok(starting)
}

/// Makes a descriptor one that the reactor waits for. It must not block.
///
/// For one interest alone: each message that the other side takes makes room,
/// and who waits for room as well is woken for it, for nothing.
pub(crate) fn register(
    reactor: &Handle,
    fd: OwnedFd,
    interest: Interest,
) -> io::Result<AsyncFd<OwnedFd>> {
    let _context = reactor.enter();
    #[expect(
        deprecated,
        reason = "its successor is unsafe for the sake of types whose descriptor can change; an \
                  OwnedFd keeps its one until it is dropped"
    )]
    AsyncFd::with_interest(fd, interest)
}
