//! The thread that waits for sockets and pipes.
//!
//! The caller's runtime may end while a sandbox lives on (a thread with a
//! runtime of its own, a test); a socket registered with it would fall silent.
//! So one thread of ours, with a runtime of its own, does all waiting.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::OnceLock;

use computesdk_model::{EngineError, Result};
use tokio::io::unix::AsyncFd;
use tokio::runtime::{Builder, Handle};

use super::io_error;

/// The engine's own runtime, started by the first who asks.
pub(crate) fn reactor() -> Result<Handle> {
    static REACTOR: OnceLock<Handle> = OnceLock::new();
    if let Some(handle) = REACTOR.get() {
        return Ok(handle.clone());
    }
    let step = "start the engine's thread";
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| io_error(EngineError::new(step), error))?;
    let handle = runtime.handle().clone();
    // Two threads may come this far; the runtime of the one that loses is
    // dropped, unused.
    if REACTOR.set(handle).is_ok() {
        std::thread::Builder::new()
            .name("computesdk".to_owned())
            .spawn(move || runtime.block_on(std::future::pending::<()>()))
            .map_err(|error| io_error(EngineError::new(step), error))?;
    }
    let handle = REACTOR.get();
    Ok(handle.expect("set above, by this thread or another").clone())
}

/// Makes a descriptor one that the reactor waits for. It must not block.
pub(crate) fn register(reactor: &Handle, fd: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    let _context = reactor.enter();
    #[expect(
        deprecated,
        reason = "its successor is unsafe for the sake of types whose descriptor can change; an \
                  OwnedFd keeps its one until it is dropped"
    )]
    AsyncFd::new(fd)
}
