//! The thread for what no caller waits for: ports that are published, sandboxes that
//! are made ahead.
//!
//! A caller may wait for an answer from inside without its runtime running meanwhile
//! (a blocking HTTP client, a child process), and its runtime may end before the
//! sandbox does. So these have a runtime of their own.

use std::sync::{Mutex, PoisonError};

use computesdk_model::{EngineError, Result};
use tokio::runtime::{Builder, Handle, Runtime};

/// The runtime, started by the first who asks. It never ends.
pub(crate) fn carrier() -> Result<Handle> {
    static CARRIER: Mutex<Option<Runtime>> = Mutex::new(None);
    let mut carrier = CARRIER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*carrier {
        return Ok(runtime.handle().clone());
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("computesdk")
        .enable_all()
        .build()
        .map_err(|cause| EngineError::new("start the library's own thread").cause(cause))?;
    Ok(carrier.insert(runtime).handle().clone())
}
