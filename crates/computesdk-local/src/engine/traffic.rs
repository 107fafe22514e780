//! The threads that carry what sandboxes send over the network.

use std::io;
use std::sync::{Mutex, OnceLock, PoisonError};

use computesdk_model::{EngineError, Result};
use tokio::runtime::{Builder, Handle, Runtime};

use super::io_error;

/// Enough for a fast line; commands are to have the other processors.
const THREADS: usize = 2;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();
static STARTING: Mutex<()> = Mutex::new(());

/// A runtime of its own, started by the first sandbox that may reach something: what
/// commands say and how they end does not wait behind their traffic.
pub(crate) fn traffic() -> Result<Handle> {
    let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime.handle().clone());
    }
    let runtime = start()
        .map_err(|error| io_error(EngineError::new("start the threads of the network"), error))?;
    Ok(RUNTIME.get_or_init(|| runtime).handle().clone())
}

fn start() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("computesdk-net")
        .on_thread_start(computesdk_egress::ignore_closed_sockets)
        .enable_all()
        .build()
}
